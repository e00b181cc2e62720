import { createHash } from 'node:crypto';
import { entryPointOpen, windowOpen } from '../people/window.ts';
import type { Person } from '../state.ts';
import type { JsonObject } from '../types.ts';

/** From this day on, answers and utility templates inside the window are charged too. */
const serviceChargedFrom = Date.UTC(2026, 9, 1);

/** The `pricing` object of a message of this category (`service` for anything but a template). */
export const pricingOf = (
  person: Person,
  phoneNumberId: string,
  category: string,
  now: number,
): JsonObject => {
  const free = (type: string): JsonObject => ({ billable: false, pricing_model: 'PMP', type, category });
  if (entryPointOpen(person, phoneNumberId, now))
    return { ...free('free_entry_point'), category: 'referral_conversion' };
  const inside = windowOpen(person, phoneNumberId, now);
  if (now < serviceChargedFrom && (category === 'service' || (category === 'utility' && inside)))
    return free('free_customer_service');
  return { billable: true, pricing_model: 'PMP', type: 'regular', category };
};

/** The `conversation` object: always before v24.0, later only while a free entry point is open. */
export const conversationOf = (
  person: Person,
  phoneNumberId: string,
  pricing: JsonObject,
  version: string,
  now: number,
): JsonObject | undefined => {
  const entryUntil = person.entryPoints[phoneNumberId]?.until ?? 0;
  if (Number(version.replace(/^v/, '')) >= 24 && entryUntil <= now) return undefined;
  const expiry = entryUntil > now ? entryUntil : now + 86_400_000;
  const day = Math.floor(now / 86_400_000);
  const id = createHash('sha256')
    .update(`${phoneNumberId} ${person.userId} ${day}`)
    .digest('hex')
    .slice(0, 32);
  const type = String(pricing.category).replace('-', '_');
  return { id, expiration_timestamp: String(Math.floor(expiry / 1000)), origin: { type } };
};
