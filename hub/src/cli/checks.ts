import type { Check } from '@centralita/core/channels';
import type { Terminal } from './command.ts';
import { wrap } from './wrap.ts';

/** Lines of a check-up under a heading; false when one of them is not well. */
export const printChecks = (heading: string, checks: readonly Check[], terminal: Terminal): boolean => {
  terminal.out(`\n${heading}\n`);
  for (const { name, ok, detail, nextStep } of checks) {
    terminal.out(
      `  ${ok ? 'ok  ' : 'FAIL'}  ${wrap(detail ? `${name}: ${detail}` : name, '        ', 72)}\n`,
    );
    if (!ok && nextStep) terminal.out(`        → ${wrap(nextStep, '          ', 70)}\n`);
  }
  return checks.every(({ ok }) => ok);
};
