import { Hono } from 'hono';
import type { World } from '../world.ts';
import { accountRoutes } from './account.ts';
import { businessRoutes } from './business.ts';
import { callRoutes } from './calls.ts';
import { customerRoutes } from './customers.ts';
import { ControlProblem } from './error.ts';
import { groupRoutes } from './groups.ts';
import { machineRoutes } from './machine.ts';
import { seedRoutes } from './seed.ts';
import { templateRoutes } from './templates.ts';
import { webhookRoutes } from './webhooks.ts';

/** Everything below `/sandbox/`: the phone, the clock, the faults. */
export const createControl = (world: World, reset: (everything: boolean, seed?: string) => void): Hono => {
  const app = new Hono();
  app.use(async (c, next) => {
    if (isForeign(c.req.raw))
      throw new ControlProblem(
        403,
        'Pages of other sites may not play here.',
        'Use the page of the sandbox itself, or curl.',
      );
    await next();
  });
  accountRoutes(app, world);
  customerRoutes(app, world);
  businessRoutes(app, world);
  callRoutes(app, world);
  groupRoutes(app, world);
  templateRoutes(app, world);
  webhookRoutes(app, world);
  machineRoutes(app, world, reset);
  seedRoutes(app);
  app.notFound((c) =>
    new ControlProblem(
      404,
      `There is no ${c.req.method} ${c.req.path}.`,
      'docs/sandbox.md lists what there is.',
    ).response(),
  );
  app.onError((error) => {
    if (error instanceof ControlProblem) return error.response();
    return new ControlProblem(500, `The sandbox failed: ${error.message}`).response();
  });
  return app;
};

/** A page of another site in somebody's browser: the sandbox asks for no token, so the origin has to do. */
const isForeign = (request: Request): boolean => {
  const origin = request.headers.get('origin');
  if (origin !== null && origin !== new URL(request.url).origin) return true;
  return ['cross-site', 'same-site'].includes(request.headers.get('sec-fetch-site') ?? '');
};
