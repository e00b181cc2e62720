import { webhookError } from '../graph/error.ts';
import type { Message, Person } from '../state.ts';
import type { MessageStatus } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import { statusValue } from '../webhooks/values.ts';
import { numberById, type World } from '../world.ts';
import { statusTicks } from './ticks.ts';

const rank: Record<MessageStatus, number> = {
  accepted: 0,
  held: 0,
  failed: 0,
  sent: 1,
  delivered: 2,
  read: 3,
  played: 4,
};
const monthMs = 30 * 86_400_000;
const readAfterDeliveredMs = 250;

/** Which webhooks told which status, as far as this run remembers. */
const reported = new WeakMap<Message, { status: MessageStatus; at: number; records: WebhookRecord[] }[]>();
export const reportsOf = (message: Message) => reported.get(message) ?? [];

const report = (
  world: World,
  person: Person,
  message: Message,
  status: MessageStatus,
  code?: number,
  details?: string,
) => {
  const at = world.clock.now();
  const error = code === undefined ? undefined : webhookError(code, details);
  if (status === 'failed' && rank[message.status] < rank.delivered) message.error = error;
  // A failure on one device does not take back a delivery on another.
  if (status === 'failed' ? rank[message.status] < rank.delivered : rank[status] > rank[message.status])
    message.status = status;
  message.statusTimes[status] ??= at;
  world.state.saveMessage(message);
  world.bus.publish({
    type: 'status',
    customer: person.id,
    id: message.id,
    status: message.status,
    ticks: statusTicks(message.status),
    error,
  });
  const number = numberById(world, message.phoneNumberId);
  if (!number) return;
  const occasion = { customer: person, phoneNumberId: number.phoneNumberId, status };
  if (world.faults.take(['drop_status'], occasion)) return;
  const records = world.dispatcher.emit({
    field: 'messages',
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    value: statusValue(number, person, message, status, at, error && [error]),
    holding: 'statuses',
    customer: person,
  });
  reported.set(message, [...reportsOf(message), { status, at, records }]);
};

/** Climbs from acceptance to delivery in real time. Called once per message, and again after a restart. */
export const startLadder = (world: World, message: Message): void => {
  const { sent } = world.settings.statusDelaysMs;
  const plan = message.plan ?? {};
  if (message.status === 'held') {
    world.timers.later(plan.holdMs ?? 2000, () => {
      if (plan.dropHeld) fail(world, message, 132015, 'The template was paused while messages were held.');
      else send(world, message);
    });
    return;
  }
  if (message.status === 'sent') {
    if (message.type !== 'reaction') deliverLater(world, message);
    return;
  }
  world.timers.later(sent, () => {
    if (plan.fail) fail(world, message, plan.fail.code, plan.fail.details);
    else send(world, message);
  });
};

const owner = (world: World, message: Message) => world.state.people.get(message.person);

const fail = (world: World, message: Message, code: number, details?: string) => {
  const person = owner(world, message);
  if (person) report(world, person, message, 'failed', code, details);
};

const send = (world: World, message: Message) => {
  const person = owner(world, message);
  if (!person) return;
  report(world, person, message, 'sent');
  // A reaction is never reported as delivered.
  if (message.type !== 'reaction') deliverLater(world, message);
};

const deliverLater = (world: World, message: Message) => {
  const { sent, delivered } = world.settings.statusDelaysMs;
  world.timers.later(Math.max(0, delivered - sent), () => {
    if (owner(world, message)?.online) deliver(world, message);
  });
};

const deliver = (world: World, message: Message) => {
  const person = owner(world, message);
  if (!person || message.status !== 'sent') return;
  if (world.clock.now() - message.at > (message.ttlMs ?? monthMs)) return;
  person.unread += 1;
  delete person.typing[message.phoneNumberId];
  world.state.savePerson(person);
  report(world, person, message, 'delivered');
  if (message.plan?.alsoFail !== undefined)
    report(world, person, message, 'failed', message.plan.alsoFail, 'One device of the recipient failed.');
  const { delivered, read } = world.settings.statusDelaysMs;
  if (person.autoRead) world.timers.later(readAfterDeliveredMs, () => readMessages(world, person, [message]));
  else if (read !== undefined)
    world.timers.later(Math.max(0, read - delivered), () => readMessages(world, person, [message]));
};

/** The phone is online again: what waited arrives. */
export const deliverWaiting = (world: World, person: Person): void => {
  for (const message of world.state.threads.get(person.id) ?? [])
    if (message.from === 'business' && message.status === 'sent' && message.type !== 'reaction')
      deliver(world, message);
};

/** The customer sees these messages (all delivered ones, if none are named) or plays these voice notes. */
export const readMessages = (
  world: World,
  person: Person,
  wanted: readonly Message[] = world.state.threads.get(person.id) ?? [],
  status: 'read' | 'played' = 'read',
): Message[] => {
  const seen = wanted.filter(
    (message) =>
      message.from === 'business' &&
      rank[message.status] >= rank.delivered &&
      rank[message.status] < rank[status] &&
      message.type !== 'reaction',
  );
  for (const message of seen) {
    if (rank[message.status] < rank.read) person.unread = Math.max(0, person.unread - 1);
    report(world, person, message, status);
  }
  if (seen.length) world.state.savePerson(person);
  return seen;
};
