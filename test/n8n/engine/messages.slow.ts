import { describe, expect, it } from '@jest/globals';
import { customer, directWorld, type Loose, to } from './direct-world.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const picture = [
  {
    json: {},
    binary: { data: { data: png.toString('base64'), mimeType: 'image/png', fileName: 'dot.png' } },
  },
];

describe('messages with the Cloud API', () => {
  const { run, items, phone, sends, bench } = directWorld();
  const shown = async () => (await phone()).at(-1);

  it('sends text to each item, by expressions, paired', async () => {
    const found = await items({ to: '={{ $json.to }}', text: '=Hello {{ $json.name }}' }, {}, [
      { to, name: 'Ana' },
      { to, name: 'Luis' },
    ]);
    expect(found.map(({ json, pairedItem }: Loose) => [json.state, pairedItem])).toEqual([
      ['accepted', { item: 0 }],
      ['accepted', { item: 1 }],
    ]);
    expect(found[0].json).toMatchObject({
      id: expect.stringMatching(/^ms_/),
      providerId: expect.stringMatching(/^wamid/),
    });
    expect((await phone()).map(({ text }) => text.body)).toEqual(['Hello Ana', 'Hello Luis']);
  });

  const link = (mediaKind: string, ending: string, more: Loose = {}) => ({
    mediaKind,
    mediaSource: 'link',
    mediaLink: `https://shop.example/a.${ending}`,
    ...more,
  });
  it.each<[string, string, Loose, Loose]>([
    ['an image', 'sendMedia', link('image', 'jpg', { caption: 'A' }), { image: { caption: 'A' } }],
    ['a video', 'sendMedia', link('video', 'mp4', { caption: 'V' }), { video: { caption: 'V' } }],
    ['audio', 'sendMedia', link('audio', 'mp3'), { type: 'audio' }],
    ['a voice note', 'sendMedia', link('voice', 'ogg'), { type: 'audio', audio: { voice: true } }],
    ['a sticker', 'sendMedia', link('sticker', 'webp'), { type: 'sticker' }],
    [
      'a document',
      'sendMedia',
      link('document', 'pdf', { fileName: 'Invoice.pdf' }),
      { document: { filename: 'Invoice.pdf' } },
    ],
    [
      'buttons',
      'sendButtons',
      {
        text: 'Well?',
        buttons: { values: [{ title: 'Yes' }, { title: 'No', id: 'no' }] },
        options: { footer: 'Shop', header: 'Question' },
      },
      {
        interactive: {
          type: 'button',
          header: { text: 'Question' },
          footer: { text: 'Shop' },
          action: {
            buttons: [{ reply: { id: 'Yes', title: 'Yes' } }, { reply: { id: 'no', title: 'No' } }],
          },
        },
      },
    ],
    [
      'a list',
      'sendList',
      {
        text: 'Well?',
        listButton: 'Choose',
        rows: {
          values: [
            { title: 'A', section: 'One' },
            { title: 'B', description: 'b', section: 'Two' },
          ],
        },
      },
      {
        interactive: {
          type: 'list',
          action: {
            button: 'Choose',
            sections: [
              { title: 'One', rows: [{ id: 'A', title: 'A' }] },
              { title: 'Two', rows: [{ id: 'B', title: 'B', description: 'b' }] },
            ],
          },
        },
      },
    ],
    [
      'a link button',
      'sendLink',
      { text: 'See', linkText: 'Open', linkUrl: 'https://shop.example/a' },
      {
        interactive: {
          type: 'cta_url',
          action: { parameters: { display_text: 'Open', url: 'https://shop.example/a' } },
        },
      },
    ],
    [
      'a location',
      'sendLocation',
      { latitude: 40.4, longitude: -3.7, locationName: 'Shop', locationAddress: 'Street 1' },
      { location: { latitude: 40.4, longitude: -3.7, name: 'Shop', address: 'Street 1' } },
    ],
    [
      'contacts',
      'sendContact',
      {
        contacts: {
          values: [{ name: 'Ana', phone: '+34600111333', email: 'a@shop.example', company: 'Shop' }],
        },
      },
      {
        contacts: [
          {
            name: { formatted_name: 'Ana' },
            phones: [{ phone: '+34600111333' }],
            emails: [{ email: 'a@shop.example' }],
            org: { company: 'Shop' },
          },
        ],
      },
    ],
    [
      'a request for the location',
      'requestLocation',
      { text: 'Where are you?' },
      { interactive: { type: 'location_request_message', body: { text: 'Where are you?' } } },
    ],
    ['a request for the number', 'requestContact', { text: 'Your number?' }, { type: 'interactive' }],
  ])('sends %s, which the phone shows', async (_, operation, parameters, expected) => {
    const [item] = await items({ operation, to, ...parameters });
    expect(item.json.state).toBe('accepted');
    expect(await shown()).toMatchObject(expected);
  });

  it('takes every field from expressions', async () => {
    await items(
      {
        operation: 'sendButtons',
        to: '={{ $json.to }}',
        text: '={{ $json.question }}',
        buttons: { values: [{ title: '={{ $json.yes }}', id: '={{ $json.id }}' }] },
        options: { footer: '={{ $json.footer }}', replyTo: '={{ "" }}' },
      },
      {},
      [{ to, question: 'Well?', yes: 'Sí', id: 'y1', footer: 'Shop' }],
    );
    expect(await shown()).toMatchObject({
      interactive: {
        body: { text: 'Well?' },
        footer: { text: 'Shop' },
        action: { buttons: [{ reply: { id: 'y1', title: 'Sí' } }] },
      },
    });
  });

  it('replies, reacts and takes the reaction away, marks as read and shows typing', async () => {
    const { body } = await bench().write(customer, 'question');
    const messageId = body.id;
    expect((await items({ operation: 'markRead', messageId, typing: true }))[0].json).toEqual({
      messageId,
      read: true,
    });
    await items({ operation: 'reply', to, messageId, text: 'answer' });
    expect(await shown()).toMatchObject({ text: { body: 'answer' }, context: { id: messageId } });
    await items({ to, text: 'quoting', options: { replyTo: messageId } });
    expect(await shown()).toMatchObject({ context: { id: messageId } });
    const asked = async () => {
      const { body: view } = await bench().control('GET', `/customers/${customer}/messages`);
      return view.messages.find(({ id }: Loose) => id === messageId);
    };
    await items({ operation: 'react', to, messageId, emoji: '👍' });
    expect(await asked()).toMatchObject({
      status: 'read',
      reactions: [{ from: 'business', emoji: '👍' }],
    });
    await items({ operation: 'react', to, messageId, emoji: '' });
    expect((await asked()).reactions).toEqual([]);
  });

  it('uploads a file of the item, sends it and by its ID, and downloads it beside what the item had', async () => {
    const [uploaded] = await items(
      { resource: 'media', operation: 'uploadMedia', binaryField: 'data' },
      {},
      picture,
    );
    expect(uploaded.json).toMatchObject({ id: expect.any(String), mimeType: 'image/png', size: png.length });
    const image = { operation: 'sendMedia', to, mediaKind: 'image' };
    await items({ ...image, mediaSource: 'binary', binaryField: 'data', caption: 'Dot' }, {}, picture);
    expect(await shown()).toMatchObject({ image: { id: expect.any(String), caption: 'Dot' } });
    await items({ ...image, mediaSource: 'id', mediaId: uploaded.json.id });
    expect(await shown()).toMatchObject({ image: { id: uploaded.json.id } });
    const [down] = await items(
      { resource: 'media', operation: 'downloadMedia', mediaId: uploaded.json.id, binaryField: 'file' },
      {},
      [{ json: { order: 7 }, binary: picture[0]?.binary }],
    );
    expect(Buffer.from(down.binary.file.data, 'base64')).toEqual(png);
    expect(down.binary.file.mimeType).toBe('image/png');
    expect([down.json.order, Object.keys(down.binary).sort()]).toEqual([7, ['data', 'file']]);
  });

  it('sends from another number of the same token, with callback data', async () => {
    await bench().control('PUT', '/numbers/2000000000009', { displayPhone: '+34 910 000 009' });
    const options = { phoneNumberId: '2000000000009', callbackData: 'order 7' };
    await bench().control('POST', `/customers/${customer}/messages?phone_number_id=2000000000009`, {
      type: 'text',
      text: { body: 'hello' },
    });
    await items({ to, text: 'from the other', options });
    const [send] = await sends();
    expect(JSON.stringify(send)).toContain('order 7');
    expect(JSON.stringify(send)).toContain('2000000000009');
  });

  it('goes on with the error on the item, the others sent', async () => {
    const found = await items({ to: '={{ $json.to }}', text: 'hi' }, { onError: 'continueRegularOutput' }, [
      { to },
      { to: '+5355512345' },
      { to },
    ]);
    expect(found.map(({ json }: Loose) => json.state ?? json.details.code)).toEqual([
      'accepted',
      'region_blocked',
      'accepted',
    ]);
    expect(found[1]).toMatchObject({
      pairedItem: { item: 1 },
      json: { error: expect.any(String), details: { nextStep: expect.any(String) } },
    });
  });

  it('says that an operation is none', async () => {
    expect((await run({ operation: 'sendFax', to })).error?.message).toMatch(/no operation "sendFax"/);
  });
});
