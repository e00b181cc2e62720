import { standing } from '@centralita/core/consent';
import type { HubClient } from '@centralita/core/hub-client';
import type { ContactId } from '@centralita/core/model';
import { contactKey, type Portal } from '../api/portal.ts';
import { forget, putGone, putLink, putReview, type Tables, unlink } from '../store/tables.ts';
import type { Sync } from '../sync/sync-contact.ts';

export interface FollowContext {
  readonly hub: HubClient;
  readonly portal: Portal;
  readonly tables: Tables;
  readonly sync: Sync;
  readonly now: () => number;
}

/** What happens to records in HubSpot, done here. All of it may come twice, late, and in the wrong order. */
export const createFollower = ({ hub, portal, tables, sync, now }: FollowContext) => {
  const pull = async (recordId: string): Promise<void> => {
    for (const { contactId } of await tables.linksTo(recordId))
      await sync.contact(contactId as ContactId, 'theirs');
  };

  return {
    pull,

    /** Somebody of HubSpot opted these contacts out, at that time. */
    optedOut: async (recordId: string, contacts: readonly string[], at: number): Promise<void> => {
      for (const id of contacts as readonly ContactId[]) {
        const records = await hub.consents(id).catch(() => undefined);
        if (!records || standing(records, now()).marketing.state === 'withdrawn') continue;
        await hub.recordConsent({
          contactId: id,
          state: 'withdrawn',
          purposes: ['marketing'],
          actor: 'operator',
          source: 'operator',
          at,
          proof: `hubspot:${recordId}`,
        });
      }
    },

    merged: async (merged: readonly string[], into: string): Promise<void> => {
      await tables.store.write((tx) => {
        for (const id of merged)
          if (id !== into) tx.run('update hubspot_links set record_id = $1 where record_id = $2', into, id);
      });
      await pull(into);
    },

    deleted: async (recordId: string): Promise<void> => {
      // It may have been restored, or merged, before this was heard.
      if (await portal.contacts.read(recordId, [contactKey])) return pull(recordId);
      for (const { contactId } of await tables.linksTo(recordId)) {
        // Finds it again where it was merged; says that it is deleted where it was not.
        await sync.contact(contactId as ContactId, 'theirs');
      }
    },

    restored: async (recordId: string): Promise<void> => {
      if (!(await portal.contacts.read(recordId, [contactKey]))) return;
      for (const contactId of await tables.goneRecord(recordId)) {
        await sync.alone(contactId, async () => {
          if (await tables.link(contactId)) return;
          await tables.store.write((tx) => {
            tx.run('delete from hubspot_gone where contact_id = $1', contactId);
            const at = now();
            putLink(tx, { contactId, recordId, key: '', main: true, ours: '', linkedAt: at, syncedAt: at });
          });
        });
      }
      await pull(recordId);
    },

    /** Deleted for privacy in HubSpot: the person is erased here as well. */
    privacy: async (recordId: string): Promise<void> => {
      const linked = (await tables.linksTo(recordId)).map(({ contactId }) => contactId);
      const gone = await tables.goneRecord(recordId);
      for (const contactId of new Set([...linked, ...gone])) {
        await hub.eraseContact(contactId as ContactId).catch((error: unknown) => {
          if ((error as { code?: string }).code !== 'not_found' && !isGone(error)) throw error;
        });
        await tables.store.write((tx) => {
          forget(tx, contactId);
          putGone(tx, contactId, recordId, 'erased', now());
        });
      }
    },

    /** Two contacts of ours became one. Records are not merged in HubSpot without somebody who wants it. */
    contactsMerged: async (from: ContactId, into: ContactId): Promise<void> => {
      const [old, kept] = [await tables.link(from), await tables.link(into)];
      if (old) {
        await tables.store.write((tx) => {
          unlink(tx, from);
          if (!kept) putLink(tx, { ...old, contactId: into, ours: '' });
          else if (kept.recordId !== old.recordId)
            putReview(tx, {
              contactId: into,
              reason: 'merge',
              candidates: [kept.recordId, old.recordId],
              at: now(),
            });
          tx.run('update hubspot_sessions set contact_id = $1 where contact_id = $2', into, from);
        });
      }
      await sync.contact(into, 'theirs');
    },
  };
};

export type Follower = ReturnType<typeof createFollower>;

const isGone = (error: unknown): boolean =>
  ['not_found', 'contact_erased'].includes((error as { problem?: { code?: string } }).problem?.code ?? '');
