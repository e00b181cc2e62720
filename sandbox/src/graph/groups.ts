import {
  createGroup,
  inviteLink,
  leaveGroup,
  letIn,
  mostParticipants,
  newRequestId,
  renewInvite,
  tellGroup,
} from '../groups/groups.ts';
import type { Group } from '../state.ts';
import type { NumberOptions } from '../types.ts';
import { list, object, optionalText, text } from '../validate/check.ts';
import { numberById } from '../world.ts';
import { parametersOf } from './body.ts';
import { type GraphHandler, type GraphRequest, numberOf } from './context.ts';
import { badParameter, GraphError, noObject } from './error.ts';
import { page, pick } from './pages.ts';

const modes = ['approval_required', 'auto_approve'];

const groupOf = ({ world, id, method }: GraphRequest): { group: Group; number: NumberOptions } => {
  const group = world.state.groups.get(id);
  const number = group && numberById(world, group.phoneNumberId);
  if (!group || !number) throw noObject(id, method);
  return { group, number };
};

const bodyOf = async (request: Request) => {
  const body = await parametersOf(request);
  if (body.messaging_product !== 'whatsapp')
    throw badParameter('The parameter messaging_product is required.');
  return body;
};

/** `POST /{number}/groups`: the group itself comes by webhook. */
export const addGroup: GraphHandler = async (call) => {
  const { world, request } = call;
  const number = numberOf(call);
  const body = await bodyOf(request);
  const subject = text(body.subject, 'subject', 128);
  const description = optionalText(body.description, 'description', 2048);
  const mode = body.join_approval_mode ?? 'auto_approve';
  if (!modes.includes(String(mode)))
    throw badParameter(`Param join_approval_mode must be one of {${modes.join(', ')}}.`);
  const id = newRequestId(world);
  world.timers.later(world.settings.statusDelaysMs.sent, () => {
    createGroup(world, number, id, {
      subject,
      description,
      joinApprovalMode: mode as Group['joinApprovalMode'],
    });
    world.journal.flush();
  });
  return Response.json({ messaging_product: 'whatsapp', request_id: id });
};

export const listGroups: GraphHandler = (call) => {
  const { world, url } = call;
  const { phoneNumberId } = numberOf(call);
  const own = [...world.state.groups.values()].filter((group) => group.phoneNumberId === phoneNumberId);
  const { data, ...rest } = page(own, url, 'groups', 0);
  return Response.json({
    data: {
      groups: data.map(({ id, subject, createdAt }) => ({
        id,
        subject,
        created_at: String(Math.floor(createdAt / 1000)),
      })),
    },
    ...rest,
  });
};

export const getGroup: GraphHandler = (call) => {
  const { group } = groupOf(call);
  const participants = group.participants.flatMap((id) => call.world.state.people.get(id) ?? []);
  const shown = {
    messaging_product: 'whatsapp',
    id: group.id,
    subject: group.subject,
    description: group.description,
    join_approval_mode: group.joinApprovalMode,
    suspended: group.suspended,
    creation_timestamp: Math.floor(group.createdAt / 1000),
    participants: participants.map(({ phone, userId }) => ({ wa_id: phone, user_id: userId })),
    total_participant_count: participants.length + 1,
  };
  return Response.json(pick(shown, call.url, ['id', 'messaging_product']));
};

export const changeGroup: GraphHandler = async (call) => {
  const { world, request } = call;
  const { group, number } = groupOf(call);
  const body = await bodyOf(request);
  const subject = optionalText(body.subject, 'subject', 128);
  const description = optionalText(body.description, 'description', 2048);
  if (subject !== undefined) group.subject = subject;
  if (description !== undefined) group.description = description;
  world.state.saveGroup(group);
  const done = (words: string) => ({ text: words, update_successful: true });
  tellGroup(world, number, 'group_settings_update', {
    group_id: group.id,
    type: 'group_settings_update',
    request_id: newRequestId(world),
    ...(subject !== undefined && { group_subject: done(subject) }),
    ...(description !== undefined && { group_description: done(description) }),
  });
  world.journal.flush();
  return Response.json({ success: true });
};

export const deleteGroup: GraphHandler = (call) => {
  const { world } = call;
  const { group, number } = groupOf(call);
  world.state.removeGroup(group.id);
  tellGroup(world, number, 'group_lifecycle_update', {
    group_id: group.id,
    type: 'group_delete',
    request_id: newRequestId(world),
  });
  world.journal.flush();
  return Response.json({ success: true });
};

export const getInvite: GraphHandler = (call) =>
  Response.json({ messaging_product: 'whatsapp', invite_link: inviteLink(groupOf(call).group) });

/** A new link; the old one leads nowhere any more. */
export const newInvite: GraphHandler = async (call) => {
  const { group } = groupOf(call);
  await bodyOf(call.request);
  renewInvite(call.world, group);
  return Response.json({ messaging_product: 'whatsapp', invite_link: inviteLink(group) });
};

export const removeParticipants: GraphHandler = async (call) => {
  const { world, request } = call;
  const { group } = groupOf(call);
  const body = await bodyOf(request);
  const id = newRequestId(world);
  for (const [at, item] of list(body.participants, 'participants', 1, mostParticipants).entries()) {
    const user = text(object(item, `participants[${at}]`).user, `participants[${at}]['user']`, 140);
    const person = world.people.find(user.replace(/^\+|[\s()-]/g, ''));
    if (!person || !group.participants.includes(person.id))
      throw new GraphError(131212, `${user} is not in the group.`);
    leaveGroup(world, group, person, id);
  }
  world.journal.flush();
  return Response.json({ messaging_product: 'whatsapp', request_id: id });
};

export const listRequests: GraphHandler = (call) => {
  const { group } = groupOf(call);
  const { data, ...rest } = page(group.requests, call.url, 'requests', 0);
  return Response.json({
    data: data.map(({ id, person, at }) => ({
      join_request_id: id,
      wa_id: call.world.state.people.get(person)?.phone,
      creation_timestamp: Math.floor(at / 1000),
    })),
    ...rest,
  });
};

/** `POST` lets those in who asked, `DELETE` does not. */
export const answerRequests: GraphHandler = async (call) => {
  const { world, request, method } = call;
  const { group } = groupOf(call);
  const body = await bodyOf(request);
  const done: string[] = [];
  const failed: unknown[] = [];
  for (const wanted of list(body.join_requests, 'join_requests', 1, 100).map(String)) {
    const asked = group.requests.find(({ id }) => id === wanted);
    const person = asked && world.state.people.get(asked.person);
    if (!person) {
      const details = 'There is no such request.';
      failed.push({
        join_request_id: wanted,
        errors: [{ code: 131213, message: details, error_data: { details } }],
      });
      continue;
    }
    if (method === 'POST') letIn(world, group, person, 'join_request');
    else group.requests = group.requests.filter(({ id }) => id !== wanted);
    world.state.saveGroup(group);
    done.push(wanted);
  }
  world.journal.flush();
  return Response.json({
    messaging_product: 'whatsapp',
    [method === 'POST' ? 'approved_join_requests' : 'rejected_join_requests']: done,
    ...(failed.length > 0 && { failed_join_requests: failed }),
  });
};
