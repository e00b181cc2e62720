import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { accessToken, appToken, type Bench, phoneNumberId, startBench, wabaId } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({
    apps: [{ id: '3000000000002', appSecret: 'another-one', accessToken: 'other-token' }],
  });
});
afterEach(() => bench.close());

const appId = '3000000000001';
const debug = async (token: string) =>
  (await bench.graph('GET', `/debug_token?input_token=${encodeURIComponent(token)}`)).body.data;

it('tells whose a token is and what it may do', async () => {
  expect(await debug(accessToken)).toMatchObject({
    app_id: appId,
    type: 'SYSTEM_USER',
    is_valid: true,
    expires_at: 0,
    scopes: expect.arrayContaining(['whatsapp_business_management', 'whatsapp_business_messaging']),
    granular_scopes: expect.arrayContaining([
      { scope: 'whatsapp_business_management', target_ids: [wabaId] },
    ]),
  });
  expect(await debug(appToken)).toMatchObject({ app_id: appId, type: 'APP', is_valid: true });
  expect(await debug('other-token')).toMatchObject({
    app_id: '3000000000002',
    application: 'App 3000000000002',
  });
  expect(await debug('nonsense')).toMatchObject({ is_valid: false, error: { code: 190 }, scopes: [] });
  expect((await bench.graph('GET', '/debug_token')).body.error.code).toBe(100);
  expect((await bench.graph('GET', '/me', undefined, appToken)).body.id).toBe(appId);
});

it('gives an app its own token for its secret, and for nothing else', async () => {
  const grant = async (secret: string, type = 'client_credentials') => {
    const query = new URLSearchParams({ client_id: appId, client_secret: secret, grant_type: type });
    const response = await fetch(`${bench.base}/graph/oauth/access_token?${query}`);
    return { status: response.status, body: (await response.json()) as Record<string, string> };
  };
  const { status, body } = await grant('app-secret');
  expect([status, body.token_type]).toEqual([200, 'bearer']);
  expect((await bench.graph('GET', `/${appId}/subscriptions`, undefined, body.access_token)).status).toBe(
    200,
  );
  expect((await grant('another-one')).status).toBe(400);
  expect((await grant('app-secret', 'fb_exchange_token')).status).toBe(400);
});

it('wants the token of the app itself for calls about it', async () => {
  const path = `/${appId}/subscriptions`;
  expect((await bench.graph('GET', path)).body.error).toMatchObject({ code: 15, type: 'OAuthException' });
  expect((await bench.graph('GET', path, undefined, '3000000000002|another-one')).status).toBe(400);
  expect((await bench.graph('GET', path, undefined, appToken)).status).toBe(200);
  expect((await bench.graph('GET', '/3000000000777/subscriptions')).body.error.error_subcode).toBe(33);
});

it('refuses every call while a fault says the token has expired, in the platform’s words', async () => {
  await bench.control('POST', '/faults', { kind: 'token_expired', times: 2 });
  expect(await debug(accessToken)).toMatchObject({ is_valid: false, error: { code: 190, subcode: 463 } });
  for (const path of [`/${phoneNumberId}`, `/${wabaId}/message_templates`]) {
    const { status, body } = await bench.graph('GET', path);
    expect([status, body.error.code, body.error.error_subcode]).toEqual([401, 190, 463]);
    expect(body.error.message).toMatch(/^Error validating access token: Session has expired/);
  }
  expect((await bench.graph('GET', `/${phoneNumberId}`)).status).toBe(200);
  expect(await debug(accessToken)).toMatchObject({ is_valid: true });
});
