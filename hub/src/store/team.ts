import type { TeamId, UserId } from '@centralita/core/model';
import type { Database } from './database.ts';

/** What is remembered of the people who answer: who is away, whose turn it is, who served whom. */
export const teamOf = (db: Database) => ({
  /** Said here; undefined where only the settings say something. */
  away: (user: UserId): boolean | undefined => {
    const row = db.prepare<{ away: number }>('select away from away_users where user = $1').get(user);
    return row && row.away === 1;
  },

  /** Only inside a write. */
  setAway: (user: UserId, away: boolean, at: number): void =>
    void db
      .prepare(
        'insert into away_users (user, away, at) values ($1, $2, $3) on conflict do update set away = excluded.away, at = excluded.at',
      )
      .run(user, away ? 1 : 0, at),

  /** Who was handed the last conversation of the team. */
  lastTurn: (team: TeamId): UserId | undefined =>
    db.prepare<{ user: UserId }>('select user from turns where team = $1').get(team)?.user,

  /** Only inside a write. */
  setTurn: (team: TeamId, user: UserId): void =>
    void db
      .prepare(
        'insert into turns (team, user) values ($1, $2) on conflict do update set user = excluded.user',
      )
      .run(team, user),

  lastAgent: (contact: number): UserId | undefined =>
    db.prepare<{ user: UserId }>('select user from last_agents where contact = $1').get(contact)?.user,

  /** Only inside a write. */
  setLastAgent: (contact: number, user: UserId, at: number): void =>
    void db
      .prepare(
        'insert into last_agents (contact, user, at) values ($1, $2, $3) on conflict do update set user = excluded.user, at = excluded.at',
      )
      .run(contact, user, at),

  /** How many conversations that are not closed each of these people has. */
  load: (users: readonly UserId[]): ReadonlyMap<UserId, number> => {
    const count = db.prepare<{ n: number }>(
      "select count(*) as n from conversations where assignee = $1 and state in ('open', 'pending')",
    );
    return new Map(users.map((user) => [user, count.get(user)?.n ?? 0]));
  },
});
