import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, type Loose, startBench, wabaId } from '../testing.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await startBench({ settings: { templateReviewMs: 10 } });
});
afterEach(() => bench.close());

const judge = (edge: string, body: Record<string, unknown>) =>
  bench.control('POST', `/templates/aviso_envio:es/${edge}`, body);
const changes = () => bench.receiver.received.flatMap(({ json }) => json.entry[0].changes);
const values = (field: string) =>
  changes()
    .filter((change: Loose) => change.field === field)
    .map(({ value }: Loose) => value);
const statusOf = async (name = 'aviso_envio') =>
  (await bench.graph('GET', `/${wabaId}/message_templates?name=${name}&language=es`)).body.data[0]?.status;
const create = (name: string, components: unknown[] = [{ type: 'BODY', text: 'Hola' }]) =>
  bench.graph('POST', `/${wabaId}/message_templates`, {
    name,
    language: 'es',
    category: 'UTILITY',
    components,
  });
const send = () =>
  bench.send({
    to: '+34600111222',
    type: 'template',
    template: {
      name: 'aviso_envio',
      language: { code: 'es' },
      components: [
        {
          type: 'body',
          parameters: [
            { type: 'text', text: 'Ana' },
            { type: 'text', text: 'A' },
          ],
        },
      ],
    },
  });

it('pauses for three hours, then for six, then for good', async () => {
  await judge('status', { event: 'PAUSED' });
  expect((await send()).body.error.code).toBe(132015);
  await bench.control('POST', '/clock', { advance: '2h59m' });
  expect(await statusOf()).toBe('PAUSED');
  await bench.control('POST', '/clock', { advance: '2m' });
  expect((await send()).status).toBe(200);
  await judge('status', { event: 'PAUSED' });
  await bench.control('POST', '/clock', { advance: '4h' });
  expect(await statusOf()).toBe('PAUSED');
  await bench.control('POST', '/clock', { advance: '3h' });
  expect(await statusOf()).toBe('APPROVED');
  await judge('status', { event: 'PAUSED' });
  expect((await send()).body.error.code).toBe(132016);
  await bench.sandbox.idle();
  const told = values('message_template_status_update').map(({ event, other_info }: Loose) => [
    event,
    other_info?.title,
  ]);
  expect(told).toEqual([
    ['PAUSED', 'FIRST_PAUSE'],
    ['APPROVED', 'UNPAUSED'],
    ['PAUSED', 'SECOND_PAUSE'],
    ['APPROVED', 'UNPAUSED'],
    ['DISABLED', 'DISABLED'],
  ]);
});

it('tells a change of quality and of category', async () => {
  await judge('quality', { score: 'YELLOW' });
  await judge('category', { category: 'MARKETING', later: true });
  await judge('category', { category: 'MARKETING' });
  expect(values('message_template_quality_update')).toMatchObject([
    { previous_quality_score: 'UNKNOWN', new_quality_score: 'YELLOW', message_template_name: 'aviso_envio' },
  ]);
  expect(values('template_category_update')).toMatchObject([
    { new_category: 'UTILITY', correct_category: 'MARKETING' },
    { previous_category: 'UTILITY', new_category: 'MARKETING' },
  ]);
  // A marketing template now: somebody who stopped marketing does not get it.
  await bench.control('POST', '/customers/34600111222/preferences', { value: 'stop' });
  await send();
  await bench.sandbox.idle();
  expect(bench.receiver.all('statuses')[0].errors[0].code).toBe(131050);
  for (const [edge, body] of [
    ['quality', { score: 'BLUE' }],
    ['category', {}],
    ['status', { event: 'MAYBE' }],
  ] as const)
    expect((await judge(edge, body)).status).toBe(400);
});

it('rejects what is submitted when the settings say so, and tells why', async () => {
  await bench.control('PATCH', '/settings', { templateReview: 'REJECTED' });
  expect((await create('nuevo')).body.status).toBe('PENDING');
  await bench.sandbox.idle();
  expect(await statusOf('nuevo')).toBe('REJECTED');
  const [value] = values('message_template_status_update');
  expect(value).toMatchObject({ event: 'REJECTED', rejection_info: { reason: expect.any(String) } });
});

it('tells what an edit changed once it is approved', async () => {
  const { id } = (await create('nuevo')).body;
  await bench.sandbox.idle();
  await bench.control('PATCH', '/settings', { templateReviewMs: -1 });
  await bench.graph('POST', `/${id}`, {
    components: [
      { type: 'BODY', text: 'Buenas' },
      { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'Sí' }] },
    ],
  });
  expect(await statusOf('nuevo')).toBe('PENDING');
  expect(values('message_template_components_update')).toEqual([]);
  await bench.control('POST', `/templates/${id}/status`, { event: 'APPROVED' });
  expect(values('message_template_components_update')).toMatchObject([
    {
      message_template_element: 'Buenas',
      message_template_buttons: [{ message_template_button_type: 'QUICK_REPLY' }],
    },
  ]);
});

it('keeps the name of a deleted template taken for thirty days', async () => {
  await create('nuevo');
  await bench.sandbox.idle();
  await bench.graph('DELETE', `/${wabaId}/message_templates?name=nuevo`);
  expect((await create('nuevo')).body.error).toMatchObject({ code: 100, error_subcode: 2388023 });
  await bench.control('POST', '/clock', { advance: '30d' });
  expect((await create('nuevo')).status).toBe(200);
});

it('wants an example of a file in a header', async () => {
  const header = { type: 'HEADER', format: 'IMAGE' };
  const body = { type: 'BODY', text: 'Hola' };
  expect((await create('foto', [header, body])).body.error.error_subcode).toBe(2388043);
  const example = { header_handle: ['4::aW1hZ2UvcG5n:ARb'] };
  expect((await create('foto', [{ ...header, example }, body])).status).toBe(200);
  expect((await create('otra', [{ ...header, format: 'SMELL' }, body])).body.error.code).toBe(100);
});

it('lists backwards as well as forwards', async () => {
  const list = (query: string) =>
    bench.graph('GET', `/${wabaId}/message_templates?fields=name&limit=2${query}`);
  const first = (await list('')).body;
  const second = (await list(`&after=${first.paging.cursors.after}`)).body;
  expect(first.paging.previous).toBeUndefined();
  const back = (await list(`&before=${second.paging.cursors.before}`)).body;
  expect(back.data).toEqual(first.data);
  const followed = await fetch(second.paging.previous, { headers: { authorization: 'Bearer access-token' } });
  expect(((await followed.json()) as Loose).data).toEqual(first.data);
});
