import type { Hono } from 'hono';
import { echo } from '../inbound/others.ts';
import { webhookView } from '../webhooks/record.ts';
import { serialize } from '../webhooks/serialize.ts';
import type { World } from '../world.ts';
import { numberOf } from './customers.ts';
import { ControlProblem, jsonOf } from './error.ts';
import { webhookResult } from './result.ts';

/** The log of webhooks, and webhooks made by hand. */
export const webhookRoutes = (app: Hono, world: World): void => {
  app.get('/sandbox/webhooks', (c) => {
    const after = c.req.query('after') ?? '';
    const limit = Number(c.req.query('limit') ?? 100);
    const webhooks = [];
    for (const record of world.log.all()) {
      if (record.id <= after) continue;
      webhooks.push(webhookView(record));
      if (webhooks.length >= limit) break;
    }
    return c.json({ webhooks, next: webhooks.at(-1)?.id });
  });

  app.post('/sandbox/webhooks/raw', async (c) => {
    const { field = 'messages', value, body, signature = 'good', entry_id, time } = await jsonOf(c.req.raw);
    if (signature !== 'good' && signature !== 'bad' && signature !== 'none')
      throw new ControlProblem(400, '"signature" must be "good", "bad" or "none".');
    if (value === undefined && typeof body !== 'string')
      throw new ControlProblem(
        400,
        'Nothing to send.',
        'Give "value" (any JSON), or "body" (the exact text).',
      );
    const number = numberOf(world, c);
    const wabaId = String(entry_id ?? number.wabaId);
    const entry = { id: wabaId, ...(time !== undefined && { time }), changes: [{ value, field }] };
    const text =
      typeof body === 'string' ? body : serialize({ object: 'whatsapp_business_account', entry: [entry] });
    const update = { field: String(field), wabaId: number.wabaId, phoneNumberId: number.phoneNumberId };
    const records = world.dispatcher.emitRaw(update, text, signature === 'good' ? undefined : signature);
    return c.json(await webhookResult(world, records), 201);
  });

  app.post('/sandbox/webhooks/:id/redeliver', async (c) => {
    const record = world.log.get(c.req.param('id'));
    if (!record)
      throw new ControlProblem(
        404,
        `There is no webhook ${c.req.param('id')}.`,
        'GET /sandbox/webhooks lists them.',
      );
    if (record.body === '' && record.state === 'delivered')
      throw new ControlProblem(
        410,
        'The body of this webhook is no longer kept.',
        'Only the last 500 can be sent again.',
      );
    const attempted = world.courier.attempted(record);
    world.courier.post(record);
    await attempted;
    const last = record.attempts.at(-1);
    return c.json({ delivered: last?.httpStatus === 200, webhooks: [webhookView(record)] }, 201);
  });

  app.post('/sandbox/echoes', async (c) => {
    const { to, type, context, ...rest } = await jsonOf(c.req.raw);
    const address = String(to ?? '').replace(/^\+|[\s()-]/g, '');
    if (!address || typeof type !== 'string' || rest[type] === undefined)
      throw new ControlProblem(
        400,
        'An echo needs "to", "type" and what stands under the type.',
        'Send {"to":"34600111222","type":"text","text":{"body":"Hola"}}.',
      );
    const person = world.people.ensure(address);
    const { message, records } = echo(
      world,
      numberOf(world, c),
      person,
      type,
      rest[type],
      context as { id?: string },
    );
    return c.json(await webhookResult(world, records, message.id), 201);
  });
};
