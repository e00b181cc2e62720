import { z } from 'zod';
import { strict } from '../strict.ts';

export const text = (max = 200) => z.string().min(1).max(max);

/** One thing, or a list of them; always a list afterwards. */
export const oneOrMany = <T extends z.ZodType>(item: T, max = 200) =>
  z
    .union([item, z.array(item).min(1).max(max)])
    .transform((value): z.output<T>[] => (Array.isArray(value) ? value : [value]) as z.output<T>[]);

/** What a team, a user or anything else is called in the file. */
export const key = z.string().regex(/^[a-z0-9][a-z0-9_-]{0,62}$/, {
  error: 'cannot be a key. Fix: Use small letters, digits, - and _, such as support.',
});

const variable = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** A secret never stands in the file: only the name of the variable that holds it. */
export const secret = z
  .unknown()
  .superRefine((value, context) => {
    if (value === undefined) {
      context.addIssue({
        code: 'custom',
        message:
          'is missing. Fix: Put the secret into the environment and write { env: NAME_OF_THE_VARIABLE }.',
      });
    } else if (typeof value !== 'object' || value === null || Array.isArray(value)) {
      context.addIssue({
        code: 'custom',
        message:
          'is written out, and secrets do not belong into this file. Fix: Put it into the environment, write { env: NAME_OF_THE_VARIABLE } here, and replace the secret if anybody else could read the file.',
      });
    }
  })
  .pipe(
    strict({
      env: z.string().regex(variable, {
        error: 'is no name of a variable. Fix: Write letters, digits and _ only, such as META_APP_SECRET.',
      }),
    }),
  );
