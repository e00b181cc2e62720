/** The customer service window: 24 hours from the last thing a person did that opens it, in milliseconds. */
export const windowMs = 24 * 60 * 60 * 1000;

/** A provider's clock may run ahead of ours by this much before its time is not believed. */
export const clockToleranceMs = 60_000;

/** The window counts as closed this long before it is, so that a message does not arrive after it. */
export const windowMarginMs = 60_000;

/**
 * Until when the window of one contact and one account is open. Never shortened by an old message; a time
 * later than the arrival plus a minute is not believed, and without a usable time the arrival stands in. All
 * times are milliseconds since 1970.
 *
 * Coming from an advertisement makes messages free for 72 hours; that is a price, not a longer window.
 */
export const windowUntil = (
  previous: number | undefined,
  messageTimestampMs: number,
  receivedAtMs: number,
): number => {
  const said = Number.isFinite(messageTimestampMs) ? messageTimestampMs : receivedAtMs;
  const until = Math.min(said, receivedAtMs + clockToleranceMs) + windowMs;
  return previous !== undefined && previous > until ? previous : until;
};

/** When the person last did something that opened the window. */
export const windowOpenedAt = (until: number): number => until - windowMs;

/** Whether anything but a template may be sent now. */
export const isOpen = (until: number | undefined, now: number, marginMs = windowMarginMs): boolean =>
  remaining(until, now, marginMs) > 0;

/** Milliseconds until the window counts as closed; 0 when it does. */
export const remaining = (until: number | undefined, now: number, marginMs = windowMarginMs): number => {
  const left = (until ?? Number.NaN) - marginMs - now;
  return left > 0 ? left : 0;
};
