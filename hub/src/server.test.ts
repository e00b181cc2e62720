import { connect } from 'node:net';
import { afterEach, expect, it } from '@jest/globals';
import { closeServer, createServer, listen } from './server.ts';

type Server = ReturnType<typeof createServer>;
const servers: Server[] = [];
afterEach(async () => {
  for (const server of servers.splice(0)) await closeServer(server, 100);
});

const start = async (parts: Partial<Parameters<typeof createServer>[0]> = {}) => {
  const server = createServer({
    ingress: (request, response) => void response.end(`ingress ${request.url}`),
    fetch: async (request, from) => new Response(`fetch ${new URL(request.url).pathname} ${from.address}`),
    ...parts,
  });
  servers.push(server);
  return { server, port: await listen(server, 0, '127.0.0.1') };
};
const get = async (port: number, path: string) => (await fetch(`http://127.0.0.1:${port}${path}`)).text();

/** What comes back for bytes that no client would write. */
const exchange = (port: number, text: string): Promise<string> =>
  new Promise((resolve, reject) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.end(text));
    socket.on('data', (bytes) => {
      answer += bytes;
    });
    socket.on('end', () => resolve(answer));
    socket.on('error', reject);
  });

it('hands webhooks to the ingress and everything else to the API', async () => {
  const { port } = await start();
  expect(await get(port, '/webhooks/meta/shop?x=1')).toBe('ingress /webhooks/meta/shop?x=1');
  expect(await get(port, '/v1/contacts')).toBe('fetch /v1/contacts 127.0.0.1');
  expect(await get(port, '/webhooksx')).toBe('fetch /webhooksx 127.0.0.1');
});

it('lets a part take what it needs whole', async () => {
  const { port } = await start({
    raw: (request, response) => request.url === '/graph/x' && response.end('raw') !== undefined,
  });
  expect(await get(port, '/graph/x')).toBe('raw');
  expect(await get(port, '/graph/y')).toContain('fetch /graph/y');
});

it('answers a forged Host with a problem', async () => {
  const { port } = await start();
  const answer = await exchange(port, 'GET / HTTP/1.1\r\nHost: a/b@c\r\nConnection: close\r\n\r\n');
  expect(answer).toMatch(/^HTTP\/1\.1 400 /);
  expect(answer).toContain('application/problem+json');
});

it('leaves Node its own Request', async () => {
  const before = globalThis.Request;
  await start();
  expect(globalThis.Request).toBe(before);
});

it('rejects when the port is taken', async () => {
  const { port } = await start();
  const other = createServer({ ingress: () => undefined, fetch: async () => new Response() });
  await expect(listen(other, port, '127.0.0.1')).rejects.toMatchObject({ code: 'EADDRINUSE', port });
});

it('lets what is under way end, and cuts what does not', async () => {
  let answer: (text: string) => void = () => undefined;
  const { server, port } = await start({
    fetch: async (request) =>
      request.url.endsWith('/slow')
        ? new Response(
            await new Promise<string>((resolve) => {
              answer = resolve;
            }),
          )
        : new Response(new ReadableStream()),
  });
  const slow = get(port, '/slow');
  const endless = get(port, '/endless');
  await new Promise((resolve) => setTimeout(resolve, 50));
  const closed = closeServer(server, 200);
  answer('done');
  expect(await slow).toBe('done');
  await expect(endless).rejects.toThrow();
  await closed;
  await expect(get(port, '/')).rejects.toThrow();
});
