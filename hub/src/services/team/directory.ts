import type { Team, User, UserId } from '@centralita/core/model';
import type { TeamSettings } from '../../settings/index.ts';
import type { Database } from '../../store/database.ts';
import { teamOf } from '../../store/team.ts';

/** The teams and people of the settings as they are now, with who is away. */
export interface Directory {
  teams(): readonly Team[];
  users(): readonly User[];
  /** By a `us_` id, the key in the settings, an e-mail address, a Slack id or a HubSpot owner's. */
  user(named: string): User | undefined;
  /** By a `tm_` id or the key in the settings. */
  team(named: string): TeamSettings | undefined;
}

export interface DirectorySettings {
  readonly users: readonly User[];
  readonly teams: readonly TeamSettings[];
}

export const createDirectory = (settings: () => DirectorySettings, db: Database): Directory => {
  const remembered = teamOf(db);
  const shown = ({ away: inSettings, ...user }: User): User => {
    const away = remembered.away(user.id) ?? inSettings ?? false;
    return away ? { ...user, away } : user;
  };
  return {
    teams: () => settings().teams.map(({ assign: _assign, hours: _hours, ...team }) => team),
    users: () => settings().users.map(shown),
    user: (named) => {
      const text = named.trim();
      const email = text.toLowerCase();
      const found = settings().users.find(
        (user) =>
          user.id === text ||
          user.key === text ||
          user.slackId === text ||
          user.hubspotOwnerId === text ||
          user.email?.toLowerCase() === email,
      );
      return found && shown(found);
    },
    team: (named) => settings().teams.find((team) => team.id === named || team.key === named),
  };
};

/** A name for people to read; the id where somebody is no longer in the settings. */
export const nameOfUser = (directory: Directory, id: UserId): string => directory.user(id)?.name ?? id;
