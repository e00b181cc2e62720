import { createServer, type RequestListener, type Server } from 'node:http';
import { type AddressInfo, createServer as createTcpServer } from 'node:net';
import { afterEach, describe, expect, it } from '@jest/globals';
import { systemTimers } from '../types.ts';
import { refusedAddressCode } from './address.ts';
import { createTarget, type PostResult, type Target, type TargetOptions } from './target.ts';
import { judge } from './verdict.ts';

const ends: (() => void)[] = [];
afterEach(() => {
  for (const end of ends.splice(0)) end();
});

const serve = async (listener: RequestListener): Promise<{ url: string; server: Server }> => {
  const server = createServer(listener);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    server.close();
  });
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/`, server };
};

const aim = (url: string, more: Partial<TargetOptions> = {}): Target => {
  const target = createTarget({
    url,
    allowPrivateAddresses: true,
    timeoutMs: 300,
    concurrency: 2,
    timers: systemTimers(),
    ...more,
  });
  ends.push(() => target.close());
  return target;
};

const post = (target: Target, answerBytes = 0): Promise<PostResult> =>
  new Promise((resolve) => target.post({ body: '{}', headers: {}, answerBytes }, resolve));

describe('a POST', () => {
  it('reports the status, Retry-After and as much of the body as was asked for', async () => {
    const { url } = await serve((_, response) =>
      response.writeHead(503, { 'retry-after': '7' }).end('x'.repeat(100)),
    );
    expect(await post(aim(url), 5)).toEqual({ answered: true, status: 503, retryAfter: '7', body: 'xxxxx' });
  });

  it('ends after its time, whether the receiver says nothing or never stops talking', async () => {
    const silent = await serve(() => undefined);
    expect(await post(aim(silent.url))).toEqual({ answered: false, code: 'TIMEOUT', connected: true });
    const slow = await serve((_, response) => {
      response.writeHead(200);
      const timer = setInterval(() => response.write('x'), 20);
      response.on('close', () => clearInterval(timer));
    });
    const start = performance.now();
    expect(await post(aim(slow.url))).toMatchObject({ answered: true, status: 200 });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('hangs up on an answer without end', async () => {
    const { url } = await serve((_, response) => {
      response.writeHead(200);
      const more = (): void => {
        while (!response.destroyed && response.write('x'.repeat(10_000)));
        response.once('drain', more);
      };
      more();
    });
    const start = performance.now();
    expect(await post(aim(url, { timeoutMs: 5000 }))).toMatchObject({ answered: true, status: 200 });
    expect(performance.now() - start).toBeLessThan(1000);
  });

  it('follows no redirect', async () => {
    let calls = 0;
    const { url } = await serve((_, response) => {
      calls++;
      response.writeHead(302, { location: '/elsewhere' }).end();
    });
    const result = await post(aim(url));
    expect(calls).toBe(1);
    expect(judge(result, 0)).toMatchObject({ kind: 'client', reason: expect.stringContaining('redirect') });
  });

  it('goes nowhere when a name leads to a private address', async () => {
    const { url } = await serve((_, response) => response.end());
    const lookup = ((_: string, __: object, done: (error: null, found: object[]) => void) =>
      done(null, [{ address: '127.0.0.1', family: 4 }])) as never;
    const target = aim(url.replace('http://127.0.0.1', 'https://rebound.example.com'), {
      allowPrivateAddresses: false,
      lookup,
    });
    expect(await post(target)).toEqual({ answered: false, code: refusedAddressCode, connected: false });
  });

  it('tells a receiver that is not there from one that hangs up', async () => {
    const { url, server } = await serve((request) => request.socket.destroy());
    expect(judge(await post(aim(url)), 0)).toMatchObject({ kind: 'server' });
    await new Promise((resolve) => server.close(resolve));
    expect(judge(await post(aim(url)), 0)).toMatchObject({ kind: 'unreachable' });
  });

  it('survives a receiver that closes kept connections', async () => {
    let open = 0;
    const server = createTcpServer((socket) => {
      open++;
      socket.on('error', () => undefined);
      socket.once('data', () => {
        socket.write('HTTP/1.1 200 OK\r\ncontent-length: 0\r\nconnection: keep-alive\r\n\r\n');
        // What comes second on this connection is cut.
        socket.once('data', () => socket.destroy());
      });
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    ends.push(() => server.close());
    const target = aim(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    for (let i = 0; i < 3; i++) expect(await post(target)).toMatchObject({ answered: true, status: 200 });
    expect(open).toBe(3);
  });

  it('is cut when the target closes', async () => {
    const { url } = await serve(() => undefined);
    const target = aim(url, { timeoutMs: 60_000 });
    const result = post(target);
    setTimeout(() => target.close(), 20);
    expect(await result).toMatchObject({ answered: false, code: 'CLOSED' });
  });
});
