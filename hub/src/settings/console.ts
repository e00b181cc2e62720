import { z } from 'zod';
import { strict } from '../strict.ts';

/** The section `console` of `centralita.yaml`. */
export const consolePages = strict({
  /** Customers' numbers reach the browser as `+34…22`. */
  maskPhones: z.boolean().default(false),
});

export type ConsoleSettings = z.output<typeof consolePages>;
