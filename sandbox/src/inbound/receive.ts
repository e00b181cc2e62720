import { webhookError } from '../graph/error.ts';
import { messageView } from '../people/view.ts';
import { openWindow } from '../people/window.ts';
import type { Group, Message, Person } from '../state.ts';
import type { JsonObject, NumberOptions } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import { digitsOf, inboundValue, type Sender } from '../webhooks/values.ts';
import type { World } from '../world.ts';
import { agentOwns, standbyValue } from './agent.ts';
import { checkInbound, mediaTypes } from './check.ts';
import { inboundFile } from './files.ts';

const weekMs = 7 * 86_400_000;
const known = new Set([
  'type',
  'context',
  'id',
  'timestamp',
  'from',
  'to',
  'messaging_product',
  'recipient_type',
]);

/** A customer writes: the message is kept, the window opens, the webhook goes out. */
export const receive = (
  world: World,
  number: NumberOptions,
  person: Person,
  body: Record<string, unknown>,
  group?: Group,
): { message: Message; records: WebhookRecord[] } => {
  const type = checkInbound(body);
  const more = Object.fromEntries(
    Object.entries(body).filter(([key]) => !known.has(key) && key !== type),
  ) as JsonObject;
  const at = /^\d+$/.test(String(body.timestamp ?? '')) ? Number(body.timestamp) * 1000 : world.clock.now();
  const message: Message = {
    id: typeof body.id === 'string' ? body.id : world.ids.wamid(person.phone ?? person.userId, 'customer'),
    person: person.id,
    ...(group && { group: group.id, recipients: [...group.participants] }),
    phoneNumberId: number.phoneNumberId,
    from: 'customer',
    at,
    type,
    content: contentOf(world, number, type, body[type] as JsonObject | undefined),
    more:
      type === 'unsupported' && !more.errors
        ? { ...more, errors: [webhookError(131051)] as unknown as JsonObject[] }
        : more,
    context: contextOf(world, number, body.context),
    status: 'delivered',
    statusTimes: { delivered: at },
  };
  apply(world, message);
  answerCallRequest(person, message);
  if (group) {
    group.windowUntil = at + 86_400_000;
    world.state.saveGroup(group);
  } else openWindow(person, number.phoneNumberId, at, type, more.referral !== undefined);
  world.limits.spend(number.phoneNumberId);
  return { message, records: tell(world, number, person, message) };
};

/** Keeps a message of a customer and reports it. */
export const tell = (
  world: World,
  number: NumberOptions,
  person: Person,
  message: Message,
  former?: Sender,
) => {
  person.lastMessageAt = message.at;
  world.state.savePerson(person);
  world.state.addMessage(message);
  world.bus.publish(() => ({ type: 'message', customer: person.id, message: messageView(message) }));
  const value = inboundValue(number, person, message, former);
  const copied = agentOwns(person, number.phoneNumberId);
  const records = world.dispatcher.emit({
    field: copied ? 'standby' : 'messages',
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    value: copied ? standbyValue(number, person, { messages: value.messages as JsonObject[] }) : value,
    holding: 'messages',
    customer: person,
  });
  world.journal.flush();
  return records;
};

const contentOf = (world: World, number: NumberOptions, type: string, part: JsonObject | undefined) =>
  mediaTypes.has(type) ? inboundFile(world, type, part ?? {}, number.phoneNumberId) : part;

/** Quotes as webhooks name them: the id, and who wrote what is quoted. */
const contextOf = (world: World, number: NumberOptions, value: unknown): Message['context'] => {
  if (typeof value !== 'object' || value === null) return undefined;
  const { message_id, id = message_id, ...rest } = value as { message_id?: string; id?: string };
  const quoted = id === undefined ? undefined : world.state.messages.get(id);
  const author =
    quoted?.from === 'customer'
      ? world.state.people.get(quoted.person)?.phone
      : digitsOf(number.displayPhone);
  return { ...(id !== undefined && { from: author, id }), ...rest };
};

/** An answer to a request for permission to call. */
const answerCallRequest = (person: Person, message: Message) => {
  const answer = (message.content as JsonObject | undefined)?.call_permission_reply as JsonObject | undefined;
  if (message.type !== 'interactive' || !answer) return;
  const { [message.phoneNumberId]: _, ...others } = person.callPermission ?? {};
  const expiry = Number(answer.expiration_timestamp);
  const until = answer.is_permanent === true ? undefined : expiry > 0 ? expiry * 1000 : message.at + weekMs;
  person.callPermission =
    answer.response === 'accept' ? { ...others, [message.phoneNumberId]: { until } } : others;
};

/** What a message does to others: a reaction, an edit, a withdrawal. */
export const apply = (world: World, message: Message) => {
  const part = (message.content ?? {}) as Record<string, unknown>;
  const target = world.state.messages.get(String(part.message_id ?? part.original_message_id ?? ''));
  if (!target) return;
  if (message.type === 'reaction')
    target.reactions = { ...target.reactions, [message.from]: part.emoji as string | undefined };
  if (message.type === 'revoke') target.revoked = true;
  if (message.type === 'edit') {
    const edited = part.message as JsonObject;
    target.edited = true;
    if (edited.type === target.type) target.content = edited[target.type];
  }
  world.state.saveMessage(target);
};
