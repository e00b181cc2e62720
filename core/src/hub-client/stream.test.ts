import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import type { ServerResponse } from 'node:http';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from '../../../test/fixtures/events/index.ts';
import { type Answer, answerJson, localServer } from '../../../test/support/local-server.ts';
import { createHubClient, HubError } from './index.ts';

let answer: Answer;
let hub: Awaited<ReturnType<typeof localServer>>;
beforeEach(async () => {
  hub = await localServer((seen, response) => answer(seen, response));
});
afterEach(() => hub.stop());

const received = examples['message.received'];
const begin = (response: ServerResponse) => {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('retry: 3000\n\n');
};
const write = (response: ServerResponse, cursor: number, event: object = received) =>
  response.write(`id: ${cursor}\ndata: ${JSON.stringify(event)}\n\n`);

describe('stream', () => {
  const client = (signal?: AbortSignal) =>
    createHubClient({ url: hub.url, key: 'ctl_1', fetch, ...(signal ? { signal } : {}) });

  it('yields events with their cursors until the hub ends it', async () => {
    answer = (_, response) => {
      begin(response);
      write(response, 41);
      write(response, 42, examples['contact.erased']);
      response.end();
    };
    const found: unknown[] = [];
    for await (const one of client().stream({ types: ['message.received', 'contact.erased'], after: '40' }))
      found.push(one);
    expect(found).toEqual([
      { event: received, cursor: '41' },
      { event: examples['contact.erased'], cursor: '42' },
    ]);
    expect(hub.seen[0]).toMatchObject({
      method: 'GET',
      url: '/v1/events/stream?types=message.received%2Ccontact.erased&after=40',
      headers: { accept: 'text/event-stream', authorization: 'Bearer ctl_1' },
    });
  });

  it('yields an event before the next one is there', async () => {
    answer = (_, response) => {
      begin(response);
      write(response, 1);
    };
    const stop = new AbortController();
    for await (const { cursor } of client().stream({ signal: stop.signal })) {
      expect(cursor).toBe('1');
      break;
    }
  });

  it.each(['its own', 'the client’s'])('ends with %s signal', async (whose) => {
    answer = (_, response) => {
      begin(response);
      write(response, 1);
    };
    const stop = new AbortController();
    const own = whose === 'its own' ? { signal: stop.signal } : {};
    const read = async () => {
      for await (const { cursor } of client(whose === 'its own' ? undefined : stop.signal).stream(own))
        if (cursor === '1') stop.abort();
    };
    await expect(read()).rejects.toMatchObject({ name: 'AbortError' });
  });

  it('lets the hub know when the reader leaves', async () => {
    const left = Promise.withResolvers<void>();
    answer = (_, response) => {
      response.on('close', left.resolve);
      begin(response);
      write(response, 1);
    };
    for await (const _ of client().stream({})) break;
    await left.promise;
  });

  it('says so when the connection breaks', async () => {
    answer = async (_, response) => {
      begin(response);
      await new Promise<void>((resolve) => {
        response.write('id: 1\ndata: {"ha', () => resolve());
      });
      response.destroy();
    };
    const read = async () => {
      for await (const { cursor } of client().stream({})) expect(cursor).toBe('never');
    };
    await expect(read()).rejects.toMatchObject({ message: 'terminated' });
  });

  const refusal = async (): Promise<HubError> => {
    try {
      for await (const { cursor } of client().stream({})) expect(cursor).toBe('1');
    } catch (error) {
      expect(error).toBeInstanceOf(HubError);
      return error as HubError;
    }
    throw new Error('it was not refused');
  };

  it('ends with the problem that the hub tells on the way', async () => {
    const problem = {
      type: 'about:blank',
      title: 'Expired',
      status: 410,
      code: 'cursor_expired',
      nextStep: 'x',
    };
    answer = (_, response) => {
      begin(response);
      write(response, 1);
      response.write(`event: problem\ndata: ${JSON.stringify({ ...problem, detail: 'from 7' })}\n\n`);
      write(response, 2);
    };
    expect(await refusal()).toMatchObject({
      message: 'Expired: from 7',
      problem: { ...problem, detail: 'from 7' },
    });
  });

  it('passes over what a newer hub tells besides', async () => {
    answer = (_, response) => {
      begin(response);
      response.write('event: later\ndata: {"x":1}\n\n');
      write(response, 1);
      response.end();
    };
    const found: string[] = [];
    for await (const { cursor } of client().stream({})) found.push(cursor);
    expect(found).toEqual(['1']);
  });

  it.each([
    ['a page', 'text/html', '<html>Sign in</html>'],
    ['no events', 'text/event-stream', 'id: 1\ndata: <html>Sign in</html>\n\n'],
    ['a problem of its own', 'text/event-stream', 'event: problem\ndata: oh\n\n'],
  ])('says that it is no hub that answers %s', async (_, type, body) => {
    answer = (_seen, response) => {
      response.writeHead(200, { 'content-type': type }).end(body);
    };
    const error = await refusal();
    expect(error.message).toContain('answered 200 and is not a Centralita hub');
    expect(error.stack).not.toContain('Sign in');
  });

  it('is refused with a problem like any other call', async () => {
    const problem = { title: 'The cursor is too old', status: 410, code: 'cursor_expired', nextStep: 'x' };
    answer = answerJson(410, problem);
    const read = async () => {
      for await (const { cursor } of client().stream({ after: '1' })) expect(cursor).toBe('never');
    };
    await expect(read()).rejects.toThrow(HubError);
  });
});

describe('the examples of the guide', () => {
  const run = (file: URL, args: readonly string[] = []) => {
    const child = spawn(process.execPath, ['--conditions=source', fileURLToPath(file), ...args], {
      env: { ...process.env, CENTRALITA_URL: hub.url, CENTRALITA_API_KEY: 'ctl_1' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    let out = '';
    let err = '';
    child.stdout.on('data', (chunk: Buffer) => {
      out += chunk;
    });
    child.stderr.on('data', (chunk: Buffer) => {
      err += chunk;
    });
    const ended = new Promise<{ code: number | null; out: string; err: string }>((resolve) => {
      child.on('close', (code) => resolve({ code, out, err }));
    });
    return { child, ended, out: () => out };
  };

  const send = new URL('../../../test/fixtures/hub-client/send.ts', import.meta.url);
  const follow = new URL('../../../test/fixtures/hub-client/follow.ts', import.meta.url);

  it.each(['docs/hub-client.md', 'docs/es/hub-client.md'])('stand in %s with every method', (page) => {
    const text = readFileSync(new URL(`../../../${page}`, import.meta.url), 'utf8');
    const listed = [...text.matchAll(/^\| `(\w+)\(/gm)].map(([, name]) => name);
    const client = createHubClient({ url: hub.url, fetch });
    expect(listed.sort()).toEqual(Object.keys(client).sort());
    for (const file of [send, follow]) expect(text).toContain(readFileSync(file, 'utf8').trim());
  });

  it('sends a message and prints where it stands', async () => {
    answer = answerJson(200, { id: 'ms_1', state: 'accepted' });
    expect(await run(send).ended).toMatchObject({ code: 0, out: 'ms_1 accepted\n' });
    expect(hub.seen[0]).toMatchObject({
      method: 'POST',
      url: '/v1/messages',
      headers: { 'idempotency-key': 'order-8842-shipped', prefer: 'wait=10', authorization: 'Bearer ctl_1' },
    });
  });

  it('says why it was not sent, and what to do', async () => {
    answer = answerJson(422, {
      title: 'No',
      status: 422,
      code: 'window_closed',
      nextStep: 'Send a template.',
    });
    const { code, err } = await run(send).ended;
    expect([code, err]).toEqual([1, 'window_closed: No. Send a template.\n']);
  });

  it('follows events and comes back where it was', async () => {
    const back = Promise.withResolvers<void>();
    answer = ({ url }, response) => {
      begin(response);
      if (url.endsWith('after=42')) return back.resolve();
      write(response, 41);
      write(response, 42, examples['contact.erased']);
      response.end();
    };
    const { child, ended, out } = run(follow, ['40']);
    await back.promise;
    child.kill();
    await ended;
    expect(out()).toBe('41 Ana Ruiz text\n');
    expect(hub.seen.map(({ url }) => new URL(url, 'http://x').searchParams.get('after'))).toEqual([
      '40',
      '42',
    ]);
  });
});
