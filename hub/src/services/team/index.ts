import type { Services } from '../../services.ts';
import { auditOf } from '../../store/audit.ts';
import type { Tables } from '../../store/tables.ts';
import { teamOf } from '../../store/team.ts';
import { needUser } from './acting.ts';
import type { Directory } from './directory.ts';

export const createTeam = (tables: Tables, directory: Directory, now: () => number): Services['team'] => ({
  teams: async () => directory.teams(),
  users: async () => directory.users(),
  setAway: async (named, away, caller) => {
    const user = needUser(directory, named, 'id');
    await tables.store.write(() => {
      if ((directory.user(user.id)?.away ?? false) === away) return;
      const { db } = tables.store;
      teamOf(db).setAway(user.id, away, now());
      auditOf(db).add({
        at: now(),
        action: 'user.away_set',
        by: { ...(caller.keyId ? { key: caller.keyId } : {}), name: caller.name },
        detail: { userId: user.id, away },
      });
    });
    return needUser(directory, user.id, 'id');
  },
});
