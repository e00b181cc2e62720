import type { Person } from '../state.ts';

const hour = 3_600_000;
const serviceWindowMs = 24 * hour;
const freeEntryMs = 72 * hour;

/** What a customer does that does not open the 24-hour window. */
const silent = new Set(['reaction', 'request_welcome', 'system', 'edit', 'revoke']);

/** A message or a call of the customer at `at`. */
export const openWindow = (
  person: Person,
  phoneNumberId: string,
  at: number,
  type: string,
  fromAd = false,
) => {
  if (silent.has(type)) return;
  const until = at + serviceWindowMs;
  person.windows[phoneNumberId] = Math.max(person.windows[phoneNumberId] ?? 0, until);
  if (fromAd) person.entryPoints[phoneNumberId] = { at };
};

export const windowOpen = (person: Person, phoneNumberId: string, now: number): boolean =>
  (person.windows[phoneNumberId] ?? 0) > now;

/** The first answer within a day of the advertisement makes 72 hours free, from that answer on. */
export const answerEntryPoint = (person: Person, phoneNumberId: string, now: number) => {
  const entry = person.entryPoints[phoneNumberId];
  if (entry && entry.until === undefined && now < entry.at + serviceWindowMs) entry.until = now + freeEntryMs;
};

export const entryPointOpen = (person: Person, phoneNumberId: string, now: number): boolean =>
  (person.entryPoints[phoneNumberId]?.until ?? 0) > now;
