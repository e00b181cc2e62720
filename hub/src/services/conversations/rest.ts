import { CentralitaError } from '@centralita/core/model';
import { dueAgain, type PlaceContext } from '../routing/place.ts';
import type { Change, ChangeScope } from './change.ts';
import { needOpen } from './hold.ts';

const longestSnoozeMs = 366 * 86_400_000;

/** Out of sight until then, or until the customer writes. */
export const snooze =
  (until: number) =>
  ({ row, at }: ChangeScope): Change | undefined => {
    needOpen(row);
    if (until <= at) throw new CentralitaError('invalid_request', 'that time has passed', { field: 'until' });
    if (until > at + longestSnoozeMs)
      throw new CentralitaError('invalid_request', 'a year at most', { field: 'until' });
    if (row.state === 'snoozed' && row.snoozedUntil === until) return undefined;
    return {
      set: { state: 'snoozed', snoozedUntil: until, lockUser: null, lockUntil: null },
      events: [{ type: 'conversation.snoozed', data: { until: new Date(until).toISOString() } }],
      audit: { action: 'conversation.snoozed', detail: { until } },
    };
  };

export const close = ({ row, actor }: ChangeScope): Change | undefined => {
  if (row.state === 'closed') return undefined;
  return {
    set: {
      state: 'closed',
      snoozedUntil: null,
      unanswered: 0,
      waitingSince: null,
      dueAt: null,
      overdue: 0,
      lockUser: null,
      lockUntil: null,
    },
    events: [{ type: 'conversation.closed', data: actor.userId ? { by: actor.userId } : {} }],
    audit: { action: 'conversation.closed' },
  };
};

/** A closed one is worked on again, with an answer due where the customer never had one; the snooze of another ends. */
export const reopen =
  (context: Pick<PlaceContext, 'directory' | 'dueAt'>) =>
  ({ row, thread, actor, at }: ChangeScope): Change | undefined => {
    if (row.state === 'open' || row.state === 'pending') return undefined;
    const closed = row.state === 'closed';
    const by = actor.userId ? { by: actor.userId } : {};
    return {
      set: {
        state: 'open',
        snoozedUntil: null,
        ...(closed && thread.lastInboundAt > 0 ? dueAgain(context, row, at) : {}),
      },
      events: [{ type: 'conversation.opened', data: { again: closed ? 'reopened' : 'snooze_ended', ...by } }],
      audit: { action: 'conversation.reopened' },
    };
  };
