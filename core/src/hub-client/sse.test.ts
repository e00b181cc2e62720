import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseServerSentEvents, type ServerSentEvent } from './sse.ts';

/** What a body yields when it comes in these pieces. */
const read = async (...pieces: readonly (string | Uint8Array)[]) => {
  const encoder = new TextEncoder();
  const body = new ReadableStream<Uint8Array>({
    start(controller) {
      for (const piece of pieces)
        controller.enqueue(typeof piece === 'string' ? encoder.encode(piece) : piece);
      controller.close();
    },
  });
  const events: ServerSentEvent[] = [];
  for await (const event of parseServerSentEvents(new Response(body))) events.push(event);
  return events;
};

const text = [
  ': ¡hola!',
  'retry: 3000',
  '',
  'id: 41',
  'data: {"text":"¿abrís el domingo? 🙂"}',
  '',
  ':',
  '',
  'event: later',
  'id:42',
  'data:first',
  'data:  second',
  'data',
  '',
  '',
].join('\n');
const events = [
  { name: 'message', id: '41', data: '{"text":"¿abrís el domingo? 🙂"}' },
  { name: 'later', id: '42', data: 'first\n second\n' },
];
const message = (id: string, data: string): ServerSentEvent => ({ name: 'message', id, data });

describe('a stream of events', () => {
  it.each(['\n', '\r\n', '\r'])('is read with lines that end in %j', async (end) => {
    expect(await read(text.replaceAll('\n', end))).toEqual(events);
  });

  it.each(['\n', '\r\n', '\r'])('is the same however it is cut, lines ending in %j', async (end) => {
    const bytes = new TextEncoder().encode(text.replaceAll('\n', end));
    const cuts = fc.uniqueArray(fc.integer({ min: 1, max: bytes.length - 1 }), { maxLength: 12 });
    await fc.assert(
      fc.asyncProperty(cuts, async (given) => {
        const places = [0, ...given.toSorted((a, b) => a - b), bytes.length];
        const pieces = places.slice(1).map((place, i) => bytes.slice(places[i], place));
        expect(await read(...pieces)).toEqual(events);
      }),
      { numRuns: 60 },
    );
  });

  it('is the same byte by byte, also within a character', async () => {
    const bytes = new TextEncoder().encode(text);
    expect(await read(...Array.from(bytes, (byte) => Uint8Array.of(byte)))).toEqual(events);
  });

  it('keeps the last id for events that bring none', async () => {
    expect(await read('id: 7\ndata: a\n\ndata: b\n\n')).toEqual([message('7', 'a'), message('7', 'b')]);
  });

  it('has an empty id before the first', async () => {
    expect(await read('data: a\n\n')).toEqual([message('', 'a')]);
  });

  it('keeps a name for one event only, also where that carries nothing', async () => {
    expect(await read('event: problem\ndata: a\n\ndata: b\n\nevent: problem\n\ndata: c\n\n')).toEqual([
      { name: 'problem', id: '', data: 'a' },
      message('', 'b'),
      message('', 'c'),
    ]);
    expect(await read('event: problem\nevent\ndata: a\n\n')).toEqual([message('', 'a')]);
  });

  it.each([
    ['data:  a ', ' a '],
    ['data:a', 'a'],
    ['data:\ta', '\ta'],
    ['data:', ''],
    ['data: ', ''],
    ['data', ''],
    ['data: a: b', 'a: b'],
    ['data\ndata', '\n'],
  ])('takes one space away from %j and nothing else', async (lines, data) => {
    expect(await read(`${lines}\n\n`)).toEqual([message('', data)]);
  });

  it.each([
    ['id:  9 ', ' 9 '],
    ['id', ''],
    ['id:', ''],
    ['id: 9\0', '7'],
    ['ID: 9', '7'],
    [' id: 9', '7'],
    ['identity: 9', '7'],
  ])('after 7 reads the id of %j', async (line, id) => {
    expect(await read(`id: 7\n${line}\ndata: a\n\n`)).toEqual([message(id, 'a')]);
  });

  it('yields an event that ends with a CR before more is there', async () => {
    const body = new ReadableStream<Uint8Array>({
      start: (controller) => controller.enqueue(new TextEncoder().encode('data: a\r\r')),
    });
    for await (const event of parseServerSentEvents(new Response(body))) {
      expect(event.data).toBe('a');
      break;
    }
  });

  it('yields nothing for comments, blank lines and ids alone', async () => {
    expect(await read(':\n\n\n\nid: 3\n\nretry: 1\n\nfoo: bar\n\n')).toEqual([]);
  });

  it('drops what was cut off before its blank line', async () => {
    expect(await read('data: a\n\ndata: half')).toEqual([message('', 'a')]);
    expect(await read('data: a\n\ndata: whole\n')).toEqual([message('', 'a')]);
  });

  it('passes over a byte order mark', async () => {
    expect(await read('\uFEFFdata: a\n\n')).toEqual([message('', 'a')]);
  });

  it('is nothing without a body', async () => {
    const found: unknown[] = [];
    for await (const event of parseServerSentEvents(new Response(null))) found.push(event);
    expect(found).toEqual([]);
  });

  it('is closed when the reader has had enough', async () => {
    let cancelled = false;
    const body = new ReadableStream<Uint8Array>({
      pull: (controller) => controller.enqueue(new TextEncoder().encode('data: again\n\n')),
      cancel: () => {
        cancelled = true;
      },
    });
    for await (const event of parseServerSentEvents(new Response(body))) {
      expect(event.data).toBe('again');
      break;
    }
    expect(cancelled).toBe(true);
  });
});
