import { purposes, standingOf } from '@centralita/core/consent';
import type { ConsentState, Content, Purpose } from '@centralita/core/model';
import { countryOfPhone, type RouteInput } from '@centralita/core/routing';
import { languageOf } from '../../language.ts';
import type { MessageRow } from '../../store/messages.ts';
import { summaryOf } from '../../store/summary.ts';
import type { Tables } from '../../store/tables.ts';

/** What the rules are told of a message: everything the hub knows of it and of whoever wrote it. */
export const routeInputOf = (tables: Tables, row: MessageRow, now: number): RouteInput => {
  const content = JSON.parse(row.content) as Content;
  const text = summaryOf(content);
  const reply = replyOf(content);
  const account = tables.accounts.byNo(row.account);
  const contact = contactOf(tables, row.contact, now);
  return {
    kind: content.kind,
    firstContact: isFirst(tables, row),
    now,
    ...(text === undefined ? {} : { text }),
    ...(reply === undefined ? {} : { reply }),
    ...(account
      ? {
          account: {
            id: account.id,
            providerId: account.providerId,
            ...(account.name ? { name: account.name } : {}),
          },
        }
      : {}),
    ...(contact ? { contact } : {}),
  };
};

/** The id or payload of what the customer tapped. */
export const replyOf = (content: Content): string | undefined => {
  if (content.kind === 'button') return content.payload;
  return content.kind === 'button_reply' || content.kind === 'list_reply' ? content.id : undefined;
};

const contactOf = (tables: Tables, no: number, now: number): RouteInput['contact'] => {
  const contact = tables.contacts.view(no);
  if (!contact) return undefined;
  const of = (...kinds: string[]) => contact.identities.find(({ kind }) => kinds.includes(kind))?.value;
  const phone = of('phone', 'wa_id');
  const country = countryOfPhone(phone ?? of('user_id') ?? '');
  const language = languageOf(contact);
  const standing = standingOf(tables.contacts.byNo(no)?.consent, now);
  const consent: Partial<Record<Purpose, ConsentState>> = {};
  for (const purpose of purposes) {
    const { state } = standing[purpose];
    if (state !== 'unknown') consent[purpose] = state;
  }
  return {
    tags: contact.tags,
    attributes: contact.attributes,
    consent,
    ...(phone ? { phone } : {}),
    ...(country ? { country } : {}),
    ...(language ? { language } : {}),
  };
};

/** The first message of their first conversation; history that was brought along counts as one. */
const isFirst = (tables: Tables, row: MessageRow): boolean =>
  row.previous === null &&
  tables.store.db
    .prepare('select 1 from conversations where contact = $1 and no < $2 limit 1')
    .get(row.contact, row.conversation) === undefined;
