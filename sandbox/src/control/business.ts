import type { Hono } from 'hono';
import { agentWrites, handOver } from '../inbound/agent.ts';
import { declineHistory, sendHistory, syncContacts } from '../inbound/coexistence.ts';
import type { JsonObject } from '../types.ts';
import type { World } from '../world.ts';
import { anybody, existing, numberOf } from './customers.ts';
import { ControlProblem, jsonOf } from './error.ts';
import { webhookResult } from './result.ts';

const handovers = ['control_passed', 'control_taken', 'control_shared'] as const;

/** The platform's own agent, and the phone that shares a number with the Cloud API. */
export const businessRoutes = (app: Hono, world: World): void => {
  app.post('/sandbox/customers/:id/handover', async (c) => {
    const { type, summary } = await jsonOf(c.req.raw);
    const change = handovers.find((known) => known === type);
    if (!change)
      throw new ControlProblem(400, '"type" is not known.', `Take one of: ${handovers.join(', ')}.`);
    const words = typeof summary === 'string' ? summary : undefined;
    const records = handOver(world, numberOf(world, c), anybody(world, c), change, words);
    return c.json(await webhookResult(world, records), 201);
  });

  app.post('/sandbox/customers/:id/agent', async (c) => {
    const body = (await jsonOf(c.req.raw)) as JsonObject;
    if (typeof body.type !== 'string' || body[body.type] === undefined)
      throw new ControlProblem(
        400,
        'A message needs "type" and what stands under it.',
        'Send {"type":"text","text":{"body":"Hola"}}.',
      );
    const { id, records } = agentWrites(world, numberOf(world, c), existing(world, c), body);
    return c.json(await webhookResult(world, records, id), 201);
  });

  app.post('/sandbox/history', async (c) => {
    const { declined } = await jsonOf(c.req.raw);
    const number = numberOf(world, c);
    const records = declined === true ? declineHistory(world, number) : sendHistory(world, number);
    return c.json(await webhookResult(world, records), 201);
  });

  app.post('/sandbox/contacts', async (c) => {
    const { customers, action = 'add' } = await jsonOf(c.req.raw);
    if (action !== 'add' && action !== 'remove')
      throw new ControlProblem(400, '"action" must be "add" or "remove".');
    const people = named(world, customers);
    return c.json(await webhookResult(world, syncContacts(world, numberOf(world, c), people, action)), 201);
  });
};

/** Those who are named, or everybody. */
const named = (world: World, customers: unknown) => {
  if (customers === undefined) return [...world.state.people.values()];
  if (!Array.isArray(customers) || customers.length === 0)
    throw new ControlProblem(400, '"customers" must be a list.', 'Send {"customers":["34600111222"]}.');
  return customers.map((address) => world.people.ensure(String(address).replace(/^\+|[\s()-]/g, '')));
};
