import type { ClockView } from '../types.ts';
import type { World } from '../world.ts';
import { durationOf } from './duration.ts';
import { ControlProblem } from './error.ts';

export const clockView = (world: World): ClockView => {
  const now = world.clock.now();
  // Both clocks tick between two readings: a jitter of a few milliseconds is no offset.
  const offset = now - Date.now();
  return { now: new Date(now).toISOString(), offsetMs: Math.abs(offset) < 5 ? 0 : offset };
};

/** Forwards only: what was signed for a time stays in the past. */
export const moveClock = (world: World, wanted: unknown): ClockView => {
  const ms = durationOf(wanted);
  if (ms === undefined)
    throw new ControlProblem(
      400,
      '"advance" is not a time span.',
      'Send {"advance":"25h"}, "90m", "30s", or milliseconds.',
    );
  world.clock.advance(ms);
  // Clocks made elsewhere may not tell their listeners.
  if (!world.clock.onAdvance) {
    world.courier.recheck();
    world.alarms.check();
  }
  world.journal.put('meta', 'clock', () => ({ offsetMs: clockView(world).offsetMs }));
  world.journal.flush();
  const view = clockView(world);
  world.bus.publish({ type: 'clock', clock: view });
  return view;
};
