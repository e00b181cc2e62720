import { mapStatusError } from '@centralita/core/channels/meta';
import {
  type EventByType,
  foldState,
  type MessageFailure,
  type MessageId,
  type MessageState,
  type OutboundState,
  type ProviderPart,
  parseId,
  providerMessageId,
} from '@centralita/core/model';
import { windowOpenedAt } from '@centralita/core/window';
import { providerFailure } from '../sending/failure.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Person } from '../store/contacts.ts';
import { type MessageMore, type MessageRow, moreOf } from '../store/messages.ts';
import type { ApplyContext } from './apply.ts';
import { recordStatement } from './apply-message.ts';
import { type Concerns, emit, emitErased } from './emit.ts';
import { type Known, knownMessage } from './known.ts';

type Status = EventByType<'message.status'> & { readonly data: ProviderPart };

/** The text our sends carry and statuses bring back: which message, which attempt. Nothing personal in it. */
export const correlationId = (message: MessageId, attempt: number): string =>
  `ctl1.${message.slice(3)}.${attempt}`;

const messageOfCorrelation = (text: string | undefined): MessageId | undefined =>
  text?.startsWith('ctl1.') ? parseId('ms', `ms_${text.split('.')[1]}`) : undefined;

/** A status: folded into its message, forward only. One that nobody asked for is kept all the same. */
export const applyStatus = (event: Status, account: AccountRow, context: ApplyContext): boolean => {
  const { tables, now } = context;
  if (!tables.seen.remember(event.id, 0, now)) return false;

  const { status, errors } = event.data;
  const failure = status === 'failed' ? providerFailure(mapStatusError(errors?.[0] ?? {})) : undefined;
  const row = findMessage(event, context);
  if (row === 'erased') {
    emitErased(tables, event, { account }, now);
    return true;
  }
  if (!row) {
    park(event, context);
    const person = event.data.contact && tables.contacts.find(event.data.contact);
    emit(tables, event, { account, ...(person ? { person } : {}) }, now, failure && { failure });
    return true;
  }
  const person = tables.contacts.byNo(row.contact);
  const thread = tables.conversations.byNo(row.conversation);
  if (person && event.data.contact) tables.contacts.learn(person, event.data.contact, now, 'status');
  const state = fold(row, event, failure, context);
  const concerns: Concerns = { account, ...(person ? { person } : {}), ...(thread ? { thread } : {}) };
  emit(tables, event, concerns, now, { messageId: row.id, status: state, ...(failure ? { failure } : {}) });

  if (person && errors?.some((error) => error.code === 131050)) {
    const at = Date.parse(event.timestamp);
    recordStatement(
      event.id,
      event.timestamp,
      person,
      {
        state: 'withdrawn',
        purposes: ['marketing'],
        actor: 'person',
        source: 'provider_error',
        at: Number.isNaN(at) ? now : at,
        proof: row.id,
      },
      concerns,
      context,
    );
  }
  if (person && errors?.some((error) => error.code === 131047)) closeWindow(person, account, event, context);
  return true;
};

/** The platform says that the window is closed. Not the one that the person opened after it said so. */
const closeWindow = (
  person: Person,
  account: AccountRow,
  event: Status,
  { tables, now }: ApplyContext,
): void => {
  const until = person.windows.get(account.no);
  const at = Date.parse(event.timestamp);
  if (until === undefined || windowOpenedAt(until) > (Number.isNaN(at) ? now : at)) return;
  tables.contacts.closeWindow(person, account.no);
};

const findMessage = (event: Status, { tables }: ApplyContext): Known => {
  const { provider, account, message } = event.data;
  const byProvider = message.providerId
    ? tables.seen.messageOf(providerMessageId(provider, account.providerId ?? '', message.providerId))
    : undefined;
  if (byProvider !== undefined) return knownMessage(tables, byProvider);
  // The answer to our POST is not recorded yet, or never came: the status itself says which message it is.
  const ours = messageOfCorrelation(message.correlationId);
  const no = ours && tables.seen.messageOf(ours);
  const row = knownMessage(tables, no);
  if (!row || row === 'erased' || !message.providerId) return row;
  return adopt(row, message.providerId, event, tables);
};

/** The provider's id of a send whose answer was lost. */
const adopt = (
  row: MessageRow,
  providerId: string,
  event: Status,
  tables: ApplyContext['tables'],
): MessageRow => {
  if (row.providerId) return row;
  tables.seen.remember(
    providerMessageId(event.data.provider, event.data.account.providerId ?? '', providerId),
    row.no,
    Date.parse(event.timestamp) || 0,
  );
  tables.messages.setProviderId(row.no, providerId);
  // An attempt under way keeps its row: its own answer ends it.
  if (row.state === 'uncertain') tables.sends.done(row.no);
  return { ...row, providerId };
};

const fold = (
  row: MessageRow,
  event: Status,
  failure: MessageFailure | undefined,
  { tables, now }: ApplyContext,
): MessageState => {
  const reported = event.data.status;
  if (row.direction === 'inbound' || reported === 'unknown') return row.state;
  const state = foldState(row.state as OutboundState, reported);
  const before = settled(moreOf(row), state);
  const more: MessageMore = {
    ...before,
    states: {
      ...before.states,
      [reported]: before.states?.[reported] ?? Math.min(Date.parse(event.timestamp) || now, now + 60_000),
    },
    ...(failure ? { error: failure } : {}),
    ...(event.data.pricing && !before.pricing ? { pricing: event.data.pricing } : {}),
  };
  tables.messages.setState(row.no, state, more);
  return state;
};

/** What is certain carries no doubt any more. */
const settled = (more: MessageMore, state: MessageState): MessageMore => {
  if (state === 'uncertain' || more.error?.code !== 'send_uncertain') return more;
  const { error: _, ...rest } = more;
  return rest;
};

/** Kept for a while: an echo may still tell the message this status is about. */
const park = (event: Status, { parked }: ApplyContext): void => {
  const { provider, account, message, status } = event.data;
  if (!message.providerId || status === 'unknown') return;
  parked.put(providerMessageId(provider, account.providerId ?? '', message.providerId), status);
};
