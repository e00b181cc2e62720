import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { methodScopes } from '../../slack-app/src/scopes.ts';
import { compare, play } from './web-api/compare.ts';
import { differences } from './web-api/differences.ts';
import { script } from './web-api/script.ts';
import { doubleSide, emulateSide, type Side } from './web-api/sides.ts';

/** The double is only worth what it has in common with Slack: here it answers beside somebody else's emulator. */
describe('the double beside emulate', () => {
  let emulate: Side;
  let double: Side;
  beforeAll(async () => {
    [emulate, double] = await Promise.all([emulateSide(), doubleSide()]);
  }, 30_000);
  afterAll(async () => {
    await emulate?.stop();
    await double?.stop();
  });

  it.each(script.map((step) => [step.name, step] as const))('%s', async (name, step) => {
    const found = compare(step, await play(step, emulate), await play(step, double));
    const listed = differences.filter((difference) => difference.step === name).map(({ at }) => at);
    expect(found.filter(({ at }) => !listed.includes(at))).toEqual([]);
    // One that is gone is struck off the list.
    expect(listed.filter((at) => !found.some((each) => each.at === at))).toEqual([]);
  });

  it('plays every method the app calls, and lists no difference of a step there is not', () => {
    expect([...new Set(script.map(({ method }) => method))].sort()).toEqual(Object.keys(methodScopes).sort());
    const names = new Set(script.map(({ name }) => name));
    expect(names.size).toBe(script.length);
    expect(differences.filter(({ step }) => !names.has(step))).toEqual([]);
  });
});
