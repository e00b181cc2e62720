import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { challengeAnswer, verifySignature } from '@centralita/core/signing';

/** One delivery as it came in. */
export interface Received {
  readonly id: string;
  readonly type: string;
  /** What the test put into the event. */
  readonly lane: number;
  readonly number: number;
  readonly redriven: boolean;
  readonly body: string;
  readonly at: number;
}

export interface Answer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly afterMs?: number;
  /** Cuts the connection instead. */
  readonly cut?: boolean;
}

export interface Receiver {
  url: string;
  /** Taken with 2xx, in order. */
  readonly taken: Received[];
  /** All that came in, taken or not. */
  readonly seen: Received[];
  challenges: number;
  forged: number;
  /** What to answer to an event; 204 by default. */
  answer: (received: Received) => Answer | number;
  answerChallenge: boolean | 'json';
  /** Nothing listens there any more. */
  down(): Promise<void>;
  /** Listens at the same address again. */
  up(): Promise<void>;
}

const readBody = async (request: IncomingMessage): Promise<string> => {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  return Buffer.concat(chunks).toString();
};

/** A real HTTP server that verifies what it gets. */
export const createReceiver = async (secret: string): Promise<Receiver> => {
  let port = 0;
  let server = createServer();

  const handle = async (request: IncomingMessage, response: ServerResponse): Promise<void> => {
    const body = await readBody(request);
    if (
      !verifySignature({
        headers: request.headers,
        body,
        secrets: [secret],
        now: Date.now(),
        toleranceSeconds: 1e9,
      }).ok
    ) {
      receiver.forged++;
      response.writeHead(401).end();
      return;
    }
    const challenge = challengeAnswer(body);
    if (challenge !== undefined) {
      receiver.challenges++;
      const answer = receiver.answerChallenge === 'json' ? JSON.stringify({ challenge }) : challenge;
      response.writeHead(200).end(receiver.answerChallenge ? answer : 'hello');
      return;
    }
    const event = JSON.parse(body);
    const received: Received = {
      id: request.headers['webhook-id'] as string,
      type: event.type,
      lane: event.data?.test?.lane ?? -1,
      number: event.data?.test?.number ?? -1,
      redriven: event.data?.hub?.redriven === true,
      body,
      at: performance.now(),
    };
    receiver.seen.push(received);
    const wanted = receiver.answer(received);
    const answer = typeof wanted === 'number' ? { status: wanted } : wanted;
    if (answer.afterMs) await new Promise((resolve) => setTimeout(resolve, answer.afterMs));
    if (answer.cut) {
      request.socket.destroy();
      return;
    }
    if (answer.status < 300) receiver.taken.push(received);
    response.writeHead(answer.status, answer.headers).end();
  };

  const receiver: Receiver = {
    url: '',
    taken: [],
    seen: [],
    challenges: 0,
    forged: 0,
    answer: () => 204,
    answerChallenge: true,
    down: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
    up: async () => {
      server = createServer(
        (request, response) => void handle(request, response).catch(() => response.destroy()),
      );
      await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
      port = (server.address() as AddressInfo).port;
      receiver.url = `http://127.0.0.1:${port}/hook`;
    },
  };
  await receiver.up();
  return receiver;
};
