import type { Figures } from '@centralita/core/hub-client';

/** Totals since the start, and where things stand. */
export interface Totals {
  readonly counts: Readonly<Record<string, number>>;
  readonly gauges: Readonly<Record<string, number>>;
}

export interface Samples {
  /** Lines of the last `hours`, oldest first: for counts what came in each minute, for gauges their value. */
  lines(hours: number): Figures['lines'];
  stop(): void;
}

const minute = 60_000;
/** A week. */
const most = 7 * 24 * 60;
/** Points of one line at most: several minutes come together where there are more. */
const points = 240;

interface Sample {
  readonly at: number;
  readonly values: Readonly<Record<string, number>>;
}

/**
 * Looks once a minute, in real time: these are figures of the process, gone with it. What must survive is in the
 * metrics of whoever scrapes them.
 */
export const startSamples = (
  read: () => Totals,
  { now = Date.now, everyMs = minute }: { readonly now?: () => number; readonly everyMs?: number } = {},
): Samples => {
  const samples: Sample[] = [];
  let before = read().counts;
  let gauges = new Set<string>();
  const look = (): void => {
    const totals = read();
    const grown = Object.entries(totals.counts).map(([name, total]) => [name, total - (before[name] ?? 0)]);
    before = totals.counts;
    gauges = new Set(Object.keys(totals.gauges));
    samples.push({ at: now(), values: { ...Object.fromEntries(grown), ...totals.gauges } });
    if (samples.length > most) samples.splice(0, samples.length - most);
  };
  const timer = setInterval(look, everyMs).unref();
  return {
    stop: () => clearInterval(timer),
    lines: (hours) => {
      const from = now() - hours * 60 * minute;
      const wanted = samples.filter(({ at }) => at >= from);
      const size = Math.max(1, Math.ceil(wanted.length / points));
      const lines: Record<string, [number, number][]> = {};
      for (let start = 0; start < wanted.length; start += size) {
        const group = wanted.slice(start, start + size);
        for (const name of Object.keys(group[0]?.values ?? {})) {
          const values = group.map(({ values }) => values[name] ?? 0);
          const value = gauges.has(name) ? Math.max(...values) : values.reduce((sum, each) => sum + each, 0);
          lines[name] ??= [];
          lines[name].push([group[0]?.at ?? 0, value]);
        }
      }
      return lines;
    },
  };
};
