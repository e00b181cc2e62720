import { GraphError } from '../graph/error.ts';
import type { Group, Message, Person } from '../state.ts';
import type { JsonObject, NumberOptions } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import { shownPhone, wrapper } from '../webhooks/values.ts';
import { numberById, type World } from '../world.ts';

/** Beside the business. */
export const mostParticipants = 8;

export const inviteLink = ({ inviteCode }: Group): string => `https://chat.whatsapp.com/${inviteCode}`;

const newCode = (world: World) => Buffer.from(world.ids.hex(32), 'hex').toString('base64url');

/** One of the four `group_*_update` webhooks. */
export const tellGroup = (
  world: World,
  number: NumberOptions,
  field: string,
  group: JsonObject & { group_id: string; type: string },
): WebhookRecord[] => {
  world.bus.publish({ type: 'group', id: group.group_id });
  return world.dispatcher.emit({
    field,
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    value: {
      ...wrapper(number),
      groups: [{ timestamp: String(Math.floor(world.clock.now() / 1000)), ...group }],
    },
  });
};

/** What names a request of the business in the webhooks that come of it. */
export const newRequestId = (world: World): string => world.ids.hex(32).toUpperCase();

/** Makes a group and tells so; the answer to the request holds no more than `requestId`. */
export const createGroup = (
  world: World,
  number: NumberOptions,
  requestId: string,
  wanted: Pick<Group, 'subject' | 'description' | 'joinApprovalMode'>,
): { group: Group; records: WebhookRecord[] } => {
  const group: Group = {
    id: Buffer.from(`capi_group:${number.phoneNumberId}:${world.ids.digits(18)}`).toString('base64url'),
    phoneNumberId: number.phoneNumberId,
    ...wanted,
    createdAt: world.clock.now(),
    participants: [],
    requests: [],
    inviteCode: newCode(world),
    suspended: false,
    windowUntil: 0,
  };
  world.state.saveGroup(group);
  const records = tellGroup(world, number, 'group_lifecycle_update', {
    group_id: group.id,
    type: 'group_create',
    request_id: requestId,
    subject: group.subject,
    ...(group.description !== undefined && { description: group.description }),
    invite_link: inviteLink(group),
    join_approval_mode: group.joinApprovalMode,
  });
  return { group, records };
};

const named = (person: Person): JsonObject => ({
  ...(shownPhone(person) !== undefined && { wa_id: shownPhone(person) as string }),
  user_id: person.userId,
});

/** Somebody opened the invitation: they are in, or wait to be let in. */
export const joinGroup = (world: World, group: Group, person: Person): WebhookRecord[] => {
  const number = numberById(world, group.phoneNumberId);
  const asked = group.requests.some((request) => request.person === person.id);
  if (!number || asked || group.participants.includes(person.id)) return [];
  if (group.participants.length >= mostParticipants)
    throw new GraphError(131204, `A group has at most ${mostParticipants} participants.`);
  if (group.joinApprovalMode === 'approval_required') {
    const request = { id: world.ids.hex(20), person: person.id, at: world.clock.now() };
    group.requests.push(request);
    world.state.saveGroup(group);
    return tellGroup(world, number, 'group_participants_update', {
      group_id: group.id,
      type: 'group_join_request_created',
      join_request_id: request.id,
      ...named(person),
    });
  }
  return letIn(world, group, person, 'invite_link');
};

export const letIn = (world: World, group: Group, person: Person, reason: string): WebhookRecord[] => {
  const number = numberById(world, group.phoneNumberId);
  group.requests = group.requests.filter((request) => request.person !== person.id);
  group.participants.push(person.id);
  world.state.saveGroup(group);
  if (!number) return [];
  return tellGroup(world, number, 'group_participants_update', {
    group_id: group.id,
    type: 'group_participants_add',
    reason,
    added_participants: [named(person)],
  });
};

/** Somebody leaves, or is removed by the business (`requestId`). */
export const leaveGroup = (
  world: World,
  group: Group,
  person: Person,
  requestId?: string,
): WebhookRecord[] => {
  const number = numberById(world, group.phoneNumberId);
  group.participants = group.participants.filter((id) => id !== person.id);
  world.state.saveGroup(group);
  if (!number) return [];
  return tellGroup(world, number, 'group_participants_update', {
    group_id: group.id,
    type: 'group_participants_remove',
    ...(requestId === undefined ? { reason: 'left' } : { request_id: requestId }),
    removed_participants: [
      { ...(requestId !== undefined && { input: person.phone ?? person.userId }), ...named(person) },
    ],
  });
};

export const renewInvite = (world: World, group: Group): void => {
  group.inviteCode = newCode(world);
  world.state.saveGroup(group);
};

export const peopleOf = (world: World, group: Group): Person[] =>
  group.participants.flatMap((id) => world.state.people.get(id) ?? []);

/** Whether it was written while this person was in the group. */
export const isFor = ({ recipients }: Message, personId: string): boolean =>
  recipients?.includes(personId) ?? true;

/** Somebody has another id from now on: they stay where they are, and what they wrote and saw stays theirs. */
export const renameMember = (world: World, from: string, to: string): void => {
  const renamed = (id: string) => (id === from ? to : id);
  for (const group of world.state.groups.values()) {
    if (![...group.participants, ...group.requests.map(({ person }) => person)].includes(from)) continue;
    group.participants = group.participants.map(renamed);
    group.requests = group.requests.map((request) => ({ ...request, person: renamed(request.person) }));
    world.state.saveGroup(group);
    for (const message of world.state.threads.get(group.id) ?? []) {
      message.person = renamed(message.person);
      message.recipients = message.recipients?.map(renamed);
      if (message.receipts)
        message.receipts = Object.fromEntries(
          Object.entries(message.receipts).map(([id, status]) => [renamed(id), status]),
        );
      world.state.saveMessage(message);
    }
  }
};
