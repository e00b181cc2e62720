import { z } from 'zod';
import { strict } from '../strict.ts';

export const caseNumbers = strict({
  /** Stands before every number, such as `SHOP` in `SHOP-K7M4-QXPB`. */
  prefix: z
    .string()
    .regex(/^[A-Z][A-Z0-9]{0,7}$/, {
      error:
        'cannot stand before a case number. Fix: Use one to eight capital letters and digits, a letter first, such as SHOP.',
    })
    .optional(),
  /** Characters of new numbers, the check character among them. */
  length: z.union([z.literal(8), z.literal(10), z.literal(12)]).default(8),
});

export interface CaseNumberSettings {
  readonly prefix?: string;
  readonly length: 8 | 10 | 12;
}
