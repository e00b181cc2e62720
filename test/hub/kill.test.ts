import { expect, it } from '@jest/globals';
import { killLoop } from './kill-loop.ts';

it('loses nothing and repeats nothing when it is killed under load', async () => {
  const result = await killLoop({ seed: 11, kills: 2, webhooksPerLife: 120, sendsPerLife: 10, refuses: 0 });
  expect(result.sends).toBe(30);
}, 60_000);
