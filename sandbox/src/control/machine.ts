import type { Hono } from 'hono';
import { faultProblem } from '../faults/check.ts';
import type { FaultRule } from '../faults/types.ts';
import { fileResponse, keepMedia } from '../graph/media.ts';
import type { World } from '../world.ts';
import { numberView } from './account.ts';
import { clockView, moveClock } from './clock.ts';
import { ControlProblem, jsonOf } from './error.ts';
import { changeSettings } from './settings.ts';

/** Clock, faults, settings, state, files, templates and the stream of events. */
export const machineRoutes = (
  app: Hono,
  world: World,
  reset: (everything: boolean, seed?: string) => void,
): void => {
  app.get('/sandbox/clock', (c) => c.json(clockView(world)));
  app.post('/sandbox/clock', async (c) => c.json(moveClock(world, (await jsonOf(c.req.raw)).advance)));

  const faults = () => ({ faults: world.faults.list() });
  app.get('/sandbox/faults', (c) => c.json(faults()));
  app.post('/sandbox/faults', async (c) => {
    const given: unknown = await c.req.json().catch(() => undefined);
    const rules = Array.isArray(given) ? given : [given];
    for (const rule of rules) {
      const problem = faultProblem(rule);
      if (problem) throw new ControlProblem(400, problem, 'Send {"kind":"duplicate_webhook","copies":2}.');
    }
    for (const rule of rules) world.faults.add(rule as FaultRule);
    return c.json(faults(), 201);
  });
  app.delete('/sandbox/faults', (c) => {
    world.faults.remove();
    return c.json(faults());
  });
  app.delete('/sandbox/faults/:id', (c) => {
    if (!world.faults.remove(c.req.param('id')))
      throw new ControlProblem(404, 'There is no such fault.', 'GET /sandbox/faults lists them.');
    return c.json(faults());
  });

  app.get('/sandbox/settings', (c) => c.json(world.settings));
  app.patch('/sandbox/settings', async (c) => {
    changeSettings(world.settings, await jsonOf(c.req.raw));
    world.limits.clear();
    return c.json(world.settings);
  });

  app.get('/sandbox/state', (c) =>
    c.json({
      ...clockView(world),
      numbers: world.numbers.map((number) => numberView(world, number)),
      customers: world.state.people.size,
      messages: world.state.messages.size,
      sends: world.state.sends.length,
      templates: [...world.state.templates.values()].map(({ name, language, category, status }) => ({
        name,
        language,
        category,
        status,
      })),
      media: world.state.media.size,
      webhooks: world.log.counts(),
      faults: world.faults.list().length,
      settings: world.settings,
    }),
  );

  app.get('/sandbox/sends', (c) => {
    const { state } = world;
    const wanted = c.req.query('biz_opaque_callback_data');
    const start = Number(c.req.query('after') ?? 0);
    const limit = Number(c.req.query('limit') ?? (wanted ? state.sends.length : 1000));
    const slice = wanted
      ? state.sends.filter(({ opaque }) => opaque === wanted)
      : state.sends.slice(start, start + limit);
    const sends = slice.map(({ opaque, at, ...send }) => ({
      ...send,
      timestamp: String(Math.floor(at / 1000)),
      biz_opaque_callback_data: opaque,
      count: opaque === undefined ? 1 : (state.opaqueCounts.get(opaque) ?? 0),
    }));
    const end = start + slice.length;
    return c.json({
      sends,
      total: state.sends.length,
      next: !wanted && end < state.sends.length ? end : undefined,
    });
  });

  app.post('/sandbox/reset', async (c) => {
    const { subscriptions, seed } = await jsonOf(c.req.raw);
    reset(subscriptions === true, typeof seed === 'string' ? seed : undefined);
    return c.json({ ok: true });
  });

  app.get('/sandbox/events', (c) => {
    const last = Number(c.req.header('last-event-id') ?? c.req.query('after') ?? Number.NaN);
    return world.bus.stream(Number.isFinite(last) ? last : undefined);
  });

  app.post('/sandbox/media', async (c) => {
    const form = await c.req.raw.formData().catch(() => undefined);
    const file = form?.get('file');
    if (!(file instanceof Blob))
      throw new ControlProblem(400, 'There is no file.', 'Send multipart/form-data with "file".');
    const bytes = new Uint8Array(await file.arrayBuffer());
    const filename = 'name' in file ? String(file.name) : undefined;
    const media = keepMedia(world, {
      bytes,
      mimeType: file.type || 'application/octet-stream',
      filename,
      days: 7,
    });
    return c.json(
      { id: media.id, mime_type: media.mimeType, sha256: media.sha256, file_size: media.size },
      201,
    );
  });
  app.get('/sandbox/media/:id', (c) => {
    const media = world.state.media.get(c.req.param('id'));
    const bytes = media && world.journal.bytes(media.id);
    if (!media || !bytes) throw new ControlProblem(404, 'There is no such file.');
    const response = fileResponse(bytes, media);
    response.headers.set('content-security-policy', "sandbox; default-src 'none'");
    if (/^(image\/(png|jpeg|webp|gif)|audio\/|video\/)/.test(media.mimeType))
      response.headers.set('content-disposition', 'inline');
    return response;
  });
};
