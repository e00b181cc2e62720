import { configurationErrors } from './error-table/configuration.ts';
import { errorTable } from './error-table.ts';

const spanish = new Map(
  [...errorTable, ...Object.values(configurationErrors)].map(({ en, es }) => [en.title, es.title]),
);

/** The Spanish of an English title, as `message` of an error has it; undefined for what is none of ours. */
export const spanishTitle = (title: string): string | undefined => spanish.get(title);
