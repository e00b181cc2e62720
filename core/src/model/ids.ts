/// <reference lib="es2024.string" />
import { hash } from 'node:crypto';

/**
 * Ids are opaque and branded: made and parsed here, compared and stored elsewhere, never taken apart.
 * An id is a two- or three-letter prefix, an underscore and at least 16 lower-case letters or digits.
 */
declare const brand: unique symbol;
type Id<Name extends string> = string & { readonly [brand]: Name };

export type EventId = Id<'EventId'>;
export type MessageId = Id<'MessageId'>;
export type ContactId = Id<'ContactId'>;
export type ConversationId = Id<'ConversationId'>;
export type ChannelAccountId = Id<'ChannelAccountId'>;
export type NoteId = Id<'NoteId'>;
export type UserId = Id<'UserId'>;
export type TeamId = Id<'TeamId'>;
export type KeyId = Id<'KeyId'>;
export type SubscriptionId = Id<'SubscriptionId'>;
export type ConsentRecordId = Id<'ConsentRecordId'>;

interface IdByPrefix {
  ev: EventId;
  ms: MessageId;
  ct: ContactId;
  cv: ConversationId;
  ca: ChannelAccountId;
  nt: NoteId;
  us: UserId;
  tm: TeamId;
  key: KeyId;
  sub: SubscriptionId;
  cr: ConsentRecordId;
}

export type IdPrefix = keyof IdByPrefix;

const body = /^[0-9a-z]{16,64}$/;

/** The id, or undefined when the text is not an id of that prefix. */
export const parseId = <P extends IdPrefix>(prefix: P, text: unknown): IdByPrefix[P] | undefined =>
  typeof text === 'string' && text.startsWith(`${prefix}_`) && body.test(text.slice(prefix.length + 1))
    ? (text as IdByPrefix[P])
    : undefined;

/**
 * A new id from a point in time and 10 random bytes, so that ids made later sort later: `now` in
 * milliseconds since 1970 as 12 hex digits, then the random bytes as 20. Unguessable by the random part.
 */
export const newId = <P extends IdPrefix>(prefix: P, now: number, random: Uint8Array): IdByPrefix[P] => {
  if (random.length < 10) throw new RangeError('newId needs at least 10 random bytes');
  const time = Math.max(0, Math.floor(now)).toString(16).padStart(12, '0').slice(-12);
  return `${prefix}_${time}${Buffer.from(random.buffer, random.byteOffset, 10).toString('hex')}` as IdByPrefix[P];
};

/**
 * 128 bits of SHA-256 over the parts, as 32 hex digits. A part cannot run into the next: lengths are hashed too.
 * Half a character has no bytes of its own in UTF-8: text with one is hashed as JSON, which begins with no digit.
 */
export const digest = (...parts: readonly string[]): string => {
  let text = '';
  for (const part of parts) text += `${part.length}:${part}`;
  return hash('sha256', text.isWellFormed() ? text : JSON.stringify(text), 'hex').slice(0, 32);
};

/** What a provider event is about: the provider, the account's id there, the kind of update and the provider's own key. */
export interface ProviderKey {
  readonly provider: string;
  readonly account: string;
  readonly kind: string;
  readonly key: string;
}

/**
 * The same update has the same id wherever and however often it is parsed. The key is hashed because a
 * `wamid` decodes to the customer's phone number.
 */
export const providerEventId = (of: ProviderKey): EventId =>
  `ev_${digest(of.provider, of.account, of.kind, of.key)}` as EventId;

/** The id of a message known by the provider's id of it; the same for a webhook, an echo and a send response. */
export const providerMessageId = (provider: string, account: string, messageId: string): MessageId =>
  `ms_${digest(provider, account, 'message', messageId)}` as MessageId;

/** The id of an event that follows from another: the same parent always yields the same set. */
export const derivedEventId = (parent: string, type: string, ordinal: number): EventId =>
  `ev_${digest(parent, type, String(ordinal))}` as EventId;

/** The team `tm_` of a key in the settings: the same on every hub with that key. */
export const teamId = (key: string): TeamId => `tm_${digest('team', key)}` as TeamId;

/** The user `us_` of a key in the settings: the same on every hub with that key. */
export const userId = (key: string): UserId => `us_${digest('user', key)}` as UserId;

/** The account `ca_` of a provider's account: the same on every hub, so configuration may name either. */
export const channelAccountId = (provider: string, account: string): ChannelAccountId =>
  `ca_${digest(provider, 'account', account)}` as ChannelAccountId;
