import { createHmac } from 'node:crypto';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import {
  appToken,
  type Bench,
  phoneNumberId,
  type Receiver,
  startBench,
  startReceiver,
  wabaId,
} from '../testing.ts';

let bench: Bench;
let other: Receiver;
let third: Receiver;
beforeEach(async () => {
  [bench, other, third] = await Promise.all([startBench(), startReceiver(), startReceiver()]);
});
afterEach(async () => {
  await Promise.all([bench.close(), other.close(), third.close()]);
});

const appId = '3000000000001';
const overrideNumber = (uri: string, verify_token = 'verify-token') =>
  bench.graph('POST', `/${phoneNumberId}`, {
    webhook_configuration: { override_callback_uri: uri, verify_token },
  });
const overrideAccount = (uri?: string) =>
  bench.graph(
    'POST',
    `/${wabaId}/subscribed_apps`,
    uri ? { override_callback_uri: uri, verify_token: 'verify-token' } : undefined,
  );
const counts = () => [bench.receiver, other, third].map(({ received }) => received.length);

it('sends messages to the number before the account before the app', async () => {
  await bench.write('34600111222');
  expect((await overrideAccount(other.url)).body).toEqual({ success: true });
  await bench.write('34600111222');
  expect((await overrideNumber(third.url)).body).toEqual({ success: true });
  await bench.write('34600111222');
  expect(counts()).toEqual([1, 1, 1]);
  await overrideNumber('');
  await bench.write('34600111222');
  await overrideAccount();
  await bench.write('34600111222');
  expect(counts()).toEqual([2, 2, 1]);
});

it('leaves webhooks about the account at the app', async () => {
  await overrideAccount(other.url);
  await overrideNumber(third.url);
  await bench.control('POST', '/webhooks/raw', {
    field: 'account_update',
    value: { event: 'ACCOUNT_RESTRICTION' },
  });
  expect(counts()).toEqual([1, 0, 0]);
  const number = await bench.graph('GET', `/${phoneNumberId}?fields=webhook_configuration`);
  expect(number.body.webhook_configuration).toEqual({
    phone_number: third.url,
    whatsapp_business_account: other.url,
    application: bench.receiver.url,
  });
  const [listed] = (await bench.graph('GET', `/${wabaId}/subscribed_apps`)).body.data;
  expect(listed).toMatchObject({
    whatsapp_business_api_data: { id: appId },
    override_callback_uri: other.url,
  });
});

it('asks an address to answer the challenge first', async () => {
  const wrongToken = await overrideNumber(other.url, 'wrong');
  expect([wrongToken.status, wrongToken.body.error.code]).toEqual([400, 2200]);
  expect((await overrideNumber('http://127.0.0.1:9/nothing')).body.error.code).toBe(2200);
  expect((await overrideNumber('ftp://example.com')).body.error.code).toBe(100);
  expect((await overrideNumber(`https://example.com/${'x'.repeat(200)}`)).body.error.code).toBe(100);
  await bench.write('34600111222');
  expect(counts()).toEqual([1, 0, 0]);
});

it('keeps webhooks until it learns an address', async () => {
  const silent = await startBench({ webhookUrl: undefined });
  try {
    const { body } = await silent.write('34600111222');
    expect(body).toMatchObject({ delivered: false, webhooks: [{ state: 'collected' }] });
    const set = await silent.graph(
      'POST',
      `/${appId}/subscriptions?${new URLSearchParams({
        object: 'whatsapp_business_account',
        callback_url: other.url,
        verify_token: 'verify-token',
        fields: 'messages,account_update',
      })}`,
      undefined,
      appToken,
    );
    expect(set.body).toEqual({ success: true });
    await silent.sandbox.idle();
    expect(other.received).toHaveLength(1);
    const { data } = (await silent.graph('GET', `/${appId}/subscriptions`, undefined, appToken)).body;
    expect(data).toMatchObject([
      { callback_url: other.url, fields: [{ name: 'messages' }, { name: 'account_update' }] },
    ]);
    await silent.control('POST', '/customers/34600111222/preferences', { value: 'stop' });
    expect(other.received).toHaveLength(1);
  } finally {
    await silent.close();
  }
});

it('sends to every subscribed app, and to none after the last has left', async () => {
  const body = {
    object: 'whatsapp_business_account',
    callback_url: other.url,
    verify_token: 'verify-token',
    fields: ['messages'],
  };
  const second = { appSecret: 'second-secret', accessToken: 'second-token' };
  await bench.control('PUT', '/apps/3000000000099', second);
  const asSecond = (method: string, path: string, body?: unknown) =>
    bench.graph(method, path, body, second.accessToken);
  const own = `3000000000099|${second.appSecret}`;
  expect((await bench.graph('POST', '/3000000000099/subscriptions', body, own)).status).toBe(200);
  await bench.write('34600111222');
  expect(counts()).toEqual([1, 0, 0]);
  await asSecond('POST', `/${wabaId}/subscribed_apps`);
  await bench.write('34600111222');
  expect(counts()).toEqual([2, 1, 0]);
  expect(other.received[0]?.signed).toBe(false);
  expect(other.received[0]?.signature).toBe(
    `sha256=${createHmac('sha256', second.appSecret)
      .update(other.received[0]?.body ?? '')
      .digest('hex')}`,
  );

  // An override is that of the app whose token set it.
  await asSecond('POST', `/${phoneNumberId}`, {
    webhook_configuration: { override_callback_uri: third.url, verify_token: 'verify-token' },
  });
  await bench.write('34600111222');
  expect(counts()).toEqual([3, 1, 1]);
  const seen = await asSecond('GET', `/${phoneNumberId}?fields=webhook_configuration`);
  expect(seen.body.webhook_configuration).toEqual({ phone_number: third.url, application: other.url });

  await asSecond('DELETE', `/${wabaId}/subscribed_apps`);
  await bench.graph('DELETE', `/${wabaId}/subscribed_apps`);
  const { body: answer } = await bench.write('34600111222');
  expect(answer).toMatchObject({ delivered: false, webhooks: [{ state: 'unsubscribed' }] });
  expect(counts()).toEqual([3, 1, 1]);
});
