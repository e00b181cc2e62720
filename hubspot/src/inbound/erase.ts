import type { ContactId } from '@centralita/core/model';
import { isHubSpotError } from '../api/errors.ts';
import type { Portal } from '../api/portal.ts';
import type { HubSpotSettings } from '../settings.ts';
import { ownProperties } from '../setup/properties.ts';
import { forget, putGone, type Tables } from '../store/tables.ts';

/**
 * A contact was erased here: what we wrote about them in HubSpot goes as well. That they do not want to be written to
 * stays on the record, because nobody must forget it.
 */
export const eraseInHubSpot = async (
  contactId: ContactId,
  portal: Portal,
  tables: Tables,
  { erasure }: HubSpotSettings,
  now: number,
): Promise<void> => {
  const link = await tables.link(contactId);
  const logged = await tables.store.query(
    'select communication_id from hubspot_sessions where contact_id = $1 and communication_id is not null',
    contactId,
  );
  const ids = logged.map((row) => String(row.communication_id));
  if (ids.length > 0) await portal.communications.archive(ids);
  if (link) {
    const shared = (await tables.linksTo(link.recordId)).length > 1;
    if (erasure === 'gdpr_delete' && !shared) await portal.contacts.gdprDelete(link.recordId);
    else if (link.main) await clear(link.recordId, portal);
  }
  await tables.store.write((tx) => {
    forget(tx, contactId);
    if (link) putGone(tx, contactId, link.recordId, 'erased', now);
    else tx.run("update hubspot_gone set how = 'erased' where contact_id = $1", contactId);
  });
};

const clear = async (recordId: string, portal: Portal): Promise<void> => {
  const names = ownProperties.map(({ name }) => name);
  const record = await portal.contacts.read(recordId, names);
  if (!record) return;
  const properties: Record<string, string> = {};
  for (const name of names) if (record.properties[name]) properties[name] = '';
  properties.wa_opt_in_status = 'opted_out';
  await portal.contacts
    .update({ id: recordId, properties, traceId: `erase-${recordId}` })
    .catch((error: unknown) => {
      if (!isHubSpotError(error, 'missing')) throw error;
    });
};
