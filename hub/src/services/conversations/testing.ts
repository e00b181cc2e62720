import { meta } from '@centralita/core/channels/meta';
import { type ConversationId, teamId, type User, userId } from '@centralita/core/model';
import { defaultRegions, makeRegionGuard } from '@centralita/core/regions';
import type { RuleSet } from '@centralita/core/routing';
import { createAccept } from '../../sending/accept.ts';
import { createGuard } from '../../sending/guards.ts';
import type { Caller, Services } from '../../services.ts';
import type { TeamSettings } from '../../settings/index.ts';
import { inboxCounts, inboxRows } from '../../store/inbox.ts';
import { type Bench, openBench, text } from '../../testing.ts';
import { createConsents } from '../consents.ts';
import { createContacts } from '../contacts.ts';
import { createErase } from '../erase.ts';
import { dueAgain, type PlaceContext } from '../routing/place.ts';
import { createRouter, type Router } from '../routing/router.ts';
import { createDirectory, type Directory } from '../team/directory.ts';
import { createTeam } from '../team/index.ts';
import { createTimers, type Timers } from '../timers.ts';
import { createConversations } from './index.ts';

export const minute = 60_000;

export const users: readonly User[] = [
  { id: userId('ana'), key: 'ana', name: 'Ana García', role: 'agent', email: 'ana@shop.example' },
  { id: userId('luis'), key: 'luis', name: 'Luis', role: 'agent', slackId: 'U0LUIS' },
  { id: userId('eva'), key: 'eva', name: 'Eva', role: 'supervisor', hubspotOwnerId: '77' },
  { id: userId('kid'), key: 'kid', name: 'Kid', role: 'read_only' },
];

export const teams: readonly TeamSettings[] = [
  { id: teamId('company'), key: 'company', name: 'Company', members: [userId('eva')], assign: 'nobody' },
  {
    id: teamId('support'),
    key: 'support',
    name: 'Support',
    members: [userId('ana'), userId('luis'), userId('kid')],
    parentId: teamId('company'),
    assign: 'round_robin',
    firstResponseMinutes: 30,
  },
  { id: teamId('sales'), key: 'sales', name: 'Sales', members: [userId('luis')], assign: 'nobody' },
];

export const caller: Caller = { keyId: 'key_test', name: 'test', scopes: new Set(['messages:send']) };

export interface Office {
  readonly bench: Bench;
  readonly directory: Directory;
  readonly router: Router;
  readonly conversations: Services['conversations'];
  readonly team: Services['team'];
  readonly contacts: Services['contacts'];
  readonly consents: Services['consents'];
  readonly send: ReturnType<typeof createAccept>;
  readonly timers: Timers;
  /** A customer writes; the conversation it is in. */
  written(from: string, id: string, body?: string): Promise<ConversationId>;
  close(): Promise<void>;
}

/** Conversations over a real store with a team of four, for tests. Reads happen in this thread. */
export const openOffice = async (bench?: Bench, rules?: RuleSet): Promise<Office> => {
  const own = bench ?? (await openBench());
  const { tables, store, clock } = own;
  const directory = createDirectory(() => ({ users, teams }), store.db);
  const dueAt: PlaceContext['dueAt'] = (team, from) =>
    team.firstResponseMinutes === undefined ? undefined : from + team.firstResponseMinutes * minute;
  own.again.due = (row, at) => dueAgain({ directory, dueAt }, row, at);
  const router = createRouter({
    tables,
    directory,
    dueAt,
    rules: () => rules ?? { rules: [], otherwise: { output: 'otherwise' } },
    now: clock.now,
  });
  const erase = createErase({
    tables,
    now: clock.now,
    eventsOf: async function* (contact) {
      yield store.db
        .prepare<{ seq: number }>('select seq from events where contact = $1')
        .all(contact)
        .map(({ seq }) => seq);
    },
    forget: async () => undefined,
    checkpoint: async () => undefined,
  });
  const unreachable = () => {
    throw new Error('no channel here');
  };
  return {
    bench: own,
    directory,
    router,
    send: createAccept({
      tables,
      directory,
      channel: () => meta,
      guard: createGuard(makeRegionGuard(defaultRegions), (person) => tables.contacts.groupOf(person)),
      now: clock.now,
      template: async (_account, _name, language) => ({ language, category: 'UTILITY' }),
    }),
    timers: createTimers({
      tables,
      directory,
      dueAt,
      now: clock.now,
      onError: (error) => {
        throw error;
      },
    }),
    contacts: createContacts({ tables, directory, now: clock.now, erase: erase.erase }),
    consents: createConsents(tables, clock.now),
    team: createTeam(tables, directory, clock.now),
    conversations: createConversations({
      tables,
      directory,
      lists: {
        inbox: async (query) => inboxRows(store.db, query),
        counts: async (query) => inboxCounts(store.db, query),
        find: async () => [],
      },
      dueAt,
      router,
      channel: unreachable,
      callContext: unreachable,
      now: clock.now,
    }),
    written: async (from, id, body = 'Hola') => {
      await own.receive(text(from, id, clock.at, body));
      const person = tables.contacts.find({ waId: from });
      const thread = person && tables.conversations.byNo(person.conversation);
      if (!thread) throw new Error('no conversation');
      return thread.id;
    },
    close: () => own.close(),
  };
};
