import type { TeamId, UserId } from './ids.ts';

/** What a person may do: read, answer, hand out work, or change settings as well. */
export type Role = 'read_only' | 'agent' | 'supervisor' | 'admin';

/** People who answer together. Defined in the settings under `teams`; `id` follows from `key`. */
export interface Team {
  readonly id: TeamId;
  /** The name it has in the settings and in rules, such as `support`. */
  readonly key: string;
  readonly name: string;
  readonly members: readonly UserId[];
  /** The team it belongs to: what reaches nobody here goes there. */
  readonly parentId?: TeamId;
  /** The Slack channel its conversations are shown in: an id, or a name with `#`. */
  readonly slackChannel?: string;
  readonly hubspotTeamId?: string;
  /** Minutes within working hours until the first answer is due. */
  readonly firstResponseMinutes?: number;
}

/** A person who answers. Defined in the settings under `users`; `id` follows from `key`. */
export interface User {
  readonly id: UserId;
  readonly key: string;
  readonly name: string;
  readonly role: Role;
  readonly email?: string;
  readonly slackId?: string;
  readonly hubspotOwnerId?: string;
  /** Not handed any work while true. */
  readonly away?: boolean;
}
