import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createClock, createSandbox } from '../index.ts';
import { accessToken, type Bench, type Receiver, startBench, startReceiver } from '../testing.ts';

let folder: string;
let file: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
  file = join(folder, 'sandbox.db');
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const phone = '34600111222';
const text = { to: `+${phone}`, type: 'text', text: { body: 'Hola' }, biz_opaque_callback_data: 'k1' };

it('remembers customers, messages, files, templates, the clock and what was set', async () => {
  let first: Bench | undefined = await startBench({ file });
  await first.control('POST', `/customers/${phone}/messages`, { type: 'image', image: { caption: 'foto' } });
  await first.send(text);
  await first.control('POST', '/clock', { advance: '2h' });
  await first.control('POST', '/faults', { kind: 'slow', ms: 1, times: 3 });
  await first.graph('DELETE', '/1000000000001/message_templates?name=hello_world');
  await first.sandbox.idle();
  const before = (await first.control('GET', `/customers/${phone}/messages`)).body;
  await first.close();
  first = undefined;

  const second = await startBench({ file });
  try {
    expect((await second.control('GET', '/clock')).body.offsetMs).toBeGreaterThan(7_100_000);
    const after = (await second.control('GET', `/customers/${phone}/messages`)).body;
    expect(after.messages).toEqual(before.messages);
    expect(after.customer.userId).toBe(before.customer.userId);
    const media = await fetch(`${second.base}/sandbox/media/${before.messages[0].image.id}`);
    expect((await media.arrayBuffer()).byteLength).toBeGreaterThan(50);
    const state = (await second.control('GET', '/state')).body;
    expect(state).toMatchObject({ sends: 1, faults: 1 });
    expect(state.templates.map(({ name }: { name: string }) => name)).not.toContain('hello_world');
    const again = await second.send(text);
    expect(again.body.messages[0].id).not.toBe(before.messages[1].id);
    expect((await second.control('GET', '/sends')).body.sends[0]).toMatchObject({
      biz_opaque_callback_data: 'k1',
      count: 2,
    });
  } finally {
    await second.close();
  }
});

it('goes on with statuses and webhooks that were under way', async () => {
  const first = await startBench({ file, statusDelaysMs: { sent: 60_000, delivered: 60_000 } });
  first.receiver.answers = [500];
  await first.write(phone);
  await first.send(text);
  await first.close();
  const second = await startBench({ file });
  try {
    await second.sandbox.idle();
    expect(second.receiver.all('messages')).toHaveLength(1);
    expect(second.receiver.all('statuses').map(({ status }) => status)).toEqual(['sent', 'delivered']);
  } finally {
    await second.close();
  }
});

const child = (source: string, receiver: Receiver) => `
  const { createServer } = await import('node:http');
  const { createClock, createListener, createSandbox } = await import(${JSON.stringify(source)});
  const sandbox = createSandbox({ clock: createClock(), file: ${JSON.stringify(file)}, appSecret: 's', verifyToken: 'v',
    accessToken: '${accessToken}', webhookUrl: '${receiver.url}', settings: { throughput: 1e6, pairBurst: 1e6 } });
  const server = createServer(createListener(sandbox));
  server.listen(0, '127.0.0.1', () => console.log(server.address().port));
`;

it('loses no accepted send when it is killed', async () => {
  const receiver = await startReceiver();
  const source = new URL('../index.ts', import.meta.url).href;
  const sandbox = spawn(
    process.execPath,
    ['--disable-warning=ExperimentalWarning', '--input-type=module', '-e', child(source, receiver)],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
    },
  );
  const port = await new Promise<string>((resolve) =>
    sandbox.stdout.once('data', (data) => resolve(String(data).trim())),
  );
  const gone = new Promise((resolve) => sandbox.once('exit', resolve));
  const accepted: string[] = [];
  let running = true;
  const sender = async (name: number) => {
    for (let at = 0; running; at += 1) {
      const key = `k${name}.${at}`;
      try {
        const response = await fetch(`http://127.0.0.1:${port}/graph/v25.0/2000000000001/messages`, {
          method: 'POST',
          headers: { authorization: `Bearer ${accessToken}`, 'content-type': 'application/json' },
          body: JSON.stringify({ messaging_product: 'whatsapp', ...text, biz_opaque_callback_data: key }),
        });
        if (response.status === 200) accepted.push(key);
        await response.text();
      } catch {
        running = false;
      }
    }
  };
  const senders = [1, 2, 3, 4].map(sender);
  // While they send, wherever each of them is.
  while (accepted.length <= 40) await new Promise((resolve) => setTimeout(resolve, 5));
  sandbox.kill('SIGKILL');
  await Promise.all([...senders, gone]);
  await receiver.close();
  expect(accepted.length).toBeGreaterThan(10);

  const reopened = createSandbox({
    clock: createClock(),
    file,
    appSecret: 's',
    verifyToken: 'v',
    accessToken,
  });
  const response = await reopened.handle(new Request('http://localhost/sandbox/sends?limit=1000000'));
  const { sends } = (await response.json()) as {
    sends: { id: string; biz_opaque_callback_data: string; count: number }[];
  };
  await reopened.close();
  const kept = new Set(sends.map((send) => send.biz_opaque_callback_data));
  expect(accepted.filter((key) => !kept.has(key))).toEqual([]);
  expect(sends.every(({ count }) => count === 1)).toBe(true);
  expect(new Set(sends.map(({ id }) => id)).size).toBe(sends.length);
});

it('refuses the file of a newer version', () => {
  const db = new DatabaseSync(file);
  db.exec('pragma user_version = 9');
  db.close();
  expect(() =>
    createSandbox({ clock: createClock(), file, appSecret: 's', verifyToken: 'v', accessToken }),
  ).toThrow(/newer sandbox/);
});
