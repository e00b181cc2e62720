import type { ErrorClass, ErrorKind } from '../../channel.ts';

/** What a person reads about an error: what happened, and what to do. */
export interface ErrorWords {
  readonly title: string;
  readonly nextStep: string;
}

/** One row of the error table. Numbers above a million are subcodes as often as codes: both are looked up. */
export interface ErrorEntry {
  /** Single numbers, or a range with both ends in it. */
  readonly codes: readonly (number | readonly [from: number, to: number])[];
  readonly class: ErrorClass;
  readonly kind: ErrorKind;
  readonly en: ErrorWords;
  readonly es: ErrorWords;
  /** A message refused with this code may be sent again without asking anybody. */
  readonly resend?: true;
  /** Least wait before another try, in milliseconds. */
  readonly waitMs?: number;
  /** Each further wait is this many times the one before. */
  readonly growth?: number;
  /** For `fix-config`: what stops until a person has mended it. */
  readonly pauses?: 'account' | 'marketing' | 'template';
}

export const second = 1_000;
export const minute = 60 * second;
export const hour = 60 * minute;
