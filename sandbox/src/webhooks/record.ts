import type { WebhookEntry, WebhookState } from '../types.ts';

/** One POST to one app, from its creation until it is delivered or given up. */
export interface WebhookRecord {
  id: string;
  app: string;
  field: string;
  wabaId: string;
  phoneNumberId?: string;
  url?: string;
  body: string;
  /** Set when it must not be the right one. */
  forged?: 'bad' | 'none';
  signature?: string;
  state: WebhookState;
  createdAt: number;
  attempts: { at: number; ms: number; httpStatus?: number; error?: string }[];
  nextAttemptAt?: number;
}

const iso = (ms: number) => new Date(ms).toISOString();

export const webhookView = (record: WebhookRecord): WebhookEntry => ({
  id: record.id,
  field: record.field,
  url: record.url,
  state: record.state,
  body: record.body,
  signature: record.signature,
  createdAt: iso(record.createdAt),
  attempts: record.attempts.map((attempt) => ({ ...attempt, at: iso(attempt.at) })),
  nextAttemptAt: record.nextAttemptAt === undefined ? undefined : iso(record.nextAttemptAt),
});
