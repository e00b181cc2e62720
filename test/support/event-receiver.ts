import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { challengeAnswer, verifySignature } from '@centralita/core/signing';
import type { Loose } from './hub-process.ts';

export interface EventReceiver {
  readonly url: string;
  /** Every event that came with a right signature, whatever it was answered. */
  readonly seen: Loose[];
  forged: number;
  /** Of an event: 204 unless a test says otherwise; `cut` ends the connection, `hang` never answers. */
  answer: (event: Loose) => number | 'cut' | 'hang';
  close(): Promise<void>;
}

/** A subscriber: takes events by POST, echoes the challenge and checks every signature. */
export const startEventReceiver = async (secret: string): Promise<EventReceiver> => {
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const body = Buffer.concat(chunks).toString();
    const fits = verifySignature({ headers: request.headers, body, secrets: [secret], now: Date.now() }).ok;
    const challenge = challengeAnswer(body);
    if (!fits) {
      receiver.forged += 1;
      response.writeHead(401).end();
    } else if (challenge !== undefined) response.writeHead(200).end(challenge);
    else {
      const event = JSON.parse(body);
      receiver.seen.push(event);
      const answer = receiver.answer(event);
      if (answer === 'cut') request.socket.destroy();
      else if (answer !== 'hang') response.writeHead(answer).end();
    }
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const receiver: EventReceiver = {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/events`,
    seen: [],
    forged: 0,
    answer: () => 204,
    close: () =>
      new Promise((done) => {
        server.close(() => done());
        server.closeAllConnections();
      }),
  };
  return receiver;
};
