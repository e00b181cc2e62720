import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, phoneNumberId, startBench } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const post = (edge: string, body: Record<string, unknown> = {}) =>
  bench.graph('POST', `/${phoneNumberId}/${edge}`, { messaging_product: 'whatsapp', ...body });
const send = () => bench.send({ to: '+34600111222', type: 'text', text: { body: 'x' } });

it('takes a number out of service and back, with its PIN', async () => {
  expect((await post('register', { pin: '12' })).body.error.code).toBe(100);
  await post('register', { pin: '123456' });
  await post('deregister');
  expect((await send()).body.error.code).toBe(133010);
  expect((await bench.graph('GET', `/${phoneNumberId}?fields=status`)).body.status).toBe('PENDING');
  expect((await post('register', { pin: '654321' })).body.error.code).toBe(133005);
  expect((await post('register', { pin: '123456' })).body).toEqual({ success: true });
  expect((await send()).status).toBe(200);
  expect(JSON.stringify((await bench.control('GET', '/numbers')).body)).not.toContain('123456');
});

it('keeps a profile', async () => {
  const profile = {
    about: 'Flores',
    email: 'hola@example.com',
    websites: ['https://example.com'],
    vertical: 'RETAIL',
  };
  expect((await post('whatsapp_business_profile', profile)).body).toEqual({ success: true });
  const shown = await bench.graph('GET', `/${phoneNumberId}/whatsapp_business_profile?fields=about,email`);
  expect(shown.body.data).toEqual([
    { messaging_product: 'whatsapp', about: 'Flores', email: 'hola@example.com' },
  ]);
  for (const wrong of [
    { about: 'x'.repeat(140) },
    { email: 'nobody' },
    { websites: ['ftp://a.example'] },
    { vertical: 'SPACE' },
    { motto: 'x' },
  ])
    expect((await post('whatsapp_business_profile', wrong)).status).toBe(400);
});
