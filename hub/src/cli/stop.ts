import type { Terminal } from './command.ts';

interface Signals {
  on(signal: 'SIGINT' | 'SIGTERM', listener: () => void): unknown;
  exit(code: number): void;
}

/**
 * Resolves at the first SIGINT or SIGTERM. On a terminal the same ctrl-C often arrives twice, from the keyboard
 * and from npm: within a second it counts once; a later one ends the process at once.
 */
export const untilStopped = (signals: Signals, terminal: Terminal, now = () => Date.now()): Promise<void> =>
  new Promise((resolve) => {
    let asked: number | undefined;
    const stop = () => {
      const at = now();
      if (asked === undefined) {
        asked = at;
        resolve();
      } else if (at - asked >= 1000) {
        terminal.err('Stopped at once. What was answered with 200 is on disk.\n');
        signals.exit(130);
      }
    };
    signals.on('SIGINT', stop);
    signals.on('SIGTERM', stop);
  });
