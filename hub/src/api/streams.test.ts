import { CentralitaError, codes } from '@centralita/core/model';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { closeServer, createServer, listen } from '../server.ts';
import { examples } from './openapi/examples.ts';
import { createKit, type Kit, problemIn } from './testing/kit.ts';

let kit: Kit;
let key: string;
beforeEach(async () => {
  kit = createKit({ limits: { heartbeatMs: 20, streams: 2 } });
  key = await kit.newKey(['events:read']);
});
afterEach(() => kit.close());

const open = (init: Parameters<Kit['fetch']>[1] = {}) => kit.fetch('/v1/events/stream', { key, ...init });
const lastQuery = () => kit.services.calls.filter(({ name }) => name === 'events.stream').at(-1)?.args[0];

/** Reads until the text has come, or to the end when there is none to wait for. */
const readUntil = async (answer: Response, wanted?: string): Promise<string> => {
  const reader = (answer.body as ReadableStream<Uint8Array>).getReader();
  let text = '';
  while (wanted === undefined || !text.includes(wanted)) {
    const { done, value } = await reader.read();
    if (done) break;
    text += new TextDecoder().decode(value);
  }
  reader.releaseLock();
  return text;
};

const problemFrame = (text: string): unknown =>
  JSON.parse(/^event: problem\ndata: (.*)\n$/m.exec(text)?.[1] ?? 'null');

it('tells events with their cursors, and keeps the line warm', async () => {
  const answer = await open();
  expect(answer.headers.get('content-type')).toBe('text/event-stream');
  const text = await readUntil(answer, '\n:\n');
  expect(text).toMatch(/^retry: 3000\n\nid: 1042\ndata: \{/);
  const data = /^data: (.*)$/m.exec(text)?.[1] ?? '';
  expect(JSON.parse(data)).toEqual(examples.EventPage.events[0]);
  await answer.body?.cancel();
});

it('goes on where the reader stopped', async () => {
  const answer = await open({ headers: { 'last-event-id': '1041' } });
  await readUntil(answer, 'id:');
  expect(lastQuery()).toMatchObject({ after: '1041' });
  await answer.body?.cancel();
});

it('says with a status that a cursor has expired', async () => {
  expect(await problemIn(await open({ headers: { 'last-event-id': 'expired' } }))).toMatchObject({
    status: 410,
    code: 'cursor_expired',
  });
});

it('ends when its key is revoked', async () => {
  const answer = await open();
  await kit.keys.revoke(kit.keys.list()[0]?.id ?? '');
  expect(await readUntil(answer)).toContain('retry: 3000');
});

it('ends with its session', async () => {
  const signedIn = await kit.fetch('/console/session', { method: 'POST', body: JSON.stringify({ key }) });
  const cookie = signedIn.headers.get('set-cookie')?.split(';')[0] ?? '';
  const answer = await kit.fetch('/v1/events/stream', { headers: { cookie } });
  await kit.fetch('/console/session', { method: 'DELETE', headers: { cookie } });
  expect(await readUntil(answer)).toContain('retry: 3000');
});

it('ends when the hub stops', async () => {
  const answer = await open();
  kit.api.close();
  expect(await readUntil(answer)).toContain('retry: 3000');
});

it('tells what went wrong on the way', async () => {
  // biome-ignore lint/correctness/useYield: it fails before it has anything to tell
  kit.services.events.stream = async function* () {
    throw new Error('a secret');
  };
  const text = await readUntil(await open());
  expect(problemFrame(text)).toEqual({
    type: 'about:blank',
    title: codes.internal.title.en,
    status: 500,
    code: 'internal',
    nextStep: codes.internal.nextStep.en,
    requestId: expect.stringMatching(/./),
  });
  expect(text).not.toContain('a secret');

  // biome-ignore lint/correctness/useYield: it fails before it has anything to tell
  kit.services.events.stream = async function* () {
    throw new CentralitaError('cursor_expired', 'the oldest event is 7', { field: 'after' });
  };
  expect(problemFrame(await readUntil(await open()))).toMatchObject({
    title: codes.cursor_expired.title.en,
    status: 410,
    code: 'cursor_expired',
    detail: 'the oldest event is 7',
    field: 'after',
  });
});

it('answers HEAD without opening anything', async () => {
  for (let i = 0; i < 5; i++) expect((await open({ method: 'HEAD' })).status).toBe(200);
  const answer = await open();
  expect(answer.status).toBe(200);
  await answer.body?.cancel();
});

it('ends when its reader hangs up', async () => {
  const server = createServer({ ingress: () => undefined, fetch: kit.api.fetch });
  const port = await listen(server, 0, '127.0.0.1');
  try {
    for (let i = 0; i < 4; i++) {
      const leave = new AbortController();
      const answer = await fetch(`http://127.0.0.1:${port}/v1/events/stream`, {
        headers: { authorization: `Bearer ${key}` },
        signal: leave.signal,
      });
      expect(answer.status).toBe(200);
      await readUntil(answer, 'id:');
      leave.abort();
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  } finally {
    await closeServer(server, 100);
  }
});

it('opens no more than it may, and forgets those that were left', async () => {
  const first = await open();
  const second = await open();
  expect(await problemIn(await open())).toMatchObject({ status: 429, code: 'too_many_requests' });
  await first.body?.cancel();
  const third = await open();
  expect(third.status).toBe(200);
  await second.body?.cancel();
  await third.body?.cancel();
});
