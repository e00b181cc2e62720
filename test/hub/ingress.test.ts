import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { request as httpRequest } from 'node:http';
import { connect } from 'node:net';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { gzipSync } from 'node:zlib';
import { meta } from '@centralita/core/channels/meta';
import { CentralitaError } from '@centralita/core/model';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { createIngress } from '../../hub/src/ingress/ingress.ts';
import { closeServer, createServer, listen } from '../../hub/src/server.ts';
import {
  allEvents,
  appSecret,
  freePort,
  type HubProcess,
  type Loose,
  postWebhook,
  removeFolder,
  signatureOf,
  startHub,
  tempFolder,
  until,
  verifyToken,
} from '../support/hub-process.ts';
import { bodyOf, status, text } from '../support/webhooks.ts';

const customer = '34600111222';
const limit = 4 * 1024 * 1024;

/** What comes back for bytes written as they are; `after` ends our side. */
const exchange = (port: number, parts: readonly (string | Buffer)[], end = true): Promise<string> =>
  new Promise((done) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => {
      for (const part of parts) socket.write(part);
      if (end) socket.end();
    });
    socket.on('data', (bytes) => {
      answer += bytes;
    });
    socket.on('close', () => done(answer));
    socket.on('error', () => undefined);
  });

describe('the webhook address', () => {
  const folder = tempFolder();
  let port = 0;
  let hub: HubProcess;
  beforeAll(async () => {
    port = await freePort();
    hub = await startHub({ folder, port });
  }, 30_000);
  afterAll(async () => {
    await hub?.end('SIGKILL');
    removeFolder(folder);
  });
  const post = (body: string | Uint8Array, signature?: string) => postWebhook(hub.webhook, body, signature);
  let cursor = '0';
  /** The events since it was asked last. */
  const fresh = async (): Promise<Loose[]> => {
    const events: Loose[] = [];
    for (;;) {
      const { body } = await hub.api('GET', `/v1/events?limit=200&after=${cursor}`);
      events.push(...body.events);
      cursor = body.cursor;
      if (!body.more) return events;
    }
  };
  const counted = async (outcome: string): Promise<number> => {
    const { body } = await hub.api('GET', '/metrics');
    return Number(new RegExp(`webhook_requests_total\\{outcome="${outcome}"\\} (\\d+)`).exec(body)?.[1] ?? 0);
  };

  it('takes nothing that is not signed with the secret', async () => {
    const body = bodyOf(text(customer, 'F1', Date.now(), 'forged'));
    const right = signatureOf(body);
    const unsigned = await fetch(hub.webhook, { method: 'POST', body });
    expect(unsigned.status).toBe(401);
    expect(await unsigned.text()).toBe('');
    const wrong = [
      signatureOf(body, 'another secret'),
      signatureOf(body, ''),
      right.replace('sha256=', 'sha1='),
      right.slice(7),
      right.slice(0, -1),
      `${right}00`,
      `sha256=${'0'.repeat(64)}`,
      `sha256=${'g'.repeat(64)}`,
      `${right}, ${right}`,
      'sha256=',
    ];
    for (const signature of wrong) expect([signature, await post(body, signature)]).toEqual([signature, 401]);
    // The signature of another body, and the same text in other bytes.
    expect(await post(body, signatureOf(`${body} `))).toBe(401);
    expect(await post(`${body}\n`, right)).toBe(401);
    expect(await fresh()).toEqual([]);
    expect(await counted('forged')).toBe(wrong.length + 3);
    const lines = hub
      .err()
      .split('\n')
      .filter((line) => line.includes('"forged"'));
    expect(lines).toHaveLength(wrong.length + 3);
    for (const line of lines) {
      expect(JSON.parse(line)).toMatchObject({ outcome: 'forged', endpoint: 'meta/main' });
      expect(line).not.toContain(appSecret);
      expect(line).not.toContain(customer);
      expect(line).not.toContain(right.slice(7));
    }
  });

  it('answers the handshake with the right token only, and tells the challenge to nobody else', async () => {
    const ask = async (query: Record<string, string>) => {
      const answer = await fetch(`${hub.webhook}?${new URLSearchParams(query)}`);
      return [answer.status, await answer.text()];
    };
    const good = { 'hub.mode': 'subscribe', 'hub.verify_token': verifyToken, 'hub.challenge': '1158201444' };
    expect(await ask(good)).toEqual([200, '1158201444']);
    for (const change of [
      { 'hub.verify_token': 'wrong' },
      { 'hub.verify_token': '' },
      { 'hub.mode': 'unsubscribe' },
    ]) {
      const [code, body] = await ask({ ...good, ...change });
      expect(code).toBeGreaterThanOrEqual(400);
      expect(body).not.toContain('1158201444');
    }
    expect((await fetch(hub.webhook)).status).toBeGreaterThanOrEqual(400);
    // Whatever the challenge is, no browser takes the answer for a page.
    const markup = new URLSearchParams({ ...good, 'hub.challenge': '<script>alert(1)</script>' });
    const { headers } = await fetch(`${hub.webhook}?${markup}`);
    expect(headers.get('content-type')).toMatch(/^text\/plain/);
    expect(headers.get('x-content-type-options')).toBe('nosniff');
    expect(hub.err()).not.toContain(verifyToken);
  });

  it('knows its addresses and methods', async () => {
    for (const path of [
      'meta/other',
      'other/main',
      'meta',
      'meta/',
      '',
      'meta/main%00',
      '../v1/keys',
      'meta/__proto__',
      'meta/constructor',
    ]) {
      const answer = await exchange(port, [
        `POST /webhooks/${path} HTTP/1.1\r\nHost: x\r\nContent-Length: 2\r\nConnection: close\r\n\r\n{}`,
      ]);
      expect([path, answer.slice(0, 12)]).toEqual([path, 'HTTP/1.1 404']);
    }
    for (const method of ['PUT', 'DELETE', 'PATCH', 'HEAD', 'OPTIONS']) {
      const answer = await fetch(hub.webhook, { method });
      expect([method, answer.status, answer.headers.get('allow')]).toEqual([method, 405, 'GET, POST']);
    }
  });

  it('reads 4 MB and not a byte more, announced or not', async () => {
    const frame = bodyOf(text(customer, 'L1', Date.now(), '')).length;
    const whole = bodyOf(text(customer, 'L1', Date.now(), 'x'.repeat(limit - frame)));
    expect(Buffer.byteLength(whole)).toBe(limit);
    const more = `${whole} `;
    expect(await post(more)).toBe(413);
    const chunked = () =>
      new Promise<number>((done, fail) => {
        const request = httpRequest(
          hub.webhook,
          { method: 'POST', headers: { 'x-hub-signature-256': signatureOf(more) } },
          (response) => {
            response.resume();
            done(response.statusCode ?? 0);
          },
        );
        request.on('error', fail);
        const bytes = Buffer.from(more);
        let at = 0;
        const write = (): void => {
          while (at < bytes.length) {
            const part = bytes.subarray(at, at + 65_536);
            at += part.length;
            if (!request.write(part)) return void request.once('drain', write);
          }
          request.end();
        };
        write();
      });
    expect(await chunked()).toBe(413);
    // Announced and never sent: answered at once, nothing is waited for.
    const announced = await exchange(
      port,
      [`POST /webhooks/meta/main HTTP/1.1\r\nHost: x\r\nContent-Length: ${limit + 1}\r\n\r\n`],
      false,
    );
    expect(announced.slice(0, 12)).toBe('HTTP/1.1 413');
    expect(await fresh()).toEqual([]);
    expect(await post(whole)).toBe(200);
    expect((await fresh()).at(-1).data.message.content.text).toHaveLength(limit - frame);
  }, 20_000);

  it('stores nothing of a body that was cut off, and stays well', async () => {
    const body = bodyOf(text(customer, 'T1', Date.now(), 'cut off'));
    const head = `POST /webhooks/meta/main HTTP/1.1\r\nHost: x\r\nX-Hub-Signature-256: ${signatureOf(body)}\r\n`;
    await new Promise<void>((done) => {
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`${head}Content-Length: ${body.length}\r\n\r\n${body.slice(0, 40)}`, () => {
          setTimeout(() => socket.resetAndDestroy(), 50);
        });
      });
      socket.on('close', () => done());
      socket.on('error', () => undefined);
    });
    // A shorter length than the body: what is read has another signature.
    const short = await exchange(port, [`${head}Content-Length: 40\r\nConnection: close\r\n\r\n${body}`]);
    expect(short).toMatch(/^HTTP\/1\.1 40[01] /);
    const smuggled = await exchange(port, [
      `${head}Content-Length: ${body.length}\r\nTransfer-Encoding: chunked\r\n\r\n${body}`,
    ]);
    expect(smuggled.slice(0, 12)).toBe('HTTP/1.1 400');
    expect(await fresh()).toEqual([]);
    expect(await post(body)).toBe(200);
    expect((await fresh()).at(-1).data.message.content.text).toBe('cut off');
  });

  it.each<[string, string | Uint8Array]>([
    ['text that is no JSON', 'hello, is this the webhook?'],
    ['nothing', ''],
    ['JSON that was cut off', bodyOf(text(customer, 'U0', 1, 'x')).slice(0, -20)],
    ['null', 'null'],
    ['a number', '17'],
    ['a list', '[1,2]'],
    ['UTF-16', Buffer.from(bodyOf(text(customer, 'U1', 1, 'x')), 'utf16le')],
    ['compressed bytes', gzipSync(bodyOf(text(customer, 'U2', 1, 'x')))],
    ['bytes that are no UTF-8', Buffer.from([0xff, 0xfe, 0x00, 0xd8, 0x80])],
    ['NUL bytes', Buffer.alloc(1000)],
    ['4 MB of nesting', '['.repeat(limit)],
    ['4 MB of nested objects', '{"a":'.repeat(800_000)],
    ['another platform', '{"object":"page","entry":[{"id":"1","messaging":[{}]}]}'],
    ['an unknown field', bodyOf({ field: 'weather', rain: true })],
  ])(
    'keeps %s as an unknown event',
    async (_, body) => {
      const before = (await allEvents(hub)).length;
      const started = performance.now();
      expect(await post(body)).toBe(200);
      expect(performance.now() - started).toBeLessThan(3_000);
      const events = await allEvents(hub);
      expect(events.slice(before).map(({ type }) => type)).toEqual(['unknown']);
      expect(await post(body)).toBe(200);
      expect((await allEvents(hub)).length).toBe(before + 1);
    },
    15_000,
  );

  const strange: [string, object][] = [
    ['prototype keys', JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":{"x":1}}}')],
    [
      'numbers where text belongs',
      { messages: [{ from: 34600111222, id: 7, timestamp: 1_790_000_000, type: 3, text: { body: 9 } }] },
    ],
    ['lists where objects belong', { contacts: [[1]], messages: [[['a']]], statuses: [[]] }],
    ['text where lists belong', { contacts: 'ana', messages: 'hola', statuses: 'read' }],
    ['nulls', { contacts: null, messages: [null], statuses: [null], errors: null }],
    ['a thousand keys', Object.fromEntries(Array.from({ length: 1000 }, (_, i) => [`k${i}`, i]))],
    ['a status of a kind nobody knows', status('W1', customer, 'teleported', Date.now())],
  ];
  it.each(strange)('takes %s without harm', async (_, value) => {
    expect(await post(bodyOf(value))).toBe(200);
    expect((await fresh()).length).toBeGreaterThan(0);
    expect(({} as Loose).admin).toBeUndefined();
  });

  const texts: Record<string, string> = {
    emoji: '👩‍👩‍👧‍👦🏳️‍🌈 ¡olé! 🇪🇸',
    rtl: 'مرحبا \u202Eabc\u202C שלום',
    surrogate: 'a\ud800b\udfffc',
    nul: 'before\u0000after',
    controls: '\u0001\u001b[31mred\u0085\u2028\u2029',
    sql: "'); drop table messages; --",
    markup: '<img src=x onerror=alert(1)>',
  };
  it('keeps every character that people write, also across a restart', async () => {
    const people = Object.keys(texts).map((key, index) => [key, `3460077700${index}`] as const);
    for (const [key, phone] of people) {
      const value: Loose = text(phone, `C-${key}`, Date.now(), texts[key] as string);
      value.contacts[0].profile.name = texts[key];
      expect(await post(bodyOf(value))).toBe(200);
    }
    for (let again = 0; again < 2; again += 1) {
      for (const [key, phone] of people) {
        const { body } = await hub.api('GET', `/v1/contacts?phone=${phone}`);
        const { body: list } = await hub.api('GET', `/v1/conversations?contactId=${body.items[0].id}`);
        const { body: messages } = await hub.api('GET', `/v1/conversations/${list.items[0].id}/messages`);
        // A lone half of a character cannot be written as UTF-8: it comes out as the sign for that, or escaped.
        const plain = (words: string) => words.toWellFormed();
        expect([key, plain(messages.items[0].content.text)]).toEqual([key, plain(texts[key] as string)]);
        expect([key, plain(body.items[0].name ?? '')]).toEqual([key, plain(texts[key] as string)]);
      }
      await hub.end('SIGKILL');
      hub = await startHub({ folder, port });
    }
  }, 20_000);

  it('believes no date that cannot be', async () => {
    for (const [id, at] of [
      ['1970', 0],
      ['9999', Date.UTC(9999, 11, 31)],
    ] as const)
      expect(await post(bodyOf(text(`3460088800${id.at(0)}`, `Y${id}`, at, id)))).toBe(200);
    for (const timestamp of ['-5', '1e400', 'NaN', '99999999999999999999', '', 'yesterday']) {
      const value: Loose = text('34600888000', `Y${timestamp}`, 0, timestamp);
      value.messages[0].timestamp = timestamp;
      expect([timestamp, await post(bodyOf(value))]).toEqual([timestamp, 200]);
    }
    const day = 86_400_000;
    const { body } = await hub.api('GET', '/v1/conversations?limit=200');
    for (const conversation of body.items) {
      expect(conversation.lastMessageAt).toBeLessThan(Date.now() + 61_000);
      expect(conversation.windowUntil ?? 0).toBeLessThan(Date.now() + day + 61_000);
    }
    expect((await hub.api('GET', '/readyz')).status).toBe(200);
  });

  it('applies 999 updates beside one that cannot be applied, and keeps that one raw', async () => {
    const db = new DatabaseSync(join(folder, 'data/hub.db'), { timeout: 10_000 });
    db.exec(
      "create trigger poison before insert on messages when new.content like '%poison%' begin select raise(abort, 'poison'); end",
    );
    const values = Array.from({ length: 1000 }, (_, i) =>
      text(
        `346009${String(i % 100).padStart(5, '0')}`,
        `P${i}`,
        Date.now(),
        i === 500 ? 'poison' : `fine ${i}`,
      ),
    );
    const started = performance.now();
    expect(await post(bodyOf(...values))).toBe(200);
    expect(performance.now() - started).toBeLessThan(2_000);
    db.exec('drop trigger poison');
    db.close();
    const events = await fresh();
    const ids = events
      .filter(({ type }) => type === 'message.received')
      .map(({ data }) => data.message.providerId);
    expect(ids.filter((id) => /^wamid\.P\d+$/.test(id))).toHaveLength(999);
    const raw = events.filter(({ data }) => data.unknown?.reason === 'apply_failed');
    expect(raw).toHaveLength(1);
    expect(JSON.stringify(raw)).toContain('poison');
    // It belongs to the person, so that erasing them erases it.
    expect(raw[0].data.hub.contactId).toMatch(/^ct_/);
  }, 15_000);

  it('takes a burst on two hundred connections and answers every one', async () => {
    await fresh();
    const answers = await Promise.all(
      Array.from({ length: 1000 }, (_, i) =>
        post(
          bodyOf(text(`346007${String(i % 200).padStart(5, '0')}`, `Z${i % 900}`, Date.now(), `${i % 900}`)),
        ),
      ),
    );
    expect(new Set(answers)).toEqual(new Set([200]));
    expect((await fresh()).filter(({ type }) => type === 'message.received')).toHaveLength(900);
  }, 20_000);
});

describe('many who send without a signature', () => {
  it('cannot fill the memory: together they are read up to a limit', async () => {
    const outcomes: string[] = [];
    const ingress = createIngress({
      endpoint: () => ({ id: 'main', channel: meta, secrets: { appSecrets: [appSecret] } }),
      ingest: async () => ({ applied: 0, duplicates: 0, failed: 0 }),
      now: Date.now,
      maxUnreadBytes: 1_000_000,
      onOutcome: (outcome) => void outcomes.push(outcome),
    });
    const server = createServer({ ingress, fetch: async () => new Response() });
    const port = await listen(server, 0, '127.0.0.1');
    try {
      const head = 'POST /webhooks/meta/main HTTP/1.1\r\nHost: x\r\nContent-Length: 300000\r\n\r\n';
      const open = Array.from({ length: 5 }, () => exchange(port, [head, 'x'.repeat(250_000)], false));
      const first = await Promise.race(open);
      expect(first).toMatch(/^HTTP\/1\.1 503 [\s\S]*retry-after: 5/i);
      server.closeAllConnections();
      await Promise.all(open);
      // What was given up is forgotten: others are read again.
      const body = bodyOf(text(customer, 'M1', Date.now(), 'x'.repeat(900_000)));
      expect(await postWebhook(`http://127.0.0.1:${port}/webhooks/meta/main`, body)).toBe(200);
      expect(outcomes).toContain('store_unavailable');
    } finally {
      await closeServer(server, 100);
    }
  });
});

describe('a store that refuses', () => {
  it('has the webhook answered 503 with the time to come back, and never 200', async () => {
    const reasons: (string | undefined)[] = [];
    const server = createServer({
      ingress: createIngress({
        endpoint: () => ({ id: 'main', channel: meta, secrets: { appSecrets: [appSecret] } }),
        ingest: async (events) => {
          if (JSON.stringify(events).includes('bug')) throw new TypeError(`a mistake near ${customer}`);
          throw new CentralitaError('store_unavailable', 'disk I/O error');
        },
        now: Date.now,
        onOutcome: (outcome, { reason }) => void reasons.push(`${outcome}: ${reason}`),
      }),
      fetch: async () => new Response(),
    });
    const address = `http://127.0.0.1:${await listen(server, 0, '127.0.0.1')}/webhooks/meta/main`;
    try {
      expect(await postWebhook(address, bodyOf(text(customer, 'R1', 1, 'x')))).toBe(503);
      expect(await postWebhook(address, bodyOf(text(customer, 'R1', 1, 'bug')))).toBe(503);
      expect(reasons[0]).toMatch(/^store_unavailable: .*disk I\/O error/);
      expect(reasons[1]).toBe('failed: internal');
    } finally {
      await closeServer(server, 100);
    }
  });
});

describe('a slow sender', () => {
  it('is cut off, with its header or with its body', async () => {
    const server = createServer(
      { ingress: (_, response) => void response.end('late'), fetch: async () => new Response() },
      { headersTimeout: 300, requestTimeout: 600 },
    );
    const port = await listen(server, 0, '127.0.0.1');
    try {
      const started = performance.now();
      const answers = await Promise.all([
        exchange(port, ['POST /webhooks/meta/main HTTP/1.1\r\nHost: x\r\n'], false),
        exchange(port, ['POST /v1/messages HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n{'], false),
      ]);
      expect(answers.map((answer) => answer.slice(0, 12))).toContain('HTTP/1.1 408');
      expect(performance.now() - started).toBeLessThan(3_000);
    } finally {
      await closeServer(server, 100);
    }
  }, 10_000);
});

/** Whether this machine lets a test have a disk of its own. */
const mount = (folder: string, size: string): string | undefined => {
  try {
    mkdirSync(folder, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${size}`, 'tmpfs', folder], { stdio: 'pipe' });
    return undefined;
  } catch (error) {
    return String((error as { stderr?: Buffer }).stderr ?? error).trim();
  }
};

describe('a disk that is full', () => {
  it('has webhooks answered 503 and taken again when there is room; nothing answered 200 is lost', async () => {
    const folder = tempFolder();
    const disk = join(folder, 'disk');
    const refused = mount(disk, '16m');
    if (refused !== undefined) {
      process.stdout.write(`Skipped, because no file system can be mounted here: ${refused}\n`);
      return removeFolder(folder);
    }
    let hub: HubProcess | undefined;
    try {
      const port = await freePort();
      const start = () => startHub({ folder, port, env: { CENTRALITA_DATA: join(disk, 'data') } });
      hub = await start();
      const bodies = Array.from({ length: 60 }, (_, i) =>
        bodyOf(
          text(`346005${String(i % 20).padStart(5, '0')}`, `D${i}`, Date.now(), `${i} ${'x'.repeat(20_000)}`),
        ),
      );
      for (const body of bodies.slice(0, 5)) expect(await postWebhook(hub.webhook, body)).toBe(200);
      // Fills what is left, to the last block.
      let fill = 0;
      for (const size of [4_000_000, 400_000, 40_000, 4_096]) {
        for (;;) {
          try {
            writeFileSync(join(disk, `fill-${fill}`), Buffer.alloc(size));
            fill += 1;
          } catch {
            break;
          }
        }
      }
      const open = new Set(bodies);
      let refusals = 0;
      for (const body of bodies) {
        const answer = await postWebhook(hub.webhook, body);
        expect([200, 503]).toContain(answer);
        if (answer === 200) open.delete(body);
        else refusals += 1;
      }
      expect(refusals).toBeGreaterThan(0);
      for (let i = 0; i < fill; i += 1) rmSync(join(disk, `fill-${i}`), { force: true });
      const again = hub;
      for (const body of open)
        await until('it is taken', async () => (await postWebhook(again.webhook, body)) === 200, 5_000);
      await hub.end('SIGKILL');
      hub = await start();
      const events = await allEvents(hub);
      const ids = events
        .filter(({ type }) => type === 'message.received')
        .map(({ data }) => data.message.providerId);
      expect(ids.sort()).toEqual(bodies.map((_, i) => `wamid.D${i}`).sort());
      expect(events.filter(({ type }) => type === 'unknown')).toEqual([]);
      expect(hub.err()).not.toContain('SQLITE_CORRUPT');
    } finally {
      await hub?.end('SIGKILL');
      execFileSync('umount', [disk]);
      removeFolder(folder);
    }
  }, 40_000);
});
