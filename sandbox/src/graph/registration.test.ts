import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, type Loose, phoneNumberId, startBench } from '../testing.ts';

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

it('keeps QR codes, settings and the automation of the first message', async () => {
  const made = (await post('message_qrdls', { prefilled_message: 'Hola', generate_qr_image: 'SVG' })).body;
  expect(made).toMatchObject({
    prefilled_message: 'Hola',
    deep_link_url: `https://wa.me/message/${made.code}`,
  });
  await post('message_qrdls', { code: made.code, prefilled_message: 'Buenas' });
  const path = `/${phoneNumberId}/message_qrdls`;
  expect((await bench.graph('GET', path)).body.data).toMatchObject([{ prefilled_message: 'Buenas' }]);
  expect((await bench.graph('DELETE', `${path}/${made.code}`)).body).toEqual({ success: true });
  expect((await bench.graph('GET', `${path}/${made.code}`)).body.error.code).toBe(100);

  expect((await post('settings', { user_identity_change: { enabled: 'yes' } })).status).toBe(400);
  await post('settings', { calling: { status: 'enabled' } });
  expect((await bench.graph('GET', `/${phoneNumberId}/settings`)).body.calling).toEqual({
    status: 'enabled',
  });

  const automation = { enable_welcome_message: true, prompts: ['¿Horario?'], commands: [] };
  await bench.graph('POST', `/${phoneNumberId}/conversational_automation`, automation);
  const shown = await bench.graph('GET', `/${phoneNumberId}?fields=conversational_automation`);
  expect(shown.body.conversational_automation).toEqual(automation);
  const twice = { command_name: 'ayuda', command_description: 'x' };
  const wrong = await bench.graph('POST', `/${phoneNumberId}/conversational_automation`, {
    commands: [twice, twice],
  });
  expect(wrong.status).toBe(400);
});

it('gets a new name, and tells when it is approved', async () => {
  await bench.graph('POST', `/${phoneNumberId}`, { new_display_name: 'Flores Sol' });
  await bench.sandbox.idle();
  const json: Loose = bench.receiver.received.at(-1)?.json;
  expect(json.entry[0].changes[0]).toMatchObject({
    field: 'phone_number_name_update',
    value: { decision: 'APPROVED', requested_verified_name: 'Flores Sol' },
  });
  expect((await bench.graph('POST', `/${phoneNumberId}`, { colour: 'red' })).status).toBe(400);
  expect((await bench.graph('POST', `/${phoneNumberId}`, {})).status).toBe(400);
});
