import { createServer, request } from 'node:http';
import type { AddressInfo } from 'node:net';
import { challengeAnswer } from '../core/src/signing/index.ts';
import { operator, type Server } from './servers.ts';

const authorization = `Bearer ${operator}`;

export const call = async (
  server: Server,
  method: string,
  path: string,
  body?: unknown,
): Promise<unknown> => {
  const response = await fetch(`http://127.0.0.1:${server.port}${path}`, {
    method,
    headers: { authorization, ...(body ? { 'content-type': 'application/json' } : {}) },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const text = await response.text();
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${text.slice(0, 500)}`);
  return text === '' ? undefined : JSON.parse(text);
};

/** Everybody who listens to a hub during a benchmark; runs on the load's core. */
export interface Consumers {
  /** Events each of them has received so far, by name. */
  readonly received: Readonly<Record<string, number>>;
  stop(): void;
}

export interface ConsumerCounts {
  readonly push: number;
  readonly stream: number;
  readonly pull: number;
}

export const three: ConsumerCounts = { push: 1, stream: 1, pull: 1 };
export const ten: ConsumerCounts = { push: 4, stream: 3, pull: 3 };

/** Subscribes so many of each way, all to everything, and keeps them listening. */
export const startConsumers = async (
  server: Server,
  counts: ConsumerCounts,
  onPushed: (body: string) => void = () => undefined,
): Promise<Consumers> => {
  const received: Record<string, number> = {};
  const stops: (() => void)[] = [];
  for (const [way, count] of Object.entries(counts) as [keyof ConsumerCounts, number][])
    for (let n = 1; n <= count; n++) {
      const name = `${way}-${n}`;
      received[name] = 0;
      const got = (events: number): void => {
        received[name] = (received[name] ?? 0) + events;
      };
      stops.push(await ways[way](server, name, got, onPushed));
    }
  return {
    received,
    stop: () => {
      for (const stop of stops) stop();
    },
  };
};

type Way = (
  server: Server,
  name: string,
  got: (events: number) => void,
  onPushed: (body: string) => void,
) => Promise<() => void>;

const push: Way = async (server, name, got, onPushed) => {
  const receiver = createServer((incoming, answer) => {
    const chunks: Buffer[] = [];
    incoming.on('data', (chunk: Buffer) => chunks.push(chunk));
    incoming.on('end', () => {
      const body = Buffer.concat(chunks).toString();
      const challenge = challengeAnswer(body);
      if (challenge === undefined) {
        got(1);
        onPushed(body);
        answer.writeHead(204).end();
      } else answer.writeHead(200, { 'content-type': 'text/plain' }).end(challenge);
    });
  });
  await new Promise<void>((resolve) => receiver.listen(0, '127.0.0.1', resolve));
  const { port } = receiver.address() as AddressInfo;
  await call(server, 'PUT', `/v1/subscriptions/${name}`, { url: `http://127.0.0.1:${port}/events` });
  return () => {
    receiver.close();
    receiver.closeAllConnections();
  };
};

const stream: Way = async (server, name, got) => {
  await call(server, 'PUT', `/v1/subscriptions/${name}`, {});
  const ask = request({
    port: server.port,
    host: '127.0.0.1',
    path: '/v1/events/stream',
    headers: { authorization, accept: 'text/event-stream' },
  });
  await new Promise<void>((resolve, reject) => {
    ask.once('error', reject);
    ask.once('response', (response) => {
      if (response.statusCode !== 200) reject(new Error(`the stream answered ${response.statusCode}`));
      // Two line ends close an event; no event holds them, as JSON has none.
      response.on('data', (chunk: Buffer) => {
        let events = 0;
        for (let at = chunk.indexOf('\n\n'); at >= 0; at = chunk.indexOf('\n\n', at + 2)) events++;
        got(events);
      });
      response.on('error', () => undefined);
      resolve();
    });
    ask.end();
  });
  ask.on('error', () => undefined);
  return () => ask.destroy();
};

const pull: Way = async (server, name, got) => {
  await call(server, 'PUT', `/v1/subscriptions/${name}`, {});
  const path = (cursor: string) =>
    `http://127.0.0.1:${server.port}/v1/events?after=${cursor}&limit=200&wait=1`;
  let stopped = false;
  const loop = async (): Promise<void> => {
    for (let cursor = 'now'; !stopped; ) {
      const answer = await fetch(path(cursor), { headers: { authorization } });
      const page = await answer.text();
      // Read from the end of the text, so that this core has time for the load.
      const end = page.lastIndexOf('"cursor":"') + '"cursor":"'.length;
      const next = page.slice(end, page.indexOf('"', end));
      if (!answer.ok || !/^\d+$/.test(next))
        throw new Error(`a pull failed: ${answer.status} ${page.slice(-300)}`);
      // Cursors count events, and these subscriptions want all of them.
      got(cursor === 'now' ? 0 : Number(next) - Number(cursor));
      cursor = next;
    }
  };
  void loop().catch((error: unknown) => {
    if (!stopped) console.error(error);
  });
  return () => {
    stopped = true;
  };
};

const ways: Readonly<Record<keyof ConsumerCounts, Way>> = { push, stream, pull };
