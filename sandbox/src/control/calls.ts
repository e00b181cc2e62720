import type { Hono } from 'hono';
import { acceptCall, customerCalls, endCall } from '../calls/calls.ts';
import { callView } from '../calls/view.ts';
import type { JsonObject } from '../types.ts';
import type { World } from '../world.ts';
import { anybody, numberOf } from './customers.ts';
import { ControlProblem, jsonOf } from './error.ts';
import { webhookResult } from './result.ts';

/** Calls, as the customer's phone has them. The business calls and answers at `POST /graph/…/{number}/calls`. */
export const callRoutes = (app: Hono, world: World): void => {
  app.post('/sandbox/customers/:id/calls', async (c) => {
    const body = (await jsonOf(c.req.raw)) as JsonObject;
    const { id, records } = customerCalls(world, numberOf(world, c), anybody(world, c), body);
    return c.json(await webhookResult(world, records, id), 201);
  });

  for (const action of ['accept', 'reject', 'terminate'] as const)
    app.post(`/sandbox/calls/:id/${action}`, async (c) => {
      const call = world.state.calls.get(c.req.param('id'));
      if (!call || call.state === 'over')
        throw new ControlProblem(
          404,
          call ? 'This call is over.' : 'There is no such call.',
          'GET /sandbox/calls lists them.',
        );
      if (action !== 'terminate' && call.direction === 'USER_INITIATED')
        throw new ControlProblem(
          409,
          `The customer called: the business has to ${action}.`,
          `POST /graph/…/{number}/calls with "action":"${action}".`,
        );
      if (action !== 'terminate' && call.state === 'talking')
        throw new ControlProblem(
          409,
          'This call was answered already.',
          `End it: POST /sandbox/calls/${call.id}/terminate.`,
        );
      const records =
        action === 'accept' ? acceptCall(world, call) : endCall(world, call, action === 'reject');
      return c.json(await webhookResult(world, records, call.id), 201);
    });

  app.get('/sandbox/calls', (c) => c.json({ calls: [...world.state.calls.values()].map(callView) }));
};
