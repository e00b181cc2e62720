import { z } from 'zod';
import { fileSchema } from './schema.ts';

/** `centralita.yaml` for editors. What only shows when parts are held against each other is not in it. */
export const settingsJsonSchema = () => ({
  ...z.toJSONSchema(fileSchema, { io: 'input', unrepresentable: 'any', target: 'draft-7' }),
  title: 'centralita.yaml',
  description:
    'What a team decides: endpoints, accounts, teams, hours, routing, consent. See docs/configuration.md.',
});
