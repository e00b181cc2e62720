import {
  createServer as createHttpServer,
  type IncomingMessage,
  type Server,
  type ServerResponse,
} from 'node:http';
import { getRequestListener } from '@hono/node-server';

export interface ServerParts {
  /** Takes every request below `/webhooks/` as Node gives it: this is the path that must be fast. */
  ingress?(request: IncomingMessage, response: ServerResponse): void;
  /** Answers by itself what must reach Node's own request and response; false: not its path. */
  raw?(request: IncomingMessage, response: ServerResponse): boolean;
  fetch(request: Request, from: { readonly address?: string }): Promise<Response>;
}

export interface ServerLimits {
  readonly maxConnections?: number;
  /** Milliseconds for the whole of a request to arrive. */
  readonly requestTimeout?: number;
  readonly headersTimeout?: number;
  readonly keepAliveTimeout?: number;
}

/**
 * The one listening server of a hub. Providers keep many connections open, so idle ones stay for longer than
 * a load balancer in front (60 s) would use them; slow senders are cut off.
 */
export const createServer = (parts: ServerParts, limits: ServerLimits = {}): Server => {
  const listener = getRequestListener(
    (request, { incoming }) => {
      const address = incoming.socket.remoteAddress;
      return parts.fetch(request, address === undefined ? {} : { address });
    },
    // The process keeps Node's own Request and Response: a hub is not alone in it.
    { overrideGlobalObjects: false, errorHandler: refuseMalformed },
  );
  const server = createHttpServer(
    {
      maxHeaderSize: 16_384,
      requestTimeout: limits.requestTimeout ?? 30_000,
      headersTimeout: limits.headersTimeout ?? 10_000,
      keepAliveTimeout: limits.keepAliveTimeout ?? 75_000,
      connectionsCheckingInterval: Math.min(5_000, limits.headersTimeout ?? 5_000),
    },
    (request, response) => {
      if (parts.ingress && request.url?.startsWith('/webhooks/')) parts.ingress(request, response);
      else if (!parts.raw?.(request, response)) void listener(request, response);
    },
  );
  server.maxConnections = limits.maxConnections ?? 4096;
  return server;
};

/** What never became a `Request`, such as one with a forged `Host`. */
const refuseMalformed = (): Response =>
  Response.json(
    {
      type: 'about:blank',
      title: 'The request is not valid',
      status: 400,
      code: 'invalid_request',
      detail: 'the request line or the Host header cannot be read',
      field: 'Host',
      nextStep: 'Correct the field named in the detail.',
    },
    { status: 400, headers: { 'content-type': 'application/problem+json' } },
  );

/** Resolves with the port once the server listens; rejects with what the system said, `EADDRINUSE` for instance. */
export const listen = (server: Server, port: number, host: string): Promise<number> =>
  new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.removeListener('error', reject);
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : port);
    });
  });

/** Takes no new connection, lets running requests end, and cuts what is left after `graceMs`. */
export const closeServer = async (server: Server, graceMs = 5_000): Promise<void> => {
  if (!server.listening) return;
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  server.closeIdleConnections();
  const timer = setTimeout(() => server.closeAllConnections(), graceMs);
  await closed;
  clearTimeout(timer);
};
