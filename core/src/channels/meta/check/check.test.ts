import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { whatsappSamples } from '../../../../../test/support/whatsapp-samples/index.ts';
import type { OutboundContent } from '../../../model/content.ts';
import { build } from '../build/build.ts';
import { check, outboundKinds } from './check.ts';

const problemsOf = (content: unknown, replyTo?: unknown) =>
  check({ content, ...(replyTo === undefined ? {} : { replyTo }) } as never);
const fieldsOf = (content: unknown) => problemsOf(content).map(({ field }) => field);
const chars = (count: number) => 'x'.repeat(count);
const times = <T>(count: number, make: (index: number) => T): T[] =>
  Array.from({ length: count }, (_, index) => make(index));

const sampleOf = (kind: OutboundContent['kind']): OutboundContent => {
  const found = whatsappSamples.find(({ content }) => content.kind === kind);
  if (!found) throw new Error(`no sample of ${kind}`);
  return found.content;
};

/** The content with one field, named as problems name it, set to another value. */
function withField(content: unknown, field: string, value: unknown): unknown {
  const copy = structuredClone(content);
  const path = field.replaceAll(']', '').split(/[.[]/);
  const last = path.pop() ?? '';
  let place = copy as Record<string, unknown>;
  for (const name of path) place = place[name] as Record<string, unknown>;
  place[last] = value;
  return copy;
}

describe('check', () => {
  it.each(whatsappSamples.map(({ name, content }) => [name, content] as const))(
    'lets %s pass',
    (_, content) => {
      expect(problemsOf(content)).toEqual([]);
    },
  );

  const reply = (index: number) => ({ id: `b${index}`, title: `Title ${index}` });
  const buttons = sampleOf('buttons');
  const headed = { ...buttons, header: { type: 'text', text: 'x' } };
  const list = sampleOf('list');
  const carousel = sampleOf('carousel');
  const quick = {
    kind: 'carousel',
    body: 'x',
    cards: times(2, () => ({ header: { type: 'image', id: '1' }, buttons: [{ id: 'a', title: 'A' }] })),
  };
  const template = { kind: 'template', name: 'a', language: 'es' };
  const withButton = (button: object) => ({ ...template, buttons: [{ index: 0, ...button }] });

  it.each<[content: unknown, field: string, limit: number]>([
    [sampleOf('text'), 'text', 4096],
    [sampleOf('image'), 'caption', 1024],
    [sampleOf('video'), 'caption', 1024],
    [sampleOf('document'), 'caption', 1024],
    [buttons, 'body', 1024],
    [buttons, 'footer', 60],
    [headed, 'header.text', 60],
    [buttons, 'buttons[1].id', 256],
    [buttons, 'buttons[1].title', 20],
    [list, 'body', 4096],
    [list, 'button', 20],
    [list, 'header.text', 60],
    [list, 'footer', 60],
    [list, 'sections[0].title', 24],
    [list, 'sections[1].rows[0].id', 200],
    [list, 'sections[1].rows[0].title', 24],
    [list, 'sections[1].rows[0].description', 72],
    [sampleOf('cta_url'), 'displayText', 20],
    [sampleOf('cta_url'), 'body', 1024],
    [sampleOf('flow'), 'cta', 30],
    [sampleOf('flow'), 'body', 1024],
    [sampleOf('product'), 'body', 1024],
    [sampleOf('product'), 'footer', 60],
    [sampleOf('product_list'), 'sections[0].title', 24],
    [sampleOf('catalog_message'), 'body', 1024],
    [carousel, 'body', 1024],
    [carousel, 'cards[1].body', 160],
    [carousel, 'cards[0].url.displayText', 20],
    [quick, 'cards[0].buttons[0].title', 20],
    [quick, 'cards[1].buttons[0].id', 256],
    [sampleOf('location_request'), 'body', 1024],
    [sampleOf('address_message'), 'body', 1024],
    [sampleOf('contact_request'), 'body', 1024],
    [sampleOf('call_permission_request'), 'body', 1024],
    [sampleOf('voice_call'), 'body', 1024],
    [template, 'name', 512],
    [{ ...template, header: { type: 'text', text: 'x' } }, 'header.text', 60],
    [withButton({ type: 'copy_code', code: 'x' }), 'buttons[0].code', 15],
    [{ ...template, code: '1' }, 'code', 15],
  ])('%#: holds %3$i characters of %2$s and no more', (content, field, limit) => {
    expect(problemsOf(withField(content, field, chars(limit - 1)))).toEqual([]);
    expect(problemsOf(withField(content, field, chars(limit)))).toEqual([]);
    expect(problemsOf(withField(content, field, chars(limit + 1)))).toEqual([
      { field, limit, message: expect.stringContaining(`${field} has ${limit + 1} characters`) },
    ]);
  });

  it('counts an emoji as one character', () => {
    expect(problemsOf(withField(buttons, 'buttons[0].title', '🙂'.repeat(20)))).toEqual([]);
    expect(fieldsOf(withField(buttons, 'buttons[0].title', '🙂'.repeat(21)))).toEqual(['buttons[0].title']);
  });

  const rows = (count: number, prefix = 'r') =>
    times(count, (i) => ({ id: `${prefix}${i}`, title: `Row ${i}` }));
  const card = (index: number) => ({
    header: { type: 'image', id: `${index}` },
    url: { displayText: 'x', url: 'https://example.com' },
  });
  const products = (count: number) => times(count, (i) => `p${i}`);
  const value = (index: number) => ({ type: 'text', text: `v${index}` });

  it.each<[what: string, field: string, least: number, most: number, make: (count: number) => unknown]>([
    ['buttons', 'buttons', 1, 3, (n) => ({ ...buttons, buttons: times(n, reply) })],
    ['rows of one section', 'sections[0].rows', 1, 10, (n) => ({ ...list, sections: [{ rows: rows(n) }] })],
    [
      'sections',
      'sections',
      1,
      10,
      (n) => ({ ...list, sections: times(n, (i) => ({ title: `${i}`, rows: rows(1, `${i}`) })) }),
    ],
    [
      'products',
      'sections[0].products',
      1,
      30,
      (n) => ({ ...sampleOf('product_list'), sections: [{ title: 'a', products: products(n) }] }),
    ],
    ['cards', 'cards', 2, 10, (n) => ({ ...carousel, cards: times(n, card) })],
    [
      'template cards',
      'cards',
      2,
      10,
      (n) => ({ ...template, cards: times(n, () => ({ body: [value(0)] })) }),
    ],
    [
      'template buttons',
      'buttons',
      1,
      10,
      (n) => ({ ...template, buttons: times(n, (index) => ({ type: 'url', index, text: 'x' })) }),
    ],
    [
      'buttons of a template card',
      'cards[0].buttons',
      1,
      2,
      (n) => ({
        ...template,
        cards: times(2, () => ({ buttons: times(n, (index) => ({ type: 'url', index, text: 'x' })) })),
      }),
    ],
  ])('allows %s from least to most', (_, field, least, most, make) => {
    expect(problemsOf(make(least))).toEqual([]);
    expect(problemsOf(make(most))).toEqual([]);
    expect(problemsOf(make(least - 1))).toContainEqual(expect.objectContaining({ field, limit: least }));
    expect(problemsOf(make(most + 1))).toContainEqual(expect.objectContaining({ field, limit: most }));
  });

  it('counts the rows of all sections together', () => {
    const two = (first: number, second: number) => ({
      ...list,
      sections: [
        { title: 'a', rows: rows(first, 'a') },
        { title: 'b', rows: rows(second, 'b') },
      ],
    });
    expect(problemsOf(two(5, 5))).toEqual([]);
    expect(problemsOf(two(5, 6))).toEqual([expect.objectContaining({ field: 'sections', limit: 10 })]);
  });

  it('counts the products of all sections together', () => {
    const sections = [
      { title: 'a', products: products(30) },
      { title: 'b', products: products(1) },
    ];
    const wrong = expect.objectContaining({ field: 'sections', limit: 30 });
    expect(problemsOf({ ...sampleOf('product_list'), sections })).toEqual([wrong]);
    expect(fieldsOf({ ...template, buttons: [{ type: 'mpm', index: 0, sections }] })).toEqual([
      'buttons[0].sections',
    ]);
  });

  it.each<[why: string, content: unknown, field: string]>([
    ['empty text', { kind: 'text', text: ' \n' }, 'text'],
    ['text that is none', { kind: 'text', text: 5 }, 'text'],
    ['missing text', { kind: 'text' }, 'text'],
    ['a flag as text', { kind: 'text', text: 'x', previewUrl: 'yes' }, 'previewUrl'],
    ['a file without place', { kind: 'image' }, 'id'],
    ['a file with two places', { kind: 'image', id: '1', link: 'https://example.com' }, 'link'],
    ['a link that is no address', { kind: 'video', link: 'example.com/a' }, 'link'],
    ['a link to a file here', { kind: 'video', link: 'file:///etc/passwd' }, 'link'],
    [
      'a link with script',
      { kind: 'cta_url', body: 'x', displayText: 'x', url: 'javascript:alert(1)' },
      'url',
    ],
    [
      'a link with a space',
      { kind: 'cta_url', body: 'x', displayText: 'x', url: 'https://example.com/a b' },
      'url',
    ],
    ['a link without host', { kind: 'cta_url', body: 'x', displayText: 'x', url: 'https:///a' }, 'url'],
    ['a caption under sound', { kind: 'audio', id: '1', caption: 'x' }, 'caption'],
    ['a caption under a sticker', { kind: 'sticker', id: '1', caption: 'x' }, 'caption'],
    ['a place beyond the pole', { kind: 'location', latitude: 90.1, longitude: 0 }, 'latitude'],
    ['a place as text', { kind: 'location', latitude: '1', longitude: 0 }, 'latitude'],
    ['a place nowhere', { kind: 'location', latitude: 0, longitude: Number.NaN }, 'longitude'],
    ['no contact', { kind: 'contacts', contacts: [] }, 'contacts'],
    [
      'a contact without a part of the name',
      { kind: 'contacts', contacts: [{ name: { formattedName: 'A' } }] },
      'contacts[0].name.firstName',
    ],
    [
      'a phone without number',
      { kind: 'contacts', contacts: [{ name: { formattedName: 'A', firstName: 'A' }, phones: [{}] }] },
      'contacts[0].phones[0].phone',
    ],
    [
      'a birthday in words',
      { kind: 'contacts', contacts: [{ name: { formattedName: 'A', firstName: 'A' }, birthday: 'May' }] },
      'contacts[0].birthday',
    ],
    ['a reaction to nothing', { kind: 'reaction', emoji: '👍' }, 'messageId'],
    ['a reaction in words', { kind: 'reaction', messageId: 'a', emoji: 'ok' }, 'emoji'],
    ['two emoji', { kind: 'reaction', messageId: 'a', emoji: '👍👍' }, 'emoji'],
    ['a digit', { kind: 'reaction', messageId: 'a', emoji: '1' }, 'emoji'],
    [
      'two buttons of one id',
      { ...buttons, buttons: [reply(0), { ...reply(1), id: 'b0' }] },
      'buttons[1].id',
    ],
    [
      'two buttons of one title',
      { ...buttons, buttons: [reply(0), { ...reply(1), title: 'Title 0' }] },
      'buttons[1].title',
    ],
    ['buttons that are no list', { ...buttons, buttons: { 0: reply(0) } }, 'buttons'],
    ['a button that is none', { ...buttons, buttons: [null] }, 'buttons[0]'],
    ['a header of another kind', { ...buttons, header: { type: 'audio', id: '1' } }, 'header.type'],
    ['a header as text', { ...buttons, header: 'Hola' }, 'header'],
    ['a picture without place in a header', { ...buttons, header: { type: 'image' } }, 'header.id'],
    ['an empty footer', { ...buttons, footer: '' }, 'footer'],
    ['a picture over a list', { ...list, header: { type: 'image', id: '1' } }, 'header.type'],
    [
      'several sections without titles',
      { ...list, sections: [{ rows: rows(1) }, { title: 'b', rows: rows(1, 'b') }] },
      'sections[0].title',
    ],
    [
      'two rows of one id',
      { ...list, sections: [{ rows: [...rows(1), ...rows(1)] }] },
      'sections[0].rows[1].id',
    ],
    [
      'two rows of one id in two sections',
      {
        ...list,
        sections: [
          { title: 'a', rows: rows(1) },
          { title: 'b', rows: rows(1) },
        ],
      },
      'sections[1].rows[0].id',
    ],
    ['a form without name', { kind: 'flow', body: 'x', cta: 'x' }, 'flowId'],
    ['a form with two names', { kind: 'flow', body: 'x', cta: 'x', flowId: '1', flowName: 'a' }, 'flowName'],
    ['a form with data for another action', { ...sampleOf('flow'), action: 'data_exchange' }, 'payload'],
    ['a form with empty data', { ...sampleOf('flow'), payload: { screen: 'A', data: {} } }, 'payload.data'],
    ['a form in an odd mode', { ...sampleOf('flow'), mode: 'live' }, 'mode'],
    ['a product with a header', { ...sampleOf('product'), header: { type: 'text', text: 'x' } }, 'header'],
    ['a product list without header', { ...sampleOf('product_list'), header: undefined }, 'header'],
    [
      'a product section without title',
      { ...sampleOf('product_list'), sections: [{ products: ['p'] }] },
      'sections[0].title',
    ],
    ['a carousel with a footer', { ...carousel, footer: 'x' }, 'footer'],
    ['a carousel with buttons below', { ...carousel, buttons: [] }, 'buttons'],
    ['a card with three line breaks', withField(carousel, 'cards[0].body', 'a\nb\nc\nd'), 'cards[0].body'],
    ['a card without action', withField(carousel, 'cards[0].url', undefined), 'cards[0]'],
    ['a card with two actions', withField(carousel, 'cards[1].buttons', [reply(0)]), 'cards[1]'],
    ['a card without picture', withField(carousel, 'cards[1].header', undefined), 'cards[1].header'],
    ['a picture beside a film', withField(carousel, 'cards[1].header.type', 'video'), 'cards[1]'],
    [
      'cards with other counts of buttons',
      withField(quick, 'cards[1].buttons', [reply(0), reply(1)]),
      'cards[1]',
    ],
    [
      'products of two catalogues',
      {
        kind: 'carousel',
        body: 'x',
        cards: ['a', 'b'].map((catalogId) => ({ product: { productRetailerId: 'p', catalogId } })),
      },
      'cards[1]',
    ],
    ['a country in words', { ...sampleOf('address_message'), country: 'India' }, 'country'],
    ['a call of half a minute', { ...sampleOf('voice_call'), ttlMinutes: 0.5 }, 'ttlMinutes'],
    ['an order without parameters', { kind: 'order_details', body: 'x' }, 'parameters'],
    ['a pin of no days', { ...sampleOf('pin'), expirationDays: 0 }, 'expirationDays'],
    ['a template in capitals', { ...template, name: 'Aviso' }, 'name'],
    ['a template without language', { kind: 'template', name: 'a' }, 'language'],
    ['a button beyond the tenth', withButton({ type: 'url', text: 'x', index: 10 }), 'buttons[0].index'],
    ['a button before the first', withButton({ type: 'url', text: 'x', index: -1 }), 'buttons[0].index'],
    ['a button place as text', withButton({ type: 'url', text: 'x', index: '0' }), 'buttons[0].index'],
    ['an odd button', withButton({ type: 'phone' }), 'buttons[0].type'],
    [
      'a button place taken twice',
      { ...template, buttons: times(2, () => ({ type: 'url', index: 1, text: 'x' })) },
      'buttons[1].index',
    ],
    ['a picture in the body', { ...template, body: [{ type: 'image', id: '1' }] }, 'body[0].type'],
    [
      'one value named, one not',
      { ...template, body: [{ ...value(0), name: 'a' }, value(1)] },
      'body[1].name',
    ],
    [
      'the header named, the body not',
      { ...template, header: { type: 'text', text: 'x', name: 'a' }, body: [value(0)] },
      'body[0].name',
    ],
    ['one name twice', { ...template, body: times(2, () => ({ ...value(0), name: 'a' })) }, 'body[1].name'],
    ['a name in capitals', { ...template, body: [{ ...value(0), name: 'Nombre' }] }, 'body[0].name'],
    [
      'an amount in words',
      { ...template, body: [{ type: 'currency', fallback: 'x', code: 'eur', amount1000: 1 }] },
      'body[0].code',
    ],
    ['cards of other structure', { ...template, cards: [{ body: [value(0)] }, {}] }, 'cards[1]'],
    ['an offer in seconds', { ...template, offerExpiresAt: 1_790_000_000 }, 'offerExpiresAt'],
    ['a code and a body', { ...template, code: '123', body: [value(0)] }, 'body'],
    ['a raw body that is none', { kind: 'raw', body: 'x' }, 'body'],
    ['a raw body without type', { kind: 'raw', body: { text: {} } }, 'body.type'],
    ['a raw body of a type that is not there', { kind: 'raw', body: { type: 'text' } }, 'body.text'],
    [
      'a raw body of a type of every object',
      { kind: 'raw', body: { type: 'constructor' } },
      'body.constructor',
    ],
    ['a raw body with a recipient', { kind: 'raw', body: { type: 'text', text: {}, to: '+1' } }, 'body.to'],
    [
      'a raw body with a product',
      { kind: 'raw', body: { type: 'text', text: {}, messaging_product: 'whatsapp' } },
      'body.messaging_product',
    ],
    ['a raw read mark', { kind: 'raw', body: { type: 'text', text: {}, status: 'read' } }, 'body.status'],
    ['what is no JSON', { kind: 'raw', body: { type: 'text', text: { n: 1n } } }, 'body.text.n'],
    ['a date object', { kind: 'raw', body: { type: 'text', text: { n: new Date(0) } } }, 'body.text.n'],
    ['an unknown kind', { kind: 'poll' }, 'kind'],
    ['a kind of every object', { kind: 'toString' }, 'kind'],
    ['no content', undefined, 'content'],
    ['a list as content', [], 'content'],
  ])('refuses %s', (_, content, field) => {
    expect(problemsOf(content)).toEqual([
      { field, message: expect.stringMatching(/\.$/), ...limitOf(content) },
    ]);
  });

  it('lets a place be anywhere on the globe', () => {
    for (const [latitude, longitude] of [
      [90, 180],
      [-90, -180],
      [0, 0],
    ]) {
      expect(problemsOf({ kind: 'location', latitude, longitude })).toEqual([]);
    }
    expect(
      problemsOf({ kind: 'location', latitude: -90.5, longitude: 180.5 }).map(({ limit }) => limit),
    ).toEqual([-90, 180]);
  });

  it('names a value of a card that has no name while others have', () => {
    const cards = times(2, () => ({ body: [value(0)] }));
    expect(fieldsOf({ ...template, body: [{ ...value(0), name: 'a' }], cards })).toEqual([
      'cards[0].body[0].name',
    ]);
  });

  it('refuses to nest without end', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 20_000; depth++) nested = { nested };
    expect(problemsOf({ kind: 'raw', body: { type: 'text', text: nested } })).toEqual([
      expect.objectContaining({ limit: 32 }),
    ]);
  });

  it('lets a reaction quote nothing', () => {
    expect(problemsOf(sampleOf('reaction'), 'wamid.A').map(({ field }) => field)).toEqual(['replyTo']);
    expect(problemsOf(sampleOf('text'), 'wamid.A')).toEqual([]);
    expect(problemsOf(sampleOf('text'), 7).map(({ field }) => field)).toEqual(['replyTo']);
    expect(problemsOf({ kind: 'raw', body: { type: 'text', text: {}, context: {} } }, 'a')[0]?.field).toBe(
      'body.context',
    );
  });

  it('says what to do', () => {
    expect(problemsOf(withField(buttons, 'buttons[0].title', chars(25)))[0]?.message).toBe(
      'buttons[0].title has 25 characters, at most 20 are allowed. Shorten it by 5.',
    );
    expect(problemsOf({ ...buttons, buttons: times(4, reply) })[0]?.message).toBe(
      'buttons has 4 entries, at most 3 are allowed. Use a list for up to 10 choices.',
    );
  });
});

/** Problems carry a limit for numbers and counts; what is compared above is field and words. */
const limitOf = (content: unknown) => {
  const [first] = problemsOf(content);
  return first?.limit === undefined ? {} : { limit: first.limit };
};

describe('check on hostile input', () => {
  const anything = fc.anything({
    withBigInt: true,
    withDate: true,
    withMap: true,
    withNullPrototype: true,
    withSparseArray: true,
  });

  /** A valid content in which any one value is replaced by anything. */
  const spoilt = fc
    .tuple(fc.constantFrom(...whatsappSamples), fc.nat(), anything)
    .map(([{ content }, at, value]) => {
      const copy = structuredClone(content) as object;
      const places = placesIn(copy);
      const place = places[at % places.length];
      if (place) (place.holder as Record<string, unknown>)[place.name] = value;
      return copy;
    });

  function placesIn(value: unknown): { holder: object; name: string }[] {
    if (typeof value !== 'object' || value === null) return [];
    return Object.entries(value).flatMap(([name, part]) => [{ holder: value, name }, ...placesIn(part)]);
  }

  const shaped = fc
    .record({ kind: fc.constantFrom(...outboundKinds) })
    .chain((kind) =>
      fc
        .dictionary(
          fc.constantFrom('text', 'body', 'header', 'buttons', 'sections', 'cards', 'contacts', 'id', 'link'),
          anything,
        )
        .map((more) => ({ ...more, ...kind })),
    );

  it('never throws, and what passes can be built and written as JSON', () => {
    fc.assert(
      fc.property(fc.oneof(spoilt, shaped, anything), anything, (content, replyTo) => {
        const message = { content, replyTo } as never;
        const problems = check(message);
        for (const { field, message: words } of problems)
          expect(typeof field + typeof words).toBe('stringstring');
        if (problems.length === 0) JSON.stringify(build(message, { waId: '34600111222' }, 'c'));
      }),
      { numRuns: 3_000 },
    );
  });

  it('never throws on a message that is none', () => {
    fc.assert(fc.property(anything, (message) => void check(message as never)));
  });
});
