import { type Extension, healthLine } from '@centralita/core/consumer';
import type { HealthLine } from '@centralita/core/hub-client';
import type { ChannelAccount } from '@centralita/core/model';
import type { ConsumerStats } from '../deliveries/index.ts';
import type { Health } from './health.ts';
import { counted, listed, numberName, pausedFor, reasonOf, silent, states, steps } from './health-words.ts';

export interface HealthLinesContext {
  readonly health: Health;
  readonly accounts: () => readonly (ChannelAccount & { readonly paused?: string })[];
  readonly consumers: () => readonly ConsumerStats[];
  readonly extensions: () => readonly Extension[];
  readonly now: () => number;
}

type Line = Omit<HealthLine, 'since'>;

/** Behind by more than this, a consumer is said to be. */
const lagSaid = 1_000;

/** The lights of the health page: each part, how it stands, since when, and what to do. */
export const createHealthLines = (context: HealthLinesContext): (() => Promise<readonly HealthLine[]>) => {
  const seen = new Map<string, { readonly ok: boolean; readonly since: number }>();

  const dated = (line: Line): HealthLine => {
    const before = seen.get(line.name);
    const since = before?.ok === line.ok ? before.since : context.now();
    seen.set(line.name, { ok: line.ok, since });
    return { ...line, since };
  };

  const parts = async (): Promise<Line[]> =>
    Object.entries((await context.health.check()).parts).map(([name, { ok, detail }]) =>
      healthLine({
        name,
        ok,
        ...(detail ? { detail } : {}),
        ...(ok ? {} : { nextStep: steps.part }),
      }),
    );

  const accounts = (): Line[] =>
    context.accounts().map(({ id, name, displayPhone, providerId, paused }) =>
      healthLine({
        name: numberName(name ?? displayPhone ?? providerId),
        ok: paused === undefined,
        ...(paused
          ? {
              detail: pausedFor(paused),
              nextStep: steps.number,
              action: { part: 'number', id, label: { en: 'Resume', es: 'Reanudar' } },
            }
          : {}),
      }),
    );

  const consumers = (): Line[] =>
    context.consumers().map(({ consumer, state, lag, held, dead }) => {
      const late = lag > lagSaid;
      const said = [
        ...(state === 'running' ? [] : [states[state]]),
        ...(late ? [counted.behind(lag)] : []),
        ...(held > 0 ? [counted.waiting(held)] : []),
        ...(dead > 0 ? [counted.givenUp(dead)] : []),
      ];
      return healthLine({
        name: consumer,
        ok: state === 'running' && dead === 0 && !late,
        ...(said.length > 0 ? { detail: listed(said) } : {}),
        ...(dead > 0 ? { nextStep: steps.consumer } : {}),
      });
    });

  const extensions = async (): Promise<Line[]> => {
    const lines = await Promise.all(
      context.extensions().map(async ({ name, health }): Promise<readonly Line[]> => {
        try {
          const { lines = [] } = (await health?.()) ?? {};
          return lines.map(({ action, ...line }) => ({
            ...line,
            ...(action ? { action: { part: name, ...action } } : {}),
          }));
        } catch (error) {
          return [healthLine({ name, ok: false, detail: reasonOf(error, silent) })];
        }
      }),
    );
    return lines.flat();
  };

  return async () => [...(await parts()), ...accounts(), ...consumers(), ...(await extensions())].map(dated);
};
