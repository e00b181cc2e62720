import { randomBytes } from 'node:crypto';
import type { ChannelError, SendResult } from '@centralita/core/channels';
import { resendAllowed } from '@centralita/core/channels/meta';
import {
  type Code,
  type EventByType,
  foldState,
  type MessageFailure,
  type MessageState,
  newId,
  type OutboundState,
  providerMessageId,
} from '@centralita/core/model';
import { type Concerns, emit, hubPart } from '../ingress/emit.ts';
import type { AccountRow } from '../store/accounts.ts';
import { type MessageRow, moreOf } from '../store/messages.ts';
import type { Tables } from '../store/tables.ts';
import { failureOf, providerFailure } from './failure.ts';

export interface Sent {
  readonly row: MessageRow;
  readonly account: AccountRow;
  readonly at: number;
}

const concernsOf = (tables: Tables, { row, account }: Sent): Concerns => {
  const person = tables.contacts.byNo(row.contact);
  const thread = tables.conversations.byNo(row.conversation);
  return { account, ...(person ? { person } : {}), ...(thread ? { thread } : {}) };
};

/** Folds a state into the message; a status may have come before the answer to our own request. */
const advance = (
  tables: Tables,
  { row, at }: Sent,
  next: OutboundState,
  error?: MessageFailure,
): MessageState => {
  const current = tables.messages.byNo(row.no) ?? row;
  // `uncertain` ranks below what a status may already have said, and above nothing that was sent.
  const state = foldState(current.state as OutboundState, next);
  const more = moreOf(current);
  tables.messages.setState(row.no, state, {
    ...more,
    states: { ...more.states, [next]: more.states?.[next] ?? at },
    ...(error ? { error } : {}),
  });
  return state;
};

const emitStatus = (
  tables: Tables,
  sent: Sent,
  status: EventByType<'message.status'>['data']['status'],
  state: MessageState,
  failure?: MessageFailure,
): void => {
  const concerns = concernsOf(tables, sent);
  emit(
    tables,
    {
      id: newId('ev', sent.at, randomBytes(10)),
      type: 'message.status',
      timestamp: new Date(sent.at).toISOString(),
      data: {
        status,
        message: sent.row.providerId ? { providerId: sent.row.providerId } : {},
        hub: hubPart(concerns),
      },
    },
    concerns,
    sent.at,
    { messageId: sent.row.id, status: state, ...(failure ? { failure } : {}) },
  );
};

/** The provider took it. Only inside a write, as all of these. */
export const recordAccepted = (
  tables: Tables,
  sent: Sent,
  result: Extract<SendResult, { state: 'accepted' }>,
): void => {
  const { row, account, at } = sent;
  tables.seen.remember(
    providerMessageId(account.provider, account.providerId, result.providerId),
    row.no,
    at,
  );
  tables.messages.setProviderId(row.no, result.providerId);
  const state = advance(tables, sent, result.held ? 'held' : 'accepted');
  tables.sends.done(row.no);
  const person = tables.contacts.byNo(row.contact);
  if (person)
    tables.contacts.learn(
      person,
      { ...(result.waId ? { waId: result.waId } : {}), ...(result.userId ? { userId: result.userId } : {}) },
      at,
      'send_response',
    );
  const concerns = concernsOf(tables, sent);
  emit(
    tables,
    {
      id: newId('ev', at, randomBytes(10)),
      type: 'message.sent',
      timestamp: new Date(at).toISOString(),
      data: {
        message: {
          providerId: result.providerId,
          direction: 'outbound',
          origin: 'hub',
          content: JSON.parse(row.content),
        },
        hub: hubPart(concerns),
      },
    },
    concerns,
    at,
    { messageId: row.id, status: state },
  );
};

/** A guard said no after it had been queued. */
export const recordRefused = (tables: Tables, sent: Sent, code: Code, detail?: string): void => {
  const failure = failureOf(code, detail);
  const state = advance(tables, sent, 'refused', failure);
  tables.sends.done(sent.row.no);
  emitStatus(tables, sent, 'refused', state, failure);
};

/** The provider said no, for good. */
export const recordFailed = (tables: Tables, sent: Sent, error: ChannelError): void => {
  const failure = providerFailure(error);
  const state = advance(tables, sent, 'failed', failure);
  tables.sends.done(sent.row.no);
  emitStatus(tables, sent, 'failed', state, failure);
};

/** Nobody knows. The lane goes on; a status or a person settles it. */
export const recordUncertain = (tables: Tables, sent: Sent, reason: string): void => {
  const failure = failureOf('send_uncertain', reason);
  const before = tables.messages.byNo(sent.row.no);
  const state = advance(tables, sent, 'uncertain', failure);
  if (state === 'uncertain') tables.sends.uncertain(sent.row.no, reason);
  else tables.sends.done(sent.row.no);
  if (before?.state !== state) emitStatus(tables, sent, 'uncertain', state, failure);
};

/** Not sent, or refused before it was processed: queued again. */
export const recordPostponed = (tables: Tables, sent: Sent, notBefore: number, reason: string): void => {
  const { row } = sent;
  const current = tables.messages.byNo(row.no) ?? row;
  if (current.state === 'sending') tables.messages.setState(row.no, 'queued', moreOf(current));
  tables.sends.postpone(row.no, notBefore, reason);
};

/** Whether the same request may go again by itself. */
export const mayResend = (result: SendResult): boolean =>
  result.state === 'not-sent' || (result.state === 'rejected' && resendAllowed(result.error));
