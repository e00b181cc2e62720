import type { Context, Hono } from 'hono';
import { deliverWaitingInGroups, groupMessagesOf, readGroup } from '../groups/send.ts';
import { changePreference } from '../inbound/others.ts';
import { receive } from '../inbound/receive.ts';
import { changeIdentity, changeNumber } from '../inbound/system.ts';
import { deliverWaiting, readMessages } from '../outbound/ladder.ts';
import { customerView, messageView } from '../people/view.ts';
import type { Message, Person } from '../state.ts';
import type { Customer, CustomerChange, NumberOptions, PhoneView } from '../types.ts';
import type { World } from '../world.ts';
import { addressOf } from './address.ts';
import { ControlProblem, jsonOf } from './error.ts';
import { webhookResult } from './result.ts';

/** Everything below `/sandbox/customers`. */
export const customerRoutes = (app: Hono, world: World): void => {
  app.get('/sandbox/customers', (c) => {
    const last = (person: Person) => person.lastMessageAt ?? person.createdAt;
    const people = [...world.state.people.values()].sort((one, other) => last(other) - last(one));
    return c.json({ customers: people.map((person) => view(world, person)) });
  });

  app.get('/sandbox/customers/:id', (c) => c.json(view(world, existing(world, c))));

  app.put('/sandbox/customers/:id', async (c) => {
    const person = anybody(world, c);
    change(person, await jsonOf(c.req.raw));
    world.state.savePerson(person);
    world.journal.flush();
    if (person.online) {
      deliverWaiting(world, person);
      deliverWaitingInGroups(world, person);
    }
    if (person.autoRead) {
      readMessages(world, person);
      readGroup(world, person);
    }
    world.bus.publish({ type: 'customer', customer: view(world, person) });
    return c.json(view(world, person));
  });

  app.get('/sandbox/customers/:id/messages', (c) => {
    const person = anybody(world, c);
    const number = c.req.query('phone_number_id');
    const limit = Number(c.req.query('limit') ?? 200);
    const thread = threadsOf(world, person).filter(
      ({ phoneNumberId }) => !number || phoneNumberId === number,
    );
    const shown: PhoneView = {
      customer: view(world, person),
      messages: thread.slice(-limit).map((message) => messageView(message, person)),
    };
    return c.json(shown);
  });

  app.post('/sandbox/customers/:id/messages', async (c) => {
    const body = await jsonOf(c.req.raw);
    const { message, records } = receive(world, numberOf(world, c), anybody(world, c), body);
    return c.json(await webhookResult(world, records, message.id), 201);
  });

  for (const status of ['read', 'played'] as const)
    app.post(`/sandbox/customers/:id/${status}`, async (c) => {
      const person = existing(world, c);
      const { message_id } = await jsonOf(c.req.raw);
      const thread = world.state.threads.get(person.id) ?? [];
      const named = message_id === undefined ? thread : thread.filter(({ id }) => id === message_id);
      if (message_id !== undefined && named.length === 0)
        throw new ControlProblem(
          404,
          `This phone has no message ${String(message_id)}.`,
          'GET …/messages lists them.',
        );
      const wanted = status === 'read' ? named : named.filter(({ type }) => type === 'audio');
      const seen = readMessages(world, person, wanted, status);
      if (status === 'read' && message_id === undefined) seen.push(...readGroup(world, person));
      world.journal.flush();
      return c.json({ [status]: seen.map(({ id }) => id) });
    });

  app.post('/sandbox/customers/:id/preferences', async (c) => {
    const { value } = await jsonOf(c.req.raw);
    if (value !== 'stop' && value !== 'resume')
      throw new ControlProblem(400, '"value" must be "stop" or "resume".', 'Send {"value":"stop"}.');
    const records = changePreference(world, numberOf(world, c), anybody(world, c), value);
    return c.json(await webhookResult(world, records), 201);
  });

  app.post('/sandbox/customers/:id/number', async (c) => {
    const { phone, previous_user_id = true } = await jsonOf(c.req.raw);
    const digits = String(phone ?? '').replace(/\D/g, '');
    if (!/^[1-9]\d{6,14}$/.test(digits))
      throw new ControlProblem(
        400,
        '"phone" must be the new number with its country code.',
        'Send {"phone":"+34600111333"}.',
      );
    if (world.people.find(digits))
      throw new ControlProblem(409, `${digits} belongs to another customer.`, 'Take a number nobody has.');
    const person = anybody(world, c);
    const { message, records } = changeNumber(
      world,
      numberOf(world, c),
      person,
      digits,
      previous_user_id !== false,
    );
    return c.json(
      { ...(await webhookResult(world, records, message.id)), customer: view(world, person) },
      201,
    );
  });

  app.post('/sandbox/customers/:id/identity', async (c) => {
    const { message, records } = changeIdentity(world, numberOf(world, c), anybody(world, c));
    return c.json(await webhookResult(world, records, message.id), 201);
  });
};

/** What was written to and by this customer, and in the groups they are in, oldest first. */
const threadsOf = (world: World, person: Person): Message[] => {
  const own = world.state.threads.get(person.id) ?? [];
  const inGroups = groupMessagesOf(world, person);
  if (inGroups.length === 0) return own;
  return [...own, ...inGroups].sort((one, other) => one.at - other.at);
};

const view = (world: World, person: Person): Customer => customerView(person, world.clock.now());

/** The digits or the user id in the path; a `+` is forgiven. */
const addressIn = (c: Context): string => {
  const id = c.req.param('id') ?? '';
  const address = addressOf(id);
  if (address) return address;
  throw new ControlProblem(
    400,
    `"${id}" is neither a phone number nor a user id.`,
    'Take digits with the country code (34600111222), or an id such as ES.100000000000000001.',
  );
};

export const anybody = (world: World, c: Context): Person => world.people.ensure(addressIn(c));

export const existing = (world: World, c: Context): Person => {
  const address = addressIn(c);
  const person = world.people.find(address);
  if (person) return person;
  throw new ControlProblem(
    404,
    `Nobody here has ${address}.`,
    `Create them: PUT /sandbox/customers/${address}.`,
  );
};

/** The business number of `?phone_number_id=`, or the first one. */
export const numberOf = (world: World, c: Context): NumberOptions => {
  const wanted = c.req.query('phone_number_id');
  const number = world.numbers.find(({ phoneNumberId }) => !wanted || phoneNumberId === wanted);
  if (number) return number;
  const known = world.numbers.map(({ phoneNumberId }) => phoneNumberId).join(', ');
  throw new ControlProblem(404, `There is no number ${wanted}.`, `Known numbers: ${known}.`);
};

const changeable: Record<keyof CustomerChange, 'string' | 'boolean' | readonly string[]> = {
  name: 'string',
  username: 'string',
  parentUserId: 'string',
  hasPhone: 'boolean',
  online: 'boolean',
  onWhatsApp: 'boolean',
  autoRead: 'boolean',
  marketing: ['allowed', 'stopped'],
  marketingCapped: 'boolean',
  experiment: 'boolean',
};

const change = (person: Person, wanted: Record<string, unknown>) => {
  for (const [key, value] of Object.entries(wanted)) {
    const kind = Object.hasOwn(changeable, key) ? changeable[key as keyof CustomerChange] : undefined;
    if (!kind)
      throw new ControlProblem(
        400,
        `A customer has no "${key}" to change.`,
        `These can be: ${Object.keys(changeable).join(', ')}.`,
      );
    const fits = Array.isArray(kind) ? kind.includes(String(value)) : typeof value === kind;
    if (!fits && !(key === 'username' && value === null))
      throw new ControlProblem(
        400,
        `"${key}" must be ${Array.isArray(kind) ? kind.join(' or ') : `a ${kind}`}.`,
      );
  }
  if (wanted.hasPhone === true && person.phone === undefined)
    throw new ControlProblem(
      400,
      'This customer never had a phone number.',
      'Use a path with digits instead.',
    );
  Object.assign(person, wanted);
  if (typeof wanted.username === 'string') person.username = wanted.username.replace(/^@/, '');
  if (wanted.username === null) delete person.username;
};
