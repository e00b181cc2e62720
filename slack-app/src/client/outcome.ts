import { WebAPIHTTPError, WebAPIPlatformError, WebAPIRateLimitedError } from '@slack/web-api';

/** What became of one write. `uncertain`: it may have happened; look before it is done again. */
export type Outcome<T> =
  | { readonly kind: 'done'; readonly value: T }
  | { readonly kind: 'wait'; readonly ms: number }
  | {
      readonly kind: 'refused';
      readonly reason: string;
      readonly about: 'route' | 'token' | 'content' | 'scope' | 'other';
    }
  | { readonly kind: 'not-sent'; readonly reason: string }
  | { readonly kind: 'uncertain'; readonly reason: string };

/** Slack's own words for "may have partly succeeded". https://docs.slack.dev/reference/methods/chat.postMessage#errors */
const unclear = new Set(['internal_error', 'fatal_error', 'service_unavailable', 'request_timeout']);

const about: Readonly<Record<string, 'route' | 'token' | 'content' | 'scope'>> = {
  is_archived: 'route',
  channel_not_found: 'route',
  not_in_channel: 'route',
  restricted_action: 'route',
  restricted_action_read_only_channel: 'route',
  restricted_action_thread_only_channel: 'route',
  cannot_post_in_channel: 'route',
  channel_is_limited_access: 'route',
  invalid_auth: 'token',
  not_authed: 'token',
  account_inactive: 'token',
  token_revoked: 'token',
  token_expired: 'token',
  team_access_not_granted: 'token',
  org_login_required: 'token',
  ekm_access_denied: 'token',
  missing_scope: 'scope',
  not_allowed_token_type: 'scope',
  msg_too_long: 'content',
  msg_blocks_too_long: 'content',
  invalid_blocks: 'content',
  invalid_blocks_format: 'content',
  invalid_attachments: 'content',
  no_text: 'content',
  markdown_text_conflict: 'content',
  invalid_arguments: 'content',
};

/** No byte of the request left, so it may be repeated without a look. */
const neverLeft = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ENETUNREACH',
  'EHOSTUNREACH',
  'UND_ERR_CONNECT_TIMEOUT',
]);

/** One call, made once. What the client throws is sorted by whether anything may have happened. */
export const attempt = async <T>(call: () => Promise<T>): Promise<Outcome<T>> => {
  try {
    return { kind: 'done', value: await call() };
  } catch (error) {
    return outcomeOf(error);
  }
};

export const outcomeOf = (error: unknown): Exclude<Outcome<never>, { kind: 'done' }> => {
  if (error instanceof WebAPIRateLimitedError)
    return { kind: 'wait', ms: Math.max(1, error.retryAfter) * 1000 };
  if (error instanceof WebAPIPlatformError) {
    const reason = error.data.error;
    if (unclear.has(reason)) return { kind: 'uncertain', reason };
    // The rate limit of Slack's older methods comes as an error.
    if (reason === 'ratelimited' || reason === 'rate_limited') return { kind: 'wait', ms: 30_000 };
    return { kind: 'refused', reason, about: about[reason] ?? 'other' };
  }
  const code = causeCode(error);
  if (code !== undefined && neverLeft.has(code)) return { kind: 'not-sent', reason: code };
  if (error instanceof WebAPIHTTPError) {
    return error.statusCode >= 500
      ? { kind: 'uncertain', reason: `HTTP ${error.statusCode}` }
      : { kind: 'refused', reason: `HTTP ${error.statusCode}`, about: 'other' };
  }
  return { kind: 'uncertain', reason: code ?? (error instanceof Error ? error.message : String(error)) };
};

/** The system's word for it, however deep it is wrapped. */
const causeCode = (error: unknown): string | undefined => {
  for (let each: unknown = error, depth = 0; each instanceof Error && depth < 6; depth++) {
    const { code, original, cause, errors } = each as Error & {
      code?: unknown;
      original?: unknown;
      errors?: readonly unknown[];
    };
    if (typeof code === 'string' && !code.startsWith('slack_')) return code;
    each = original ?? cause ?? errors?.[0];
  }
  return undefined;
};
