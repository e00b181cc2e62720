import type { JsonObject } from '../../model/json.ts';
import type { CallContext, ChannelError, ErrorKind } from '../channel.ts';
import { readBody } from './body.ts';
import { configurationErrors } from './error-table/configuration.ts';
import type { ErrorWords } from './error-table.ts';
import { mapGraphError } from './errors.ts';
import { classifyFailure } from './failure.ts';
import { isFields, parseJson } from './guards.ts';

export interface GraphRequest {
  readonly method: 'GET' | 'POST' | 'DELETE';
  /** Below `baseUrl/version`; each segment is encoded here. */
  readonly path: readonly string[];
  readonly query?: Readonly<Record<string, string | undefined>>;
  readonly json?: JsonObject;
  readonly form?: FormData;
  /** Bytes of an answer at most; what is longer counts as not readable. */
  readonly maxBytes?: number;
}

/**
 * What became of a call. `ok`: 2xx with a JSON object. `error`: the platform, or a look at the settings
 * before any call, said what is wrong. `not-sent`: no byte left. `unknown`: bytes left and no usable answer
 * came; `error` tells more where there was one.
 */
export type GraphOutcome =
  | { readonly state: 'ok'; readonly body: JsonObject }
  | { readonly state: 'error'; readonly error: ChannelError }
  | { readonly state: 'not-sent'; readonly reason: string }
  | { readonly state: 'unknown'; readonly reason: string; readonly error?: ChannelError };

const oneMegabyte = 1_048_576;

/** The one place that calls the Graph API. One attempt, no redirect followed; never throws. */
export async function callGraph(context: CallContext, request: GraphRequest): Promise<GraphOutcome> {
  const { fetch, signal, accessToken, now } = context;
  const url = addressOf(context, request);
  if (!url) return misconfigured('bad_request', configurationErrors.address.en);
  if (typeof accessToken !== 'string' || !/^[\x21-\x7e]+$/.test(accessToken))
    return misconfigured('auth', configurationErrors.token.en);
  if (signal.aborted) return { state: 'not-sent', reason: 'There was no time left for the call' };

  let response: Response;
  try {
    response = await fetch(url, {
      method: request.method,
      headers: headersOf(accessToken, request),
      body: request.json ? JSON.stringify(request.json) : request.form,
      redirect: 'manual',
      signal,
    });
  } catch (error) {
    return classifyFailure(error, signal.aborted);
  }

  const { status } = response;
  const body = await readBody(response, request.maxBytes ?? oneMegabyte);
  const text = body.state === 'read' ? new TextDecoder().decode(body.bytes) : '';
  if (status >= 200 && status < 300) {
    const value = parseJson(text);
    if (isFields(value) && !isFields(value.error)) return { state: 'ok', body: value as JsonObject };
  }
  if (status >= 300 && status < 400) {
    return {
      state: 'unknown',
      reason: 'The API answered with a redirect, which is not followed. Check the base URL',
    };
  }
  if (body.state !== 'read') {
    const broke = signal.aborted ? 'The answer took too long' : 'The connection broke within the answer';
    const why = body.state === 'too-large' ? 'The answer was too large' : broke;
    return { state: 'unknown', reason: `${why} (HTTP ${status})` };
  }
  const error = mapGraphError(status, text, response.headers.get('retry-after'), {
    now,
    secret: accessToken,
  });
  if (error.class !== 'reconcile') return { state: 'error', error };
  return { state: 'unknown', reason: `${error.message} (HTTP ${status})`, error };
}

function addressOf(
  { baseUrl, version }: CallContext,
  { path, query = {} }: GraphRequest,
): string | undefined {
  const segments = version === '' ? path : [version, ...path];
  if (!segments.every(isSegment)) return undefined;
  const address = `${baseUrl.replace(/\/+$/, '')}/${segments.map(encodeURIComponent).join('/')}`;
  if (!/^https?:\/\//i.test(address) || !URL.canParse(address)) return undefined;
  const url = new URL(address);
  for (const [name, value] of Object.entries(query))
    if (value !== undefined) url.searchParams.set(name, value);
  return url.username || url.password ? undefined : url.href;
}

/** Ids and versions only: nothing that would lead elsewhere on the host. */
const isSegment = (segment: unknown): boolean =>
  typeof segment === 'string' && /^[\x21-\x7e]+$/.test(segment) && !/^\.+$/.test(segment);

const headersOf = (accessToken: string, { json }: GraphRequest): Record<string, string> => ({
  accept: 'application/json',
  authorization: `Bearer ${accessToken}`,
  ...(json ? { 'content-type': 'application/json' } : {}),
});

const misconfigured = (kind: ErrorKind, { title, nextStep }: ErrorWords): GraphOutcome => ({
  state: 'error',
  error: { class: 'fix-config', kind, message: title, nextStep, pauses: 'account' },
});
