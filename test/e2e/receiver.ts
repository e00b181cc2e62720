import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Receiver {
  readonly url: string;
  /** Refuses others from now on. */
  refuse(refuses: (body: string) => boolean): void;
  /** Resolves once an event with this id was taken. */
  took(eventId: string): Promise<void>;
  close(): void;
}

/** A subscriber that proves its address and then refuses every event that `refuses` picks. */
export const startReceiver = async (initial: (body: string) => boolean): Promise<Receiver> => {
  let refuses = initial;
  const taken = new Set<string>();
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const challenge = /"challenge":"([^"]+)"/.exec(body)?.[1];
      if (challenge) response.end(challenge);
      else if (refuses(body)) response.writeHead(500).end();
      else {
        taken.add(String(request.headers['webhook-id']));
        response.end();
      }
    });
  });
  await new Promise<void>((done) => {
    server.listen(0, '127.0.0.1', done);
  });
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/hook`,
    refuse: (next) => {
      refuses = next;
    },
    took: async (eventId) => {
      for (const end = Date.now() + 15_000; !taken.has(eventId); ) {
        if (Date.now() > end) throw new Error(`${eventId} did not come, but ${[...taken].slice(-5)} did`);
        await new Promise((done) => setTimeout(done, 30));
      }
    },
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
