import { faultKinds } from './describe.ts';
import type { FaultRule } from './types.ts';

const needed: Record<string, string[]> = {
  send_error: ['code'],
  slow: ['ms'],
  status_failed: ['code'],
  delay_webhook: ['ms'],
  drop_status: ['status'],
  late_retry: ['afterMs'],
};
const numeric = [
  'times',
  'rate',
  'code',
  'httpStatus',
  'retryAfterSeconds',
  'ms',
  'afterMs',
  'subcode',
  'copies',
  'gapMs',
  'window',
  'size',
];

/** What is wrong with a rule as somebody typed it; undefined when it can be used. */
export const faultProblem = (value: unknown): string | undefined => {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return 'A fault is a JSON object.';
  const rule = value as Record<string, unknown>;
  if (!faultKinds.includes(rule.kind as FaultRule['kind']))
    return `Unknown kind "${String(rule.kind)}". Take one of: ${faultKinds.join(', ')}.`;
  const lacks = (needed[String(rule.kind)] ?? []).find((key) => rule[key] === undefined);
  if (lacks) return `"${rule.kind}" needs "${lacks}".`;
  const wrong = numeric.find((key) => rule[key] !== undefined && !(Number(rule[key]) >= 0));
  if (wrong || numeric.some((key) => rule[key] !== undefined && typeof rule[key] !== 'number'))
    return `"${wrong ?? 'A value'}" must be a number from 0.`;
  if (rule.rate !== undefined && Number(rule.rate) > 1) return '"rate" is a chance from 0 to 1.';
  if (Number(rule.size ?? 1) > 1000) return 'One webhook holds at most 1000 updates.';
  return undefined;
};
