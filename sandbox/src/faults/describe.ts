import { factsOf } from '../graph/codes.ts';
import type { FaultKind, FaultRule } from './types.ts';

const titled = (code: number) => `${code} (${factsOf(code).title})`;
const whether = (accepted?: boolean) => (accepted ? 'taken all the same' : 'not taken');

type Words = { [K in FaultKind]: (rule: Extract<FaultRule, { kind: K }>) => string };

const words: Words = {
  send_error: (rule) => `The request is refused with ${titled(rule.code)}.`,
  server_error: (rule) =>
    `The answer is ${rule.httpStatus ?? 500}; the request is ${whether(rule.accepted)}.`,
  token_expired: () => 'The request is refused with 190: the token has expired.',
  malformed_answer: (rule) =>
    `The answer cannot be read (${rule.form ?? 'html'}); the request is ${whether(rule.accepted !== false)}.`,
  rate_limited: (rule) =>
    `The request is refused with ${rule.httpStatus ?? 429} and ${titled(rule.code ?? 130429)}.`,
  timeout_after_accept: () => 'The message is taken and sent, but the answer never comes.',
  timeout_before_accept: () => 'The message is not taken and no answer comes.',
  reset: (rule) => `The connection is cut; the request is ${whether(rule.accepted)}.`,
  slow: (rule) => `The answer comes ${rule.ms} ms late.`,
  status_failed: (rule) => `The message is accepted and then fails with ${titled(rule.code)}.`,
  delivered_and_failed: (rule) =>
    `The message is delivered and also reported as failed with ${rule.code ?? 131000}.`,
  drop_status: (rule) => `The status "${rule.status}" is not reported.`,
  hold_template: (rule) => `The template is held for assessment and released after ${rule.ms ?? 2000} ms.`,
  held_dropped: (rule) => `The template is held for assessment and dropped after ${rule.ms ?? 2000} ms.`,
  duplicate_webhook: (rule) => `The webhook comes ${rule.copies ?? 2} times.`,
  late_retry: (rule) =>
    `The webhook comes once more when the clock is ${Math.round(rule.afterMs / 60_000)} minutes later.`,
  drop_webhook: () => 'The webhook never comes.',
  reorder_webhooks: (rule) => `${rule.window ?? 2} webhooks leave in reverse order.`,
  delay_webhook: (rule) => `The webhook leaves ${rule.ms} ms late.`,
  batch_webhooks: (rule) => `Up to ${rule.size ?? 10} updates share one POST.`,
  malformed_webhook: (rule) =>
    `A signed body that is broken (${rule.form ?? 'unknown_type'}) goes out ${rule.instead ? 'instead of' : 'before'} the webhook.`,
};

export const faultKinds = Object.keys(words) as FaultKind[];

/** What the rule does and to whom, in a sentence or two. */
export const describeFault = (rule: FaultRule): string => {
  const say = words[rule.kind] as (rule: FaultRule) => string;
  const bounds = [
    rule.customer && `only for customer ${rule.customer}`,
    rule.phoneNumberId && `only for number ${rule.phoneNumberId}`,
    rule.rate !== undefined && `with chance ${rule.rate}`,
    'on' in rule && rule.on && `on ${rule.on} calls`,
    'field' in rule && rule.field && `field ${rule.field}`,
    'holding' in rule && rule.holding && `webhooks with ${rule.holding}`,
  ].filter(Boolean);
  return bounds.length ? `${say(rule)} Acts ${bounds.join(', ')}.` : say(rule);
};
