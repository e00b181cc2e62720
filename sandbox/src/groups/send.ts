import { GraphError, webhookError } from '../graph/error.ts';
import { ttlOf } from '../outbound/plan.ts';
import { statusTicks } from '../outbound/ticks.ts';
import { messageView } from '../people/view.ts';
import type { Group, Message, Person, Template } from '../state.ts';
import type { MessageStatus, NumberOptions, RenderedTemplate } from '../types.ts';
import type { CheckedMessage } from '../validate/message.ts';
import { shownPhone, wrapper } from '../webhooks/values.ts';
import { numberById, type World } from '../world.ts';
import { isFor, peopleOf } from './groups.ts';

/** Types that can be written to a group. */
const allowed = new Set(['text', 'image', 'video', 'audio', 'document', 'template', 'pin']);

const groupFor = (world: World, number: NumberOptions, id: string): Group => {
  const group = world.state.groups.get(id);
  if (group?.phoneNumberId !== number.phoneNumberId) throw new GraphError(131041, `There is no group ${id}.`);
  if (group.suspended) throw new GraphError(131207, 'The group is suspended.');
  if (group.participants.length === 0) throw new GraphError(131020, 'Nobody is in the group yet.');
  return group;
};

/** Accepts a message to a group; statuses come for each participant. */
export const sendToGroup = (
  world: World,
  number: NumberOptions,
  checked: CheckedMessage,
  template: Template | undefined,
  rendered: RenderedTemplate | undefined,
): Response => {
  const group = groupFor(world, number, checked.group ?? '');
  if (!allowed.has(checked.type))
    throw new GraphError(131051, `Messages of type ${checked.type} cannot be sent to groups.`);
  const limit = world.limits.take(number.phoneNumberId, group.id);
  if (limit) throw new GraphError(limit, 'Too many messages in a short period of time.');
  const at = world.clock.now();
  const failure = world.faults.take(['status_failed'], { phoneNumberId: number.phoneNumberId });
  const closed = !template && group.windowUntil <= at;
  const fail = failure ?? (closed ? { code: 131047, details: undefined } : undefined);
  const message: Message = {
    id: world.ids.wamid(group.id, 'business'),
    person: group.id,
    group: group.id,
    recipients: [...group.participants],
    phoneNumberId: number.phoneNumberId,
    from: 'business',
    at,
    type: checked.type,
    content: checked.content,
    context: checked.contextId === undefined ? undefined : { id: checked.contextId },
    status: 'accepted',
    statusTimes: { accepted: at },
    plan: fail && { fail: { code: fail.code, details: fail.details } },
    opaque: checked.opaque,
    ttlMs: ttlOf(template),
    rendered,
    receipts: {},
  };
  world.state.addMessage(message);
  world.state.addSend({
    id: message.id,
    to: group.id,
    phoneNumberId: number.phoneNumberId,
    type: checked.type,
    at,
    opaque: checked.opaque,
  });
  world.journal.flush();
  for (const person of peopleOf(world, group))
    world.bus.publish(() => ({
      type: 'message',
      customer: person.id,
      message: messageView(message, person),
    }));
  startGroupLadder(world, message);
  return Response.json({
    messaging_product: 'whatsapp',
    contacts: [{ input: checked.input, wa_id: group.id }],
    messages: [{ id: message.id, group_id: group.id, ...(template && { message_status: 'accepted' }) }],
  });
};

/** Also called after a restart, for what was not delivered yet. */
export const startGroupLadder = (world: World, message: Message): void => {
  const group = world.state.groups.get(message.group ?? '');
  if (!group) return;
  const { sent, delivered } = world.settings.statusDelaysMs;
  const deliverLater = () =>
    world.timers.later(Math.max(0, delivered - sent), () => {
      for (const person of peopleOf(world, group))
        if (person.online && isFor(message, person.id) && !message.receipts?.[person.id])
          deliver(world, message, person);
    });
  if (message.status === 'sent') {
    deliverLater();
    return;
  }
  world.timers.later(sent, () => {
    const { fail } = message.plan ?? {};
    if (fail) {
      report(world, message, undefined, 'failed', webhookError(fail.code, fail.details));
      return;
    }
    report(world, message, undefined, 'sent');
    deliverLater();
  });
};

const deliver = (world: World, message: Message, person: Person) => {
  person.unread += 1;
  world.state.savePerson(person);
  report(world, message, person, 'delivered');
  if (person.autoRead) world.timers.later(250, () => read(world, message, person));
};

const read = (world: World, message: Message, person: Person) => {
  if (message.receipts?.[person.id] !== 'delivered') return;
  person.unread = Math.max(0, person.unread - 1);
  world.state.savePerson(person);
  report(world, message, person, 'read');
};

/** What was written in the groups somebody is in, since they are. */
export const groupMessagesOf = (world: World, person: Person): Message[] =>
  [...world.state.groups.values()]
    .filter(({ participants }) => participants.includes(person.id))
    .flatMap(({ id }) => world.state.threads.get(id) ?? [])
    .filter((message) => isFor(message, person.id));

/** The phone is online again: what was written in its groups meanwhile arrives. */
export const deliverWaitingInGroups = (world: World, person: Person): void => {
  for (const message of groupMessagesOf(world, person))
    if (message.from === 'business' && message.status === 'sent' && !message.receipts?.[person.id])
      deliver(world, message, person);
};

/** The participant opens the group. */
export const readGroup = (world: World, person: Person): Message[] => {
  const seen = groupMessagesOf(world, person).filter(
    (message) => message.receipts?.[person.id] === 'delivered',
  );
  for (const message of seen) read(world, message, person);
  return seen;
};

const report = (
  world: World,
  message: Message,
  person: Person | undefined,
  status: MessageStatus,
  error?: ReturnType<typeof webhookError>,
) => {
  const number = numberById(world, message.phoneNumberId);
  const group = world.state.groups.get(message.group ?? '');
  if (!number || !group) return;
  const at = world.clock.now();
  if (person) message.receipts = { ...message.receipts, [person.id]: status };
  // What the group has seen is what everybody in it has seen.
  const everybody = group.participants.filter((id) => isFor(message, id)).map((id) => message.receipts?.[id]);
  if (!person) message.status = status;
  else if (everybody.every((own) => own === 'read')) message.status = 'read';
  else if (everybody.every(Boolean)) message.status = 'delivered';
  message.statusTimes[status] ??= at;
  if (error) message.error = error;
  world.state.saveMessage(message);
  for (const { id } of peopleOf(world, group))
    world.bus.publish({
      type: 'status',
      customer: id,
      id: message.id,
      status: message.status,
      ticks: statusTicks(message.status),
      error,
    });
  const occasion = { customer: person, phoneNumberId: number.phoneNumberId, status };
  if (world.faults.take(['drop_status'], occasion)) return;
  world.dispatcher.emit({
    field: 'messages',
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    holding: 'statuses',
    customer: person,
    value: {
      ...wrapper(number),
      statuses: [
        {
          id: message.id,
          status,
          timestamp: String(Math.floor(at / 1000)),
          recipient_id: group.id,
          recipient_type: 'group',
          recipient_participant_id: person && shownPhone(person),
          recipient_participant_user_id: person?.userId,
          biz_opaque_callback_data: message.opaque,
          errors: error && [error],
        },
      ],
    },
  });
};
