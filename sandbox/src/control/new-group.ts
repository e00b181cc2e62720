import { mostParticipants } from '../groups/groups.ts';
import type { Group, Person } from '../state.ts';
import type { GroupWanted } from '../types.ts';
import { lengthOf } from '../validate/check.ts';
import type { World } from '../world.ts';
import { somebody } from './address.ts';
import { ControlProblem } from './error.ts';

const example = 'Send {"subject":"Neighbours","customers":["34600111222"]}.';
const modes = ['approval_required', 'auto_approve'];
const keys: Record<keyof GroupWanted, true> = {
  subject: true,
  description: true,
  join_approval_mode: true,
  customers: true,
};

const words = (body: Record<string, unknown>, key: keyof GroupWanted, most: number): string => {
  const value = body[key];
  if (typeof value !== 'string' || value.trim() === '' || lengthOf(value) > most)
    throw new ControlProblem(400, `"${key}" must be a text of 1 to ${most} characters.`, example);
  return value;
};

/** What `POST /sandbox/groups` was given: the group, and whoever opens its invitation. */
export const wantedGroup = (
  world: World,
  body: Record<string, unknown>,
): { wanted: Pick<Group, 'subject' | 'description' | 'joinApprovalMode'>; people: Person[] } => {
  const odd = Object.keys(body).find((key) => !Object.hasOwn(keys, key));
  if (odd)
    throw new ControlProblem(
      400,
      `A group has no "${odd}" to begin with.`,
      `These can be: ${Object.keys(keys).join(', ')}.`,
    );
  const { join_approval_mode: mode = 'auto_approve', customers = [] } = body;
  if (!modes.includes(String(mode)))
    throw new ControlProblem(400, '"join_approval_mode" is not known.', `Take one of: ${modes.join(', ')}.`);
  if (!Array.isArray(customers) || customers.length > mostParticipants)
    throw new ControlProblem(
      400,
      `"customers" must be a list of at most ${mostParticipants} phone numbers or user ids.`,
      example,
    );
  return {
    wanted: {
      subject: words(body, 'subject', 128),
      ...(body.description !== undefined && { description: words(body, 'description', 2048) }),
      joinApprovalMode: mode as Group['joinApprovalMode'],
    },
    people: customers.map((address) => somebody(world, address, 'customers')),
  };
};
