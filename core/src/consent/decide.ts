import type { Purpose } from '../model/consent.ts';
import { isOpen, windowOpenedAt } from '../window/window.ts';
import type { PurposeStanding, Standing } from './ledger.ts';

/** Why a message may go out; stored with it, so that the question can be answered years later. */
export type SendBasis =
  | 'opted_in'
  | 'person_wrote_first'
  /** They withdrew, then wrote again, and this answers them. */
  | 'person_wrote_again'
  /** The one message that tells them that their opt-out is done. */
  | 'withdrawal_confirmation';

export type RefusalCode =
  | 'consent_withdrawn'
  | 'consent_missing'
  | 'consent_pending'
  | 'region_blocked'
  | 'window_closed';

export type Decision =
  | { readonly allow: true; readonly basis: SendBasis; readonly warning?: 'region' }
  | { readonly allow: false; readonly code: RefusalCode; readonly reason?: 'platform_stop' };

/** `reopened`: open, and the person opened it by writing after they had withdrawn. */
export type WindowState = 'open' | 'reopened' | 'closed';
type ConsentColumn = PurposeStanding['state'];
type Outcome = SendBasis | Exclude<RefusalCode, 'region_blocked'>;
type Row = readonly [open: Outcome, reopened: Outcome, closed: Outcome];
type Table = Readonly<Record<Purpose, Readonly<Record<ConsentColumn, Row>>>>;

/**
 * The decision table for templates. Inside a window a template answers like any other message; outside it the
 * business begins, which takes a recorded opt-in. Marketing always takes one.
 */
const templates: Table = {
  service: {
    granted: ['opted_in', 'opted_in', 'opted_in'],
    pending: ['person_wrote_first', 'person_wrote_first', 'consent_pending'],
    unknown: ['person_wrote_first', 'person_wrote_first', 'consent_missing'],
    withdrawn: ['consent_withdrawn', 'person_wrote_again', 'consent_withdrawn'],
  },
  utility: {
    granted: ['opted_in', 'opted_in', 'opted_in'],
    pending: ['person_wrote_first', 'person_wrote_first', 'consent_pending'],
    unknown: ['person_wrote_first', 'person_wrote_first', 'consent_missing'],
    withdrawn: ['consent_withdrawn', 'consent_withdrawn', 'consent_withdrawn'],
  },
  marketing: {
    granted: ['opted_in', 'opted_in', 'opted_in'],
    pending: ['consent_pending', 'consent_pending', 'consent_pending'],
    unknown: ['consent_missing', 'consent_missing', 'consent_missing'],
    withdrawn: ['consent_withdrawn', 'consent_withdrawn', 'consent_withdrawn'],
  },
  authentication: {
    granted: ['opted_in', 'opted_in', 'opted_in'],
    pending: ['person_wrote_first', 'person_wrote_first', 'consent_pending'],
    unknown: ['person_wrote_first', 'person_wrote_first', 'consent_missing'],
    withdrawn: ['consent_withdrawn', 'consent_withdrawn', 'consent_withdrawn'],
  },
};

/**
 * Everything but templates: only ever inside a window. A service answer rests on the window, not on an
 * opt-in, so outside it the window is what it lacks; for the other purposes the opt-in is named first.
 */
const others: Table = {
  service: {
    granted: ['opted_in', 'opted_in', 'window_closed'],
    pending: ['person_wrote_first', 'person_wrote_first', 'window_closed'],
    unknown: ['person_wrote_first', 'person_wrote_first', 'window_closed'],
    withdrawn: ['consent_withdrawn', 'person_wrote_again', 'consent_withdrawn'],
  },
  utility: { ...templates.utility, granted: ['opted_in', 'opted_in', 'window_closed'] },
  marketing: { ...templates.marketing, granted: ['opted_in', 'opted_in', 'window_closed'] },
  authentication: { ...templates.authentication, granted: ['opted_in', 'opted_in', 'window_closed'] },
};

export interface SendQuestion {
  readonly purpose: Purpose;
  /** The content is a template. */
  readonly template: boolean;
  readonly standing: Standing;
  /** Of this contact and account, milliseconds since 1970. */
  readonly windowUntil: number | undefined;
  /** Milliseconds since 1970. */
  readonly now: number;
  /** The window counts as closed this many milliseconds early; a minute by default. */
  readonly marginMs?: number;
  /** What the region list says about this person. */
  readonly region?: 'block' | 'warn';
  /** This is the one confirmation of an opt-out. The caller sees to it that there is one only. */
  readonly confirmation?: boolean;
}

/**
 * May this message go out now? Refusals come in the order consent, region, window. After a withdrawal only an
 * answer to what the person wrote later is allowed, and the one confirmation inside the window.
 */
export const decide = (question: SendQuestion): Decision => {
  const { purpose, template, region } = question;
  const consent = question.standing[purpose];
  if (purpose === 'marketing' && consent.platformStopped) {
    return { allow: false, code: 'consent_withdrawn', reason: 'platform_stop' };
  }
  const window = windowState(question, consent);
  const confirms =
    question.confirmation === true && purpose === 'service' && !template && window !== 'closed';
  const outcome = confirms ? 'withdrawal_confirmation' : lookUp(purpose, consent.state, window, template);
  switch (outcome) {
    case 'consent_withdrawn':
    case 'consent_missing':
    case 'consent_pending':
      return { allow: false, code: outcome };
    default:
      if (region === 'block') return { allow: false, code: 'region_blocked' };
  }
  if (outcome === 'window_closed') return { allow: false, code: outcome };
  return { allow: true, basis: outcome, ...(region === 'warn' ? { warning: 'region' as const } : {}) };
};

/** One cell of the table, before the platform's stop, the region and the confirmation. */
export const lookUp = (
  purpose: Purpose,
  consent: ConsentColumn,
  window: WindowState,
  template: boolean,
): Outcome =>
  (template ? templates : others)[purpose][consent][window === 'open' ? 0 : window === 'reopened' ? 1 : 2];

const windowState = (question: SendQuestion, consent: PurposeStanding): WindowState => {
  const { windowUntil, now, marginMs } = question;
  if (windowUntil === undefined || !isOpen(windowUntil, now, marginMs)) return 'closed';
  return consent.by && windowOpenedAt(windowUntil) > consent.by.at ? 'reopened' : 'open';
};
