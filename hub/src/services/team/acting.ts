import { CentralitaError, type User, type UserId } from '@centralita/core/model';
import type { Caller } from '../../services.ts';
import type { Directory } from './directory.ts';
import { leastRole, roleAllows, type TeamAction } from './roles.ts';

/** Who does something: a key, and the person it speaks for. */
export interface Actor {
  readonly key?: string;
  readonly userId?: UserId;
  readonly name: string;
}

/** The person meant, or `user_unknown`. */
export const needUser = (directory: Directory, named: string, field: string): User => {
  const user = directory.user(named);
  if (user) return user;
  throw new CentralitaError(
    'user_unknown',
    `"${named}" is no id, key, e-mail address or Slack id of anybody in the settings`,
    { field },
  );
};

/** Who acts. A key that names nobody acts by itself; a person needs the role. */
export const actorOf = (
  directory: Directory,
  caller: Caller,
  by: string | undefined,
  action: TeamAction,
): Actor => {
  const key = caller.keyId ? { key: caller.keyId } : {};
  if (by === undefined) return { ...key, name: caller.name };
  const user = needUser(directory, by, 'by');
  needRole(user, action, 'by');
  return { ...key, userId: user.id, name: user.name };
};

export const needRole = (user: User, action: TeamAction, field: string): void => {
  if (roleAllows(user.role, action)) return;
  throw new CentralitaError(
    'role_forbids',
    `${user.name} has the role ${user.role}, and this takes ${leastRole[action]}`,
    { field },
  );
};
