import { execFileSync, spawn, spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { createServer, request, type Server } from 'node:http';
import { createServer as createSecureServer } from 'node:https';
import { type AddressInfo, connect } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { createFetch } from '../src/shared/fetch.ts';
import { type FlowNode, type Harness, load, until } from './harness.ts';

const listen = async (server: Server): Promise<number> => {
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return (server.address() as AddressInfo).port;
};
const login = `Basic ${Buffer.from('ana:se cret').toString('base64')}`;

/** A proxy that asks for a password, forwards, and writes down what it was asked for. */
let asked: string[] = [];
const proxy = createServer((incoming, response) => {
  if (incoming.headers['proxy-authorization'] !== login) return void response.writeHead(407).end();
  asked.push(`${incoming.method} ${incoming.url}`);
  const { 'proxy-authorization': _, ...headers } = incoming.headers;
  const outgoing = request(incoming.url ?? '', { method: incoming.method, headers }, (answer) => {
    response.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(response);
  });
  outgoing.on('error', () => response.writeHead(502).end());
  incoming.pipe(outgoing);
});
proxy.on('connect', (incoming, socket) => {
  socket.on('error', () => undefined);
  if (incoming.headers['proxy-authorization'] !== login) {
    return void socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  }
  asked.push(`CONNECT ${incoming.url}`);
  const line = connect(Number(incoming.url?.split(':')[1]), '127.0.0.1', () => {
    socket.write('HTTP/1.1 200 Connection established\r\n\r\n');
    line.pipe(socket);
    socket.pipe(line);
  });
  line.on('error', () => socket.destroy());
});
let address: string;
let port: number;

beforeAll(async () => {
  port = await listen(proxy);
  address = `http://ana:se%20cret@127.0.0.1:${port}`;
});
beforeEach(() => {
  asked = [];
});
afterAll(() => {
  proxy.closeAllConnections();
  proxy.close();
});

describe('an account behind a proxy', () => {
  const names = ['HTTP_PROXY', 'http_proxy', 'NO_PROXY', 'no_proxy', 'NODE_USE_ENV_PROXY'] as const;
  const before = Object.fromEntries(names.map((name) => [name, process.env[name]]));
  let sandbox: RunningSandbox;
  let harness: Harness | undefined;
  beforeAll(async () => {
    sandbox = await startSandbox();
    await (await sandbox.customer('34600111222')).write('hola');
  });
  afterEach(async () => {
    for (const name of names) {
      const value = before[name];
      if (value === undefined) delete process.env[name];
      else process.env[name] = value;
    }
    await harness?.close();
    harness = undefined;
  });
  afterAll(() => sandbox.close());

  const send = async () => {
    const flow: FlowNode[] = [
      { id: 'tab', type: 'tab', label: 'WhatsApp' },
      {
        id: 'account',
        type: 'centralita-account',
        phoneNumberId: sandbox.phoneNumberId,
        apiBaseUrl: sandbox.graphUrl,
      },
      { id: 'send', type: 'centralita-send', z: 'tab', account: 'account', wires: [['out']] },
      { id: 'out', type: 'helper', z: 'tab', wires: [] },
    ];
    harness = await load(flow, { account: { accessToken: sandbox.accessToken } });
    harness.node('send').receive({ topic: '34600111222', payload: 'por el proxy' });
    await until('it is sent', () => harness?.inbox('out')[0]);
  };

  it('sends through it', async () => {
    for (const name of names) delete process.env[name];
    process.env.HTTP_PROXY = address;
    await send();
    expect(asked).toEqual([expect.stringMatching(/^POST http:\/\/.+\/messages$/)]);
  });

  it('sends past it where NO_PROXY says so', async () => {
    for (const name of names) delete process.env[name];
    process.env.HTTP_PROXY = address;
    process.env.NO_PROXY = 'localhost,127.0.0.1';
    await send();
    expect(asked).toEqual([]);
  });
});

describe('https', () => {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-proxy-'));
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const hasOpenssl = spawnSync('openssl', ['version'], { stdio: 'ignore' }).status === 0;
  if (!hasOpenssl) console.warn('Skipped: https through a proxy needs openssl for a certificate.');

  (hasOpenssl ? it : it.skip)(
    'goes through a tunnel: the proxy hears the host and nothing else',
    async () => {
      const [key, cert] = [join(folder, 'key.pem'), join(folder, 'cert.pem')];
      const subject = [
        '-subj',
        '/CN=graph.invalid',
        '-addext',
        'subjectAltName=DNS:graph.invalid',
        '-days',
        '2',
      ];
      execFileSync(
        'openssl',
        ['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-keyout', key, '-out', cert, ...subject],
        { stdio: 'ignore' },
      );
      const server = createSecureServer(
        { key: readFileSync(key), cert: readFileSync(cert) },
        (incoming, response) => {
          response.end(`${incoming.method} ${incoming.url} ${incoming.headers.authorization}`);
        },
      );
      const at = await listen(server as unknown as Server);
      // A host that only the proxy knows. The certificate is trusted when a process starts.
      const script = `
      const { createFetch } = await import(${JSON.stringify(pathToFileURL(join(import.meta.dirname, '../src/shared/fetch.ts')).href)});
      const headers = { authorization: 'Bearer token' };
      const get = createFetch({ HTTPS_PROXY: process.argv[1] });
      const answer = await get('https://graph.invalid:${at}/v25.0/1?a=b', { method: 'POST', body: 'x', headers });
      console.log(await answer.text());`;
      const { NODE_OPTIONS: _, ...inherited } = process.env;
      const child = spawn(
        process.execPath,
        ['--conditions=source', '--input-type=module', '-e', script, address],
        {
          env: { ...inherited, NODE_EXTRA_CA_CERTS: cert },
        },
      );
      let said = '';
      for (const stream of [child.stdout, child.stderr]) stream.on('data', (chunk) => (said += chunk));
      await new Promise((done) => child.once('close', done));
      server.close();
      expect(said.trim().split('\n')).toContain('POST /v25.0/1?a=b Bearer token');
      expect(asked).toEqual([`CONNECT graph.invalid:${at}`]);
    },
  );

  it.each([
    ['refuses', () => `http://ana:wrong@127.0.0.1:${port}`],
    ['is not there', () => 'http://127.0.0.1:9'],
  ])('through a proxy that %s fails as a connection that never was', async (_, proxyAt) => {
    const get = createFetch({ HTTPS_PROXY: proxyAt() });
    const failed = await get('https://localhost:9/').catch((error: unknown) => error);
    expect(failed).toBeInstanceOf(TypeError);
    expect((failed as Error).cause).toMatchObject({ code: 'ECONNREFUSED', syscall: 'connect' });
  });
});
