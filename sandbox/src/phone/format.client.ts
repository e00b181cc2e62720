/// <reference lib="dom" />
import { locale, t } from './dom.client.ts';

const minute = 60_000;
const hour = 60 * minute;
const day = 24 * hour;

const clockFormat = new Intl.DateTimeFormat(locale, { hour: '2-digit', minute: '2-digit' });
const exactFormat = new Intl.DateTimeFormat(locale, { dateStyle: 'full', timeStyle: 'medium' });
const dayFormat = new Intl.DateTimeFormat(locale, { weekday: 'long', day: 'numeric', month: 'long' });
const shortDayFormat = new Intl.DateTimeFormat(locale, { day: 'numeric', month: 'short' });

export const timeOf = (at: number): string => clockFormat.format(at);
export const exactly = (at: number): string => exactFormat.format(at);
const startOfDay = (at: number): number => new Date(at).setHours(0, 0, 0, 0);
export const sameDay = (one: number, other: number): boolean => startOfDay(one) === startOfDay(other);

/** "Today", "Yesterday", or the day. */
export const dayOf = (at: number, now: number): string => {
  const days = Math.round((startOfDay(now) - startOfDay(at)) / day);
  if (days === 0) return t('time.today');
  if (days === 1) return t('time.yesterday');
  const text = dayFormat.format(at);
  return text.charAt(0).toUpperCase() + text.slice(1);
};

export const shortWhen = (at: number, now: number): string =>
  sameDay(at, now) ? timeOf(at) : shortDayFormat.format(at);

/** A length of time in its two largest parts: "23 h 10 min". */
export const lasting = (ms: number): string => {
  const minutes = Math.max(0, Math.floor(ms / minute));
  if (minutes < 1) return t('time.under');
  if (minutes < 60) return t('time.minutes', { m: minutes });
  const hours = Math.floor(minutes / 60);
  if (hours < 24)
    return minutes % 60 && hours < 12
      ? t('time.hoursMinutes', { h: hours, m: minutes % 60 })
      : t('time.hours', { h: hours });
  return t('time.days', { d: Math.floor(hours / 24) });
};

/** Up to two letters of a name; of a number or an id the last two characters. */
export const initials = (name: string): string => {
  const parts = name.split(/\s+/u).filter((part) => /^\p{L}/u.test(part));
  const letters = [parts[0], parts.length > 1 ? parts.at(-1) : undefined].map(
    (part) => [...(part ?? '')][0] ?? '',
  );
  return letters.join('').toUpperCase() || name.replace(/\W/g, '').slice(-2) || '?';
};

/** One of eight quiet colours, always the same for the same name. */
export const hueOf = (name: string): string => {
  let sum = 0;
  for (const character of name) sum = (sum * 31 + (character.codePointAt(0) ?? 0)) % 8;
  return `hue-${sum}`;
};
