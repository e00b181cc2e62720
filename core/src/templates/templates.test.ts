import { describe, expect, it } from '@jest/globals';
import type { JsonObject } from '../model/json.ts';
import { fillTemplate, templateContent, templateFields } from './index.ts';

const fields = (...components: JsonObject[]) => templateFields({ components });
const ids = (...components: JsonObject[]) => fields(...components).map(({ id }) => id);

describe('what a template asks for', () => {
  it('variables of header and body, with examples and limits, each once', () => {
    expect(
      fields(
        { type: 'HEADER', format: 'TEXT', text: 'Order {{1}}', example: { header_text: ['A-17'] } },
        {
          type: 'BODY',
          text: 'Hi {{1}}, {{ 2 }} leaves. {{1}}!',
          example: { body_text: [['Ana', 'it']] },
        },
        { type: 'FOOTER', text: 'No {{variables}} here' },
      ),
    ).toEqual([
      { id: 'header.text.1', where: 'header', name: '1', kind: 'text', most: 60, example: 'A-17' },
      { id: 'body.1', where: 'body', name: '1', kind: 'text', most: 1024, example: 'Ana' },
      { id: 'body.2', where: 'body', name: '2', kind: 'text', most: 1024, example: 'it' },
    ]);
  });

  it('named variables with their own examples', () => {
    const [field] = fields({
      type: 'body',
      text: 'Hi {{first_name}}',
      example: { body_text_named_params: [{ param_name: 'first_name', example: 'Ana' }] },
    });
    expect(field).toMatchObject({ id: 'body.first_name', example: 'Ana' });
  });

  it.each([
    ['IMAGE', ['header.image']],
    ['DOCUMENT', ['header.document']],
    ['LOCATION', ['latitude', 'longitude', 'name', 'address'].map((part) => `header.location.${part}`)],
    ['PRODUCT', ['header.product.catalog', 'header.product.retailer']],
    ['GIF', []],
  ])('a header with %s', (format, expected) => {
    expect(ids({ type: 'HEADER', format })).toEqual(expected);
  });

  it('buttons: those with a part that changes', () => {
    const buttons = fields({
      type: 'BUTTONS',
      buttons: [
        { type: 'PHONE_NUMBER', text: 'Call' },
        {
          type: 'URL',
          text: 'Track',
          url: 'https://shop.example/{{1}}',
          example: ['https://shop.example/A-17'],
        },
        { type: 'URL', text: 'Shop', url: 'https://shop.example' },
        { type: 'COPY_CODE', example: ['SUMMER'] },
        { type: 'QUICK_REPLY', text: 'Yes' },
      ],
    });
    expect(buttons.map(({ id, optional = false }) => [id, optional])).toEqual([
      ['button.1.url', false],
      ['button.3.copy_code', false],
      ['button.4.quick_reply', true],
    ]);
    expect(buttons[0]).toMatchObject({
      button: { index: 1, text: 'Track' },
      example: 'https://shop.example/A-17',
    });
  });

  it('an authentication template takes its code once', () => {
    const components = [
      { type: 'BODY', text: '{{1}} is your code' },
      { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://www.whatsapp.com/otp/code/?code={{1}}' }] },
    ];
    expect(ids(...components)).toEqual(['code']);
    expect(templateFields({ category: 'authentication', components: [] }).map(({ id }) => id)).toEqual([
      'code',
    ]);
  });

  it('a carousel, card by card, and the end of an offer', () => {
    const card = {
      components: [
        { type: 'HEADER', format: 'IMAGE' },
        { type: 'BODY', text: '{{1}}' },
        { type: 'BUTTONS', buttons: [{ type: 'URL', url: 'https://shop.example/{{1}}', text: 'See' }] },
      ],
    };
    expect(
      ids(
        { type: 'LIMITED_TIME_OFFER' },
        { type: 'BODY', text: 'x' },
        { type: 'CAROUSEL', cards: [card, card] },
      ),
    ).toEqual([
      'offer',
      'card.0.header.image',
      'card.0.body.1',
      'card.0.button.0.url',
      'card.1.header.image',
      'card.1.body.1',
      'card.1.button.0.url',
    ]);
  });

  it('never throws at what a provider may send', () => {
    for (const value of [null, 1, 'x', [], {}, [null], [[null]]]) {
      const odd = value as never;
      expect(() =>
        fields(
          { type: odd },
          { type: 'HEADER', format: odd, text: odd, example: odd },
          { type: 'BODY', text: '{{1}}', example: odd },
          { type: 'BODY', text: '{{1}}', example: { body_text: odd } },
          { type: 'BUTTONS', buttons: odd },
          { type: 'BUTTONS', buttons: [{ type: odd, url: odd, text: odd }] },
          { type: 'CAROUSEL', cards: odd },
          { type: 'CAROUSEL', cards: [{ components: odd }] },
        ),
      ).not.toThrow();
    }
  });
});

describe('the message made of it', () => {
  const named = { name: 'n', language: 'es' };

  it('has every value in its place, by number and not as they came', () => {
    expect(
      templateContent(named, {
        'body.10': 'ten',
        'body.2': 'two',
        'body.1': ' one ',
        'header.image': 'https://shop.example/a.png',
        'button.1.url': 'A-17',
        'button.2.copy_code': 'SUMMER',
        'button.3.quick_reply': '',
        offer: '1800000000000',
      }),
    ).toEqual({
      kind: 'template',
      ...named,
      header: { type: 'image', link: 'https://shop.example/a.png' },
      body: ['one', 'two', 'ten'].map((text) => ({ type: 'text', text })),
      buttons: [
        { type: 'url', index: 1, text: 'A-17' },
        { type: 'copy_code', index: 2, code: 'SUMMER' },
      ],
      offerExpiresAt: 1_800_000_000_000,
    });
  });

  it('keeps names, places of the map, files by id, products and cards', () => {
    expect(templateContent(named, { 'body.first_name': 'Ana', 'header.document': '123' })).toMatchObject({
      header: { type: 'document', id: '123' },
      body: [{ type: 'text', text: 'Ana', name: 'first_name' }],
    });
    expect(
      templateContent(named, { 'header.location.latitude': '40.4', 'header.location.longitude': -3.7 }),
    ).toMatchObject({ header: { type: 'location', latitude: 40.4, longitude: -3.7 } });
    expect(templateContent(named, { 'button.0.mpm': 'a, b' }).buttons).toEqual([
      {
        type: 'mpm',
        index: 0,
        thumbnailProductRetailerId: 'a',
        sections: [{ title: 'Products', products: ['a', 'b'] }],
      },
    ]);
    expect(
      templateContent(named, { 'card.1.body.1': 'x', 'card.0.header.image': 'https://a.example/b' }).cards,
    ).toEqual([
      { header: { type: 'image', link: 'https://a.example/b' } },
      { body: [{ type: 'text', text: 'x' }] },
    ]);
    expect(templateContent(named, { code: '481516', 'body.1': 'x' })).toEqual({
      kind: 'template',
      ...named,
      code: '481516',
    });
  });
});

it('fills in what has a value, under whatever name, and leaves the rest as it is', () => {
  const values: Record<string, string> = { 1: 'Ana', 'order.id': '$& {{2}}', 2: '' };
  expect(
    fillTemplate('Hi {{1}} and {{ 1 }}, {{order.id}}: {{2}} {{3}} {{ x y }}', (name) => values[name]),
  ).toBe('Hi Ana and Ana, $& {{2}}: {{2}} {{3}} {{ x y }}');
});
