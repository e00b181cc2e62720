import type { ContactId } from './ids.ts';
import type { JsonObject } from './json.ts';

/**
 * A person as one update names them. Every field may be absent: WhatsApp leaves the phone out for people
 * with a username. `waId` is opaque: kept and answered verbatim, never reformatted.
 */
export interface ContactRef {
  /** Business-scoped user id (`user_id`, `from_user_id`), stable within one business portfolio. */
  readonly userId?: string;
  readonly parentUserId?: string;
  readonly waId?: string;
  /** E.164 digits with `+`, where a phone is known as such. */
  readonly phone?: string;
  /** Display data: people change it. Without a leading `@`. */
  readonly username?: string;
  /** The profile name, display data too. */
  readonly name?: string;
}

export type IdentityKind = 'user_id' | 'parent_user_id' | 'wa_id' | 'phone' | 'username' | 'email';

export interface Identity {
  readonly kind: IdentityKind;
  readonly value: string;
  /** Where it was learnt: an update, an operator, the customer themselves. */
  readonly source: string;
  /** Milliseconds since 1970. */
  readonly since: number;
}

/** One person, any number of identities. */
export interface Contact {
  readonly id: ContactId;
  readonly name?: string;
  readonly identities: readonly Identity[];
  readonly attributes: JsonObject;
  readonly tags: readonly string[];
  readonly language?: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}
