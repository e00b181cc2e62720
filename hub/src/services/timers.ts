import type { Tables } from '../store/tables.ts';
import { type Change, type ChangeScope, changeNow } from './conversations/change.ts';
import { type PlaceContext, placeIt } from './routing/place.ts';

export interface TimersContext extends PlaceContext {
  readonly now: () => number;
  readonly onError: (error: unknown) => void;
}

export interface Timers {
  /** Does what is due; how much that was. */
  tick(): Promise<number>;
  start(): void;
  stop(): void;
}

/** Domain time may jump, so that it is looked at instead of waited for: an indexed question, some microseconds. */
const everyMs = 1_000;
const chunk = 100;
const actor = { name: 'timer' };

/**
 * What happens to conversations by itself: snoozes end, first answers fall due. All of it stands in the rows, so
 * that nothing is forgotten while the hub is off.
 */
export const createTimers = (context: TimersContext): Timers => {
  const { tables, now, onError } = context;
  const { db } = tables.store;
  const snoozed = db.prepare<{ no: number }>(
    'select no from conversations where snoozed_until is not null and snoozed_until <= $1 order by snoozed_until limit $2',
  );
  const due = db.prepare<{ no: number }>(
    `select no from conversations where due_at is not null and overdue = 0 and due_at <= $1 and state in ('open', 'pending')
     order by due_at limit $2`,
  );
  let timer: NodeJS.Timeout | undefined;
  let running = false;

  const each = async (
    find: typeof snoozed,
    decide: (scope: ChangeScope) => Change | undefined,
  ): Promise<number> => {
    for (let done = 0; ; ) {
      if (find.all(now(), 1).length === 0) return done;
      const changed = await tables.store.write(() => {
        const at = now();
        const rows = find.all(at, chunk);
        for (const { no } of rows) changeOne(tables, no, at, decide);
        return rows.length;
      });
      done += changed;
      if (changed < chunk) return done;
    }
  };

  const tick = async (): Promise<number> => {
    if (running) return 0;
    running = true;
    try {
      return (await each(snoozed, wake)) + (await each(due, (scope) => fallDue(context, scope)));
    } finally {
      running = false;
    }
  };

  return {
    tick,
    start: () => {
      timer = setInterval(() => void tick().catch(onError), everyMs).unref();
    },
    stop: () => clearInterval(timer),
  };
};

const changeOne = (
  tables: Tables,
  no: number,
  at: number,
  decide: (scope: ChangeScope) => Change | undefined,
): void => {
  const thread = tables.conversations.byNo(no);
  if (thread) changeNow(tables, thread, actor, at, decide);
};

const wake = ({ row }: ChangeScope): Change => ({
  set: { snoozedUntil: null, ...(row.state === 'snoozed' ? { state: 'open' as const } : {}) },
  events: row.state === 'snoozed' ? [{ type: 'conversation.opened', data: { again: 'snooze_ended' } }] : [],
  audit: { action: 'conversation.reopened', detail: { snoozedUntil: row.snoozedUntil } },
});

/** The first answer is late: that is told, and the team above takes it where there is one. */
const fallDue = (context: PlaceContext, scope: ChangeScope): Change => {
  const { row } = scope;
  const { directory } = context;
  const told = {
    type: 'conversation.changed',
    data: { change: { kind: 'overdue', detail: { dueAt: row.dueAt } } },
  } as const;
  const team = row.team ? directory.team(row.team) : undefined;
  const parent = team?.parentId ? directory.team(team.parentId) : undefined;
  if (!team || !parent) return { set: { overdue: 1 }, events: [told] };
  const placed = placeIt(context, scope, { team: parent });
  // Whoever has it keeps it where the team above hands it to nobody.
  const keeps = !placed.route.userId && row.assignee !== null;
  const set = keeps ? { ...placed.set, assignee: row.assignee } : placed.set;
  const summary = {
    en: `No answer in time in ${team.name}: ${parent.name} takes it.`,
    es: `Sin respuesta a tiempo en ${team.name}: lo toma ${parent.name}.`,
  };
  return {
    set: {
      ...set,
      route: JSON.stringify({ summary }),
      ...(set.dueAt ? {} : { dueAt: row.dueAt, overdue: 1 }),
    },
    events: [
      told,
      {
        type: 'conversation.routed',
        data: {
          route: { ...placed.route, explanation: { summary, steps: [] } },
          previous: placed.previous,
        },
      },
      ...(keeps ? [] : placed.events),
    ],
    audit: { action: 'conversation.escalated', detail: { from: placed.previous, to: placed.route } },
  };
};
