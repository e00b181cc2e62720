import { describe, expect, it } from '@jest/globals';
import { meta } from '../../../core/src/channels/meta/index.ts';
import type { JsonObject } from '../../../core/src/model/json.ts';
import {
  parseTemplateName,
  templateContent,
  templateFields,
  templateKey,
} from '../../../nodes/Centralita/template-fields.ts';

const fields = (...components: JsonObject[]) => templateFields({ components });
const ids = (...components: JsonObject[]) => fields(...components).map(({ id }) => id);
const name = { name: 'offer', language: 'es' };

describe('a template as fields and back', () => {
  const everything: JsonObject[] = [
    { type: 'HEADER', format: 'IMAGE' },
    { type: 'BODY', text: 'Hello {{1}}, order {{2}} costs {{ 3 }}, again {{1}}' },
    { type: 'FOOTER', text: 'Footer' },
    {
      type: 'BUTTONS',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Yes' },
        { type: 'URL', text: 'See', url: 'https://shop.example/{{1}}' },
        { type: 'URL', text: 'Home', url: 'https://shop.example/' },
        { type: 'COPY_CODE', text: 'Copy' },
        { type: 'PHONE_NUMBER', text: 'Call' },
      ],
    },
  ];

  it('asks for each variable once, in the order the customer reads them', () => {
    expect(ids(...everything)).toEqual([
      'header.image',
      'body.1',
      'body.2',
      'body.3',
      'button.0.quick_reply',
      'button.1.url',
      'button.3.copy_code',
    ]);
    expect(
      fields(...everything)
        .filter(({ required }) => !required)
        .map(({ id }) => id),
    ).toEqual(['button.0.quick_reply']);
  });

  it('makes the content of the values, numbers in their order whatever order they come in', () => {
    const content = templateContent(name, {
      'body.3': 12,
      'body.10': 'x',
      'body.1': 'Ana',
      'body.2': 'A-17',
      'header.image': 'https://shop.example/a.jpg',
      'button.1.url': 'a17',
      'button.0.quick_reply': 'yes',
      'button.3.copy_code': 'SUMMER',
      'header.video': '',
    });
    expect(content).toEqual({
      kind: 'template',
      ...name,
      header: { type: 'image', link: 'https://shop.example/a.jpg' },
      body: ['Ana', 'A-17', '12', 'x'].map((text) => ({ type: 'text', text })),
      buttons: [
        { type: 'url', index: 1, text: 'a17' },
        { type: 'quick_reply', index: 0, payload: 'yes' },
        { type: 'copy_code', index: 3, code: 'SUMMER' },
      ],
    });
    expect(meta.check({ content })).toEqual([]);
  });

  it('keeps names of named variables', () => {
    expect(ids({ type: 'BODY', text: 'Hello {{first_name}}' })).toEqual(['body.first_name']);
    expect(templateContent(name, { 'body.first_name': 'Ana' }).body).toEqual([
      { type: 'text', text: 'Ana', name: 'first_name' },
    ]);
  });

  it('knows headers with a text, a place and a product', () => {
    expect(ids({ type: 'HEADER', format: 'TEXT', text: 'For {{1}}' })).toEqual(['header.text.1']);
    expect(templateContent(name, { 'header.text.1': 'Ana' }).header).toEqual({ type: 'text', text: 'Ana' });
    expect(ids({ type: 'HEADER', format: 'LOCATION' })).toHaveLength(4);
    expect(
      templateContent(name, { 'header.location.latitude': 40.4, 'header.location.longitude': '-3.7' }).header,
    ).toEqual({
      type: 'location',
      latitude: 40.4,
      longitude: -3.7,
    });
    expect(
      templateContent(name, { 'header.product.catalog': '1', 'header.product.retailer': '2' }).header,
    ).toEqual({
      type: 'product',
      catalogId: '1',
      productRetailerId: '2',
    });
    expect(templateContent(name, { 'header.document': '12345' }).header).toEqual({
      type: 'document',
      id: '12345',
    });
  });

  it('knows carousels, offers and one-time codes', () => {
    const card = {
      components: [
        { type: 'HEADER', format: 'IMAGE' },
        { type: 'BODY', text: '{{1}}' },
        { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'A' }] },
      ],
    };
    const carousel: JsonObject = { type: 'CAROUSEL', cards: [card, card] };
    expect(ids({ type: 'BODY', text: 'x' }, carousel, { type: 'LIMITED_TIME_OFFER' })).toEqual([
      'card.0.header.image',
      'card.0.body.1',
      'card.0.button.0.quick_reply',
      'card.1.header.image',
      'card.1.body.1',
      'card.1.button.0.quick_reply',
      'offer',
    ]);
    const content = templateContent(name, {
      'card.0.header.image': '1',
      'card.0.body.1': 'a',
      'card.1.header.image': '2',
      'card.1.body.1': 'b',
      'card.1.button.0.quick_reply': 'p',
      offer: '2030-01-01T00:00:00.000Z',
    });
    expect(content.cards).toEqual([
      { header: { type: 'image', id: '1' }, body: [{ type: 'text', text: 'a' }] },
      {
        header: { type: 'image', id: '2' },
        body: [{ type: 'text', text: 'b' }],
        buttons: [{ type: 'quick_reply', index: 0, payload: 'p' }],
      },
    ]);
    expect(content.offerExpiresAt).toBe(Date.UTC(2030, 0, 1));
    const code: JsonObject = { type: 'BUTTONS', buttons: [{ type: 'OTP', text: 'Copy' }] };
    expect(ids({ type: 'BODY', text: '{{1}}' }, code)).toEqual(['code']);
    expect(templateContent(name, { code: '481516' })).toEqual({ kind: 'template', ...name, code: '481516' });
  });

  it('takes an empty variable for a mistake and says which', () => {
    expect(() => templateContent(name, { 'body.1': 'Ana', 'body.2': '' })).toThrow(
      /body\.2 of the template is empty/,
    );
  });

  it('writes and reads name and language as one', () => {
    expect(parseTemplateName(templateKey(name))).toEqual(name);
    for (const wrong of ['offer', '', undefined, 'a|b|c', '|es'])
      expect(() => parseTemplateName(wrong)).toThrow(/name\|language/);
  });
});
