import type { WebhookError } from '../types.ts';
import { factsOf } from './codes.ts';

interface Extra {
  http?: number;
  subcode?: number;
  type?: string;
  /** Replaces the whole first line. */
  message?: string;
  userTitle?: string;
  userMessage?: string;
  transient?: boolean;
  headers?: Record<string, string>;
  /** Stands beside `error`. */
  beside?: Record<string, unknown>;
}

/** A refusal in the platform's own words; becomes the answer of the request. */
export class GraphError extends Error {
  override name = 'GraphError';
  readonly code: number;
  readonly details: string | undefined;
  readonly extra: Extra;

  constructor(code: number, details?: string, extra: Extra = {}) {
    super(extra.message ?? `(#${code}) ${factsOf(code).title}`);
    this.code = code;
    this.details = details;
    this.extra = extra;
  }

  response(traceId: string): Response {
    const { http, subcode, type, userTitle, userMessage, transient, headers, beside } = this.extra;
    const error = {
      message: this.message,
      type: type ?? 'OAuthException',
      code: this.code,
      ...(this.details !== undefined && {
        error_data: { messaging_product: 'whatsapp', details: this.details },
      }),
      ...(subcode !== undefined && { error_subcode: subcode }),
      ...(transient !== undefined && { is_transient: transient }),
      ...(userTitle !== undefined && { error_user_title: userTitle }),
      ...(userMessage !== undefined && { error_user_msg: userMessage }),
      fbtrace_id: traceId,
    };
    return Response.json({ ...beside, error }, { status: http ?? factsOf(this.code).http, headers });
  }
}

/** 100: a parameter that is missing, unknown or of the wrong kind. */
export const badParameter = (details: string): GraphError => new GraphError(100, details);
/** 131008: the message lacks a part its type needs. */
export const missing = (details: string): GraphError => new GraphError(131008, details);
/** 131009: a value breaks a documented limit. */
export const badValue = (details: string): GraphError => new GraphError(131009, details);

/** 100 with subcode 33: what the platform says of every id it does not know. */
export const noObject = (id: string, method: string): GraphError =>
  new GraphError(100, undefined, {
    subcode: 33,
    type: 'GraphMethodException',
    message: `Unsupported ${method.toLowerCase()} request. Object with ID '${id}' does not exist, cannot be loaded due to missing permissions, or does not support this operation.`,
  });

/** 2500: a known object without such an edge. */
export const noPath = (path: string): GraphError =>
  new GraphError(2500, undefined, { http: 400, message: `Unknown path components: /${path}` });

/** The same error as a status or an inbound message carries it. */
export const webhookError = (code: number, details?: string): WebhookError => {
  const { title, details: usual } = factsOf(code);
  return {
    code,
    title,
    message: title,
    error_data: { details: details ?? usual },
    href: 'https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes/',
  };
};
