import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import type { Socket } from 'node:net';
import { Readable } from 'node:stream';
import { connect as tlsConnect } from 'node:tls';
import { proxyFor } from './proxy.ts';

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * `fetch` that goes through the proxy of the environment (`HTTP_PROXY`, `HTTPS_PROXY`, `NO_PROXY`), as Node-RED's
 * own request node does. Node's fetch does so only from Node 24 on, and only when asked by `NODE_USE_ENV_PROXY`.
 */
export const createFetch = (environment: Environment): typeof fetch =>
  (async (input: string | URL | Request, init: RequestInit = {}) => {
    const url = new URL(input instanceof Request ? input.url : input);
    const proxy = environment.NODE_USE_ENV_PROXY === '1' ? undefined : proxyFor(url, environment);
    if (!proxy) return fetch(input, init);
    const request = new Request(input, init);
    try {
      return await throughProxy(request, url, proxy);
    } catch (error) {
      if (request.signal.aborted) throw request.signal.reason;
      throw new TypeError('fetch failed', { cause: error });
    }
  }) as typeof fetch;

const authorization = (proxy: URL): Record<string, string> =>
  proxy.username
    ? {
        'proxy-authorization': `Basic ${Buffer.from(
          `${decodeURIComponent(proxy.username)}:${decodeURIComponent(proxy.password)}`,
        ).toString('base64')}`,
      }
    : {};

async function throughProxy(request: Request, url: URL, proxy: URL): Promise<Response> {
  const bytes = request.body ? Buffer.from(await request.arrayBuffer()) : undefined;
  const headers: Record<string, string> = {
    ...Object.fromEntries(request.headers),
    host: url.host,
    'accept-encoding': 'identity',
    ...(bytes ? { 'content-length': String(bytes.length) } : {}),
  };
  const { method, signal } = request;
  if (url.protocol === 'http:') {
    const options = { method, path: url.href, headers: { ...headers, ...authorization(proxy) }, signal };
    return answered(requestTo(proxy)(proxy, options), bytes, method);
  }
  const socket = await tunnel(url, proxy, signal);
  const secured = tlsConnect({ socket, servername: url.hostname });
  // Else the way to the proxy stays open for as long as the proxy likes.
  secured.once('close', () => socket.destroy());
  const path = url.pathname + url.search;
  // No agent at all: with `agent: false` Node makes one that dials by itself, past the proxy.
  const options = { method, path, headers, signal, createConnection: () => secured };
  return answered(httpsRequest(url, options), bytes, method);
}

const requestTo = (proxy: URL) => (proxy.protocol === 'https:' ? httpsRequest : httpRequest);

/** A connection through to the host: the proxy sees its name and nothing of what is said. */
const tunnel = (url: URL, proxy: URL, signal: AbortSignal): Promise<Socket> =>
  new Promise((resolve, reject) => {
    const target = `${url.hostname}:${url.port || 443}`;
    const headers = { host: target, ...authorization(proxy) };
    const asked = requestTo(proxy)(proxy, { method: 'CONNECT', path: target, headers, signal, agent: false });
    asked.on('error', reject);
    asked.on('connect', (response: IncomingMessage, socket: Socket) => {
      if (response.statusCode === 200) return resolve(socket);
      socket.destroy();
      // No byte of the request itself has left.
      const refused = new Error(`the proxy answered ${response.statusCode}`);
      reject(Object.assign(refused, { code: 'ECONNREFUSED', syscall: 'connect' }));
    });
    asked.end();
  });

const empty = new Set([101, 204, 205, 304]);

const answered = (
  outgoing: ReturnType<typeof httpRequest>,
  bytes: Buffer | undefined,
  method: string,
): Promise<Response> =>
  new Promise((resolve, reject) => {
    outgoing.on('error', reject);
    outgoing.on('response', (incoming) => {
      const headers = new Headers();
      for (const [name, value] of Object.entries(incoming.headers)) {
        for (const one of [value ?? []].flat()) headers.append(name, one);
      }
      const status = incoming.statusCode ?? 502;
      const without = empty.has(status) || method === 'HEAD';
      if (without) incoming.resume();
      const body = without ? null : (Readable.toWeb(incoming) as ReadableStream);
      resolve(new Response(body, { status, headers }));
    });
    outgoing.end(bytes);
  });
