import type { HubClient } from '@centralita/core/hub-client';
import type { Team, User } from '@centralita/core/model';
import { hasRouting } from '@centralita/core/routing';

/** Teams and people of the hub, looked up often and changed seldom. */
export interface Directory {
  team(id: string | undefined): Promise<Team | undefined>;
  user(id: string | undefined): Promise<User | undefined>;
  teams(): Promise<readonly Team[]>;
  users(): Promise<readonly User[]>;
  /** Whether rules place new conversations; without any they stay where they are. */
  hasRules(): Promise<boolean>;
  forget(): void;
}

const keepMs = 10_000;

export const createDirectory = (
  hub: Pick<HubClient, 'teams' | 'users' | 'rules'>,
  now: () => number,
): Directory => {
  let teams = kept(() => hub.teams(), now);
  let users = kept(() => hub.users(), now);
  let rules = kept(() => hub.rules(), now);
  return {
    teams: () => teams(),
    users: () => users(),
    hasRules: async () => hasRouting(await rules()),
    team: async (id) => (id === undefined ? undefined : (await teams()).find((team) => team.id === id)),
    user: async (id) => (id === undefined ? undefined : (await users()).find((user) => user.id === id)),
    forget: () => {
      teams = kept(() => hub.teams(), now);
      users = kept(() => hub.users(), now);
      rules = kept(() => hub.rules(), now);
    },
  };
};

/** Asked once for everybody who asks within a while. What failed is not kept. */
const kept = <T>(ask: () => Promise<T>, now: () => number): (() => Promise<T>) => {
  let at = Number.NEGATIVE_INFINITY;
  let answer: Promise<T> | undefined;
  return () => {
    if (answer && now() - at < keepMs) return answer;
    at = now();
    answer = ask();
    answer.catch(() => {
      answer = undefined;
    });
    return answer;
  };
};
