import { meta } from '@centralita/core/channels/meta';
import type { Event } from '@centralita/core/model';
import { afterEach, describe, expect, it } from '@jest/globals';
import { type FlowNode, type Harness, type Loose, load, until } from './harness.ts';

let harness: Harness | undefined;
afterEach(async () => {
  await harness?.close();
  harness = undefined;
});

const tab: FlowNode = { id: 'tab', type: 'tab', label: 'WhatsApp' };
const box = (id: string): FlowNode => ({ id, type: 'helper', z: 'tab', wires: [] });
const route = (more: object): FlowNode => ({
  id: 'route',
  type: 'centralita-route',
  z: 'tab',
  mode: 'rules',
  rules: [],
  wires: [['first'], ['second'], ['third']],
  ...more,
});
const start = async (more: object) => {
  harness = await load([
    tab,
    route(more),
    box('first'),
    box('second'),
    box('third'),
    box('caught'),
    { id: 'c1', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
  ]);
  return harness;
};
const give = (message: object) => harness?.node('route').receive(message);
/** Where it came out, and as what. */
const taken = async (): Promise<{ at: string; message: Loose }> =>
  until('it came out', () => {
    for (const at of ['first', 'second', 'third', 'caught']) {
      const [message] = harness?.inbox(at) ?? [];
      if (message) return { at, message };
    }
    return undefined;
  });

/** As the platform's webhook brings it. */
const received = (message: object, from = '34600111222'): Event => {
  const metadata = { display_phone_number: '34910000001', phone_number_id: '2000000000001' };
  const messages = [{ from, id: 'wamid.1', timestamp: '1790000000', ...message }];
  const value = { messaging_product: 'whatsapp', metadata, contacts: [{ wa_id: from }], messages };
  const changes = [{ field: 'messages', value }];
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [{ id: '1000000000001', changes }],
  });
  const [event] = meta.parse(new TextEncoder().encode(body), Date.now());
  if (!event) throw new Error('no event');
  return event;
};
const text = (body: string) => ({ centralita: received({ type: 'text', text: { body } }) });
const tap = (id: string) => ({
  centralita: received({
    type: 'interactive',
    interactive: { type: 'button_reply', button_reply: { id, title: 'Sí' } },
  }),
});
const image = { centralita: received({ type: 'image', image: { id: '1', mime_type: 'image/jpeg' } }) };
const ofHub = (firstContact: boolean) => {
  const { centralita } = text('hola');
  return { centralita: { ...centralita, data: { ...centralita.data, hub: { firstContact } } } };
};
const [hour, day] = [
  new Date().getUTCHours(),
  ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'][new Date().getUTCDay()],
];
const two = (number: number) => String(number).padStart(2, '0');
const hours = {
  now: 'mon-sun 00:00-24:00',
  never: `${day} ${two((hour + 3) % 24)}:00-${two((hour + 3) % 24)}:01`,
};

describe('a rule of each kind', () => {
  it.each<[string, Loose, Loose, Loose, Loose?]>([
    ['words', { type: 'words', value: 'envío, pedido' }, text('¿Y mi ENVIO?'), text('enviones')],
    ['contains', { type: 'contains', value: 'devol' }, text('una devolución'), text('hola')],
    ['equals', { type: 'equals', value: 'menu' }, text('¡Menú!'), text('el menú de hoy')],
    ['pattern', { type: 'pattern', value: 'pedido [0-9]{4}' }, text('mi pedido 1234'), text('mi pedido')],
    ['reply', { type: 'reply', value: 'order.*' }, tap('order.yes'), tap('else')],
    ['kind', { type: 'kind', value: 'image, video' }, image, text('image')],
    [
      'country',
      { type: 'country', value: 'mx' },
      { centralita: received({ type: 'text', text: { body: 'hola' } }, '5215512345678') },
      text('hola'),
    ],
    ['account', { type: 'account', value: '2000000000001' }, text('hola'), { payload: 'hola' }],
    ['firstContact', { type: 'firstContact' }, ofHub(true), ofHub(false)],
    ['returning', { type: 'returning' }, ofHub(false), ofHub(true)],
    ['open', { type: 'open' }, text('hola'), undefined, { hours: hours.now }],
    ['open, at another time', { type: 'open' }, undefined, text('hola'), { hours: hours.never }],
    ['closed', { type: 'closed' }, text('hola'), undefined, { hours: hours.never }],
    ['always', { type: 'always' }, { payload: 'anything' }, undefined],
  ])('%s', async (_, rule, fits, fitsNot, more = {}) => {
    for (const [message, at] of [
      [fits, 'first'],
      [fitsNot, 'second'],
    ]) {
      if (!message) continue;
      await start({ rules: [rule], ...more });
      give(message);
      expect((await taken()).at).toBe(at);
      await harness?.close();
      harness = undefined;
    }
  });
});

describe('the decision', () => {
  const rules = [
    { name: 'sales', type: 'words', value: 'price' },
    { name: '', type: 'words', value: 'price, error' },
  ];

  it('is the first rule that fits; its name is on the message, with the explanation, and under the node', async () => {
    const { status } = await start({ rules });
    give({ ...text('What is the price?'), mine: 7 });
    const { at, message } = await taken();
    expect(at).toBe('first');
    expect(message).toMatchObject({
      mine: 7,
      route: { output: 0, rule: 'sales', byDefault: false, explanation: expect.anything() },
    });
    expect(JSON.stringify(message.route.explanation)).toContain('price');
    expect(status('route')).toMatchObject({ fill: 'green', text: 'sales' });
  });

  it('of a rule without a name is told by what it looks for', async () => {
    await start({ rules });
    give(text('an error'));
    expect(await taken()).toMatchObject({
      at: 'second',
      message: { route: { output: 1, rule: 'price, error' } },
    });
  });

  it('is the last output where nothing fits, and says so', async () => {
    const { status } = await start({ rules });
    give(text('hello'));
    expect(await taken()).toMatchObject({ at: 'third', message: { route: { output: 2, byDefault: true } } });
    expect(status('route')).toMatchObject({ fill: 'grey' });
  });

  it('needs no event of ours: a text is enough', async () => {
    await start({ rules });
    give({ payload: 'price?' });
    expect((await taken()).at).toBe('first');
  });

  const circular: Loose = {};
  circular.self = circular;
  it.each([
    ['no payload', {}],
    ['a list', { payload: ['price'] }],
    ['a buffer', { payload: Buffer.from('price') }],
    ['an object with itself inside', { payload: circular }],
    ['something else under our name', { payload: 1, centralita: 'price' }],
    ['half an event', { payload: 1, centralita: { id: 'a', type: 'message.received', data: null } }],
    ['an event without its parts', { centralita: { id: 'a', type: 'message.received', data: {} } }],
  ])('with %s ends at the last output or at Catch, and stops nothing', async (_, message) => {
    await start({ rules });
    give(message);
    expect(['third', 'caught']).toContain((await taken()).at);
    give({ payload: 'price' });
    await until('the next one', () => (harness?.inbox('first').length ?? 0) > 0);
  });
});

describe('a rule that cannot be', () => {
  it.each([
    ['a pattern', { rules: [{ type: 'pattern', value: '(never closed' }] }, 'rule 1'],
    ['words that are none', { rules: [{ type: 'always' }, { type: 'words', value: '' }] }, 'rule 2'],
    ['a country', { rules: [{ type: 'country', value: 'Spain' }] }, 'rule 1'],
    ['hours', { rules: [{ type: 'open' }], hours: 'on Mondays' }, 'hours'],
    ['a time zone', { rules: [{ type: 'open' }], hours: hours.now, timeZone: 'Mars/Base' }, 'hours'],
    ['an attribute', { rules: [{ type: 'attribute', value: '= gold' }] }, 'rule 1'],
    ['a number', { rules: [{ type: 'attribute', value: 'orders >= many' }] }, 'rule 1'],
  ])('%s: is named under the node and to Catch, with what to do', async (_, more, field) => {
    const { status } = await start(more);
    expect(status('route')).toMatchObject({ fill: 'red', shape: 'ring' });
    give(text('hola'));
    const { at, message } = await taken();
    expect(at).toBe('caught');
    expect(message.error).toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(field),
      cause: { nextStep: expect.stringMatching(/\w/) },
    });
    expect(message.error.message).not.toContain('the line');
  });

  it.each([
    ['the hub’s rules', { mode: 'hub' }],
    ['a tag', { rules: [{ type: 'tag', value: 'vip' }] }],
  ])('%s without a hub: says which field to fill in', async (_, more) => {
    await start(more);
    const { centralita } = text('hola');
    give({
      centralita: {
        ...centralita,
        data: { ...centralita.data, hub: { contactId: 'ct_00000000000000000001' } },
      },
    });
    expect((await taken()).message.error).toMatchObject({ code: 'config_invalid', cause: { field: 'hub' } });
  });
});
