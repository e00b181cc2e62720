import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type Bench, type Loose, phoneNumberId, startBench } from '../testing.ts';

let bench: Bench;
let id: string;
beforeEach(async () => {
  bench = await startBench();
});
afterEach(() => bench.close());

const values = (field: string) =>
  bench.receiver.received
    .flatMap(({ json }) => json.entry[0].changes)
    .filter((change: Loose) => change.field === field)
    .flatMap(({ value }: Loose) => value.groups);

const create = async (more: Record<string, unknown> = {}) => {
  const answer = await bench.graph('POST', `/${phoneNumberId}/groups`, {
    messaging_product: 'whatsapp',
    subject: 'Vecinos',
    ...more,
  });
  await bench.sandbox.idle();
  id = (await bench.graph('GET', `/${phoneNumberId}/groups`)).body.data.groups[0]?.id;
  return answer;
};
const join = (customer: string) => bench.control('POST', `/groups/${id}/join`, { customer });
const say = (customer: string, body = 'Buenas') =>
  bench.control('POST', `/groups/${id}/messages`, { customer, type: 'text', text: { body } });
const write = (body: Record<string, unknown> = { type: 'text', text: { body: 'Hola a todos' } }) =>
  bench.send({ recipient_type: 'group', to: id, ...body });

it('is made by request, told by webhook and joined by its link', async () => {
  const { body } = await create();
  expect(body).toEqual({
    messaging_product: 'whatsapp',
    request_id: expect.stringMatching(/^[0-9A-F]{32}$/),
  });
  expect(values('group_lifecycle_update')).toMatchObject([
    { type: 'group_create', request_id: body.request_id, subject: 'Vecinos', group_id: id },
  ]);
  expect((await write()).body.error.code).toBe(131020);
  await join('34600111222');
  expect(values('group_participants_update')).toMatchObject([
    { type: 'group_participants_add', reason: 'invite_link', added_participants: [{ wa_id: '34600111222' }] },
  ]);
  const seen = await bench.graph('GET', `/${id}?fields=subject,participants,total_participant_count`);
  expect(seen.body).toMatchObject({ subject: 'Vecinos', total_participant_count: 2 });
});

it('carries a message to everybody, with a status of each', async () => {
  await create();
  for (const customer of ['34600111222', '34600333444']) await join(customer);
  const said = await say('34600111222');
  expect(bench.receiver.all('messages')).toMatchObject([
    { id: said.body.id, from: '34600111222', group_id: id, text: { body: 'Buenas' } },
  ]);
  bench.receiver.clear();
  const { body } = await write();
  expect(body.messages[0]).toMatchObject({ group_id: id });
  await bench.sandbox.idle();
  await bench.control('POST', '/customers/34600333444/read', {});
  await bench.sandbox.idle();
  const statuses = bench.receiver
    .all('statuses')
    .map(({ status, recipient_id, recipient_type, recipient_participant_id }: Loose) => {
      expect([recipient_id, recipient_type]).toEqual([id, 'group']);
      return [status, recipient_participant_id];
    });
  expect(statuses).toEqual([
    ['sent', undefined],
    ['delivered', '34600111222'],
    ['delivered', '34600333444'],
    ['read', '34600333444'],
  ]);
  for (const customer of ['34600111222', '34600333444']) {
    const { messages } = (await bench.control('GET', `/customers/${customer}/messages`)).body;
    expect(messages.map(({ group, from }: Loose) => [group, from])).toEqual([
      [id, 'customer'],
      [id, 'business'],
    ]);
  }
});

it('is made at the phone with whoever opens the invitation, as if the business had asked', async () => {
  const { status, body } = await bench.control('POST', '/groups', {
    subject: 'Vecinos',
    description: 'Del portal 3',
    customers: ['+34 600 111 222', 'ES.100000000000000001'],
  });
  expect([status, body.delivered]).toEqual([201, true]);
  expect(body.group).toMatchObject({
    subject: 'Vecinos',
    joinApprovalMode: 'auto_approve',
    participants: [{ id: '34600111222' }, { id: 'ES.100000000000000001' }],
  });
  expect(values('group_lifecycle_update')).toMatchObject([
    { type: 'group_create', group_id: body.id, request_id: expect.stringMatching(/^[0-9A-F]{32}$/) },
  ]);
  expect(values('group_participants_update')).toMatchObject([
    { type: 'group_participants_add', reason: 'invite_link', added_participants: [{ wa_id: '34600111222' }] },
    { added_participants: [{ user_id: 'ES.100000000000000001' }] },
  ]);
  const { participants } = (await bench.graph('GET', `/${body.id}?fields=participants`)).body;
  expect(participants).toHaveLength(2);
});

it.each([
  [{}, '"subject" must be a text of 1 to 128 characters.'],
  [{ subject: 'x'.repeat(129) }, '"subject" must be a text of 1 to 128 characters.'],
  [{ subject: 'x', description: 7 }, '"description" must be a text of 1 to 2048 characters.'],
  [{ subject: 'x', join_approval_mode: 'maybe' }, '"join_approval_mode" is not known.'],
  [{ subject: 'x', customers: ['nobody'] }, '"customers": "nobody" is neither a phone number nor a user id.'],
  [
    { subject: 'x', customers: Array.from({ length: 9 }, (_, n) => `3460011122${n}`) },
    '"customers" must be a list of at most 8 phone numbers or user ids.',
  ],
  [{ subject: 'x', colour: 'red' }, 'A group has no "colour" to begin with.'],
])('is not made of %j', async (wanted, message) => {
  const { status, body } = await bench.control('POST', '/groups', wanted);
  expect([status, body.error.message]).toEqual([400, message]);
  expect(body.error.nextStep).toMatch(/\w/);
  expect((await bench.control('GET', '/groups')).body.groups).toEqual([]);
});

it('reaches a phone that was off when it is on again, and nobody who joined later', async () => {
  const phones = ['34600111222', '34600333444', '34600555666'];
  const [one = '', off = '', late = ''] = phones;
  const seenBy = async (customer: string) =>
    (await bench.control('GET', `/customers/${customer}/messages`)).body.messages
      .filter(({ visible }: Loose) => visible)
      .map(({ text }: Loose) => text.body);
  const unread = async (customer: string) =>
    (await bench.control('GET', `/customers/${customer}`)).body.unread;
  await create();
  for (const customer of [one, off]) await join(customer);
  await bench.control('PUT', `/customers/${off}`, { online: false });
  await say(one);
  const { body } = await write();
  await bench.sandbox.idle();
  expect([await seenBy(one), await seenBy(off)]).toEqual([['Buenas', 'Hola a todos'], ['Buenas']]);
  expect([await unread(one), await unread(off)]).toEqual([1, 0]);
  await join(late);
  await bench.control('PUT', `/customers/${late}`, { online: true });
  await bench.control('PUT', `/customers/${off}`, { online: true });
  await bench.sandbox.idle();
  expect([await seenBy(off), await seenBy(late)]).toEqual([['Buenas', 'Hola a todos'], []]);
  expect(await unread(off)).toBe(1);
  await bench.control('POST', `/customers/${off}/read`, {});
  expect(await unread(off)).toBe(0);
  const statuses = bench.receiver
    .all('statuses')
    .filter(({ id: about }: Loose) => about === body.messages[0].id);
  expect(
    statuses.map(({ status, recipient_participant_id }: Loose) => [status, recipient_participant_id]),
  ).toEqual([
    ['sent', undefined],
    ['delivered', one],
    ['delivered', off],
    ['read', off],
  ]);
});

it('keeps a member who takes another number', async () => {
  await create();
  for (const customer of ['34600111222', '34600333444']) await join(customer);
  await say('34600111222');
  await bench.control('POST', '/customers/34600111222/number', { phone: '34600999888' });
  const [{ participants }] = (await bench.control('GET', '/groups')).body.groups;
  expect(participants.map((one: Loose) => one.id)).toEqual(['34600999888', '34600333444']);
  const { messages } = (await bench.control('GET', '/customers/34600333444/messages')).body;
  expect(messages).toMatchObject([{ author: '34600999888', text: { body: 'Buenas' } }]);
  expect((await say('34600999888', 'Sigo aquí')).status).toBe(201);
  expect((await say('34600111222')).status).toBe(409);
});

it('keeps a window of its own, and refuses what groups do not take', async () => {
  await create();
  await join('34600111222');
  await write();
  await bench.sandbox.idle();
  expect(bench.receiver.all('statuses')[0].errors[0].code).toBe(131047);
  expect((await write({ type: 'location', location: { latitude: 1, longitude: 1 } })).body.error.code).toBe(
    131051,
  );
  expect(
    (await bench.send({ recipient_type: 'group', to: 'nothing', text: { body: 'x' } })).body.error.code,
  ).toBe(131041);
  await bench.control('POST', `/groups/${id}/suspended`, {});
  expect((await write()).body.error.code).toBe(131207);
  expect(values('group_status_update')).toMatchObject([{ type: 'group_suspend' }]);
});

it('lets those in who asked, and puts others out', async () => {
  await create({ join_approval_mode: 'approval_required' });
  await join('34600111222');
  await join('34600333444');
  const { data } = (await bench.graph('GET', `/${id}/join_requests`)).body;
  const body = (wanted: Loose) => ({ messaging_product: 'whatsapp', join_requests: [wanted] });
  const approved = await bench.graph('POST', `/${id}/join_requests`, body(data[0].join_request_id));
  expect(approved.body.approved_join_requests).toEqual([data[0].join_request_id]);
  const rejected = await bench.graph('DELETE', `/${id}/join_requests`, body(data[1].join_request_id));
  expect(rejected.body.rejected_join_requests).toHaveLength(1);
  expect((await say('34600333444')).status).toBe(409);
  await bench.graph('DELETE', `/${id}/participants`, {
    messaging_product: 'whatsapp',
    participants: [{ user: '+34600111222' }],
  });
  expect((await say('34600111222')).status).toBe(409);
  await bench.sandbox.idle();
  expect(values('group_participants_update').map(({ type }: Loose) => type)).toEqual([
    'group_join_request_created',
    'group_join_request_created',
    'group_participants_add',
    'group_participants_remove',
  ]);
});

it('is renamed and deleted', async () => {
  await create();
  await bench.graph('POST', `/${id}`, { messaging_product: 'whatsapp', subject: 'Amigos' });
  await bench.sandbox.idle();
  expect(values('group_settings_update')).toMatchObject([
    { group_subject: { text: 'Amigos', update_successful: true } },
  ]);
  const link = (await bench.graph('GET', `/${id}/invite_link`)).body.invite_link;
  const renewed = await bench.graph('POST', `/${id}/invite_link`, { messaging_product: 'whatsapp' });
  expect(renewed.body.invite_link).not.toBe(link);
  expect((await bench.graph('DELETE', `/${id}`)).body).toEqual({ success: true });
  expect((await bench.graph('GET', `/${id}`)).status).toBe(400);
  expect((await create({ subject: 'x'.repeat(129) })).body.error.code).toBe(131009);
});
