import type { Hono } from 'hono';
import { ControlProblem, jsonOf } from './error.ts';

type Item = Record<string, unknown>;

/** What each part of a seed goes to: the same calls that one makes by hand. */
const parts: Record<string, (item: Item) => { method: string; path: string; body: Item }> = {
  settings: (body) => ({ method: 'PATCH', path: '/settings', body }),
  numbers: ({ phoneNumberId, ...body }) => ({ method: 'PUT', path: `/numbers/${phoneNumberId}`, body }),
  apps: ({ id, ...body }) => ({ method: 'PUT', path: `/apps/${id}`, body }),
  templates: (body) => ({ method: 'POST', path: '/templates', body }),
  customers: ({ id, ...body }) => ({
    method: 'PUT',
    path: `/customers/${encodeURIComponent(String(id))}`,
    body,
  }),
  messages: ({ customer, ...body }) => ({
    method: 'POST',
    path: `/customers/${encodeURIComponent(String(customer))}/messages`,
    body,
  }),
  faults: (body) => ({ method: 'POST', path: '/faults', body }),
};

/** `POST /sandbox/seed`: a whole beginning in one body. Stops at the first part that is refused, and names it. */
export const seedRoutes = (app: Hono): void => {
  app.post('/sandbox/seed', async (c) => {
    const seed = await jsonOf(c.req.raw);
    const unknown = Object.keys(seed).find((name) => !Object.hasOwn(parts, name));
    if (unknown)
      throw new ControlProblem(
        400,
        `A seed has no "${unknown}".`,
        `Its parts are: ${Object.keys(parts).join(', ')}.`,
      );
    const done: Record<string, number> = {};
    for (const [name, toCall] of Object.entries(parts)) {
      if (seed[name] === undefined) continue;
      const items = Array.isArray(seed[name]) ? seed[name] : [seed[name]];
      for (const [at, item] of items.entries()) {
        const { method, path, body } = toCall((item ?? {}) as Item);
        const answer = await app.request(`/sandbox${path}`, { method, body: JSON.stringify(body) });
        if (answer.status >= 400) {
          const { error } = (await answer.json()) as { error: { message: string; nextStep?: string } };
          const where = Array.isArray(seed[name]) ? `${name}[${at}]` : name;
          throw new ControlProblem(answer.status, `${where}: ${error.message}`, error.nextStep);
        }
        done[name] = (done[name] ?? 0) + 1;
      }
    }
    return c.json({ done }, 201);
  });
};
