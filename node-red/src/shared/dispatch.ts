import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Gate } from './gate.ts';

export interface Delivery {
  readonly method: string;
  readonly query: Readonly<Record<string, string | undefined>>;
  readonly headers: Readonly<Record<string, string | undefined>>;
  readonly body: Uint8Array;
}
export interface Answer {
  readonly status: number;
  readonly text?: string;
}
export type Handler = (delivery: Delivery) => Promise<Answer>;

export const mountPoint = '/centralita';
/** The platform sends at most 3 MB. */
const limitBytes = 4 * 1024 * 1024;
/** A deploy usually takes less; whoever calls waits longer. */
const deployMs = 5000;

/** Which account or hub owns which address. Lives as long as the process: nodes come and go behind it. */
export interface Dispatcher {
  /** Once for each `httpNode`, whatever is deployed. */
  mount(httpNode: Mountable | undefined): void;
  /** The undo, or undefined when another has the path. */
  claim(path: string, handler: Handler): (() => void) | undefined;
}
interface Mountable {
  use(path: string, handler: (request: IncomingMessage, response: ServerResponse) => void): unknown;
}

export const createDispatcher = (gate: Gate, onFault: (error: unknown) => void): Dispatcher => {
  const handlers = new Map<string, Handler>();
  const mounted = new WeakSet<object>();

  const answer = async (request: IncomingMessage): Promise<Answer> => {
    const [pathname = '', search] = (request.url ?? '').split('?', 2);
    const path = pathname.replace(/^\/+|\/+$/g, '');
    // Read first: what is not read of a refused request breaks the connection it came by.
    const body = await readBody(request);
    await gate.running(deployMs);
    const handler = gate.open ? handlers.get(path) : undefined;
    if (!handler) return { status: 503, text: 'No flow is listening here' };
    return handler({
      method: request.method ?? 'GET',
      query: Object.fromEntries(new URLSearchParams(search)),
      headers: flat(request.headers),
      body,
    });
  };

  const respond = (request: IncomingMessage, response: ServerResponse): void => {
    answer(request)
      .catch((error: unknown): Answer => {
        if (error instanceof Refused) return { status: error.status, text: error.message };
        onFault(error);
        return { status: 500, text: 'Internal error' };
      })
      .then(({ status, text = '' }) => {
        if (response.headersSent || response.destroyed) return;
        response.statusCode = status;
        response.setHeader('content-type', 'text/plain; charset=utf-8');
        response.setHeader('x-content-type-options', 'nosniff');
        if (status === 503) response.setHeader('retry-after', '10');
        if (status === 413) response.setHeader('connection', 'close');
        response.end(text);
      })
      .catch(onFault);
  };

  return {
    mount: (httpNode) => {
      if (!httpNode || mounted.has(httpNode)) return;
      mounted.add(httpNode);
      httpNode.use(mountPoint, respond);
    },
    claim: (path, handler) => {
      if (handlers.has(path)) return undefined;
      handlers.set(path, handler);
      return () => {
        if (handlers.get(path) === handler) handlers.delete(path);
      };
    },
  };
};

class Refused extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

const readBody = (request: IncomingMessage & { _body?: boolean }): Promise<Uint8Array> =>
  new Promise((resolve, reject) => {
    if (request._body) {
      return reject(new Refused(500, 'Another middleware has already read the request body'));
    }
    const chunks: Buffer[] = [];
    let size = 0;
    request.on('data', (chunk: Buffer) => {
      size += chunk.length;
      if (size <= limitBytes) return void chunks.push(chunk);
      request.pause();
      reject(new Refused(413, 'The body is too large'));
    });
    request.on('end', () => resolve(Buffer.concat(chunks)));
    request.on('error', () => reject(new Refused(400, 'The body ended too early')));
  });

const flat = (headers: IncomingMessage['headers']): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );
