import { addWorkingTime, type RuleSet } from '@centralita/core/routing';
import type { TeamSettings } from '../../settings/index.ts';

const minuteMs = 60_000;

/** Until when a team's first answer is due: minutes within its hours, or of the clock where it has none. */
export const createDueAt =
  (rules: () => RuleSet) =>
  (team: TeamSettings, from: number): number | undefined => {
    if (team.firstResponseMinutes === undefined) return undefined;
    const hours = team.hours === undefined ? undefined : rules().hours?.[team.hours];
    return hours
      ? addWorkingTime(hours, from, team.firstResponseMinutes)
      : from + team.firstResponseMinutes * minuteMs;
  };
