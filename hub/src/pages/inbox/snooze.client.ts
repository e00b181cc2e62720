/** Times a conversation is usually put off to: milliseconds since 1970, in the viewer's zone. */
export const snoozeTimes = (now: number): readonly (readonly [word: string, until: number])[] => {
  const at = (days: number, hour: number): number => {
    const date = new Date(now);
    date.setDate(date.getDate() + days);
    date.setHours(hour, 0, 0, 0);
    return date.getTime();
  };
  const untilMonday = (8 - new Date(now).getDay()) % 7 || 7;
  const times: (readonly [string, number])[] = [
    ['snooze.hour', now + 3_600_000],
    ['snooze.hours', now + 3 * 3_600_000],
    ['snooze.tomorrow', at(1, 9)],
  ];
  // On a Sunday tomorrow is Monday.
  if (untilMonday > 1) times.push(['snooze.monday', at(untilMonday, 9)]);
  return times;
};

const two = (n: number): string => String(n).padStart(2, '0');

/** What `<input type="datetime-local">` takes, in the viewer's zone. */
export const localTime = (at: number): string => {
  const date = new Date(at);
  return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}T${two(date.getHours())}:${two(date.getMinutes())}`;
};
