/** Midnight of the day that `now` is in, in a time zone; the machine's own unless given. Milliseconds since 1970. */
export const startOfDay = (now: number, timeZone?: string): number => {
  const parts = new Intl.DateTimeFormat('en', {
    ...(timeZone ? { timeZone } : {}),
    hourCycle: 'h23',
    hour: 'numeric',
    minute: 'numeric',
    second: 'numeric',
  }).formatToParts(now);
  const value = (type: string): number => Number(parts.find((part) => part.type === type)?.value ?? 0);
  return now - (now % 1000) - (value('hour') * 3600 + value('minute') * 60 + value('second')) * 1000;
};
