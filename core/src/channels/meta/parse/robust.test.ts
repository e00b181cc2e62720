import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { metaFixture, metaFixtures } from '../../../../../test/fixtures/meta/index.ts';
import { wrap } from '../../../../../test/fixtures/meta/wrap.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { fields } from './fields.ts';
import { parse } from './index.ts';

const arrival = 1_795_000_000_000;
const read = (body: string | Uint8Array) =>
  parse(typeof body === 'string' ? Buffer.from(body) : body, arrival);
const envelope = (...changes: unknown[]) => JSON.stringify({ entry: [{ id: '1000000000001', changes }] });
const messages = (...items: unknown[]) =>
  envelope({ field: 'messages', value: { metadata: { phone_number_id: '2000000000001' }, messages: items } });
const text = (id: string) => ({
  from: '34600111222',
  id,
  timestamp: '1790000000',
  type: 'text',
  text: { body: id },
});
const reasons = (body: string | Uint8Array) =>
  read(body).map((event) => (event.type === 'unknown' ? event.data.unknown.reason : event.type));

const odd: [string, string][] = [
  ['null', 'null'],
  ['a number', '42'],
  ['a text', '"hola"'],
  ['an array', '[[]]'],
  ['an empty object', '{}'],
  [
    'dangerous keys',
    '{"__proto__":{"id":"x","type":"text"},"constructor":{"prototype":{"y":1}},"toString":1}',
  ],
  ['a dangerous type', '{"id":"wamid.P","type":"constructor"}'],
  ['a dangerous interactive', '{"id":"wamid.P","type":"interactive","interactive":{"type":"__proto__"}}'],
  ['objects everywhere', '{"id":{},"from":{},"timestamp":{},"type":{},"text":{},"context":{},"errors":{}}'],
  [
    'lists everywhere',
    '{"id":[],"from":[],"timestamp":[],"type":[],"text":[],"context":[1],"errors":[1,null]}',
  ],
  ['nulls everywhere', '{"id":null,"from":null,"timestamp":null,"type":null,"text":null,"context":null}'],
];

const alone = (name: string, item: string) =>
  `{"entry":[{"id":"1","changes":[{"field":"${name}","value":{"${name}":[${item}]}}]}]}`;

/** Whatever an event is made of can be written again. */
const writable = (events: readonly unknown[]) =>
  expect(JSON.parse(JSON.stringify(events))).toStrictEqual(events);

describe('parse takes anything', () => {
  it('yields at least one event for every JSON text', () => {
    fc.assert(
      fc.property(fc.json({ maxDepth: 8 }), (body) => {
        const events = read(body);
        expect(events.length).toBeGreaterThan(0);
        writable(events);
      }),
    );
  });

  it('yields at least one event for every sequence of bytes', () => {
    fc.assert(fc.property(fc.uint8Array(), (body) => void expect(read(body).length).toBeGreaterThan(0)));
  });

  it('yields at least one event for every value of every field, which alone yields it again', () => {
    const name = fc.constantFrom(...fields.keys());
    const lists = [
      'messages',
      'statuses',
      'errors',
      'contacts',
      'history',
      'standby',
      'groups',
      'calls',
      'metadata',
    ];
    const inside = fc.dictionary(fc.constantFrom(...lists, '__proto__', 'x'), fc.jsonValue({ maxDepth: 5 }));
    const value = fc.oneof(inside, fc.jsonValue({ maxDepth: 4 }));
    fc.assert(
      fc.property(name, value, (field, anything) => {
        const events = read(envelope({ field, value: anything }));
        expect(events.length).toBeGreaterThan(0);
        writable(events);
        for (const event of events) expect(read(wrap(event.data.raw))).toStrictEqual([event]);
      }),
      { numRuns: 500 },
    );
  });

  it('reads on when one place of a body holds something else', () => {
    const places = metaFixtures.flatMap(([name, body]) =>
      pathsIn(JSON.parse(body)).map((path) => ({ name, path })),
    );
    fc.assert(
      fc.property(fc.constantFrom(...places), fc.jsonValue({ maxDepth: 3 }), ({ name, path }, other) => {
        const events = read(JSON.stringify(replaced(JSON.parse(metaFixture(name)), path, other)));
        expect(events.length).toBeGreaterThan(0);
        expect(JSON.stringify(events)).not.toContain('"unreadable_');
        writable(events);
        for (const event of events) expect(read(wrap(event.data.raw))).toStrictEqual([event]);
      }),
      { numRuns: 3000 },
    );
  });

  it.each(odd)('lets %s among a thousand messages cost only itself', (_, poison) => {
    const good = Array.from({ length: 1000 }, (_, at) => text(`wamid.${at}`));
    const body = messages(...good.slice(0, 500), 'POISON', ...good.slice(500)).replace('"POISON"', poison);
    const events = read(body);
    expect(events).toHaveLength(1001);
    expect(events.map(({ type }) => type).filter((type) => type === 'message.received')).toHaveLength(1000);
    expect(events[500]?.type).toBe('unknown');
    expect(JSON.stringify(events[500]?.data.raw)).toContain(poison);
    expect(({} as JsonObject).type).toBeUndefined();
  });

  const lists = [
    'statuses',
    'errors',
    'user_actions',
    'user_preferences',
    'user_id_update',
    'message_echoes',
  ];
  const more = ['state_sync', 'calls', 'groups', 'automatic_events'];
  it.each([...lists, ...more].flatMap((name) => odd.map(([what, item]) => [what, name, item] as const)))(
    'makes one event of %s in %s',
    (_, name, item) => {
      const body = fields.has(name)
        ? alone(name, item)
        : alone('messages', item).replace('"messages":[', `"${name}":[`);
      const events = read(body);
      expect(events).toHaveLength(1);
      expect(JSON.stringify(events)).not.toContain('"unreadable_');
    },
  );

  it.each([
    ['', 'not_json'],
    ['hola', 'not_json'],
    ['{"entry":[', 'not_json'],
    ['[]', 'not_an_object'],
    ['"hola"', 'not_an_object'],
    ['null', 'not_an_object'],
    ['{}', 'no_entries'],
    ['{"entry":null}', 'no_entries'],
    ['{"entry":{"id":"1","changes":[]}}', 'no_entries'],
    ['{"object":"whatsapp_business_account","entry":[]}', 'no_entries'],
    ['{"entry":[null]}', 'no_changes'],
    ['{"entry":[{"id":"1"}]}', 'no_changes'],
    ['{"entry":[{"id":"1","changes":{"field":"messages"}}]}', 'no_changes'],
    ['{"entry":[{"id":"1","changes":[]}]}', 'no_changes'],
    ['{"entry":[{"id":"1","changes":[7]}]}', 'bad_change'],
    ['{"entry":[{"id":"1","changes":[{"field":"messages"}]}]}', 'bad_change'],
    ['{"entry":[{"changes":[{"field":"messages","value":null}]}]}', 'bad_value'],
    ['{"entry":[{"changes":[{"field":"messages","value":[]}]}]}', 'bad_value'],
    ['{"entry":[{"changes":[{"field":"messages","value":{}}]}]}', 'empty_value'],
    ['{"entry":[{"changes":[{"field":"messages","value":{"messages":[]}}]}]}', 'empty_value'],
    ['{"entry":[{"changes":[{"field":"messages","value":{"contacts":[{"wa_id":"1"}]}}]}]}', 'empty_value'],
    ['{"entry":[{"changes":[{"field":"messages","value":{"messages":{"a":1}}}]}]}', 'unknown_list'],
    ['{"entry":[{"changes":[{"field":"standby","value":{"standby":{}}}]}]}', 'empty_value'],
    ['{"entry":[{"changes":[{"field":"standby","value":{"standby":{"contacts":[]}}}]}]}', 'empty_value'],
    ['{"entry":[{"changes":[{"field":"security","value":{}}]}]}', 'empty_value'],
    ['{"entry":[{"changes":[{"field":"holograms","value":{"a":1}}]}]}', 'unknown_field'],
    ['{"entry":[{"changes":[{"field":"__proto__","value":{"a":1}}]}]}', 'unknown_field'],
    ['{"entry":[{"changes":[{"field":{"a":1},"value":{"a":1}}]}]}', 'unknown_field'],
    ['{"entry":[{"changes":[{"value":{"a":1}}]}]}', 'unknown_field'],
  ])('keeps %s as unknown: %s', (body, reason) => {
    const events = read(body);
    expect(reasons(body)).toEqual([reason]);
    expect(read(wrap(events[0]?.data.raw ?? {}))).toStrictEqual(events);
  });

  it('keeps the neighbours of an entry and a change that are none', () => {
    const good = JSON.parse(messages(text('wamid.1'))).entry[0];
    const body = JSON.stringify({ entry: [null, good, { id: '2', changes: [3, ...good.changes] }] });
    expect(reasons(body)).toEqual(['no_changes', 'message.received', 'bad_change', 'message.received']);
  });

  it('tells of a list nobody knows beside one that everybody knows', () => {
    const value = { messages: [text('wamid.1')], holograms: [{ id: 'h1' }], statuses: 'none', tags: ['a'] };
    const events = read(envelope({ field: 'messages', value }));
    expect(events.map(({ type }) => type)).toEqual(['message.received', 'unknown']);
    expect(events.map(({ data }) => data.raw.value)).toEqual([
      { tags: ['a'], messages: [text('wamid.1')] },
      { tags: ['a'], holograms: [{ id: 'h1' }], statuses: 'none' },
    ]);
  });
});

describe('parse decodes', () => {
  const body = messages({ ...text('wamid.1'), text: { body: 'mañana 🙂' } });
  const plain = read(body);

  it.each([
    ['UTF-8 with a byte order mark', Buffer.from(`\uFEFF${body}`)],
    ['UTF-16 little endian', Buffer.from(`\uFEFF${body}`, 'utf16le')],
    ['UTF-16 big endian', Buffer.from(`\uFEFF${body}`, 'utf16le').swap16()],
    ['escaped characters', Buffer.from(body.replace('ñ', '\\u00f1'))],
    ['a view into a larger buffer', new Uint8Array(Buffer.from(`xx${body}yy`)).subarray(2, -2)],
  ])('%s', (_, bytes) => {
    expect(read(bytes)).toStrictEqual(plain);
  });

  it('replaces what is no UTF-8', () => {
    const [event] = read(Buffer.concat([Buffer.from('hola '), Buffer.from([0xff, 0xfe])]));
    expect(event?.data.raw).toEqual({ text: 'hola \uFFFD\uFFFD' });
  });

  it('keeps every digit of a long number', () => {
    const [event] = read(
      messages({ ...text('wamid.1'), from: 0 }).replace('"from":0', '"from":12345678901234567890'),
    );
    expect(event?.data).toMatchObject({ contact: { waId: '12345678901234567890' } });
    expect(JSON.stringify(event?.data.raw)).toContain('"from":"12345678901234567890"');
  });
});

describe('parse survives nesting', () => {
  const deep = (levels: number, open = '[', close = ']') => open.repeat(levels) + close.repeat(levels);

  it.each([
    ['open', '['.repeat(4_000_000)],
    ['closed', deep(2_000_000)],
    ['of objects', deep(600_000, '{"a":', '}').replace('{"a":}', '{}')],
  ])('%s, of a whole body', (_, body) => {
    const events = read(body);
    expect(events).toHaveLength(1);
    writable(events);
  });

  it.each(['messages', 'history', 'standby', 'security', 'holograms'])('inside %s', (field) => {
    const events = read(
      envelope({ field, value: { a: 1, x: 0 } }).replace('"x":0', `"x":${deep(1_000_000)}`),
    );
    expect(events).toHaveLength(1);
    writable(events);
  });

  it('of one message, at the cost of that message', () => {
    const body = messages(text('wamid.1'), 'POISON', text('wamid.2'), {
      ...text('wamid.3'),
      text: { body: 'POISON' },
    });
    const events = read(body.replaceAll('"POISON"', deep(500_000)));
    expect(events.map(({ type }) => type)).toEqual([
      'message.received',
      'unknown',
      'message.received',
      'message.received',
    ]);
    expect(JSON.stringify(events[1]?.data.raw)).toContain(deep(500_000 - 200));
    writable(events);
  });

  it('of an answered form', () => {
    const answer = { type: 'nfm_reply', nfm_reply: { name: 'flow', response_json: deep(100_000) } };
    writable(
      read(messages({ from: '34600111222', id: 'wamid.1', type: 'interactive', interactive: answer })),
    );
  });
});

function pathsIn(value: Json, path: readonly string[] = []): (readonly string[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  return [path, ...Object.entries(value).flatMap(([key, member]) => pathsIn(member as Json, [...path, key]))];
}

function replaced(value: Json, [key, ...rest]: readonly string[], other: unknown): unknown {
  if (key === undefined) return other;
  const copy = structuredClone(value) as Record<string, unknown>;
  copy[key] = replaced(copy[key] as Json, rest, other);
  return copy;
}
