import { Client } from '@hubspot/api-client';
import { type ErrorBody, failureOf, HubSpotError } from './errors.ts';
import type { Timers } from './timers.ts';

export interface Request {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'PUT' | 'DELETE';
  readonly path: string;
  readonly query?: Readonly<Record<string, string>>;
  readonly body?: unknown;
  /** For people: `contacts search`. */
  readonly what: string;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: unknown;
}

export interface TransportOptions {
  readonly token: string;
  readonly baseUrl?: string;
  readonly timers: Timers;
  /** Of every answer, refusals too. */
  readonly onHeaders?: (headers: Headers) => void;
  /** For one attempt, answer included. The client itself waits for ever. */
  readonly timeoutMs?: number;
}

export type Transport = (request: Request) => Promise<Answer>;

/** Errors of the network before a byte of the request left. */
const notSent = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/**
 * One attempt through HubSpot's own client; throws `HubSpotError` for everything but a success. The client's
 * retries and its limiter are kept by the process, not by the client: whoever makes another client changes them
 * for all. Setting the token just before the call puts them back to none.
 */
export const createTransport = ({
  token,
  baseUrl,
  timers,
  onHeaders,
  timeoutMs = 20_000,
}: TransportOptions): Transport => {
  const client = new Client({ accessToken: token, ...(baseUrl ? { basePath: baseUrl } : {}) });

  const attempt = async ({ method, path, query, body, what }: Request): Promise<Answer> => {
    client.setAccessToken(token);
    const response = await client.apiRequest({
      method,
      path,
      ...(query ? { qs: { ...query } } : {}),
      ...(body === undefined ? {} : { body }),
    });
    onHeaders?.(response.headers);
    const text = await response.text();
    const parsed = parse(text);
    if (!response.ok) {
      const after = retryAfterMs(response.headers);
      throw failureOf(what, response.status, (parsed.value ?? {}) as ErrorBody, after);
    }
    if (!parsed.ok) {
      throw new HubSpotError('unknown', {
        en: `${what} was answered ${response.status} with no JSON`,
        es: `${what} recibió la respuesta ${response.status} sin JSON`,
      });
    }
    return { status: response.status, headers: response.headers, body: parsed.value };
  };

  return (request) => {
    let cancel: (() => void) | undefined;
    const late = new Promise<never>((_, reject) => {
      cancel = timers.after(timeoutMs, () =>
        reject(
          new HubSpotError('unknown', {
            en: `${request.what} had no answer for ${timeoutMs / 1000} s`,
            es: `${request.what} no tuvo respuesta durante ${timeoutMs / 1000} s`,
          }),
        ),
      );
    });
    const attempted = attempt(request).catch((error: unknown) => {
      throw error instanceof HubSpotError ? error : networkFailure(request.what, error);
    });
    // An answer that comes after its time is nobody's.
    attempted.catch(() => undefined);
    return Promise.race([attempted, late]).finally(() => cancel?.());
  };
};

const networkFailure = (what: string, error: unknown): HubSpotError => {
  const cause = (error as { cause?: { code?: string } })?.cause;
  const code = cause?.code ?? (error as { code?: string })?.code;
  const said = { en: `${what}: ${code ?? 'no connection'}`, es: `${what}: ${code ?? 'sin conexión'}` };
  return new HubSpotError(code && notSent.has(code) ? 'unreachable' : 'unknown', said, { cause: error });
};

const parse = (text: string): { readonly ok: boolean; readonly value?: unknown } => {
  if (text === '') return { ok: true };
  try {
    return { ok: true, value: JSON.parse(text) };
  } catch {
    return { ok: false };
  }
};

/** Seconds, as HubSpot writes it. */
const retryAfterMs = (headers: Headers): number | undefined => {
  const seconds = Number(headers.get('retry-after') ?? Number.NaN);
  return Number.isFinite(seconds) && seconds >= 0 ? Math.min(86_400, seconds) * 1000 : undefined;
};
