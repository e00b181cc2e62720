import { accessErrors } from './error-table/access.ts';
import type { ErrorEntry } from './error-table/entry.ts';
import { featureErrors } from './error-table/features.ts';
import { limitErrors } from './error-table/limits.ts';
import { numberErrors } from './error-table/numbers.ts';
import { recipientErrors } from './error-table/recipients.ts';
import { objectMissing, requestErrors } from './error-table/requests.ts';
import { templateErrors } from './error-table/templates.ts';

export type { ErrorEntry, ErrorWords } from './error-table/entry.ts';

/**
 * Every error number of the Cloud API known to Centralita, with its class and its words.
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/support/error-codes
 */
export const errorTable: readonly ErrorEntry[] = [
  ...accessErrors,
  ...limitErrors,
  ...recipientErrors,
  ...requestErrors,
  ...templateErrors,
  ...numberErrors,
  ...featureErrors,
];

const single = new Map<number, ErrorEntry>();
const ranges: { from: number; to: number; entry: ErrorEntry }[] = [];
for (const entry of errorTable) {
  for (const code of entry.codes) {
    if (typeof code === 'number') single.set(code, entry);
    else ranges.push({ from: code[0], to: code[1], entry });
  }
}

const byNumber = (code: number): ErrorEntry | undefined =>
  single.get(code) ?? ranges.find(({ from, to }) => code >= from && code <= to)?.entry;

const leastSubcode = 1_000_000;

/**
 * The row for a code and its subcode, or undefined. A subcode counts when it is one of the long numbers of
 * the table, and 33 together with 100; others (463, 2446079 …) say nothing that the code does not say.
 */
export function findError(code: number, subcode?: number): ErrorEntry | undefined {
  if (code === 100 && subcode === 33) return objectMissing;
  const specific = subcode !== undefined && subcode >= leastSubcode ? byNumber(subcode) : undefined;
  return specific ?? byNumber(code);
}
