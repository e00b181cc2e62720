import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { createServer } from 'node:net';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { startEventReceiver } from '../support/event-receiver.ts';
import {
  allEvents,
  freePort,
  type HubProcess,
  type Loose,
  removeFolder,
  run,
  startHub,
  tempFolder,
  until,
} from '../support/hub-process.ts';

const secret = `whsec_${Buffer.alloc(32, 5).toString('base64')}`;
const phone = '34600111222';

describe('the demonstration', () => {
  const folder = tempFolder();
  const data = join(folder, 'data');
  let port = 0;
  let hub: HubProcess;
  beforeAll(async () => {
    port = await freePort();
    hub = await startHub({ folder, port, demo: true });
  }, 30_000);
  afterAll(async () => {
    await hub?.end('SIGKILL');
    removeFolder(folder);
  });
  const writes = (body: string, from = phone) =>
    hub.api('POST', `/sandbox/customers/${from}/messages`, { type: 'text', text: { body } });

  /** `start` with this environment; ends by itself with what it says. */
  const startFails = async (env: Record<string, string>, args: string[] = ['--demo']) => {
    const program = run(['hub/src/main.ts', 'start', ...args], {
      PORT: '0',
      CENTRALITA_DATA: join(folder, 'other'),
      CENTRALITA_CONFIG: join(folder, 'none.yaml'),
      ...env,
    });
    const timer = setTimeout(() => void program.end('SIGKILL'), 10_000);
    const { code } = await program.exited;
    clearTimeout(timer);
    return { code, says: program.err() };
  };

  it('tells a second start on the same folder who has it, and is not disturbed by it', async () => {
    const { code, says } = await startFails({ CENTRALITA_DATA: data });
    expect(code).toBe(1);
    expect(says).toContain(`process ${hub.pid}`);
    expect(says).toContain(hub.url);
    expect(says).toContain('CENTRALITA_DATA');
    expect((await hub.api('GET', '/healthz')).status).toBe(200);
    expect(JSON.parse(readFileSync(join(data, 'hub.json'), 'utf8')).pid).toBe(hub.pid);
  });

  it('says which port is taken and what to do, and leaves nothing behind', async () => {
    const taken = createServer();
    await new Promise<void>((done) => taken.listen(0, '127.0.0.1', done));
    const address = taken.address() as { port: number };
    const { code, says } = await startFails({ PORT: String(address.port) });
    taken.close();
    expect(code).toBe(1);
    expect(says).toContain(String(address.port));
    expect(says).toContain('PORT');
    expect(says).not.toMatch(/\n {4}at /);
    // The folder is free again.
    const second = await startHub({
      folder: join(folder, 'other'),
      port: await freePort(),
      demo: true,
      env: { CENTRALITA_DATA: join(folder, 'other') },
    }).catch((error: unknown) => error as Error);
    expect(second).not.toBeInstanceOf(Error);
    await (second as HubProcess).end('SIGKILL');
  }, 20_000);

  it('names line, setting and fix of every slip in the settings, and no secret', async () => {
    const file = join(folder, 'slips.yaml');
    const start = async (yaml: string) => {
      writeFileSync(file, yaml);
      const { code, says } = await startFails(
        { CENTRALITA_CONFIG: file, CENTRALITA_KEY: 'k'.repeat(40), A: 'a' },
        [],
      );
      expect(code).toBe(1);
      expect(says).not.toMatch(/\n {4}at /);
      return says;
    };
    const says = await start(`endpoints:
  - id: shop
    appSecrt: { env: A }
  - id: Shop!
    appSecret: { env: A }
  - id: third
    appSecret: s3cr3t-in-the-file
deliveries:
  attempts: 1e9
`);
    for (const slip of [
      /slips\.yaml:3:.*appSecrt.*appSecret/,
      /slips\.yaml:4:.*endpoints\[1\]\.id: .*Fix: /,
      /slips\.yaml:7:.*endpoints\[2\]\.appSecret: .*Fix: .*environment/,
      /slips\.yaml:9:.*deliveries\.attempts: .*Fix: .*50/,
    ])
      expect(says).toMatch(slip);
    expect(says).not.toContain('s3cr3t-in-the-file');
    expect(await start('endpoints: [\n')).toMatch(/slips\.yaml:\d+:\d+/);
  });

  it('refuses a real account, an address of the network and a missing key, each with the way out', async () => {
    const file = join(folder, 'real.yaml');
    writeFileSync(file, 'endpoints:\n  - id: shop\n    appSecret: { env: A }\n');
    const [real, open, bare] = await Promise.all([
      startFails({ CENTRALITA_CONFIG: file, A: 'a' }),
      startFails({ HOST: '0.0.0.0' }),
      startFails({}, []),
    ]);
    expect(real.says).toContain('without --demo');
    expect(open.says).toContain('HOST');
    expect(bare.says).toContain('CENTRALITA_KEY');
    for (const { code } of [real, open, bare]) expect(code).toBe(1);
  });

  /** As a browser or a rebinding name would send it: `fetch` does not let a program choose these headers. */
  const as = (headers: Record<string, string>, method: string, path: string, body = '') =>
    new Promise<{ status: number; headers: Loose; body: string }>((done, fail) => {
      const request = httpRequest(
        `${hub.url}${path}`,
        { method, headers: { ...headers, 'content-length': Buffer.byteLength(body) } },
        (response) => {
          let text = '';
          response.on('data', (chunk) => {
            text += chunk;
          });
          response.on('end', () =>
            done({ status: response.statusCode ?? 0, headers: response.headers, body: text }),
          );
        },
      );
      request.on('error', fail);
      request.end(body);
    });

  const foreign: [string, Record<string, string>][] = [
    ['another origin', { origin: 'https://evil.example' }],
    ['another port of this machine', { origin: 'http://127.0.0.1:1' }],
    ['no origin of its own', { origin: 'null' }],
    [
      'another site, by what the browser says',
      { 'sec-fetch-site': 'cross-site', 'sec-fetch-mode': 'no-cors' },
    ],
    [
      'another site, as a form',
      {
        'sec-fetch-site': 'cross-site',
        'sec-fetch-mode': 'navigate',
        'sec-fetch-dest': 'document',
        origin: 'https://evil.example',
      },
    ],
    ['a name that points here', { host: 'evil.example' }],
    [
      'a name that points here, with the port',
      { host: 'evil.example:3000', origin: 'http://evil.example:3000' },
    ],
    ['a name that looks like ours', { host: 'localhost.evil.example' }],
    ['another number of the network', { host: '192.168.1.7:3000' }],
  ];
  const wanted: [string, string, string][] = [
    ['GET', '/v1/events', ''],
    ['GET', '/v1/conversations', ''],
    ['POST', '/v1/messages', `{"to":"+${phone}","content":{"kind":"text","text":"from a page"}}`],
    ['DELETE', '/v1/contacts/ct_0000000000000000', ''],
    ['GET', '/sandbox/state', ''],
    ['POST', `/sandbox/customers/${phone}/messages`, '{"type":"text","text":{"body":"from a page"}}'],
    ['POST', '/sandbox/reset', '{}'],
    ['POST', '/sandbox/clock', '{"advance":"48h"}'],
    ['GET', '/sandbox/events', ''],
    ['GET', '/graph/v25.0/2000000000001', ''],
    ['POST', '/graph/v25.0/2000000000001/messages', '{"messaging_product":"whatsapp"}'],
    ['GET', '/metrics', ''],
  ];
  it.each(foreign)('gives a page of %s nothing, and lets it do nothing', async (_, headers) => {
    const before = (await allEvents(hub)).length;
    const clock = (await hub.api('GET', '/sandbox/clock')).body.offsetMs;
    for (const [method, path, body] of wanted) {
      for (const type of ['application/json', 'text/plain', 'application/x-www-form-urlencoded']) {
        const answer = await as(
          { ...headers, ...(body ? { 'content-type': type } : {}) },
          method,
          path,
          body,
        );
        expect([method, path, answer.status >= 400]).toEqual([method, path, true]);
        expect(answer.headers['access-control-allow-origin']).toBeUndefined();
        expect(answer.body).not.toContain('verifiedName');
        expect(answer.body).not.toContain(phone);
        if (!body) break;
      }
    }
    expect((await allEvents(hub)).length).toBe(before);
    expect((await hub.api('GET', '/sandbox/clock')).body.offsetMs).toBe(clock);
  });

  it('answers no question whether a page may call it, and takes only JSON even from who says nothing', async () => {
    for (const path of ['/v1/messages', '/sandbox/reset', '/graph/v25.0/2000000000001/messages']) {
      const asked = await as(
        {
          origin: 'https://evil.example',
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
        'OPTIONS',
        path,
      );
      expect(asked.headers['access-control-allow-origin']).toBeUndefined();
      expect(asked.status).toBeGreaterThanOrEqual(400);
    }
    // What a page can send without being asked first: a form, or text. Old browsers say nothing of where it is from.
    const [method, path, body] = wanted[2] as (typeof wanted)[number];
    for (const type of [
      'text/plain',
      'application/x-www-form-urlencoded',
      'multipart/form-data; boundary=x',
      undefined,
    ]) {
      const answer = await as(type ? { 'content-type': type } : {}, method, path, body);
      expect([type, answer.status]).toEqual([type, 415]);
    }
  });

  it('stops cleanly within five seconds while deliveries, streams and sends are open', async () => {
    const receiver = await startEventReceiver(secret);
    receiver.answer = () => 'hang';
    await hub.api('PUT', '/v1/subscriptions/hanging', { url: receiver.url, secret });
    const streams = await Promise.all(
      ['/v1/events/stream', '/sandbox/events'].map((path) => fetch(hub.url + path)),
    );
    expect(streams.map(({ status }) => status)).toEqual([200, 200]);
    const waiting = fetch(`${hub.url}/v1/events?wait=30&types=problem&after=now`).catch(() => undefined);
    await writes('hola');
    await hub.api('POST', '/sandbox/faults', { kind: 'timeout_before_accept', ms: 20_000, customer: phone });
    const { body: sent } = await hub.api('POST', '/v1/messages', {
      to: `+${phone}`,
      content: { kind: 'text', text: 'under way' },
    });
    await until('a delivery hangs', () => receiver.seen.length > 0);
    await until('the platform has the message', async () => {
      const { body } = await hub.api('GET', '/sandbox/faults');
      return body.faults[0].used === 1;
    });
    await hub.api('POST', '/sandbox/clock', { advance: '3h' });
    const clock = (await hub.api('GET', '/sandbox/clock')).body.offsetMs;
    const events = await allEvents(hub);
    const started = performance.now();
    const exit = await hub.end('SIGINT');
    const ms = performance.now() - started;
    await waiting;
    await receiver.close();
    expect(exit).toEqual({ code: 0, signal: null });
    expect(ms).toBeLessThan(5_000);
    expect(hub.out()).toContain('Stopped.');
    expect(hub.err()).not.toMatch(/error|unhandled|rejection/i);

    hub = await startHub({ folder, port, demo: true });
    const after = await allEvents(hub);
    expect(after.slice(0, events.length).map(({ id }) => id)).toEqual(events.map(({ id }) => id));
    // Nobody knows what became of what was under way, and it says so.
    const { body: message } = await hub.api('GET', `/v1/messages/${sent.id}`);
    expect(message.state).toBe('uncertain');
    expect((await hub.api('GET', '/sandbox/clock')).body.offsetMs).toBeGreaterThanOrEqual(clock);
    const { body: shown } = await hub.api('GET', `/sandbox/customers/${phone}/messages`);
    expect(shown.messages.map((one: Loose) => one.text.body)).toContain('hola');
    expect((await hub.api('GET', '/v1/subscriptions')).body.items).toHaveLength(1);
    await hub.api('DELETE', '/v1/subscriptions/hanging');
    // And it goes on: the phone and the hub still know each other.
    await hub.api('DELETE', '/sandbox/faults');
    await writes('again');
    const { body: next } = await hub.api('POST', '/v1/messages', {
      to: `+${phone}`,
      content: { kind: 'text', text: 'welcome back' },
    });
    await until(
      'it arrives',
      async () => (await hub.api('GET', `/v1/messages/${next.id}`)).body.state === 'delivered',
    );
  }, 30_000);

  it('keeps what the phone and the hub have when it is killed, and starts on a folder with remains of a run', async () => {
    await writes('before the end', '34600333444');
    await hub.end('SIGKILL');
    mkdirSync(data, { recursive: true });
    hub = await startHub({ folder, port, demo: true });
    const texts = (await allEvents(hub, '&types=message.received')).map(
      (event) => event.data.message.content.text,
    );
    expect(texts).toContain('before the end');
    const { body } = await hub.api('GET', '/sandbox/customers/34600333444/messages');
    expect(body.messages).toHaveLength(1);
    const ended = await hub.end('SIGTERM');
    expect(ended).toEqual({ code: 0, signal: null });
  }, 20_000);
});
