import type { RuleSet } from '@centralita/core/routing';
import type { TeamSettings } from '../../settings/index.ts';

const minuteMs = 60_000;

/** Until when a team's first answer is due. */
export const dueIn =
  (_settings: { readonly routing: RuleSet }) =>
  (team: TeamSettings, from: number): number | undefined =>
    team.firstResponseMinutes === undefined ? undefined : from + team.firstResponseMinutes * minuteMs;
