import type { Code } from '@centralita/core/model';
import type { z } from '@hono/zod-openapi';
import type { Caller } from '../services.ts';
import type { Masker } from './masking/masker.ts';

/** One request as a handler sees it: who asks, and what was asked, checked. */
export interface Ask<Query, Body> {
  readonly request: Request;
  readonly requestId: string;
  readonly caller: Caller;
  readonly session?: string;
  /** Whoever asks is shown numbers in part: what they send back may hold them so. */
  readonly mask?: Masker;
  /** A part of the path; there is no route without those it names. */
  param(name: string): string;
  readonly query: Query;
  readonly body: Body;
}

/** An answer as /openapi.json tells it. */
export interface Answer {
  readonly description: string;
  /** Name of a component; absent: no body. */
  readonly schema?: string;
  /** Name of an example in `openapi/examples.ts`. */
  readonly example?: string;
  /** `application/json` unless given. */
  readonly contentType?: string;
  readonly headers?: Readonly<Record<string, string>>;
}

export interface Route<Query = unknown, Body = unknown> {
  readonly id: string;
  readonly method: 'get' | 'post' | 'put' | 'patch' | 'delete';
  /** With `{name}` for the parts that vary. */
  readonly path: string;
  readonly tag: string;
  readonly summary: string;
  readonly description?: string;
  readonly params?: Readonly<Record<string, string>>;
  readonly headers?: Readonly<Record<string, string>>;
  readonly query?: z.ZodType<Query>;
  readonly body?: z.ZodType<Body>;
  /** The request may come without a body; it then counts as `{}`. */
  readonly bodyOptional?: true;
  readonly bodyExample?: string;
  readonly answers: Readonly<Record<number, Answer>>;
  /** Beside those that every route may answer with. */
  readonly problems?: readonly Code[];
  handle(ask: Ask<Query, Body>): Promise<Response> | Response;
}

/** Lets a route's query and body be known from their schemas. */
export const route = <Query, Body>(definition: Route<Query, Body>): Route => definition as unknown as Route;

export const json = (
  value: unknown,
  status = 200,
  headers: Readonly<Record<string, string>> = {},
): Response =>
  new Response(JSON.stringify(value), {
    status,
    headers: { 'content-type': 'application/json', 'cache-control': 'no-store', ...headers },
  });

export const nothing = (): Response =>
  new Response(null, { status: 204, headers: { 'cache-control': 'no-store' } });
