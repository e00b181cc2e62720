import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface Receiver {
  readonly url: string;
  /** Refuses others from now on. */
  refuse(refuses: (body: string) => boolean): void;
  close(): void;
}

/** A subscriber that proves its address and then refuses every event that `refuses` picks. */
export const startReceiver = async (initial: (body: string) => boolean): Promise<Receiver> => {
  let refuses = initial;
  const server = createServer((request, response) => {
    let body = '';
    request.on('data', (chunk) => {
      body += chunk;
    });
    request.on('end', () => {
      const challenge = /"challenge":"([^"]+)"/.exec(body)?.[1];
      if (challenge) response.end(challenge);
      else response.writeHead(refuses(body) ? 500 : 200).end();
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
    close: () => {
      server.close();
      server.closeAllConnections();
    },
  };
};
