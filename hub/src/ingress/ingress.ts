import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Channel, EndpointSecrets, RawRequest } from '@centralita/core/channels';
import { CentralitaError } from '@centralita/core/model';
import type { IngressOutcome } from '../ops/metrics.ts';
import type { Ingest } from './ingest.ts';

/** 4 MB: WhatsApp's bodies reach 3 MB, history with more. */
export const maxBodyBytes = 4 * 1024 * 1024;

export interface Endpoint {
  readonly id: string;
  readonly channel: Channel;
  readonly secrets: EndpointSecrets;
}

export interface IngressOptions {
  /** By provider and endpoint id, as in `/webhooks/{provider}/{endpoint}`. */
  readonly endpoint: (provider: string, id: string) => Endpoint | undefined;
  readonly ingest: Ingest;
  readonly now: () => number;
  /** Counted and logged by the caller; `detail` holds no secret. */
  readonly onOutcome: (
    outcome: IngressOutcome,
    detail: {
      readonly endpoint: string;
      readonly reason?: string;
      readonly duplicates?: number;
      readonly ms: number;
    },
  ) => void;
  /** Webhooks being stored at once at most; more are answered 503, which the provider repeats. */
  readonly maxPending?: number;
  /**
   * Bytes of bodies that are still arriving, all together: nobody has shown a signature for them yet. More are
   * answered 503 too.
   */
  readonly maxUnreadBytes?: number;
}

/**
 * The webhook addresses, on bare `node:http`: verify over the raw bytes, parse, store, then 200. Forged
 * requests get 401, bodies over 4 MB 413, and 503 when the store refuses, so that the provider tries again.
 */
export const createIngress = (
  options: IngressOptions,
): ((request: IncomingMessage, response: ServerResponse) => void) => {
  const maxPending = options.maxPending ?? 10_000;
  const maxUnread = options.maxUnreadBytes ?? 64 * 1024 * 1024;
  let pending = 0;
  let unread = 0;

  const receive = async (
    request: IncomingMessage,
    response: ServerResponse,
    endpoint: Endpoint,
    name: string,
    started: number,
    body: Buffer,
  ) => {
    const raw: RawRequest = {
      method: 'POST',
      headers: request.headers as RawRequest['headers'],
      query: {},
      body,
    };
    const verdict = endpoint.channel.verify(raw, endpoint.secrets);
    if (!verdict.ok) {
      end(response, 401);
      options.onOutcome(verdict.reason === 'no_secret' ? 'no_secret' : 'forged', {
        endpoint: name,
        reason: verdict.reason,
        ms: performance.now() - started,
      });
      return;
    }
    pending += 1;
    try {
      const events = endpoint.channel.parse(body, options.now());
      const { duplicates } = await options.ingest(events);
      end(response, 200);
      options.onOutcome('stored', { endpoint: name, duplicates, ms: performance.now() - started });
    } catch (error) {
      response.setHeader('retry-after', '5');
      end(response, 503);
      options.onOutcome(error instanceof CentralitaError ? 'store_unavailable' : 'failed', {
        endpoint: name,
        reason: error instanceof CentralitaError ? error.message : 'internal',
        ms: performance.now() - started,
      });
    } finally {
      pending -= 1;
    }
  };

  return (request, response) => {
    const started = performance.now();
    const [path = '', query = ''] = (request.url ?? '').split('?', 2);
    const [, , provider = '', id = ''] = path.split('/');
    const name = `${provider}/${id}`;
    const endpoint = options.endpoint(provider, id);
    const early = (_: ServerResponse, status: number) => refuse(request, response, status);
    const outcome = (kind: IngressOutcome, status: number, reason?: string, answer = end) => {
      answer(response, status);
      options.onOutcome(kind, {
        endpoint: endpoint ? name : 'unknown',
        ...(reason ? { reason } : {}),
        ms: performance.now() - started,
      });
    };

    if (!endpoint) {
      request.resume();
      return outcome('unknown_endpoint', 404);
    }
    if (request.method === 'GET') {
      request.resume();
      const answer = endpoint.channel.handshake(
        {
          method: 'GET',
          headers: {},
          query: Object.fromEntries(new URLSearchParams(query)),
          body: new Uint8Array(),
        },
        endpoint.secrets,
      );
      response.writeHead(answer.status, {
        'content-type': answer.contentType ?? 'text/plain',
        'x-content-type-options': 'nosniff',
        'content-length': Buffer.byteLength(answer.body),
      });
      response.end(answer.body);
      options.onOutcome('handshake', {
        endpoint: name,
        reason: String(answer.status),
        ms: performance.now() - started,
      });
      return;
    }
    if (request.method !== 'POST') {
      request.resume();
      response.setHeader('allow', 'GET, POST');
      return outcome('malformed', 405, 'method');
    }
    if (pending >= maxPending) {
      request.resume();
      response.setHeader('retry-after', '5');
      return outcome('store_unavailable', 503, 'too many webhooks at once');
    }
    if (Number(request.headers['content-length']) > maxBodyBytes)
      return outcome('too_large', 413, undefined, early);

    const chunks: Buffer[] = [];
    let size = 0;
    const giveUp = (kind: IngressOutcome, status: number, reason?: string) => {
      request.removeAllListeners('data').removeAllListeners('end').removeAllListeners('error');
      request.on('error', () => undefined);
      chunks.length = 0;
      outcome(kind, status, reason, early);
    };
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      unread += chunk.length;
      if (size > maxBodyBytes) return giveUp('too_large', 413);
      if (unread > maxUnread) {
        response.setHeader('retry-after', '5');
        return giveUp('store_unavailable', 503, 'too many bytes at once');
      }
      chunks.push(chunk);
    });
    request.once('close', () => {
      unread -= size;
    });
    request.on('end', () => {
      const body = chunks.length === 1 ? (chunks[0] as Buffer) : Buffer.concat(chunks, size);
      void receive(request, response, endpoint, name, started, body);
    });
    request.on('error', () =>
      options.onOutcome('malformed', { endpoint: name, ms: performance.now() - started }),
    );
  };
};

const end = (response: ServerResponse, status: number): void => {
  response.writeHead(status, { 'content-length': 0 });
  response.end();
};

/** How long a sender that is still writing is listened to after the answer. */
const lingerMs = 1_000;

/**
 * Answers before the body has come, and closes. Reads on for a moment and keeps nothing of it: whoever is still
 * writing would see a reset instead of the answer.
 */
const refuse = (request: IncomingMessage, response: ServerResponse, status: number): void => {
  response.writeHead(status, { 'content-length': 0, connection: 'close' });
  response.flushHeaders();
  const close = () => {
    clearTimeout(timer);
    response.end();
  };
  const timer = setTimeout(close, lingerMs).unref();
  request.once('end', close).once('close', close).resume();
};
