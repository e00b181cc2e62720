/** The middle value; of an even number the lower of the two in the middle. */
export const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[(values.length - 1) >> 1] ?? Number.NaN;

/** The value below which a share of the samples lies. */
export const percentile = (sorted: Float64Array, share: number): number =>
  sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN;

export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** Met when the value is at most, or at least, this. */
  readonly target?: { readonly atMost: number } | { readonly atLeast: number };
}

const met = ({ value, target }: Figure): boolean =>
  target === undefined || ('atMost' in target ? value <= target.atMost : value >= target.atLeast);

const round = (value: number): string =>
  Math.abs(value) >= 100 ? value.toFixed(0) : Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);

/** One line a figure: `  0.68 of kapso   target ≤ 0.8  ok   text`. */
export const print = (title: string, figures: readonly Figure[]): void => {
  console.log(`\n${title}`);
  for (const figure of figures) {
    const { name, value, unit, target } = figure;
    const wanted = !target ? '' : 'atMost' in target ? `≤ ${target.atMost}` : `≥ ${target.atLeast}`;
    const verdict = target ? (met(figure) ? 'ok' : 'MISSED') : '';
    console.log(
      `  ${round(value).padStart(9)} ${unit.padEnd(9)} ${wanted.padEnd(7)} ${verdict.padEnd(7)} ${name}`,
    );
  }
};
