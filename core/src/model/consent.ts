import type { ConsentRecordId, ContactId } from './ids.ts';

/** What a message is for. An answer to somebody who wrote is `service`. */
export type Purpose = 'service' | 'utility' | 'marketing' | 'authentication';

/** `granted` and `withdrawn` are statements; `pending` waits for a confirmation (double opt-in). */
export type ConsentState = 'granted' | 'pending' | 'withdrawn';

/** Who made a statement. A person's own withdrawal outranks what others assert for them. */
export type ConsentActor = 'person' | 'operator' | 'import' | 'provider';

export type ConsentSource =
  | 'keyword'
  | 'button'
  | 'form'
  | 'platform'
  | 'provider_error'
  | 'operator'
  | 'import'
  | 'api'
  | 'link';

/**
 * One statement of the ledger: who said what about which purposes, when, in which words. `platform`
 * statements (WhatsApp's own control, error 131050) stand apart: only the platform lifts them.
 */
export interface ConsentStatement {
  readonly state: ConsentState;
  /** `all` is everything the business begins by itself. */
  readonly purposes: readonly Purpose[] | 'all';
  readonly actor: ConsentActor;
  readonly source: ConsentSource;
  /** When it was said, milliseconds since 1970; statements are ordered by this, not by arrival. */
  readonly at: number;
  /** What the person wrote or agreed to. */
  readonly wording?: string;
  readonly wordingVersion?: string;
  readonly policyVersion?: string;
  readonly language?: string;
  /** A reference to the proof: a message id, a form's address, a paper's number. */
  readonly proof?: string;
  /** The date on the proof, where it is not `at`: an import made today may rest on a form of last year. */
  readonly proofAt?: number;
  /** Until when a `pending` statement may be confirmed. */
  readonly expiresAt?: number;
  /** The platform's own word: `stop`, `resume`, `signup`. */
  readonly platformValue?: string;
}

export interface ConsentRecord extends ConsentStatement {
  readonly id: ConsentRecordId;
  readonly contactId: ContactId;
  readonly recordedAt: number;
  /** The key or person that entered it; absent when it came from the customer's own message. */
  readonly recordedBy?: string;
}
