import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { parseServerSentEvents } from './sse.ts';

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
  const events: { id: string; data: string }[] = [];
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
  { id: '41', data: '{"text":"¿abrís el domingo? 🙂"}' },
  { id: '42', data: 'first\n second' },
];

describe('a stream of events', () => {
  it.each(['\n', '\r\n', '\r'])('is read with lines that end in %j', async (end) => {
    // After a last lone CR nobody knows yet whether an LF follows.
    const more = end === '\r' ? ':' : '';
    expect(await read(text.replaceAll('\n', end) + more)).toEqual(events);
  });

  it.each(['\n', '\r\n', '\r'])('is the same however it is cut, lines ending in %j', async (end) => {
    const bytes = new TextEncoder().encode(`${text.replaceAll('\n', end)}:`);
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
    expect(await read('id: 7\ndata: a\n\ndata: b\n\n')).toEqual([
      { id: '7', data: 'a' },
      { id: '7', data: 'b' },
    ]);
  });

  it('has an empty id before the first', async () => {
    expect(await read('data: a\n\n')).toEqual([{ id: '', data: 'a' }]);
  });

  it('yields nothing for comments, blank lines and ids alone', async () => {
    expect(await read(':\n\n\n\nid: 3\n\nretry: 1\n\nfoo: bar\n\n')).toEqual([]);
  });

  it('drops what was cut off before its blank line', async () => {
    expect(await read('data: a\n\ndata: half')).toEqual([{ id: '', data: 'a' }]);
    expect(await read('data: a\n\ndata: whole\n')).toEqual([{ id: '', data: 'a' }]);
  });

  it('passes over a byte order mark', async () => {
    expect(await read('\uFEFFdata: a\n\n')).toEqual([{ id: '', data: 'a' }]);
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
