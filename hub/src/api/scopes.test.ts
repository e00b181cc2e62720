import type { Scope } from '@centralita/core/hub-client';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { examples } from './openapi/examples.ts';
import { describeOffline } from './openapi/offline.ts';
import { access, scopes } from './scopes.ts';
import { createKit, type Kit } from './testing/kit.ts';

const bodies: Readonly<Record<string, unknown>> = {
  'POST /v1/messages': examples.SendMessage,
  'POST /v1/media': 'a file',
  'POST /v1/conversations/{id}/read': examples.MarkRead,
  'POST /v1/conversations/{id}/claim': examples.Claim,
  'POST /v1/conversations/{id}/assign': examples.Assign,
  'POST /v1/conversations/{id}/lock': examples.Lock,
  'POST /v1/conversations/{id}/tags': examples.ChangeTags,
  'POST /v1/conversations/{id}/priority': examples.SetPriority,
  'POST /v1/conversations/{id}/snooze': examples.Snooze,
  'POST /v1/conversations/{id}/close': examples.Close,
  'POST /v1/conversations/{id}/reopen': examples.Acting,
  'POST /v1/conversations/{id}/move': examples.Move,
  'POST /v1/conversations/{id}/route': examples.Acting,
  'POST /v1/routing/dry-run': examples.DryRun,
  'POST /v1/conversations/{id}/notes': examples.WriteNote,
  'PATCH /v1/notes/{id}': examples.WriteNote,
  'PATCH /v1/users/{id}': examples.SetAway,
  'PATCH /v1/contacts/{id}': examples.UpdateContact,
  'POST /v1/contacts/{id}/merge': examples.MergeContacts,
  'POST /v1/contacts/{id}/unmerge': examples.Acting,
  'POST /v1/consents': examples.RecordConsent,
  'PUT /v1/subscriptions/{clientKey}': examples.PutSubscription,
  'POST /v1/deliveries/redrive': examples.RedriveAll,
  'POST /v1/keys': examples.CreateKey,
  'POST /console/session': examples.OpenSession,
};
const queries: Readonly<Record<string, string>> = {
  'GET /v1/consents': `?contactId=${examples.Contact.id}`,
  'GET /v1/templates': `?channelAccountId=${examples.AccountList.items[0]?.id}`,
  'GET /v1/search': '?q=order',
  'POST /v1/media': `?channelAccountId=${examples.AccountList.items[0]?.id}`,
};
const ids: Readonly<Record<string, string>> = {
  messages: examples.MessageQueued.id,
  media: examples.MessageQueued.id,
  conversations: examples.Conversation.id,
  contacts: examples.Contact.id,
  accounts: examples.MessageQueued.channelAccountId,
  deliveries: '17',
  notes: examples.Note.id,
  users: examples.UserList.items[0]?.id ?? '',
};

let kit: Kit;
let keyId: string;
const own = examples.MessageQueued.channelAccountId;
const foreign = 'ca_00000000000000000000000000000000';
const keys = new Map<string, string>();

beforeAll(async () => {
  kit = createKit({ limits: { failedAttemptsPerMinute: 10_000 } });
  for (const scope of scopes) {
    keys.set(scope, await kit.newKey([scope]));
    keys.set(`${scope} own`, await kit.newKey([scope], [own]));
    keys.set(`${scope} foreign`, await kit.newKey([scope], [foreign]));
  }
  keys.set(
    'everything foreign',
    await kit.newKey(
      scopes.filter((scope) => scope !== 'admin'),
      [foreign],
    ),
  );
  keys.set('subscriber', await kit.newKey(['subscriptions:write', 'events:read']));
  keys.set('revoked', await kit.newKey(['admin']));
  await kit.keys.revoke(kit.keys.list().at(-1)?.id ?? '');
});
afterAll(() => kit.close());

const ask = async (name: string, key: string | undefined): Promise<number> => {
  const [method = '', template = ''] = name.split(' ');
  // Each asks for a key of its own to revoke.
  if (name === 'DELETE /v1/keys/{id}')
    keyId = (await kit.keys.create({ name: 'x', scopes: ['admin'] })).key.id;
  const kind = template.split('/')[2] ?? '';
  const path = template
    .replace('{id}', kind === 'keys' ? keyId : (ids[kind] ?? ''))
    .replace('{clientKey}', 'n8n-orders')
    .replace('{caseNumber}', examples.Conversation.caseNumber);
  const body = bodies[name];
  const answer = await kit.fetch(`${path}${queries[name] ?? ''}`, {
    method,
    ...(key === undefined ? {} : { key }),
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  await answer.body?.cancel();
  return answer.status;
};

/** Written out a second time, so that a slip in the table is a failing test. */
const expected: Readonly<Record<string, readonly Scope[] | 'open' | 'any key'>> = {
  'POST /v1/messages': ['messages:send'],
  'GET /v1/messages/{id}': ['messages:send', 'events:read'],
  'GET /v1/conversations': ['events:read'],
  'GET /v1/conversations/{id}': ['events:read'],
  'GET /v1/conversations/{id}/messages': ['events:read'],
  'POST /v1/conversations/{id}/read': ['messages:send'],
  'GET /v1/search': ['events:read'],
  'GET /v1/conversations/counts': ['events:read'],
  'GET /v1/cases/{caseNumber}': ['events:read'],
  'POST /v1/conversations/{id}/claim': ['messages:send'],
  'POST /v1/conversations/{id}/assign': ['messages:send'],
  'POST /v1/conversations/{id}/lock': ['messages:send'],
  'POST /v1/conversations/{id}/tags': ['messages:send'],
  'POST /v1/conversations/{id}/priority': ['messages:send'],
  'POST /v1/conversations/{id}/snooze': ['messages:send'],
  'POST /v1/conversations/{id}/close': ['messages:send'],
  'POST /v1/conversations/{id}/reopen': ['messages:send'],
  'POST /v1/conversations/{id}/move': ['messages:send'],
  'POST /v1/conversations/{id}/route': ['messages:send'],
  'GET /v1/conversations/{id}/notes': ['events:read'],
  'POST /v1/conversations/{id}/notes': ['messages:send'],
  'PATCH /v1/notes/{id}': ['messages:send'],
  'GET /v1/routing/rules': ['events:read'],
  'POST /v1/routing/dry-run': ['events:read'],
  'GET /v1/conversations/{id}/transcript': ['events:read'],
  'GET /v1/audit': ['events:read'],
  'GET /v1/teams': 'any key',
  'GET /v1/users': 'any key',
  'PATCH /v1/users/{id}': ['messages:send'],
  'GET /v1/contacts': ['contacts:read'],
  'GET /v1/contacts/{id}': ['contacts:read'],
  'PATCH /v1/contacts/{id}': ['contacts:write'],
  'DELETE /v1/contacts/{id}': ['contacts:write'],
  'POST /v1/contacts/{id}/merge': ['contacts:write'],
  'POST /v1/contacts/{id}/unmerge': ['contacts:write'],
  'GET /v1/consents': ['contacts:read'],
  'POST /v1/consents': ['contacts:write'],
  'GET /v1/accounts': 'any key',
  'POST /v1/accounts/{id}/resume': [],
  'GET /v1/templates': ['messages:send'],
  'GET /v1/media/{id}': ['events:read'],
  'POST /v1/media': ['messages:send'],
  'GET /v1/health': ['events:read'],
  'POST /v1/health/{part}/actions/{action}': ['admin'],
  'GET /v1/figures': ['events:read'],
  'PUT /v1/subscriptions/{clientKey}': [],
  'GET /v1/subscriptions': ['subscriptions:write'],
  'GET /v1/subscriptions/{clientKey}': ['subscriptions:write'],
  'DELETE /v1/subscriptions/{clientKey}': ['subscriptions:write'],
  'POST /v1/subscriptions/{clientKey}/pause': ['subscriptions:write'],
  'POST /v1/subscriptions/{clientKey}/resume': ['subscriptions:write'],
  'GET /v1/events': ['events:read'],
  'GET /v1/events/stream': ['events:read'],
  'GET /v1/deliveries': ['subscriptions:write'],
  'POST /v1/deliveries/{id}/redrive': ['subscriptions:write'],
  'POST /v1/deliveries/redrive': ['subscriptions:write'],
  'GET /v1/keys': [],
  'POST /v1/keys': [],
  'DELETE /v1/keys/{id}': [],
  'GET /healthz': 'open',
  'GET /readyz': 'open',
  'GET /metrics': 'any key',
  'GET /openapi.json': 'open',
  'POST /console/session': 'open',
  'GET /console/session': 'any key',
  'DELETE /console/session': 'open',
};
/** What an open route answers here: the readiness of a hub that has not started, a session without a valid key. */
const openStatus: Readonly<Record<string, number>> = { 'GET /readyz': 503, 'POST /console/session': 401 };
const allowed = (status: number) => status >= 200 && status < 300;

it('lists every route, and nothing else', () => {
  const paths = describeOffline('0').paths ?? {};
  const routes = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods as object).map((method) => `${method.toUpperCase()} ${path}`),
  );
  expect(routes.toSorted()).toEqual(Object.keys(access).toSorted());
  expect(Object.keys(expected).toSorted()).toEqual(Object.keys(access).toSorted());
});

describe.each(Object.keys(expected))('%s', (name) => {
  const needs = expected[name] ?? [];

  it.each(scopes)('with %s alone', async (scope) => {
    const status = await ask(name, keys.get(scope));
    if (needs === 'open') expect(status).toBe(openStatus[name] ?? status);
    else if (needs === 'any key' || scope === 'admin' || needs.includes(scope))
      expect(allowed(status)).toBe(true);
    else expect(status).toBe(403);
  });

  it('without a key, and with a revoked one', async () => {
    for (const key of [undefined, keys.get('revoked')]) {
      const status = await ask(name, key);
      if (needs !== 'open') expect(status).toBe(401);
      else expect(status).toBe(openStatus[name] ?? (name.startsWith('DELETE') ? 204 : 200));
    }
  });

  it('with a key for its account', async () => {
    const scope = needs === 'open' || needs === 'any key' ? 'events:read' : (needs[0] ?? 'admin');
    const status = await ask(name, keys.get(`${scope} own`));
    if (access[name]?.wholeHub) expect(status).toBe(403);
    else if (needs === 'open') expect(status).toBe(openStatus[name] ?? status);
    // The subscription of the examples is for all accounts: not theirs to see.
    else if (/clientKey/.test(name)) expect([403, 404, 409]).toContain(status);
    else expect(allowed(status)).toBe(true);
  });

  it('with a key for another account', async () => {
    const status = await ask(name, keys.get('everything foreign'));
    if (needs === 'open') return expect(status).toBe(openStatus[name] ?? status);
    if (access[name]?.wholeHub) return expect(status).toBe(403);
    const empty = [
      'GET /v1/conversations',
      'GET /v1/conversations/counts',
      'GET /v1/teams',
      'GET /v1/routing/rules',
      'GET /v1/users',
      'PATCH /v1/users/{id}',
      'GET /v1/contacts',
      'GET /v1/search',
      'GET /v1/accounts',
      'GET /v1/subscriptions',
      'GET /v1/events',
      'GET /v1/events/stream',
      'GET /console/session',
    ];
    if (empty.includes(name)) return expect(status).toBe(200);
    return expect([404, 409, 422]).toContain(status);
  });
});

it('lets nobody subscribe who may not read events', async () => {
  expect(await ask('PUT /v1/subscriptions/{clientKey}', keys.get('subscriber'))).toBe(200);
  expect(await ask('PUT /v1/subscriptions/{clientKey}', keys.get('subscriptions:write'))).toBe(403);
  expect(await ask('PUT /v1/subscriptions/{clientKey}', keys.get('events:read'))).toBe(403);
});
