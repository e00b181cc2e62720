import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, type Loose, startBench } from '../testing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench({ settings: { throughput: 10_000, pairBurst: 10_000 } });
  await bench.write('34600111222');
});
afterAll(() => bench.close());

const to = '+34 600 11-12 22';
const text = { to, type: 'text', text: { body: 'Buenos días' } };
const interactive = (value: object) => ({ to, type: 'interactive', interactive: value });
const body = { text: 'Elige' };
const button = (id: string, title = id) => ({ type: 'reply', reply: { id, title } });
const rows = (count: number) =>
  Array.from({ length: count }, (_, at) => ({ id: `r${at}`, title: `Fila ${at}` }));
const cta = { name: 'cta_url', parameters: { display_text: 'Ver', url: 'https://example.com' } };
const link = { link: 'https://example.com/a.jpg' };
const card = (index: number, action: object = cta) => ({
  card_index: index,
  type: 'cta_url',
  header: { type: 'image', image: link },
  action,
});

it('answers with the contact and the id, without a message status on free-form messages', async () => {
  const { status, body } = await bench.send(text);
  expect(status).toBe(200);
  expect(body).toEqual({
    messaging_product: 'whatsapp',
    contacts: [{ input: to, wa_id: '34600111222' }],
    messages: [{ id: expect.stringMatching(/^wamid\.[A-Za-z0-9+/=]+$/) }],
  });
  const decoded = Buffer.from(body.messages[0].id.slice(6), 'base64').toString('latin1');
  expect(decoded).toContain('34600111222');
});

it('refuses a wrong or missing token with 190 and a trace id', async () => {
  for (const headers of [{}, { authorization: 'Bearer wrong' }, { authorization: 'Bearer ' }]) {
    const response = await fetch(`${bench.base}/graph/v25.0/2000000000001`, {
      headers: headers as Record<string, string>,
    });
    expect(response.status).toBe(401);
    const { error } = (await response.json()) as Loose;
    expect(error).toMatchObject({
      type: 'OAuthException',
      code: 190,
      fbtrace_id: expect.stringMatching(/^A.{20,}/),
    });
  }
});

it('says that an unknown object does not exist, whatever the version', async () => {
  const { status, body } = await bench.graph('POST', '/999/messages', text);
  expect(status).toBe(400);
  expect(body.error).toMatchObject({ code: 100, error_subcode: 33, type: 'GraphMethodException' });
  const other = await bench.graph('GET', '/2000000000001/nothing');
  expect(other.body.error.code).toBe(2500);
  const response = await fetch(`${bench.base}/graph/v31.0/2000000000001`, {
    headers: { authorization: 'Bearer access-token' },
  });
  expect(response.status).toBe(200);
});

describe('accepts', () => {
  const good: [string, Record<string, unknown>][] = [
    ['a number as recipient', { ...text, to: 34600111222 }],
    ['no type for a text', { to, text: { body: 'x' } }],
    ['4096 characters', { to, type: 'text', text: { body: '😀'.repeat(4096) } }],
    ['a quote', { ...text, context: { message_id: 'wamid.AAA' } }],
    ['an image by link', { to, type: 'image', image: { ...link, caption: 'foto' } }],
    ['a voice note', { to, type: 'audio', audio: { ...link, voice: true } }],
    ['a document', { to, type: 'document', document: { ...link, filename: 'a.pdf', caption: 'x' } }],
    ['a sticker', { to, type: 'sticker', sticker: link }],
    ['a place', { to, type: 'location', location: { latitude: 40.4, longitude: '-3.7', name: 'Madrid' } }],
    [
      'a contact',
      {
        to,
        type: 'contacts',
        contacts: [{ name: { formatted_name: 'Ana', first_name: 'Ana' }, phones: [{ phone: '+34' }] }],
      },
    ],
    ['a reaction', { to, type: 'reaction', reaction: { message_id: 'wamid.A', emoji: '👍🏽' } }],
    ['a reaction taken back', { to, type: 'reaction', reaction: { message_id: 'wamid.A', emoji: '' } }],
    [
      'three buttons',
      interactive({ type: 'button', body, action: { buttons: [button('a'), button('b'), button('c')] } }),
    ],
    [
      'a list of ten',
      interactive({ type: 'list', body, action: { button: 'Ver', sections: [{ rows: rows(10) }] } }),
    ],
    [
      'a link button',
      interactive({ type: 'cta_url', header: { type: 'image', image: link }, body, action: cta }),
    ],
    [
      'a flow',
      interactive({
        type: 'flow',
        body,
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_id: '1',
            flow_cta: 'Abrir',
            flow_action_payload: { screen: 'A', data: { a: 1 } },
          },
        },
      }),
    ],
    ['a product', interactive({ type: 'product', action: { catalog_id: '1', product_retailer_id: 'p' } })],
    [
      'products',
      interactive({
        type: 'product_list',
        header: { type: 'text', text: 'x' },
        body,
        action: {
          catalog_id: '1',
          sections: [{ title: 'a', product_items: [{ product_retailer_id: 'p' }] }],
        },
      }),
    ],
    ['a catalogue', interactive({ type: 'catalog_message', body, action: { name: 'catalog_message' } })],
    ['a carousel', interactive({ type: 'carousel', body, action: { cards: [card(0), card(1)] } })],
    [
      'a carousel of replies',
      interactive({
        type: 'carousel',
        body,
        action: {
          cards: [0, 1].map((at) =>
            card(at, { buttons: [{ type: 'quick_reply', quick_reply: { id: `${at}`, title: 'Sí' } }] }),
          ),
        },
      }),
    ],
    [
      'a request for a place',
      interactive({ type: 'location_request_message', body, action: { name: 'send_location' } }),
    ],
    [
      'a request for the number',
      interactive({ type: 'contact_request', body, action: { name: 'request_contact_info' } }),
    ],
    [
      'a request to call',
      interactive({ type: 'call_permission_request', action: { name: 'call_permission_request' } }),
    ],
    [
      'a call button',
      interactive({
        type: 'voice_call',
        body,
        action: { name: 'voice_call', parameters: { display_text: 'Llama' } },
      }),
    ],
    [
      'an address form',
      interactive({
        type: 'address_message',
        body,
        action: { name: 'address_message', parameters: { country: 'IN' } },
      }),
    ],
    [
      'an order',
      interactive({
        type: 'order_status',
        body,
        action: { name: 'review_order', parameters: { reference_id: '1', order: { status: 'shipped' } } },
      }),
    ],
  ];
  it.each(good)('%s', async (_, message) => {
    const { status, body } = await bench.send(message);
    expect([status, body.error]).toEqual([200, undefined]);
  });
});

describe('refuses', () => {
  const bad: [string, Record<string, unknown>, number, RegExp][] = [
    ['no recipient', { type: 'text', text: { body: 'x' } }, 100, /to is required/],
    ['a word as recipient', { ...text, to: 'Ana' }, 131009, /phone number/],
    ['another product', { ...text, messaging_product: 'sms' }, 100, /WHATSAPP/],
    ['an unknown type', { to, type: 'poll', poll: {} }, 100, /one of/],
    ['a missing part', { to, type: 'text' }, 131008, /'text' is mandatory/],
    ['an empty text', { to, type: 'text', text: { body: '' } }, 131009, /length 0/],
    ['4097 characters', { to, type: 'text', text: { body: 'x'.repeat(4097) } }, 131009, /4096/],
    ['an unknown key', { to, type: 'text', text: { body: 'x', bold: true } }, 100, /Unexpected key "bold"/],
    ['a file by both', { to, type: 'image', image: { ...link, id: '1' } }, 100, /not both/],
    ['an unknown file', { to, type: 'image', image: { id: '404' } }, 131009, /media attachment ID/],
    ['a caption on audio', { to, type: 'audio', audio: { ...link, caption: 'x' } }, 100, /caption/],
    [
      'a place beyond the pole',
      { to, type: 'location', location: { latitude: 91, longitude: 0 } },
      131009,
      /latitude/,
    ],
    [
      'a contact without a name part',
      { to, type: 'contacts', contacts: [{ name: { formatted_name: 'Ana' } }] },
      131008,
      /first_name/,
    ],
    [
      'a word as reaction',
      { to, type: 'reaction', reaction: { message_id: 'w', emoji: 'ok' } },
      131009,
      /emoji/,
    ],
    [
      'a quoted reaction',
      { to, type: 'reaction', reaction: { message_id: 'w', emoji: '👍' }, context: { message_id: 'w' } },
      100,
      /contextual/,
    ],
    [
      'four buttons',
      interactive({
        type: 'button',
        body,
        action: { buttons: ['a', 'b', 'c', 'd'].map((id) => button(id)) },
      }),
      131009,
      /max allowed: 3/,
    ],
    [
      'a long button',
      interactive({ type: 'button', body, action: { buttons: [button('a', 'x'.repeat(21))] } }),
      131009,
      /max length: 20/,
    ],
    [
      'equal buttons',
      interactive({ type: 'button', body, action: { buttons: [button('a', 'x'), button('b', 'x')] } }),
      131009,
      /Duplicated/,
    ],
    ['no body', interactive({ type: 'button', action: { buttons: [button('a')] } }), 131008, /body/],
    [
      'eleven rows',
      interactive({
        type: 'list',
        body,
        action: {
          button: 'Ver',
          sections: [
            { title: 'a', rows: rows(6) },
            { title: 'b', rows: rows(11).slice(6).concat(rows(6)) },
          ],
        },
      }),
      131009,
      /10/,
    ],
    [
      'an untitled second section',
      interactive({
        type: 'list',
        body,
        action: {
          button: 'Ver',
          sections: [{ title: 'a', rows: rows(1) }, { rows: [{ id: 'z', title: 'z' }] }],
        },
      }),
      131008,
      /title/,
    ],
    [
      'an image above a list',
      interactive({
        type: 'list',
        header: { type: 'image', image: link },
        body,
        action: { button: 'Ver', sections: [{ rows: rows(1) }] },
      }),
      100,
      /TEXT/,
    ],
    [
      'a link without a scheme',
      interactive({
        type: 'cta_url',
        body,
        action: { ...cta, parameters: { display_text: 'x', url: 'example.com' } },
      }),
      131009,
      /URL/,
    ],
    [
      'a flow by id and name',
      interactive({
        type: 'flow',
        body,
        action: {
          name: 'flow',
          parameters: { flow_message_version: '3', flow_id: '1', flow_name: 'a', flow_cta: 'x' },
        },
      }),
      100,
      /exactly one/,
    ],
    [
      'a flow with empty data',
      interactive({
        type: 'flow',
        body,
        action: {
          name: 'flow',
          parameters: {
            flow_message_version: '3',
            flow_id: '1',
            flow_cta: 'x',
            flow_action_payload: { screen: 'a', data: {} },
          },
        },
      }),
      131009,
      /empty/,
    ],
    ['one card', interactive({ type: 'carousel', body, action: { cards: [card(0)] } }), 131009, /count/],
    [
      'cards that differ',
      interactive({
        type: 'carousel',
        body,
        action: { cards: [card(0), { ...card(1), header: { type: 'video', video: link } }] },
      }),
      131009,
      /same/,
    ],
    [
      'a header above a product',
      interactive({
        type: 'product',
        header: { type: 'text', text: 'x' },
        action: { catalog_id: '1', product_retailer_id: 'p' },
      }),
      100,
      /header/,
    ],
    [
      'products without a header',
      interactive({ type: 'product_list', body, action: { catalog_id: '1', sections: [] } }),
      131008,
      /header/,
    ],
    ['an unknown interactive type', interactive({ type: 'quiz', body, action: {} }), 100, /one of/],
    [
      '513 characters of callback data',
      { ...text, biz_opaque_callback_data: 'x'.repeat(513) },
      131009,
      /512/,
    ],
    ['itself', { ...text, to: '34910000001' }, 131021, /same/],
    ['a group', { ...text, recipient_type: 'group' }, 131041, /group/],
    ['a strange user id', { recipient: 'ana', type: 'text', text: { body: 'x' } }, 131009, /user ID/],
    ['direct send', { ...text, category: 'utility' }, 100, /directSend/],
  ];
  it.each(bad)('%s', async (_, message, code, details) => {
    const { status, body } = await bench.send(message);
    expect([status, body.error?.code]).toEqual([400, code]);
    expect(body.error.error_data.details).toMatch(details);
    expect(body.error.message).toMatch(new RegExp(`^\\(#${code}\\) `));
  });
});

it('refuses a body that is no JSON object', async () => {
  const response = await fetch(`${bench.base}/graph/v25.0/2000000000001/messages`, {
    method: 'POST',
    headers: { authorization: 'Bearer access-token' },
    body: '[1',
  });
  expect(response.status).toBe(400);
});

it('counts accepted sends once by their callback data', async () => {
  await bench.send({ ...text, biz_opaque_callback_data: 'once' });
  await bench.send({ ...text, biz_opaque_callback_data: 'twice' });
  await bench.send({ ...text, biz_opaque_callback_data: 'twice' });
  const count = async (key: string) =>
    (await bench.control('GET', `/sends?biz_opaque_callback_data=${key}`)).body.sends.map(
      (send: Loose) => send.count,
    );
  expect(await count('once')).toEqual([1]);
  expect(await count('twice')).toEqual([2, 2]);
  const all = await bench.control('GET', '/sends?limit=2');
  expect(all.body).toMatchObject({ next: 2, sends: [{ to: '34600111222' }, {}] });
});

it('marks a message and those before it as read, and shows typing', async () => {
  const first = await bench.write('34600222333', 'uno');
  const second = await bench.write('34600222333', 'dos');
  const read = await bench.send({
    status: 'read',
    message_id: second.body.id,
    typing_indicator: { type: 'text' },
  });
  expect(read.body).toEqual({ success: true });
  const { messages, customer } = (await bench.control('GET', '/customers/34600222333/messages')).body;
  expect(messages.map(({ id, status }: Loose) => [id, status])).toEqual([
    [first.body.id, 'read'],
    [second.body.id, 'read'],
  ]);
  expect(customer.typing).toEqual(['2000000000001']);
});

it('refuses to mark what is unknown or outgoing as read', async () => {
  const sent = await bench.send(text);
  for (const id of ['wamid.nothing', sent.body.messages[0].id]) {
    const { status, body } = await bench.send({ status: 'read', message_id: id });
    expect([status, body.error.code]).toEqual([400, 100]);
    expect(body.error.error_data.details).toMatch(/message ID/);
  }
});

it('writes to a user id, and names it in the answer', async () => {
  await bench.control('POST', '/customers/ES.200000000000000009/messages', {
    type: 'text',
    text: { body: 'hola' },
  });
  const { body } = await bench.send({
    recipient: 'ES.200000000000000009',
    type: 'text',
    text: { body: 'x' },
  });
  expect(body.contacts).toEqual([{ input: 'ES.200000000000000009', user_id: 'ES.200000000000000009' }]);
});

it('finds a customer under the other spelling of their number', async () => {
  await bench.write('5215512345678');
  const { body } = await bench.send({ ...text, to: '+525512345678' });
  expect(body.contacts).toEqual([{ input: '+525512345678', wa_id: '5215512345678' }]);
});
