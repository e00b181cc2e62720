import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, type Loose, phoneNumberId, startBench } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const post = (body: Record<string, unknown>) =>
  bench.graph('POST', `/${phoneNumberId}/calls`, { messaging_product: 'whatsapp', ...body });
const session = (sdp_type: string) => ({ sdp_type, sdp: 'v=0\r\n' });
const told = () => [
  ...bench.receiver.all('calls').map(({ event, status }: Loose) => [event, status]),
  ...bench.receiver.all('statuses').map(({ status }: Loose) => [status]),
];

it('comes from a customer, is taken and ends, and opens the window', async () => {
  const { id } = (await bench.control('POST', '/customers/34600111222/calls', {})).body;
  expect(bench.receiver.all('calls')[0]).toMatchObject({
    id,
    from: '34600111222',
    direction: 'USER_INITIATED',
    session: { sdp_type: 'offer' },
  });
  expect(
    (await post({ call_id: id, action: 'accept', session: { sdp_type: 'offer', sdp: 'v=0' } })).status,
  ).toBe(400);
  expect(
    (await post({ call_id: id, action: 'accept', session: { sdp_type: 'answer', sdp: 'hum' } })).body.error
      .code,
  ).toBe(138008);
  expect((await post({ call_id: id, action: 'accept', session: session('answer') })).body.success).toBe(true);
  await bench.control('POST', '/clock', { advance: '58s' });
  await bench.control('POST', `/calls/${id}/terminate`, {});
  expect(bench.receiver.all('calls')[1]).toMatchObject({
    event: 'terminate',
    status: 'COMPLETED',
    duration: 58,
  });
  expect((await post({ call_id: id, action: 'terminate' })).body.error.code).toBe(138003);
  await bench.send({ to: '+34600111222', type: 'text', text: { body: 'Gracias por llamar' } });
  await bench.sandbox.idle();
  expect(bench.receiver.all('statuses').map(({ status }: Loose) => status)).toEqual(['sent', 'delivered']);
});

it('goes to a customer who allowed it, and to nobody else', async () => {
  const call = {
    to: '+34600111222',
    action: 'connect',
    session: session('offer'),
    biz_opaque_callback_data: 'c1',
  };
  expect((await post(call)).body.error.code).toBe(138006);
  await bench.control('POST', '/customers/34600111222/messages', {
    type: 'interactive',
    interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
  });
  const permission = () => bench.graph('GET', `/${phoneNumberId}/call_permissions?user_wa_id=34600111222`);
  expect((await permission()).body.permission.status).toBe('granted');
  const [{ id }] = (await post(call)).body.calls;
  await bench.sandbox.idle();
  await bench.control('POST', `/calls/${id}/accept`, {});
  await post({ call_id: id, action: 'terminate' });
  await bench.sandbox.idle();
  expect(told()).toEqual([['connect', undefined], ['terminate', 'COMPLETED'], ['RINGING'], ['ACCEPTED']]);
  expect(bench.receiver.all('statuses')[0].biz_opaque_callback_data).toBe('c1');
  await bench.control('POST', '/clock', { advance: '8d' });
  expect((await permission()).body.permission.status).toBe('expired');
});

it('is told to the phone as it goes on', async () => {
  const calls = async () => (await bench.control('GET', '/calls')).body.calls;
  const stream = await fetch(`${bench.base}/sandbox/events`);
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
  const { id } = (await bench.control('POST', '/customers/34600111222/calls', {})).body;
  expect(await calls()).toEqual([
    {
      id,
      customer: '34600111222',
      phoneNumberId,
      direction: 'USER_INITIATED',
      state: 'ringing',
      at: expect.stringMatching(/^\d{4}-.*Z$/),
    },
  ]);
  const foreign = await bench.control('POST', `/calls/${id}/reject`, {});
  expect([foreign.status, foreign.body.error.message]).toEqual([
    409,
    'The customer called: the business has to reject.',
  ]);
  await post({ call_id: id, action: 'accept', session: session('answer') });
  expect(await calls()).toMatchObject([{ state: 'talking', acceptedAt: expect.any(String) }]);
  await bench.control('POST', `/calls/${id}/terminate`, {});
  expect(await calls()).toMatchObject([{ state: 'over', endedAt: expect.any(String) }]);
  expect((await bench.control('POST', `/calls/${id}/terminate`, {})).body.error.message).toBe(
    'This call is over.',
  );
  let told = '';
  for (let part = 0; part < 50 && !told.includes('"state":"over"'); part += 1)
    told += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  const states = [...told.matchAll(/^event: call\ndata: (.*)$/gm)].map(
    ([, data = '']) => JSON.parse(data).call,
  );
  expect(states.map(({ state }) => state)).toEqual(['ringing', 'talking', 'over']);
});

it('is answered once', async () => {
  await bench.control('POST', '/customers/34600111222/messages', {
    type: 'interactive',
    interactive: { type: 'call_permission_reply', call_permission_reply: { response: 'accept' } },
  });
  const { calls } = (await post({ to: '34600111222', action: 'connect', session: session('offer') })).body;
  const act = (action: string) => bench.control('POST', `/calls/${calls[0].id}/${action}`, {});
  expect((await act('accept')).status).toBe(201);
  expect([(await act('accept')).status, (await act('reject')).status]).toEqual([409, 409]);
  expect((await act('terminate')).status).toBe(201);
});

it('is not taken', async () => {
  await bench.control('POST', '/customers/34600111222/messages', {
    type: 'interactive',
    interactive: {
      type: 'call_permission_reply',
      call_permission_reply: { response: 'accept', is_permanent: true },
    },
  });
  const { calls } = (await post({ to: '34600111222', action: 'connect', session: session('offer') })).body;
  await bench.sandbox.idle();
  await bench.control('POST', `/calls/${calls[0].id}/reject`, {});
  expect(told()).toEqual([['terminate', 'FAILED'], ['RINGING'], ['REJECTED']]);
  expect((await bench.control('POST', `/calls/${calls[0].id}/accept`, {})).status).toBe(404);
});
