import { createHmac } from 'node:crypto';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type FlowNode, type Harness, type Loose, load, until } from './harness.ts';

const appSecret = 'app-secret';
const credentials = {
  account: { accessToken: 'access-token', appSecret, verifyToken: 'verify-token' },
};
const account: FlowNode = {
  id: 'account',
  type: 'centralita-account',
  phoneNumberId: '2000000000001',
  wabaId: '1000000000001',
  path: 'whatsapp',
};
const direct = { connection: 'direct', account: 'account', z: 'tab' };
const trigger = (type: string, more: object = {}): FlowNode => ({
  id: 'in',
  type: `centralita-${type}`,
  ...direct,
  wires: [['out']],
  ...more,
});
const out: FlowNode = { id: 'out', type: 'helper', z: 'tab', wires: [] };
const tab: FlowNode = { id: 'tab', type: 'tab', label: 'WhatsApp' };

const from = '34600111222';
let count = 0;
export const bodyOf = (message: object, more: object = {}) => {
  count += 1;
  return JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: '1000000000001',
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '34910000001', phone_number_id: '2000000000001' },
              contacts: [{ wa_id: from, profile: { name: 'Ana' } }],
              messages: [{ from, id: `wamid.${count}`, timestamp: '1790000000', ...message }],
              ...more,
            },
          },
        ],
      },
    ],
  });
};
const text = (body: string) => bodyOf({ type: 'text', text: { body } });
const button = (id: string, title: string, asked?: string) =>
  bodyOf({
    type: 'interactive',
    interactive: { type: 'button_reply', button_reply: { id, title } },
    ...(asked ? { context: { from: '34910000001', id: asked } } : {}),
  });

let harness: Harness | undefined;
const post = async (body: string, secret = appSecret, path = 'whatsapp') => {
  const signature = `sha256=${createHmac('sha256', secret).update(body).digest('hex')}`;
  const response = await fetch(`${harness?.url}/centralita/${path}`, {
    method: 'POST',
    body,
    headers: { 'content-type': 'application/json', ...(secret ? { 'x-hub-signature-256': signature } : {}) },
  });
  return { status: response.status, text: await response.text() };
};
const start = async (...nodes: FlowNode[]) => {
  harness = await load([tab, account, ...nodes], credentials);
  return harness;
};
afterEach(async () => {
  await harness?.close();
  harness = undefined;
});

describe('a message', () => {
  it('comes with its text, its contact and the whole event', async () => {
    const { inbox } = await start(trigger('message-in'), out);
    expect(await post(text('¿Abrís el domingo?'))).toEqual({ status: 200, text: 'received' });
    const message = await until('the message', () => inbox('out')[0]);
    expect(message).toMatchObject({
      payload: '¿Abrís el domingo?',
      topic: from,
      centralita: { type: 'message.received', data: { contact: { name: 'Ana' } } },
    });
  });

  it('comes once, however often it is delivered, also across a deploy', async () => {
    const { inbox, deploy } = await start(trigger('message-in'), out);
    const body = text('hola');
    await Promise.all([post(body), post(body)]);
    await deploy([tab, account, trigger('message-in', { name: 'other' }), out]);
    expect(await post(body)).toMatchObject({ status: 200 });
    await post(text('the last'));
    await until('the last', () => inbox('out').find(({ payload }: Loose) => payload === 'the last'));
    expect(inbox('out').map(({ payload }: Loose) => payload)).toEqual(['hola', 'the last']);
  });

  it('comes to a redeployed flow through its new node only', async () => {
    const { inbox, deploy } = await start(trigger('message-in'), out);
    for (const type of ['full', 'nodes', 'flows'] as const) {
      await deploy([tab, account, trigger('message-in', { name: type }), out], type);
      await post(text(type));
    }
    await until('all three', () => inbox('out').length >= 3);
    expect(inbox('out').map(({ payload }: Loose) => payload)).toEqual(['full', 'nodes', 'flows']);
  });

  it.each([
    [
      'keywords: a word in it, whatever case and accents',
      { keywords: 'pedido, ENVIO' },
      'mi envío',
      'enviones',
    ],
    ['kinds', { kinds: 'text' }, 'hola', undefined],
    ['number', { number: '2000000000001' }, 'hola', undefined],
  ])('is filtered by %s', async (_, config, wanted, unwanted) => {
    const { inbox } = await start(trigger('message-in', config), out);
    if (unwanted) await post(text(unwanted));
    await post(text(wanted));
    await until('the message', () => inbox('out')[0]);
    expect(inbox('out').map(({ payload }: Loose) => payload)).toEqual([wanted]);
  });

  it('of another number or first contact without a hub does not start a flow that asks for it', async () => {
    const { inbox } = await start(
      trigger('message-in', { number: '1', id: 'a' }),
      trigger('message-in', { firstContact: true, id: 'b' }),
      trigger('message-in', { id: 'c' }),
      out,
    );
    await post(text('hola'));
    await until('one', () => inbox('out')[0]);
    expect(inbox('out')).toHaveLength(1);
  });
});

describe('a webhook', () => {
  it.each([
    ['another secret', 'forged'],
    ['no signature', ''],
  ])('with %s is answered 401 and starts nothing', async (_, secret) => {
    const { inbox } = await start(trigger('message-in'), out);
    expect(await post(text('forged'), secret)).toMatchObject({ status: 401 });
    await post(text('genuine'));
    await until('the genuine one', () => inbox('out')[0]);
    expect(inbox('out').map(({ payload }: Loose) => payload)).toEqual(['genuine']);
  });

  it('is answered 401 while no app secret is set', async () => {
    harness = await load([tab, account, trigger('message-in'), out], { account: { accessToken: 'x' } });
    expect(await post(text('hola'))).toMatchObject({ status: 401 });
    expect(harness.status('in')).toMatchObject({ fill: 'red', shape: 'ring' });
  });

  it('is answered 503 while no trigger listens, and after the last is gone', async () => {
    const { deploy } = await start(out);
    expect(await post(text('hola'))).toMatchObject({ status: 503 });
    await deploy([tab, account, trigger('message-in'), out]);
    expect(await post(text('hola'))).toMatchObject({ status: 200 });
    await deploy([tab, out]);
    expect(await post(text('hola'))).toMatchObject({ status: 503 });
  });

  it('of more than 4 MB is answered 413, of another path 503', async () => {
    await start(trigger('message-in'), out);
    expect(await post('x'.repeat(5 * 1024 * 1024)).catch(() => ({ status: 413 }))).toMatchObject({
      status: 413,
    });
    expect(await post(text('hola'), appSecret, 'elsewhere')).toMatchObject({ status: 503 });
  });

  it.each(['', '{', '[]', '{"object":"whatsapp_business_account","entry":7}'])(
    'that is genuine and odd (%s) breaks nothing',
    async (body) => {
      await start(trigger('message-in'), out);
      expect(await post(body)).toMatchObject({ status: 200 });
    },
  );

  it('is verified when the address is registered', async () => {
    const { url } = await start(trigger('message-in'), out);
    const ask = async (token: string) => {
      const query = new URLSearchParams({
        'hub.mode': 'subscribe',
        'hub.challenge': '1158201444',
        'hub.verify_token': token,
      });
      const response = await fetch(`${url}/centralita/whatsapp?${query}`);
      return [response.status, await response.text()];
    };
    expect(await ask('verify-token')).toEqual([200, '1158201444']);
    expect((await ask('wrong'))[0]).toBe(403);
  });

  it('belongs to one account: a second with the same path says so and delivers nothing twice', async () => {
    const second: FlowNode = { ...account, id: 'second' };
    harness = await load(
      [
        tab,
        account,
        second,
        trigger('message-in'),
        trigger('message-in', { id: 'in2', account: 'second' }),
        out,
      ],
      { ...credentials, second: credentials.account },
    );
    expect(harness.status('in2')).toMatchObject({ fill: 'red' });
    await post(text('hola'));
    await until('one', () => harness?.inbox('out')[0]);
    expect(harness.inbox('out')).toHaveLength(1);
  });
});

describe('other triggers', () => {
  it('a tap starts reply in, not message in', async () => {
    const other: FlowNode = { id: 'other', type: 'helper', z: 'tab', wires: [] };
    const { inbox } = await start(
      trigger('message-in'),
      trigger('reply-in', { id: 'reply', ids: 'order.*', wires: [['other']] }),
      out,
      other,
    );
    await post(button('order.yes', 'Sí'));
    await post(button('else', 'No'));
    await post(text('hola'));
    await until('both', () => inbox('out').length > 0 && inbox('other').length > 0);
    expect(inbox('other')).toMatchObject([{ payload: 'Sí', reply: { id: 'order.yes', title: 'Sí' } }]);
    expect(inbox('out')).toMatchObject([{ payload: 'hola' }]);
  });

  it('consent in has an output each for yes and no, with the source', async () => {
    const yes: FlowNode = { id: 'yes', type: 'helper', z: 'tab', wires: [] };
    const no: FlowNode = { id: 'no', type: 'helper', z: 'tab', wires: [] };
    const consent = trigger('consent-in', { wires: [['yes'], ['no'], []] });
    const { inbox } = await start(consent, trigger('message-in', { id: 'm' }), yes, no, out);
    await post(text('BAJA'));
    await post(text('ALTA'));
    await post(text('hola'));
    await until('the message', () => inbox('out')[0]);
    await until('yes', () => inbox('yes')[0]);
    expect(inbox('no')).toMatchObject([
      { payload: 'withdrawn', topic: from, consent: { source: 'keyword', wording: 'BAJA' } },
    ]);
    expect(inbox('yes')).toMatchObject([{ payload: 'granted' }]);
    expect(inbox('out')).toHaveLength(1);
  });

  it('status in gives the statuses that are asked for', async () => {
    const { inbox } = await start(trigger('status-in', { statuses: 'failed,read' }), out);
    for (const status of ['sent', 'delivered', 'read']) {
      await post(
        bodyOf(
          {},
          {
            messages: undefined,
            contacts: undefined,
            statuses: [{ id: 'wamid.sent', status, timestamp: '1790000000', recipient_id: from }],
          },
        ),
      );
    }
    await until('read', () => inbox('out')[0]);
    expect(inbox('out')).toMatchObject([{ payload: 'read', centralita: { type: 'message.status' } }]);
  });

  it('without an account says so and starts nothing', async () => {
    const { status } = await start(trigger('message-in', { account: 'nowhere' }), out);
    expect(status('in')).toMatchObject({ fill: 'red', shape: 'ring' });
  });
});

describe('every node', () => {
  const names = [
    'message-in',
    'reply-in',
    'consent-in',
    'status-in',
    'send',
    'route',
    'consent',
    'conversation',
  ];
  it('belongs to its flow: without one a real runtime can neither show its state nor tell its errors', async () => {
    const hub: FlowNode = {
      id: 'hub1',
      type: 'centralita-hub',
      url: 'http://127.0.0.1:9',
      delivery: 'none',
    };
    const { node } = await start(
      hub,
      ...names.map((name) => ({ ...direct, id: name, type: `centralita-${name}`, hub: 'hub1', wires: [[]] })),
    );
    const astray = names.filter((name) => !node(name)?._flow);
    expect(astray).toEqual([]);
  });
});
