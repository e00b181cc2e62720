import { randomBytes } from 'node:crypto';
import { type Code, codes } from '@centralita/core/model';
import { Hono } from 'hono';
import type { Health } from '../ops/health.ts';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import type { Caller, Services } from '../services.ts';
import type { Keys } from '../store/keys.ts';
import type { Sessions } from '../store/sessions.ts';
import { authenticate, invalidKey } from './authenticate.ts';
import { createFailedAttempts } from './failed-attempts.ts';
import { createGuard } from './guards.ts';
import { maskAnswer } from './masking/mask-answer.ts';
import { createMasker, type Masker } from './masking/masker.ts';
import type { IsHidden } from './masking/numbers.ts';
import { describeApi, type OpenApiDocument } from './openapi/document.ts';
import { isCentralitaError, problem, problemOf } from './problem.ts';
import type { Route } from './route.ts';
import { allRoutes } from './routes/index.ts';
import { access } from './scopes.ts';
import { serve } from './serve.ts';
import { createStreams } from './streams.ts';

/** Something else that answers below the same address: the console's pages, the sandbox. */
export interface Answerer {
  /** Undefined when the path is not one of its own. */
  fetch(request: Request): Promise<Response | undefined>;
}

export interface ApiLimits {
  /** Bytes of a request's body. */
  readonly body: number;
  readonly failedAttemptsPerMinute: number;
  /** Event streams open at once. */
  readonly streams: number;
  readonly heartbeatMs: number;
}

const defaults: ApiLimits = {
  body: 1_048_576,
  failedAttemptsPerMinute: 30,
  streams: 256,
  heartbeatMs: 15_000,
};

export interface ApiOptions {
  readonly services: Services;
  readonly keys: Keys;
  readonly sessions: Sessions;
  /** Nobody is asked for a key, and only this machine may call. */
  readonly demo: boolean;
  /** Customers' numbers reach the pages of the console in part. Keys of programs are not concerned. */
  readonly masking: {
    /** As the settings say now. */
    on(): boolean;
    readonly isContact: IsHidden;
  };
  readonly limits?: Partial<ApiLimits>;
  readonly log: Log;
  readonly metrics: Metrics;
  readonly health: Health;
  readonly version: string;
  readonly publicUrl?: string;
  /** What other services call below `/ext/`: it asks for proof of its own kind, so neither origin nor key are looked at. */
  readonly outside?: Answerer;
  readonly console?: Answerer;
  readonly extra?: Answerer;
}

export interface Api {
  fetch(request: Request, from?: { readonly address?: string }): Promise<Response>;
  /** A `fetch` for a part of this process that asks as `caller`, whatever the address it names. */
  fetchAs(caller: Caller): typeof fetch;
  openapi(): OpenApiDocument;
  /** Ends every event stream, so that the server can close. */
  close(): void;
}

/** What is learnt of a request while it is answered. */
interface Environment {
  readonly requestId: string;
  route?: string;
  mask?: Masker;
}

/** The hub's HTTP API: `Request` in, `Response` out. Never rejects. */
export const createApi = (options: ApiOptions): Api => {
  const limits = { ...defaults, ...options.limits };
  const { log, metrics, keys, sessions, demo } = options;
  const guard = createGuard(options);
  const failedAttempts = createFailedAttempts(limits.failedAttemptsPerMinute);
  const streams = createStreams({ ...options, limits });
  const routes = allRoutes({ ...options, streams, openapi: () => document() });
  const masker = createMasker(options.masking.isContact);
  const app = new Hono<{ Bindings: Environment }>();
  const own = new WeakMap<Request, Caller>();
  let described: OpenApiDocument | undefined;
  const document = () => {
    described ??= describeApi(routes, options);
    return described;
  };

  const mount = (route: Route): void => {
    const key = `${route.method.toUpperCase()} ${route.path}`;
    const needed = access[key];
    if (!needed) throw new Error(`${key} has no place in the table of scopes`);
    app.on(route.method.toUpperCase(), honoPath(route.path), ({ env, req }) => {
      env.route = route.path;
      return serve(route, req.raw, req.param(), env.requestId, {
        access: needed,
        bodyLimit: limits.body,
        authenticate: (request) => {
          const known = authenticate(request, { keys, sessions, demo, own });
          if (!known.keyless || !options.masking.on()) return known;
          env.mask = masker;
          return { ...known, mask: masker };
        },
      });
    });
  };
  for (const route of routes) mount(route);
  for (const path of new Set(routes.map((route) => route.path))) {
    const methods = routes.filter((route) => route.path === path).map((route) => route.method.toUpperCase());
    const allow = methods.includes('GET') ? [...methods, 'HEAD'] : methods;
    app.all(honoPath(path), (context) =>
      problem('method_not_allowed', context.env.requestId, {
        detail: `${path} takes ${allow.join(', ')}`,
        headers: { allow: allow.join(', ') },
      }),
    );
  }
  app.notFound(async (context) => {
    for (const other of [options.extra, options.console]) {
      const answer = await other?.fetch(context.req.raw);
      if (answer) return answer;
    }
    return problem('not_found', context.env.requestId);
  });
  // Hono would print what reaches it; `answer` below says it better.
  app.onError((error) => {
    throw error;
  });

  const failed = (error: unknown, requestId: string, address: string): Response => {
    if (isCentralitaError(error) && error.code === 'unauthenticated') {
      if (error.detail !== invalidKey().detail) return problemOf(error, requestId);
      metrics.authenticationFailed();
      const wait = failedAttempts.count(address);
      if (wait === undefined) return problemOf(error, requestId);
      return problem('too_many_requests', requestId, {
        detail: 'too many requests with a key that is not valid',
        headers: { 'retry-after': String(wait) },
      });
    }
    if (!isCentralitaError(error) || codes[error.code as Code].status >= 500) {
      log.error('a request failed', { requestId, error });
    }
    return problemOf(error, requestId);
  };

  const answer: Api['fetch'] = async (request, from = {}) => {
    const requestId = `rq_${randomBytes(9).toString('base64url')}`;
    const started = performance.now();
    const environment: Environment = { requestId };
    const outside = new URL(request.url).pathname.startsWith('/ext/');
    const refusal = own.has(request) || outside ? undefined : guard(request);
    const respond = async (): Promise<Response> =>
      (outside ? await options.outside?.fetch(request) : undefined) ?? app.fetch(request, environment);
    const refuse = (error: unknown) => failed(error, requestId, from.address ?? 'unknown');
    const whole = refusal ? problem('foreign_origin', requestId, refusal) : await respond().catch(refuse);
    const { mask, route } = environment;
    // A file is as the customer sent it. What cannot be masked is not answered.
    const response = mask && route !== '/v1/media/{id}' ? await maskAnswer(whole, mask).catch(refuse) : whole;
    const seconds = (performance.now() - started) / 1000;
    metrics.request(request.method, environment.route ?? 'other', response.status, seconds);
    log.debug('request', {
      requestId,
      method: request.method,
      route: environment.route,
      status: response.status,
    });
    return marked(response, requestId);
  };

  return {
    fetch: answer,
    fetchAs: (caller) => (input, init) => {
      const request = new Request(input, init);
      own.set(request, caller);
      return answer(request);
    },
    openapi: document,
    close: () => streams.closeAll(),
  };
};

const honoPath = (path: string): string => path.replace(/\{(\w+)\}/g, ':$1');

/** With the headers that every answer has. An answer that came from another `fetch` cannot be changed: it is wrapped. */
const marked = (answer: Response, requestId: string): Response => {
  try {
    answer.headers.set('x-request-id', requestId);
    if (!answer.headers.has('x-content-type-options'))
      answer.headers.set('x-content-type-options', 'nosniff');
    return answer;
  } catch {
    const copy = new Response(answer.body, answer);
    copy.headers.set('x-request-id', requestId);
    return copy;
  }
};
