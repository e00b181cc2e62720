import type { HubClient } from '@centralita/core/hub-client';
import type { Team, User } from '@centralita/core/model';

/** Teams and people of the hub, looked up often and changed seldom. */
export interface Directory {
  team(id: string | undefined): Promise<Team | undefined>;
  user(id: string | undefined): Promise<User | undefined>;
  teams(): Promise<readonly Team[]>;
  users(): Promise<readonly User[]>;
  forget(): void;
}

const keepMs = 10_000;

export const createDirectory = (hub: Pick<HubClient, 'teams' | 'users'>, now: () => number): Directory => {
  let teams = kept(() => hub.teams(), now);
  let users = kept(() => hub.users(), now);
  return {
    teams: () => teams(),
    users: () => users(),
    team: async (id) => (id === undefined ? undefined : (await teams()).find((team) => team.id === id)),
    user: async (id) => (id === undefined ? undefined : (await users()).find((user) => user.id === id)),
    forget: () => {
      teams = kept(() => hub.teams(), now);
      users = kept(() => hub.users(), now);
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
