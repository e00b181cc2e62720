import { type Team, teamId, type User, userId } from '@centralita/core/model';
import type { Assignment } from '@centralita/core/routing';
import { z } from 'zod';
import { strict } from '../strict.ts';
import { key, text } from './parts.ts';
import type { File } from './schema.ts';

const assignments = [
  'nobody',
  'round_robin',
  'least_busy',
  'last_agent',
] as const satisfies readonly Assignment[];

export const assignment = z.enum(assignments);

const user = strict({
  name: text(100),
  role: z.enum(['read_only', 'agent', 'supervisor', 'admin']).default('agent'),
  email: z.email({ error: 'is no e-mail address. Fix: Write it as ana@example.com.' }).max(254).optional(),
  slackId: z
    .string()
    .regex(/^[UW][A-Z0-9]{5,}$/, {
      error:
        "is no member id of Slack's. Fix: Copy it from the person's profile in Slack (Copy member ID): it begins with U.",
    })
    .optional(),
  hubspotOwnerId: z
    .string()
    .regex(/^\d{1,20}$/, { error: 'is no id of an owner. Fix: Write its digits, in quotes.' })
    .optional(),
  away: z.boolean().default(false),
});

const team = strict({
  name: text(100),
  members: z.array(key).max(1000).default([]),
  /** The team it belongs to. */
  parent: key.optional(),
  assign: assignment.default('nobody'),
  slackChannel: text(100).optional(),
  hubspotTeamId: z
    .string()
    .regex(/^\d{1,20}$/, { error: 'is no id of a team. Fix: Write its digits, in quotes.' })
    .optional(),
  firstResponseMinutes: z.int().min(1).max(100_000).optional(),
  /** A name under `hours`; `default` where there is one. */
  hours: key.optional(),
});

export const users = z.record(key, user);
export const teams = z.record(key, team);

export interface TeamSettings extends Team {
  /** Who of the team gets a conversation, where the rule does not say. */
  readonly assign: Assignment;
  /** A name of `routing.hours`; absent: always open. */
  readonly hours?: string;
}

export const usersOf = (file: File): readonly User[] =>
  Object.entries(file.users).map(([name, written]) => ({ id: userId(name), key: name, ...written }));

export const teamsOf = (file: File): readonly TeamSettings[] =>
  Object.entries(file.teams).map(([name, { members, parent, hours, ...written }]): TeamSettings => {
    const open = hours ?? (file.hours.default ? 'default' : undefined);
    return {
      id: teamId(name),
      key: name,
      ...written,
      members: members.map(userId),
      ...(parent === undefined ? {} : { parentId: teamId(parent) }),
      ...(open === undefined ? {} : { hours: open }),
    };
  });
