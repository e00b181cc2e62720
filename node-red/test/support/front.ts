import { type AddressInfo, connect, createServer, type Socket } from 'node:net';

/** A line to a port that can be cut: whoever calls then is hung up on, and counted. */
export interface Front {
  readonly port: number;
  cut(): void;
  mend(): void;
  /** Calls that were hung up on so far. */
  readonly refused: number;
  close(): Promise<void>;
}

export const startFront = async (port: number): Promise<Front> => {
  const open = new Set<Socket>();
  let isCut = false;
  let refused = 0;
  const server = createServer((caller) => {
    caller.on('error', () => undefined);
    if (isCut) {
      refused += 1;
      return void caller.destroy();
    }
    const line = connect(port, '127.0.0.1');
    for (const [socket, other] of [[caller, line] as const, [line, caller] as const]) {
      open.add(socket);
      socket.on('error', () => undefined);
      socket.on('close', () => {
        open.delete(socket);
        other.destroy();
      });
      socket.pipe(other);
    }
  });
  const hangUp = () => {
    for (const socket of open) socket.destroy();
  };
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  return {
    port: (server.address() as AddressInfo).port,
    cut: () => {
      isCut = true;
      hangUp();
    },
    mend: () => {
      isCut = false;
    },
    get refused() {
      return refused;
    },
    close: () => {
      hangUp();
      return new Promise<void>((done) => server.close(() => done()));
    },
  };
};
