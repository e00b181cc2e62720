import { createHmac } from 'node:crypto';
import { connect, type Socket } from 'node:net';

/** Signed webhooks of unique texts and statuses, as raw HTTP requests, over keep-alive connections. */
export interface Load {
  readonly port: number;
  readonly path: string;
  readonly secret: string;
  readonly phoneNumberId: string;
  readonly connections: number;
  /** Share of statuses among the webhooks, 0 to 1. */
  readonly statuses: number;
  readonly customers: number;
}

export interface LoadResult {
  readonly sent: number;
  readonly seconds: number;
  readonly statuses: Readonly<Record<string, number>>;
  /** Milliseconds from writing a request to its answer, sorted. */
  readonly latencies: Float64Array;
}

let counter = 0;
const run = Date.now().toString(36);

export const webhook = (load: Pick<Load, 'phoneNumberId' | 'customers' | 'statuses'>, n: number): string => {
  const at = Math.floor(Date.now() / 1000);
  const from = `34600${String(100000 + (n % load.customers)).padStart(6, '0')}`;
  const metadata = `{"display_phone_number":"34910000001","phone_number_id":"${load.phoneNumberId}"}`;
  const id = `wamid.HBgLMzQ2MDAxMDAwMDAVAgASGBQz${run}${n.toString(36).padStart(8, '0')}`;
  const isStatus = load.statuses > 0 && n % Math.round(1 / load.statuses) === 0;
  const value = isStatus
    ? `"statuses":[{"id":"${id}","status":"delivered","timestamp":"${at}","recipient_id":"${from}","conversation":{"id":"c${n}","origin":{"type":"service"}},"pricing":{"billable":true,"pricing_model":"PMP","type":"regular","category":"service"}}]`
    : `"contacts":[{"profile":{"name":"Customer ${n % load.customers}"},"wa_id":"${from}"}],"messages":[{"from":"${from}","id":"${id}","timestamp":"${at}","type":"text","text":{"body":"Hola, mi pedido ${n} no ha llegado todav\\u00eda. \\u00bfMe ayudan?"}}]`;
  return `{"object":"whatsapp_business_account","entry":[{"id":"100000000000001","changes":[{"value":{"messaging_product":"whatsapp","metadata":${metadata},${value}},"field":"messages"}]}]}`;
};

const requestOf = (load: Load, body: string): Buffer => {
  const signature = createHmac('sha256', load.secret).update(body).digest('hex');
  return Buffer.from(
    `POST ${load.path} HTTP/1.1\r\nHost: 127.0.0.1:${load.port}\r\nContent-Type: application/json\r\nUser-Agent: facebookexternalua\r\nAccept: */*\r\nX-Hub-Signature-256: sha256=${signature}\r\nContent-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
  );
};

/** As fast as the server answers, for so many requests, each connection with one request at a time. */
export const saturate = async (load: Load, total: number): Promise<LoadResult> => {
  const requests: Buffer[] = [];
  for (let i = 0; i < total; i += 1) requests.push(requestOf(load, webhook(load, counter++)));
  const statuses: Record<string, number> = {};
  const latencies = new Float64Array(total);
  let next = 0;
  let done = 0;
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    for (let c = 0; c < load.connections; c += 1) {
      const socket = connect(load.port, '127.0.0.1');
      socket.setNoDelay(true);
      let at = 0;
      const send = (): void => {
        const request = requests[next++];
        if (!request) {
          socket.end();
          return;
        }
        at = performance.now();
        socket.write(request);
      };
      readAnswers(socket, (status) => {
        latencies[done] = performance.now() - at;
        statuses[status] = (statuses[status] ?? 0) + 1;
        done += 1;
        if (done === total) resolve();
        else send();
      });
      socket.on('connect', send);
      socket.on('error', reject);
    }
  });
  return { sent: total, seconds: (performance.now() - started) / 1000, statuses, latencies: latencies.sort() };
};

/** At a steady rate, whatever the answers: latency counts from when a request was due. */
export const steady = async (load: Load, perSecond: number, seconds: number): Promise<LoadResult> => {
  const total = Math.floor(perSecond * seconds);
  const statuses: Record<string, number> = {};
  const latencies = new Float64Array(total);
  const idle: ((body: Buffer, due: number) => void)[] = [];
  const waiting: number[] = [];
  let done = 0;
  let sent = 0;
  const sockets: Socket[] = [];
  const started = performance.now();
  await new Promise<void>((resolve, reject) => {
    const give = (due: number): void => {
      const free = idle.pop();
      if (free) free(requestOf(load, webhook(load, counter++)), due);
      else waiting.push(due);
    };
    for (let c = 0; c < load.connections; c += 1) {
      const socket = connect(load.port, '127.0.0.1');
      sockets.push(socket);
      socket.setNoDelay(true);
      let due = 0;
      const send = (request: Buffer, at: number): void => {
        due = at;
        socket.write(request);
      };
      readAnswers(socket, (status) => {
        latencies[done++] = performance.now() - due;
        statuses[status] = (statuses[status] ?? 0) + 1;
        if (done === total) return resolve();
        idle.push(send);
        const late = waiting.shift();
        if (late !== undefined) give(late);
      });
      socket.on('connect', () => idle.push(send));
      socket.on('error', reject);
    }
    const timer = setInterval(() => {
      const should = Math.min(total, Math.floor(((performance.now() - started) / 1000) * perSecond));
      while (sent < should) give(started + (sent++ / perSecond) * 1000);
      if (sent === total) clearInterval(timer);
    }, 1);
  });
  for (const socket of sockets) socket.end();
  return { sent: total, seconds: (performance.now() - started) / 1000, statuses, latencies: latencies.sort() };
};

const readAnswers = (socket: Socket, answered: (status: string) => void): void => {
  let buffer = '';
  socket.on('data', (chunk) => {
    buffer += chunk.toString('latin1');
    for (;;) {
      const end = buffer.indexOf('\r\n\r\n');
      if (end < 0) return;
      const length = Number(/content-length: (\d+)/i.exec(buffer.slice(0, end))?.[1] ?? 0);
      if (buffer.length < end + 4 + length) return;
      const status = buffer.slice(9, 12);
      buffer = buffer.slice(end + 4 + length);
      answered(status);
    }
  });
};

export const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? 0;
