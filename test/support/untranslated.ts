import type { ExtensionHealth } from '@centralita/core/consumer';
import type { HealthLine } from '@centralita/core/hub-client';

type Line = HealthLine | ExtensionHealth['lines'][number];

/** Texts of health lines that say the same in Spanish as in English, but for those that are `nobodys` to translate. */
export const untranslated = (lines: readonly Line[], nobodys: (text: string) => boolean): string[] =>
  lines.flatMap(({ detail, nextStep, es }) => [
    ...(detail && es?.detail === undefined && !nobodys(detail) ? [detail] : []),
    ...(nextStep && es?.nextStep === undefined ? [nextStep] : []),
  ]);
