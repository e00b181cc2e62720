import type { Settings } from '../types.ts';
import { ControlProblem } from './error.ts';

export const usualSettings = (given: Partial<Settings> = {}): Settings => ({
  statusDelaysMs: { sent: 150, delivered: 400 },
  windowErrors: 'async',
  throughput: 80,
  pairBurst: 45,
  pairIntervalMs: 6000,
  webhookVersion: 'v25.0',
  templateReviewMs: 1500,
  templateReview: 'APPROVED',
  allowedRecipients: null,
  directSend: false,
  historyDeclined: false,
  retryDelaysMs: [1000, 2000, 4000, 8000, 15_000, 30_000, 60_000],
  ...structuredClone(given),
});

const natural = (value: unknown) => typeof value === 'number' && value >= 0;
const texts = (value: unknown) => Array.isArray(value) && value.every((item) => typeof item === 'string');

const right: { [K in keyof Settings]-?: (value: unknown) => boolean } = {
  statusDelaysMs: (value) =>
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((delay) => delay === null || natural(delay)),
  windowErrors: (value) => value === 'async' || value === 'sync',
  throughput: (value) => natural(value) && value !== 0,
  pairBurst: (value) => natural(value) && value !== 0,
  pairIntervalMs: (value) => natural(value) && value !== 0,
  webhookVersion: (value) => /^v\d+\.\d+$/.test(String(value)),
  templateReviewMs: (value) => typeof value === 'number' && value >= -1,
  templateReview: (value) => value === 'APPROVED' || value === 'REJECTED',
  allowedRecipients: (value) => value === null || texts(value),
  directSend: (value) => typeof value === 'boolean',
  historyDeclined: (value) => typeof value === 'boolean',
  retryDelaysMs: (value) => Array.isArray(value) && value.length > 0 && value.every(natural),
};

/** Takes over what somebody typed, all of it or nothing. */
export const changeSettings = (settings: Settings, change: Record<string, unknown>): void => {
  for (const [key, value] of Object.entries(change)) {
    const check = Object.hasOwn(right, key) ? right[key as keyof Settings] : undefined;
    if (!check)
      throw new ControlProblem(
        400,
        `There is no setting "${key}".`,
        `Settings are: ${Object.keys(right).join(', ')}.`,
      );
    if (!check(value))
      throw new ControlProblem(
        400,
        `"${key}" cannot be ${JSON.stringify(value)}.`,
        'GET /sandbox/settings shows how it looks.',
      );
  }
  const { statusDelaysMs, ...rest } = change as Partial<Settings>;
  Object.assign(settings, rest);
  if (statusDelaysMs) {
    Object.assign(settings.statusDelaysMs, statusDelaysMs);
    if (settings.statusDelaysMs.read === null) delete settings.statusDelaysMs.read;
  }
};
