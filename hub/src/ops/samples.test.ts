import { expect, it } from '@jest/globals';
import { startSamples } from './samples.ts';

const until = async (condition: () => boolean) => {
  while (!condition()) await new Promise((resolve) => setTimeout(resolve, 2));
};

it('shows what came in each interval, and where gauges stood', async () => {
  let at = 1_000_000;
  const totals = { webhooks: 5, lag: 3 };
  let looks = 0;
  const samples = startSamples(
    () => {
      looks += 1;
      return { counts: { webhooks: totals.webhooks }, gauges: { lag: totals.lag } };
    },
    { now: () => at, everyMs: 5 },
  );
  try {
    expect(samples.lines(1)).toEqual({});
    totals.webhooks = 9;
    const seen = looks;
    await until(() => looks > seen + 1);
    const { webhooks, lag } = samples.lines(1);
    expect(webhooks?.[0]).toEqual([1_000_000, 4]);
    expect(webhooks?.reduce((sum, [, value]) => sum + value, 0)).toBe(4);
    expect(lag?.every(([, value]) => value === 3)).toBe(true);
    at += 2 * 3_600_000;
    const old = looks;
    await until(() => looks > old);
    expect(samples.lines(1).webhooks?.every(([time]) => time === at)).toBe(true);
  } finally {
    samples.stop();
  }
});
