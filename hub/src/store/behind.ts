import { readlinkSync } from 'node:fs';
import { setPriority } from 'node:os';

/**
 * Puts this thread behind the one that answers webhooks where they share a core, by so many steps of niceness. Linux
 * gives each thread a priority of its own.
 */
export const goBehind = (niceness: number): void => {
  try {
    const thread = Number(readlinkSync('/proc/thread-self').split('/').at(-1));
    if (thread > 0 && thread !== process.pid) setPriority(thread, niceness);
  } catch {
    // Another system, or one that does not allow it: as before.
  }
};
