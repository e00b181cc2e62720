/** Which requests to `/graph/*` a fault of the answering side acts on. */
export type GraphCall = 'messages' | 'read' | 'media' | 'templates' | 'management' | 'any';

interface Limits {
  /** How often it acts. Default: once, or without limit when `rate` is given. */
  times?: number;
  /** Chance from 0 to 1, drawn from the sandbox's seed. Default 1. */
  rate?: number;
  /** Digits of a phone, or a user id. Only for what concerns that customer. */
  customer?: string;
  phoneNumberId?: string;
}

interface OnCall extends Limits {
  /** Default `messages`. */
  on?: GraphCall;
}

interface OnWebhook extends Limits {
  /** Such as `messages`; default: any. */
  field?: string;
  /** Only webhooks with messages of customers, or only those with statuses. */
  holding?: 'messages' | 'statuses';
}

/** What `POST /sandbox/faults` takes. The first rule that fits acts; several webhook rules may act together. */
export type FaultRule =
  /** Refused in the answer, with any code of the platform. */
  | ({
      kind: 'send_error';
      code: number;
      httpStatus?: number;
      details?: string;
      subcode?: number;
    } & OnCall)
  /** 190 with subcode 463, on any call unless `on` says otherwise. */
  | ({ kind: 'token_expired' } & OnCall)
  /** An answer that cannot be read; the request was taken, unless `accepted` is false. */
  | ({ kind: 'malformed_answer'; form?: MalformedAnswer; accepted?: boolean } & OnCall)
  /** 5xx; not taken unless `accepted`. */
  | ({ kind: 'server_error'; httpStatus?: number; code?: number; accepted?: boolean } & OnCall)
  /** Too fast: 429 with `Retry-After`. */
  | ({ kind: 'rate_limited'; httpStatus?: number; code?: number; retryAfterSeconds?: number } & OnCall)
  /** Taken and sent to the customer; the answer never comes and the connection is cut after `ms`. */
  | ({ kind: 'timeout_after_accept'; ms?: number } & OnCall)
  /** Not taken; the answer never comes and the connection is cut after `ms`. */
  | ({ kind: 'timeout_before_accept'; ms?: number } & OnCall)
  /** The connection is cut at once; not taken unless `accepted`. */
  | ({ kind: 'reset'; accepted?: boolean } & OnCall)
  /** Taken; the answer comes late. */
  | ({ kind: 'slow'; ms: number } & OnCall)
  /** Accepted, then `failed` with this code. */
  | ({ kind: 'status_failed'; code: number; details?: string } & Limits)
  /** One device got it, another failed: both statuses come. */
  | ({ kind: 'delivered_and_failed'; code?: number } & Limits)
  /** A status is not reported, though the phone shows it. */
  | ({ kind: 'drop_status'; status: 'sent' | 'delivered' | 'read' | 'played' | 'failed' } & Limits)
  /** A template is held for assessment and released after `ms`. */
  | ({ kind: 'hold_template'; ms?: number } & Limits)
  /** A template is held for assessment, then dropped with 132015. */
  | ({ kind: 'held_dropped'; ms?: number } & Limits)
  /** The same webhook comes `copies` times in all, `gapMs` apart. */
  | ({ kind: 'duplicate_webhook'; copies?: number; gapMs?: number } & OnWebhook)
  /** The same webhook comes once more when the sandbox's clock is so much later, though it was answered 200. */
  | ({ kind: 'late_retry'; afterMs: number } & OnWebhook)
  /** The webhook never comes. */
  | ({ kind: 'drop_webhook' } & OnWebhook)
  /** `window` webhooks are kept and leave in reverse order; after `ms` those that came leave anyhow. */
  | ({ kind: 'reorder_webhooks'; window?: number; ms?: number } & OnWebhook)
  | ({ kind: 'delay_webhook'; ms: number } & OnWebhook)
  /** Up to `size` updates share one POST; after `ms` those that came leave anyhow. */
  | ({ kind: 'batch_webhooks'; size?: number; ms?: number } & OnWebhook)
  /** A correctly signed body that is broken in shape goes out first; with `instead` the good one is lost. */
  | ({ kind: 'malformed_webhook'; form?: MalformedForm; instead?: boolean } & OnWebhook);

export type MalformedAnswer = 'html' | 'not_json' | 'empty' | 'truncated' | 'no_id' | 'wrong_types';

export type FaultKind = FaultRule['kind'];

export type MalformedForm =
  | 'truncated'
  | 'not_json'
  | 'empty_body'
  | 'null_entry'
  | 'empty_value'
  | 'unknown_field'
  | 'unknown_type'
  | 'deep';
