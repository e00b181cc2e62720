import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { SendResult } from '../channels/channel.ts';
import {
  admitAttempt,
  type BreakerState,
  closedBreaker,
  type Health,
  healthOf,
  reportAttempt,
} from './breaker.ts';

const options = { failures: 3, waitMs: 1000, maxWaitMs: 8000, probeMs: 500 };
const down = (state: BreakerState, at: number, probe = false) =>
  reportAttempt(state, { health: 'down', at, probe }, options);
const opened = [1, 2, 3].reduce((state, at) => down(state, at), closedBreaker as BreakerState);

describe('the breaker', () => {
  it('opens after failures in a row, and only those', () => {
    expect(down(down(closedBreaker, 1), 2)).toEqual({ state: 'closed', failures: 2 });
    expect(opened).toEqual({ state: 'open', until: 1003, openings: 1 });
    const relieved = reportAttempt(down(down(closedBreaker, 1), 2), { health: 'up', at: 3 }, options);
    expect(relieved).toBe(closedBreaker);
    const busy = reportAttempt(down(closedBreaker, 1), { health: 'neutral', at: 2 }, options);
    expect(busy).toEqual({ state: 'closed', failures: 1 });
  });

  it('admits nothing until its time, then one probe', () => {
    expect(admitAttempt(opened, 1002, options)).toMatchObject({ admitted: false, retryAt: 1003 });
    const probe = admitAttempt(opened, 1003, options);
    expect(probe).toMatchObject({ admitted: true, probe: true });
    expect(admitAttempt(probe.state, 1004, options)).toMatchObject({ admitted: false, retryAt: 1503 });
  });

  it('closes when the probe succeeds, and also when the provider is merely busy', () => {
    const { state } = admitAttempt(opened, 1003, options);
    expect(reportAttempt(state, { health: 'up', at: 1100, probe: true }, options)).toBe(closedBreaker);
    expect(reportAttempt(state, { health: 'neutral', at: 1100, probe: true }, options)).toBe(closedBreaker);
  });

  it('waits longer after each failed probe, up to a limit', () => {
    let state = opened;
    let at = 0;
    const waits = [];
    for (let round = 0; round < 6; round += 1) {
      if (state.state !== 'open') throw new Error('should be open');
      at = state.until;
      state = down(admitAttempt(state, at, options).state, at, true);
      if (state.state === 'open') waits.push(state.until - at);
    }
    expect(waits).toEqual([2000, 4000, 8000, 8000, 8000, 8000]);
  });

  it('gives up a probe that never reports', () => {
    const first = admitAttempt(opened, 1003, options);
    expect(admitAttempt(first.state, 1503, options)).toMatchObject({ admitted: true, probe: true });
  });

  it('takes failures of earlier attempts for old news and a success for life', () => {
    expect(down(opened, 900)).toBe(opened);
    const { state } = admitAttempt(opened, 1003, options);
    expect(down(state, 1010)).toBe(state);
    expect(reportAttempt(opened, { health: 'up', at: 10 }, options)).toBe(closedBreaker);
  });

  it('has defaults', () => {
    let state: BreakerState = closedBreaker;
    for (let at = 0; at < 5; at += 1) state = reportAttempt(state, { health: 'down', at });
    expect(state).toEqual({ state: 'open', until: 5004, openings: 1 });
  });

  it('never has two probes out at once while they report in time', () => {
    const step = fc.record({ wait: fc.nat(400), health: fc.constantFrom<Health>('up', 'down', 'neutral') });
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        let state: BreakerState = opened;
        let now = 1000;
        let probeSince: number | undefined;
        for (const { wait, health } of steps) {
          now += wait;
          const admission = admitAttempt(state, now, options);
          state = admission.state;
          if (admission.probe) {
            expect(probeSince === undefined || now - probeSince >= options.probeMs).toBe(true);
            probeSince = now;
          } else if (probeSince !== undefined && state.state === 'half_open') {
            state = reportAttempt(state, { health, at: now, probe: true }, options);
            probeSince = undefined;
          }
          if (state.state === 'closed') state = opened;
        }
      }),
    );
  });
});

describe('healthOf', () => {
  const rejected = (kind: string, httpStatus?: number) =>
    ({ state: 'rejected', error: { kind, httpStatus } }) as unknown as SendResult;
  it.each([
    [{ state: 'accepted', providerId: 'x' }, 'up'],
    [{ state: 'not-sent', reason: 'refused' }, 'down'],
    [{ state: 'unknown', reason: 'time-out' }, 'down'],
    [rejected('provider_down'), 'down'],
    [rejected('unknown', 500), 'down'],
    [rejected('rate_limited', 400), 'neutral'],
    [rejected('window_closed', 400), 'up'],
    [rejected('auth', 401), 'up'],
  ] as [SendResult, Health][])('%j is %s', (result, health) => {
    expect(healthOf(result)).toBe(health);
  });
});
