import { connect, type Socket } from 'node:net';
import { requestOf } from './traffic.ts';

export interface Load {
  readonly port: number;
  readonly connections: number;
}

export interface LoadResult {
  readonly seconds: number;
  /** Answers by status code. */
  readonly answers: Readonly<Record<string, number>>;
  /** Milliseconds to each answer, sorted. */
  readonly latencies: Float64Array;
}

/** Keep-alive connections with one request at a time each, written as raw bytes so that the load costs little. */
class Connections {
  readonly #sockets: Socket[] = [];
  readonly #idle: Socket[] = [];
  readonly #answered = new Map<Socket, (status: string) => void>();
  /** Told when a connection breaks or an answer stays out for half a minute. */
  onFailure: (error: Error) => void = () => undefined;

  static async open({ port, connections }: Load): Promise<Connections> {
    const all = new Connections();
    await Promise.all(Array.from({ length: connections }, () => all.#connect(port)));
    return all;
  }

  get idle(): number {
    return this.#idle.length;
  }

  /** Only while {@link idle}. In turn, or the server would close those that are never used. */
  send(request: Buffer, answered: (status: string) => void): void {
    const socket = this.#idle.shift() as Socket;
    this.#answered.set(socket, answered);
    socket.write(request);
  }

  close(): void {
    this.onFailure = () => undefined;
    for (const socket of this.#sockets) socket.destroy();
  }

  #connect(port: number): Promise<void> {
    return new Promise((resolve, reject) => {
      const socket = connect(port, '127.0.0.1');
      socket.setNoDelay(true);
      socket.setTimeout(30_000, () => socket.destroy(new Error('no answer for 30 s')));
      this.#sockets.push(socket);
      socket.once('error', (error) => {
        reject(error);
        this.onFailure(error);
      });
      socket.once('close', () => this.onFailure(new Error('the server closed a connection')));
      socket.once('connect', () => {
        this.#idle.push(socket);
        resolve();
      });
      let answer = '';
      socket.on('data', (chunk: Buffer) => {
        answer += chunk.toString('latin1');
        // All servers here answer a webhook without a body.
        if (!answer.endsWith('\r\n\r\n')) return;
        const status = answer.slice(9, 12);
        answer = '';
        this.#idle.push(socket);
        this.#answered.get(socket)?.(status);
      });
    });
  }
}

/** As fast as the server answers. */
export const saturate = async (load: Load, bodies: readonly string[]): Promise<LoadResult> => {
  const requests = bodies.map((body) => requestOf(load.port, body));
  const connections = await Connections.open(load);
  const answers: Record<string, number> = {};
  const latencies = new Float64Array(requests.length);
  let sent = 0;
  let done = 0;
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    connections.onFailure = reject;
    const fill = (): void => {
      while (connections.idle > 0 && sent < requests.length) {
        const at = performance.now();
        connections.send(requests[sent++] as Buffer, (status) => {
          latencies[done++] = performance.now() - at;
          answers[status] = (answers[status] ?? 0) + 1;
          if (done === requests.length) resolve();
          else fill();
        });
      }
    };
    fill();
  });
  const seconds = (performance.now() - started) / 1000;
  connections.close();
  return { seconds, answers, latencies: latencies.sort() };
};

/** At a steady rate, whatever the answers. A latency counts from when its request was due, so that none is hidden. */
export const steady = async (
  load: Load,
  perSecond: number,
  seconds: number,
  next: () => string,
  onDue: (n: number, at: number) => void = () => undefined,
): Promise<LoadResult> => {
  const total = Math.floor(perSecond * seconds);
  const connections = await Connections.open(load);
  const answers: Record<string, number> = {};
  const latencies = new Float64Array(total);
  let sent = 0;
  let done = 0;
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    connections.onFailure = reject;
    const step = (): void => {
      const due = Math.min(total, Math.floor(((performance.now() - started) / 1000) * perSecond));
      while (sent < due && connections.idle > 0) {
        const at = started + (sent / perSecond) * 1000;
        onDue(sent++, at);
        connections.send(requestOf(load.port, next()), (status) => {
          latencies[done++] = performance.now() - at;
          answers[status] = (answers[status] ?? 0) + 1;
          if (done === total) resolve();
        });
      }
      if (sent === total) clearInterval(timer);
    };
    const timer = setInterval(step, 1);
  });
  const took = (performance.now() - started) / 1000;
  connections.close();
  return { seconds: took, answers, latencies: latencies.sort() };
};

/** Throws unless every webhook was answered 200. */
export const allTaken = ({ answers }: LoadResult): void => {
  const others = Object.keys(answers).filter((status) => status !== '200');
  if (others.length > 0) throw new Error(`not all webhooks were taken: ${JSON.stringify(answers)}`);
};
