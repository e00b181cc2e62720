import type { ContactRef } from '../../../model/contact.ts';
import type { Json, JsonObject } from '../../../model/json.ts';
import { type Draft, isObject, objectOf, put, textOf } from './read.ts';

export type ContactDraft = Draft<ContactRef>;

const businessScopedId = /^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]+$/;

/**
 * A person from the ids of one update. Relayed payloads carry a business-scoped id where `wa_id` belongs;
 * everything else there stays as it came.
 */
export const contactRef = (
  waId: Json | undefined,
  userId: Json | undefined,
  parentUserId: Json | undefined,
): ContactDraft => {
  const contact: ContactDraft = {};
  const user = textOf(userId);
  if (user !== undefined) contact.userId = user;
  const parent = textOf(parentUserId);
  if (parent !== undefined) contact.parentUserId = parent;
  addWaId(contact, waId);
  return contact;
};

const addWaId = (contact: ContactDraft, value: Json | undefined): void => {
  const waId = textOf(value);
  if (waId === undefined) return;
  if (!isUpperCase(waId.charCodeAt(0)) || !businessScopedId.test(waId)) contact.waId ??= waId;
  else contact.userId ??= waId;
};

const isUpperCase = (code: number): boolean => code >= 65 && code <= 90;

export const isNobody = (contact: ContactRef): boolean =>
  contact.userId === undefined &&
  contact.waId === undefined &&
  contact.parentUserId === undefined &&
  contact.phone === undefined;

/** Adds what the person's item of `contacts` knows and the update itself did not say. */
export const complete = (contact: ContactDraft, card: JsonObject): void => {
  if (contact.userId === undefined) put(contact, 'userId', textOf(card.user_id));
  if (contact.parentUserId === undefined) put(contact, 'parentUserId', textOf(card.parent_user_id));
  addWaId(contact, card.wa_id);
  const profile = objectOf(card.profile) ?? card;
  put(contact, 'username', usernameOf(profile.username) ?? usernameOf(card.username));
  put(contact, 'name', textOf(profile.name));
};

export const usernameOf = (value: Json | undefined): string | undefined => {
  const name = textOf(value);
  return name?.startsWith('@') ? textOf(name.slice(1)) : name;
};

/** `+` and digits, from a field that says it is a phone number. */
export const phoneOf = (value: Json | undefined): string | undefined => {
  const digits = textOf(value)?.replace(/\D/g, '');
  return digits ? `+${digits}` : undefined;
};

/** The `contacts` of one value. */
export class Contacts {
  readonly #list: readonly Json[];
  #byId: Map<string, JsonObject> | undefined;

  constructor(list: readonly Json[]) {
    this.#list = list;
  }

  /** By user id, then by `wa_id`, and only then by place. */
  find(contact: ContactRef, position: number | undefined): JsonObject | undefined {
    const found = this.#list.length > 1 ? this.#lookUp(contact) : undefined;
    if (found) return found;
    const only = this.#list.length === 1 ? this.#list[0] : undefined;
    if (isObject(only) && isSame(contact, only)) return only;
    const beside = position === undefined ? undefined : this.#list[position];
    return isObject(beside) && !contradicts(contact, beside) ? beside : undefined;
  }

  #lookUp({ userId, waId }: ContactRef): JsonObject | undefined {
    this.#byId ??= index(this.#list);
    return (userId && this.#byId.get(`u${userId}`)) || (waId && this.#byId.get(`w${waId}`)) || undefined;
  }
}

const index = (list: readonly Json[]): Map<string, JsonObject> => {
  const byId = new Map<string, JsonObject>();
  for (const card of list) {
    if (!isObject(card)) continue;
    const { userId, waId } = contactRef(card.wa_id, card.user_id, undefined);
    if (userId !== undefined && !byId.has(`u${userId}`)) byId.set(`u${userId}`, card);
    if (waId !== undefined && !byId.has(`w${waId}`)) byId.set(`w${waId}`, card);
  }
  return byId;
};

const isSame = (contact: ContactRef, card: JsonObject): boolean => {
  const other = contactRef(card.wa_id, card.user_id, undefined);
  if (contact.userId !== undefined && contact.userId === other.userId) return true;
  return contact.waId !== undefined && contact.waId === other.waId;
};

/** A neighbour that names somebody else is not the person, wherever it stands. */
const contradicts = (contact: ContactRef, card: JsonObject): boolean => {
  const other = contactRef(card.wa_id, card.user_id, undefined);
  return differ(contact.userId, other.userId) || differ(localPart(contact.waId), localPart(other.waId));
};

const differ = (one: string | undefined, other: string | undefined): boolean =>
  one !== undefined && other !== undefined && one !== other;

/** Brazil, Mexico and Argentina write one number in two ways, which end alike. */
const localPart = (waId: string | undefined): string | undefined => waId?.slice(-8);
