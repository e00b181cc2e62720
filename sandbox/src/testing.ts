import { createHmac } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import {
  createClock,
  createListener,
  createSandbox,
  type Sandbox,
  type SandboxClock,
  type SandboxOptions,
} from './index.ts';

export { type PlayedCustomer, type RunningSandbox, startSandbox } from './start.ts';

// biome-ignore lint/suspicious/noExplicitAny: tests look into bodies of every shape
export type Loose = any;

/** A webhook as it arrived. */
export interface Received {
  body: string;
  json: Loose;
  /** Whether the signature fits the bytes, worked out here and not by the sandbox. */
  signed: boolean;
  signature?: string;
}

/** A server that takes webhooks and answers what it is told to. */
export interface Receiver {
  url: string;
  received: Received[];
  /** The status of the next answers; the last one stays. */
  answers: number[];
  token: string;
  /** All messages (or statuses, or another list) of all webhooks so far. */
  all(list: string): Loose[];
  clear(): void;
  close(): Promise<void>;
}

const listen = (server: Server) =>
  new Promise<string>((resolve) => {
    server.listen(0, '127.0.0.1', () =>
      resolve(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
    );
  });

const stop = (server: Server) =>
  new Promise<void>((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });

export const startReceiver = async (secret = 'app-secret', token = 'verify-token'): Promise<Receiver> => {
  const received: Received[] = [];
  const receiver = { received, answers: [200], token } as unknown as Receiver;
  const server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://localhost');
    if (request.method === 'GET') {
      const right = url.searchParams.get('hub.verify_token') === receiver.token;
      response.statusCode = right ? 200 : 403;
      response.end(right ? url.searchParams.get('hub.challenge') : 'no');
      return;
    }
    const chunks: Buffer[] = [];
    request.on('data', (chunk: Buffer) => chunks.push(chunk));
    request.on('end', () => {
      const bytes = Buffer.concat(chunks);
      const signature = request.headers['x-hub-signature-256'] as string | undefined;
      const expected = `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}`;
      const body = bytes.toString('utf8');
      received.push({ body, json: parsed(body), signed: signature === expected, signature });
      const [status = 200] = receiver.answers;
      if (receiver.answers.length > 1) receiver.answers.shift();
      response.statusCode = status;
      response.end('ok');
    });
  });
  receiver.url = `${await listen(server)}/webhook`;
  receiver.all = (list) =>
    received.flatMap(({ json }) =>
      (json?.entry ?? []).flatMap((entry: Loose) =>
        entry.changes.flatMap((change: Loose) => change.value[list] ?? []),
      ),
    );
  receiver.clear = () => {
    received.length = 0;
  };
  receiver.close = () => stop(server);
  return receiver;
};

const parsed = (body: string): unknown => {
  try {
    return JSON.parse(body);
  } catch {
    return undefined;
  }
};

export interface Answer {
  status: number;
  body: Loose;
  headers: Headers;
}

/** A sandbox on a port of its own with a receiver for its webhooks. */
export interface Bench {
  base: string;
  sandbox: Sandbox;
  clock: SandboxClock;
  receiver: Receiver;
  /** `/graph/v25.0/…` with the token. */
  graph(method: string, path: string, body?: unknown, token?: string): Promise<Answer>;
  /** `/sandbox/…`. */
  control(method: string, path: string, body?: unknown): Promise<Answer>;
  /** `POST /{number}/messages`, the envelope added. */
  send(body: Record<string, unknown>): Promise<Answer>;
  /** A text of this customer, which opens the window. */
  write(phone: string, body?: string): Promise<Answer>;
  close(): Promise<void>;
}

export const phoneNumberId = '2000000000001';
export const wabaId = '1000000000001';
export const accessToken = 'access-token';
/** Of the app itself. */
export const appToken = '3000000000001|app-secret';

export const startBench = async (options: Partial<SandboxOptions> = {}): Promise<Bench> => {
  const receiver = await startReceiver();
  const clock = options.clock ?? createClock();
  const sandbox = createSandbox({
    webhookUrl: receiver.url,
    appSecret: 'app-secret',
    verifyToken: 'verify-token',
    accessToken,
    statusDelaysMs: { sent: 5, delivered: 40 },
    ...options,
    clock,
  });
  const server = createServer(createListener(sandbox));
  const base = await listen(server);

  const call = async (
    method: string,
    path: string,
    body: unknown,
    headers: Record<string, string>,
  ): Promise<Answer> => {
    const json = body !== undefined && !(body instanceof FormData);
    const response = await fetch(base + path, {
      method,
      headers: { ...headers, ...(json && { 'content-type': 'application/json' }) },
      body: json ? JSON.stringify(body) : (body as FormData | undefined),
    });
    const text = await response.text();
    return { status: response.status, body: parsed(text) ?? text, headers: response.headers };
  };
  const graph: Bench['graph'] = (method, path, body, token = accessToken) =>
    call(method, `/graph/v25.0${path}`, body, { authorization: `Bearer ${token}` });
  const control: Bench['control'] = (method, path, body) => call(method, `/sandbox${path}`, body, {});

  return {
    base,
    sandbox,
    clock,
    receiver,
    graph,
    control,
    send: (body) => graph('POST', `/${phoneNumberId}/messages`, { messaging_product: 'whatsapp', ...body }),
    write: (phone, body = 'hola') =>
      control('POST', `/customers/${phone}/messages`, { type: 'text', text: { body } }),
    close: async () => {
      await sandbox.close();
      await stop(server);
      await receiver.close();
    },
  };
};
