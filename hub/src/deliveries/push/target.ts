import {
  type ClientRequest,
  Agent as HttpAgent,
  request as httpRequest,
  type IncomingMessage,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { isIP } from 'node:net';
import type { Timers } from '../types.ts';
import { checkUrl, guardedLookup, isPublicAddress, refusedAddressCode } from './address.ts';

/** What came of one POST. */
export type PostResult =
  | { readonly answered: true; readonly status: number; readonly retryAfter?: string; readonly body: string }
  | {
      readonly answered: false;
      /** The system's code: `ECONNREFUSED`, `ENOTFOUND`, or `TIMEOUT` and `CLOSED` of our own. */
      readonly code: string;
      /** False when the receiver was not reached: it cannot have seen the event. */
      readonly connected: boolean;
    };

export interface PostRequest {
  readonly body: string;
  readonly headers: Readonly<Record<string, string>>;
  /** Read this much of the answer; the rest is thrown away. */
  readonly answerBytes?: number;
}

/** Where one subscription's events are posted. */
export interface Target {
  /** Calls `done` once, later. */
  post(request: PostRequest, done: (result: PostResult) => void): void;
  /** Cuts what is under way; each ends as `CLOSED`. */
  close(): void;
}

export interface TargetOptions {
  readonly url: string;
  readonly allowPrivateAddresses: boolean;
  readonly timeoutMs: number;
  readonly concurrency: number;
  readonly timers: Timers;
  readonly lookup?: Parameters<typeof guardedLookup>[1];
}

/** A receiver that goes on talking after its status is hung up on. */
const maxAnswerBytes = 64 * 1024;
/** A kept connection that the receiver closed just then is no failure: tried again at once, this often. */
const staleRetries = 2;

interface Exchange {
  readonly deadline: number;
  readonly request: PostRequest;
  readonly done: (result: PostResult) => void;
  client: ClientRequest | undefined;
  connected: boolean;
  result: PostResult | undefined;
  ended: boolean;
  stale: number;
}

/** Posts over kept connections with one clock for all of them. Follows no redirect. */
export const createTarget = (options: TargetOptions): Target => {
  const url = checkUrl(options.url, options.allowPrivateAddresses);
  const secure = url.protocol === 'https:';
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const agentOptions = {
    keepAlive: true,
    keepAliveMsecs: 10_000,
    maxSockets: options.concurrency,
    maxFreeSockets: options.concurrency,
    lookup: guardedLookup(options.allowPrivateAddresses, options.lookup),
  };
  const agent = secure ? new HttpsAgent(agentOptions) : new HttpAgent(agentOptions);
  const send = secure ? httpsRequest : httpRequest;
  const fixed = {
    agent,
    method: 'POST',
    host,
    port: url.port || (secure ? 443 : 80),
    path: url.pathname + url.search,
    ...(secure && !isIP(host) ? { servername: host } : {}),
  };
  /** In the order of their deadlines, since all have the same time. */
  const running = new Set<Exchange>();
  let cancelSweep: (() => void) | undefined;

  const finish = (exchange: Exchange, result: PostResult): void => {
    if (exchange.ended) return;
    exchange.ended = true;
    running.delete(exchange);
    if (running.size === 0) {
      cancelSweep?.();
      cancelSweep = undefined;
    }
    exchange.done(result);
  };

  const cut = (exchange: Exchange, code: string): void => {
    // What has been answered is an answer, however long its body takes.
    const result = exchange.result ?? { answered: false, code, connected: exchange.connected };
    finish(exchange, result);
    exchange.client?.destroy();
  };

  const sweep = (): void => {
    cancelSweep = undefined;
    const now = options.timers.now();
    for (const exchange of running) {
      if (exchange.deadline > now) {
        cancelSweep = options.timers.after(exchange.deadline - now, sweep);
        return;
      }
      cut(exchange, 'TIMEOUT');
    }
  };

  const begin = (exchange: Exchange): void => {
    const client = send({ ...fixed, headers: headersOf(url, exchange.request) });
    exchange.client = client;
    exchange.connected = false;
    client.on('socket', (socket) => {
      if (client.reusedSocket) {
        exchange.connected = true;
        return;
      }
      socket.once(secure ? 'secureConnect' : 'connect', () => {
        exchange.connected = true;
      });
    });
    client.on('response', (response) => read(exchange, response));
    client.on('error', (error: Error & { code?: string }) => {
      const code = error.code ?? 'ECONNRESET';
      const stale = client.reusedSocket && code === 'ECONNRESET' && !exchange.result && !exchange.ended;
      if (stale && exchange.stale++ < staleRetries) begin(exchange);
      else finish(exchange, exchange.result ?? { answered: false, code, connected: exchange.connected });
    });
    client.end(exchange.request.body);
  };

  const read = (exchange: Exchange, response: IncomingMessage): void => {
    const wanted = exchange.request.answerBytes ?? 0;
    const { statusCode = 0, headers } = response;
    const answer = { answered: true as const, status: statusCode, ...retryAfterOf(headers['retry-after']) };
    exchange.result = { ...answer, body: '' };
    const kept: Buffer[] = [];
    let seen = 0;
    const ended = (): void =>
      finish(exchange, { ...answer, body: Buffer.concat(kept).toString('utf8', 0, wanted) });
    response.on('data', (bytes: Buffer) => {
      if (seen < wanted) kept.push(bytes);
      seen += bytes.length;
      if (seen <= maxAnswerBytes) return;
      ended();
      response.destroy();
    });
    response.on('end', ended);
    response.on('error', ended);
    response.on('close', ended);
  };

  return {
    post: (request, done) => {
      const exchange: Exchange = {
        deadline: options.timers.now() + options.timeoutMs,
        request,
        done,
        client: undefined,
        connected: false,
        result: undefined,
        ended: false,
        stale: 0,
      };
      running.add(exchange);
      cancelSweep ??= options.timers.after(options.timeoutMs, sweep);
      // A literal address is never looked up.
      if (isIP(host) && !options.allowPrivateAddresses && !isPublicAddress(host)) {
        setImmediate(() => finish(exchange, { answered: false, code: refusedAddressCode, connected: false }));
      } else begin(exchange);
    },
    close: () => {
      for (const exchange of [...running]) cut(exchange, 'CLOSED');
      agent.destroy();
    },
  };
};

const headersOf = (url: URL, { body, headers }: PostRequest): Record<string, string | number> => ({
  host: url.host,
  'content-type': 'application/json',
  'content-length': Buffer.byteLength(body),
  'user-agent': 'Centralita',
  ...headers,
});

const retryAfterOf = (header: string | undefined): { retryAfter?: string } =>
  header === undefined ? {} : { retryAfter: header };
