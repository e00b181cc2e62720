import { showCaseNumber } from '@centralita/core/cases';
import {
  type ConsentStatement,
  type ContactRef,
  type EventByType,
  type MessagePart,
  type MessageState,
  type ProviderPart,
  type Purpose,
  providerMessageId,
} from '@centralita/core/model';
import { opensWindow, windowUntil } from '@centralita/core/window';
import { countAnswer } from '../sending/answered.ts';
import type { AccountRow } from '../store/accounts.ts';
import { hasIdentity, type Person } from '../store/contacts.ts';
import { conversationPart, conversationRow } from '../store/conversation-row.ts';
import type { Thread } from '../store/conversations.ts';
import { moreOf, type NewMessage } from '../store/messages.ts';
import type { Tables } from '../store/tables.ts';
import type { ApplyContext } from './apply.ts';
import { type Concerns, derive, emit } from './emit.ts';
import { continueCase, namedCase, noteForeignCases } from './named-case.ts';

type Provided<T extends 'message.received' | 'message.sent' | 'message.imported'> = EventByType<T> & {
  readonly data: ProviderPart;
};

/** A customer wrote: contact, consent, window and conversation first, then the message and its events. */
export const applyReceived = (
  event: Provided<'message.received'>,
  account: AccountRow,
  context: ApplyContext,
): boolean => {
  const { tables, now } = context;
  const { contact, message } = event.data;
  const identified = hasIdentity(contact);
  if (!tables.seen.remember(event.id, identified ? tables.messages.nextNo : 0, now)) return false;

  const place = identified ? arrive(event, contact, account, 'message', context, message.content) : undefined;
  if (!place) {
    emit(tables, event, { account }, now);
    return true;
  }
  const { person, created, thread } = place;
  const concerns: Concerns = { account, person, thread };

  const at = timeOf(message, now);
  const id = idOf(event.data, message);
  const before = person.windows.get(account.no);
  const until = opensWindow(event, context.window)
    ? windowUntil(before, Date.parse(event.timestamp), now)
    : before;
  const opens = until !== undefined && until !== before ? until : null;
  const no = insertMessage(tables, message, {
    id,
    person,
    thread,
    account,
    state: 'received',
    at,
    windowUntil: opens,
  });
  if (opens !== null) tables.contacts.openWindow(person, account.no, opens, no);
  if (tables.conversations.wake(thread)) emitWoken(event.id, event.timestamp, thread, concerns, context);
  emit(tables, event, concerns, now, {
    messageId: id,
    status: 'received',
    ...(created ? { firstContact: true } : {}),
    ...(until ? { windowUntil: new Date(until).toISOString() } : {}),
  });

  const statement = context.recognise(event, at, () => lastPurpose(tables, thread));
  if (statement) recordStatement(event.id, event.timestamp, person, statement, concerns, context);
  noteForeignCases(tables, thread, place.foreignCases, now);
  return true;
};

/** A person answered in the WhatsApp Business app, or another program through the API. Opens no window. */
export const applySent = (
  event: Provided<'message.sent'>,
  account: AccountRow,
  context: ApplyContext,
): boolean => {
  const { tables, now } = context;
  const { message } = event.data;
  const contact =
    message.origin !== 'hub' && hasIdentity(event.data.contact) ? event.data.contact : undefined;
  if (!tables.seen.remember(event.id, contact ? tables.messages.nextNo : 0, now)) return false;
  const place = contact && arrive(event, contact, account, 'echo', context);
  if (!place || message.origin === 'hub') {
    emit(tables, event, { account }, now);
    return true;
  }
  const { person, thread } = place;
  const concerns: Concerns = { account, person, thread };
  const at = timeOf(message, now);
  const id = idOf(event.data, message);
  const state = context.parked.take(id) ?? 'sent';
  if (message.origin === 'app' && !thread.answered)
    countAnswer(tables, thread, { name: 'WhatsApp Business app' }, at);
  insertMessage(tables, message, { id, person, thread, account, state, at });
  emit(tables, event, concerns, now, { messageId: id, status: state });
  return true;
};

/**
 * Synchronised history: fills a closed conversation of its own, opens no window and starts nothing, so that the
 * next message opens a new one as usual. A file that follows its placeholder replaces the placeholder.
 */
export const applyImported = (
  event: Provided<'message.imported'>,
  account: AccountRow,
  context: ApplyContext,
): boolean => {
  const { tables, now } = context;
  const { message, contact } = event.data;
  if (!tables.seen.remember(event.id, 0, now)) return false;
  const found = tables.contacts.findOrCreate(contact, now, 'history');
  if (!found) {
    emit(tables, event, { account }, now);
    return true;
  }
  const { person } = found;
  const thread = tables.conversations.archive(person, account.no, now);
  const concerns: Concerns = { account, person, thread };
  const id = idOf(event.data, message);
  const known = tables.seen.messageOf(id);
  if (known === undefined) {
    tables.seen.remember(id, tables.messages.nextNo, now);
    insertMessage(tables, message, {
      id,
      person,
      thread,
      account,
      state: message.direction === 'inbound' ? 'received' : 'sent',
      at: timeOf(message, now),
    });
  } else {
    const row = tables.messages.byNo(known);
    if (row?.kind === 'media_placeholder') tables.messages.setContent(known, message.content, moreOf(row));
  }
  emit(tables, event, concerns, now, { messageId: id });
  const statement =
    message.direction === 'inbound'
      ? context.recognise(event, timeOf(message, now), () => undefined)
      : undefined;
  if (statement) recordStatement(event.id, event.timestamp, person, statement, concerns, context);
  return true;
};

/** The person and conversation of a message, made where they are new, with the events that say so. */
const arrive = (
  event: Provided<'message.received' | 'message.sent'>,
  contact: ContactRef,
  account: AccountRow,
  source: string,
  context: ApplyContext,
  written?: MessagePart['content'],
): { person: Person; created: boolean; thread: Thread; foreignCases: readonly string[] } | undefined => {
  const { tables, now } = context;
  const found = tables.contacts.findOrCreate(contact, now, source);
  if (!found) return undefined;
  const { person, created } = found;
  if (created) emitCreated(event.id, event.timestamp, person, account, context);
  const named = written && namedCase(tables, person, written);
  if (named?.thread) {
    const { thread } = named;
    const concerns = { account, person, thread };
    const { id: parent, timestamp } = event;
    continueCase(tables, person, thread, { parent, timestamp, concerns, now, dueAgain: context.dueAgain });
    return { person, created, thread, foreignCases: [] };
  }
  const thread = tables.conversations.current(person, account.no, now);
  // One that our own message began, a campaign's say, is told once the customer takes it up.
  if (event.type === 'message.received' && thread.lastInboundAt === 0)
    emitOpened(event.id, event.timestamp, thread, { account, person, thread }, context);
  return { person, created, thread, foreignCases: named?.foreign ?? [] };
};

export const idOf = (data: ProviderPart, message: { readonly providerId: string }) =>
  providerMessageId(data.provider, data.account.providerId ?? '', message.providerId);

export const recordStatement = (
  parent: string,
  timestamp: string,
  person: Person,
  statement: ConsentStatement,
  concerns: Concerns,
  context: ApplyContext,
): void => {
  context.tables.consents.record(person, statement, context.now);
  const { state, purposes, actor, source, wording, at } = statement;
  emit(
    context.tables,
    derive(parent, 'consent.changed', 0, timestamp, {
      consent: {
        state,
        purposes,
        actor,
        source,
        ...(wording ? { wording } : {}),
        at: new Date(at).toISOString(),
      },
    }),
    concerns,
    context.now,
  );
};

/** What the business last wrote for: a doubtful word counts as an opt-out when it answers marketing. */
const lastPurpose = (tables: Tables, thread: Thread): Purpose | undefined => {
  const last = tables.messages.chain(thread.lastMessage, 20).find((row) => row.direction === 'outbound');
  return last && moreOf(last).purpose;
};

const timeOf = (message: Pick<MessagePart, 'timestamp'>, now: number): number => {
  const at = Date.parse(message.timestamp);
  return Number.isNaN(at) ? now : Math.min(at, now + 60_000);
};

const emitCreated = (
  parent: string,
  timestamp: string,
  person: Person,
  account: AccountRow,
  { tables, now }: ApplyContext,
): void => {
  const contact = {
    ...(person.name ? { name: person.name } : {}),
    ...(person.username ? { username: person.username } : {}),
  };
  for (const identity of person.identities) {
    const separator = identity.indexOf(':');
    const kind = identity.slice(0, separator);
    const field =
      kind === 'user_id' ? 'userId' : kind === 'wa_id' ? 'waId' : kind === 'phone' ? 'phone' : undefined;
    if (field) Object.assign(contact, { [field]: identity.slice(separator + 1) });
  }
  emit(
    tables,
    derive(parent, 'contact.changed', 0, timestamp, { contact, change: { kind: 'created' } }),
    { account, person },
    now,
  );
};

const emitOpened = (
  parent: string,
  timestamp: string,
  thread: Thread,
  concerns: Concerns,
  { tables, now }: ApplyContext,
): void => {
  emit(
    tables,
    derive(parent, 'conversation.opened', 0, timestamp, {
      conversation: {
        state: thread.state,
        caseNumber: showCaseNumber(thread.caseNumber, tables.caseFormat),
      },
    }),
    concerns,
    now,
  );
};

/** The customer wrote: the snooze is over. */
const emitWoken = (
  parent: string,
  timestamp: string,
  thread: Thread,
  concerns: Concerns,
  { tables, now }: ApplyContext,
): void => {
  const row = conversationRow(tables.store.db, thread.no);
  if (!row) return;
  const data = { conversation: conversationPart(row, tables.caseFormat), again: 'snooze_ended' as const };
  emit(tables, derive(parent, 'conversation.opened', 1, timestamp, data), concerns, now);
};

interface Placed {
  readonly id: NewMessage['id'];
  readonly person: Person;
  readonly thread: Thread;
  readonly account: AccountRow;
  readonly state: MessageState;
  readonly at: number;
  readonly windowUntil?: number | null;
}

const insertMessage = (
  tables: Tables,
  message: MessagePart,
  { id, person, thread, account, state, at, windowUntil: opened }: Placed,
): number => {
  const no = tables.messages.insert({
    id,
    conversation: thread.no,
    contact: person.no,
    account: account.no,
    direction: message.direction,
    origin: message.origin,
    state,
    kind: message.content.kind,
    providerId: message.providerId,
    replyTo: message.context?.messageId ?? null,
    timestamp: at,
    content: JSON.stringify(message.content),
    previous: thread.lastMessage || null,
    windowUntil: opened ?? null,
    ...(message.groupId ? { more: { groupId: message.groupId } } : {}),
  });
  tables.conversations.touch(thread, no, message.direction, at, account.no);
  return no;
};
