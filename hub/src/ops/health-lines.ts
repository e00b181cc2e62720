import type { Extension } from '@centralita/core/consumer';
import type { HealthLine } from '@centralita/core/hub-client';
import type { ChannelAccount } from '@centralita/core/model';
import type { ConsumerStats } from '../deliveries/index.ts';
import type { Health } from './health.ts';

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
    Object.entries((await context.health.check()).parts).map(([name, { ok, detail }]) => ({
      name,
      ok,
      ...(detail ? { detail } : {}),
      ...(ok ? {} : { nextStep: 'Check disk space and the hub’s log.' }),
    }));

  const accounts = (): Line[] =>
    context.accounts().map(({ id, name, displayPhone, providerId, paused }) => ({
      name: `number ${name ?? displayPhone ?? providerId}`,
      ok: paused === undefined,
      ...(paused
        ? {
            detail: `paused: ${paused}`,
            nextStep: 'Mend what the last problem names, then resume the number.',
            action: { part: 'number', id, label: { en: 'Resume', es: 'Reanudar' } },
          }
        : {}),
    }));

  const consumers = (): Line[] =>
    context.consumers().map(({ consumer, state, lag, held, dead }) => {
      const late = lag > lagSaid ? [`${lag} events behind`] : [];
      const kept = held > 0 ? [`${held} waiting`] : [];
      const given = dead > 0 ? [`${dead} given up`] : [];
      const detail = [...(state === 'running' ? [] : [state]), ...late, ...kept, ...given].join(', ');
      return {
        name: consumer,
        ok: state === 'running' && dead === 0 && late.length === 0,
        ...(detail ? { detail } : {}),
        ...(dead > 0 ? { nextStep: 'Look at its deliveries, mend the receiver, then redrive them.' } : {}),
      };
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
          return [{ name, ok: false, detail: Error.isError(error) ? error.message : 'gives no answer' }];
        }
      }),
    );
    return lines.flat();
  };

  return async () => [...(await parts()), ...accounts(), ...consumers(), ...(await extensions())].map(dated);
};
