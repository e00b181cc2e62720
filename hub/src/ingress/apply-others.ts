import {
  type ConsentStatement,
  derivedEventId,
  type Event,
  type EventByType,
  type ProviderEvent,
} from '@centralita/core/model';
import { opensWindow, windowUntil } from '@centralita/core/window';
import type { AccountRow } from '../store/accounts.ts';
import type { Person } from '../store/contacts.ts';
import type { ApplyContext } from './apply.ts';
import { type Concerns, emit } from './emit.ts';

/** An event that changes nothing but the log. */
export const applyPlain = (
  event: ProviderEvent,
  account: AccountRow | undefined,
  { tables, now }: ApplyContext,
): boolean => {
  if (!tables.seen.remember(event.id, 0, now)) return false;
  const contact = 'contact' in event.data ? event.data.contact : undefined;
  const person = contact && tables.contacts.find(contact);
  emit(tables, event, concerning(account, person, tables), now);
  return true;
};

/**
 * A number nobody configured: the update is kept whole. Its own id stays unseen, so that the provider's next
 * try is taken as the message it is once the number has been added.
 */
export const applyUnrecognised = (event: ProviderEvent, { tables, now }: ApplyContext): boolean => {
  const id = derivedEventId(event.id, 'account.unrecognised', 0);
  if (!tables.seen.remember(id, 0, now)) return false;
  const { provider, account, raw } = event.data;
  const unrecognised: Event = {
    id,
    type: 'account.unrecognised',
    timestamp: event.timestamp,
    data: { provider, account, raw, of: event.type, hub: { parentId: event.id } },
  };
  emit(tables, unrecognised, {}, now);
  return true;
};

/** WhatsApp's own control: a statement of the platform for the ledger. */
export const applyConsent = (
  event: EventByType<'consent.changed'>,
  account: AccountRow | undefined,
  { tables, now }: ApplyContext,
): boolean => {
  if (!tables.seen.remember(event.id, 0, now)) return false;
  const { contact, consent } = event.data;
  const found = contact && tables.contacts.findOrCreate(contact, now, 'preferences');
  if (found) {
    const at = Date.parse(consent.at);
    const statement: ConsentStatement = {
      state: consent.state,
      purposes: consent.purposes,
      actor: consent.actor,
      source: consent.source,
      at: Number.isNaN(at) ? now : Math.min(at, now + 60_000),
      ...(consent.wording ? { wording: consent.wording } : {}),
      ...(consent.platformValue ? { platformValue: consent.platformValue } : {}),
      proof: event.id,
    };
    tables.consents.record(found.person, statement, now);
  }
  emit(tables, event, concerning(account, found?.person, tables), now);
  return true;
};

/** A new number or id of somebody known: linked only where the update itself names the old one. */
export const applyContact = (
  event: EventByType<'contact.changed'>,
  account: AccountRow | undefined,
  { tables, now }: ApplyContext,
): boolean => {
  if (!tables.seen.remember(event.id, 0, now)) return false;
  const { contact, change } = event.data;
  const person = (change.previous && tables.contacts.find(change.previous)) ?? tables.contacts.find(contact);
  if (person && (change.kind === 'number' || change.kind === 'user_id'))
    tables.contacts.learn(person, contact, now, `${change.kind}_change`);
  emit(tables, event, concerning(account, person, tables), now);
  return true;
};

/** A call is shown and, when the person called or took it, refreshes the window. */
export const applyCall = (
  event: EventByType<'call.changed'>,
  account: AccountRow | undefined,
  context: ApplyContext,
): boolean => {
  const { tables, now } = context;
  if (!tables.seen.remember(event.id, 0, now)) return false;
  const { contact } = event.data;
  const opens = account !== undefined && opensWindow(event, context.window);
  const person =
    contact &&
    (opens ? tables.contacts.findOrCreate(contact, now, 'call')?.person : tables.contacts.find(contact));
  if (person && opens)
    tables.contacts.setWindow(
      person,
      account.no,
      windowUntil(person.windows.get(account.no), Date.parse(event.timestamp), now),
    );
  emit(tables, event, concerning(account, person, tables), now);
  return true;
};

const concerning = (
  account: AccountRow | undefined,
  person: Person | undefined,
  tables: ApplyContext['tables'],
): Concerns => {
  const thread = person?.conversation ? tables.conversations.byNo(person.conversation) : undefined;
  return { ...(account ? { account } : {}), ...(person ? { person } : {}), ...(thread ? { thread } : {}) };
};
