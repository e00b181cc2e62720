import type { Hono } from 'hono';
import { appId } from '../account/apps.ts';
import { setNumber } from '../account/change.ts';
import type { BusinessNumber } from '../account/numbers.ts';
import type { AppView, NumberOptions } from '../types.ts';
import { callbackOf } from '../webhooks/targets.ts';
import { numberById, type World } from '../world.ts';
import { ControlProblem, jsonOf } from './error.ts';
import { webhookResult } from './result.ts';

const ratings = ['GREEN', 'YELLOW', 'RED', 'UNKNOWN'];

/** What each thing one may say about a number must look like. */
const numberFields: Record<keyof NumberOptions, (value: unknown) => boolean> = {
  phoneNumberId: (value) => /^\d{5,20}$/.test(String(value)),
  wabaId: (value) => /^\d{5,20}$/.test(String(value)),
  displayPhone: (value) => typeof value === 'string' && /^[1-9]\d{6,14}$/.test(value.replace(/\D/g, '')),
  verifiedName: (value) => typeof value === 'string' && value !== '',
  qualityRating: (value) => ratings.includes(String(value)),
  messagingLimit: (value) => /^TIER_(50|250|1K|2K|10K|100K|UNLIMITED|NOT_SET)$/.test(String(value)),
  coexistence: (value) => typeof value === 'boolean',
  registered: (value) => typeof value === 'boolean',
};

/** A number with the address of its webhooks and without its PIN. */
export const numberView = (world: World, { pin: _, ...number }: BusinessNumber) => ({
  ...number,
  callback: callbackOf(world.targets, number),
});

const appView = (world: World, id: string): AppView => {
  const app = world.apps.get(id);
  return {
    id,
    name: app?.name ?? id,
    callbackUrl: world.targets.app(id)?.url,
    fields: world.targets.app(id)?.fields,
    accounts: [...new Set(world.numbers.map(({ wabaId }) => wabaId))].filter((wabaId) =>
      world.targets.subscribers(wabaId).includes(id),
    ),
  };
};

/** Business numbers and apps of the emulated platform. Secrets are taken and never told. */
export const accountRoutes = (app: Hono, world: World): void => {
  app.get('/sandbox/numbers', (c) =>
    c.json({
      numbers: world.numbers.map((number) => numberView(world, number)),
    }),
  );

  app.put('/sandbox/numbers/:id', async (c) => {
    const wanted = { ...(await jsonOf(c.req.raw)), phoneNumberId: c.req.param('id') };
    for (const [key, value] of Object.entries(wanted)) {
      const fits = Object.hasOwn(numberFields, key) ? numberFields[key as keyof NumberOptions] : undefined;
      if (!fits)
        throw new ControlProblem(
          400,
          `A number has no "${key}".`,
          `It has: ${Object.keys(numberFields).join(', ')}.`,
        );
      if (!fits(value)) throw new ControlProblem(400, `"${key}" cannot be ${JSON.stringify(value)}.`);
    }
    if (world.apps.get(wanted.phoneNumberId))
      throw new ControlProblem(409, 'This is the id of an app.', 'Take another id.');
    const records = setNumber(world, wanted as Partial<NumberOptions> & { phoneNumberId: string });
    return c.json({
      number: numberView(world, numberById(world, wanted.phoneNumberId) as BusinessNumber),
      ...(await webhookResult(world, records)),
    });
  });

  app.get('/sandbox/apps', (c) => c.json({ apps: world.apps.list().map(({ id }) => appView(world, id)) }));

  app.put('/sandbox/apps/:id', async (c) => {
    const id = c.req.param('id');
    const { name, appSecret, accessToken, ...rest } = await jsonOf(c.req.raw);
    const [unknown] = Object.keys(rest);
    if (unknown)
      throw new ControlProblem(
        400,
        `An app has no "${unknown}" to set.`,
        'It has name, appSecret and accessToken. Its address is set as on the platform: POST /{app}/subscriptions.',
      );
    const known = world.apps.get(id);
    if (!/^\d{5,20}$/.test(id) || world.numbers.some((number) => Object.values(number).includes(id)))
      throw new ControlProblem(400, `"${id}" cannot be the id of an app.`, 'Take 5 to 20 digits nobody has.');
    const next = {
      id,
      name: text(name, 'name') ?? known?.name ?? `App ${id}`,
      appSecret: text(appSecret, 'appSecret') ?? known?.appSecret,
      accessToken: text(accessToken, 'accessToken') ?? known?.accessToken,
    };
    if (next.appSecret === undefined || next.accessToken === undefined)
      throw new ControlProblem(
        400,
        'A new app needs "appSecret" and "accessToken".',
        'Send {"appSecret":"…","accessToken":"…"}, at least 8 characters each.',
      );
    if (id === appId && (appSecret !== undefined || accessToken !== undefined))
      throw new ControlProblem(
        409,
        'The secrets of the first app are given at the start.',
        'Add an app with another id.',
      );
    if (world.apps.list().some((app) => app.id !== id && app.accessToken === next.accessToken))
      throw new ControlProblem(409, 'Another app has this token.', 'Each app needs a token of its own.');
    world.apps.put(next as Parameters<typeof world.apps.put>[0]);
    world.journal.flush();
    return c.json({ app: appView(world, id) });
  });
};

const text = (value: unknown, key: string): string | undefined => {
  if (value === undefined) return undefined;
  if (typeof value === 'string' && (key === 'name' ? value !== '' : value.length >= 8)) return value;
  throw new ControlProblem(
    400,
    `"${key}" must be a text${key === 'name' ? '' : ' of at least 8 characters'}.`,
  );
};
