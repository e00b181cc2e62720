import { expect, it } from '@jest/globals';
import { killLoop } from './kill-loop.ts';

it.each([1, 2])(
  'loses nothing and repeats nothing when it is killed 13 times under load (seed %i)',
  async (seed) => {
    const result = await killLoop({ seed, kills: 13, webhooksPerLife: 400, sendsPerLife: 20, refuses: 0.01 });
    process.stdout.write(`${JSON.stringify(result)}\n`);
    expect(result.sends).toBe(280);
  },
  200_000,
);
