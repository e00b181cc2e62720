import { readFileSync, writeFileSync } from 'node:fs';
import { expect, it } from '@jest/globals';
import { codeTable, scopeTable } from './pages.ts';

/** The text between `<!-- name -->` and `<!-- /name -->`. */
const withPart = (page: string, name: string, text: string): string =>
  page.replace(
    new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*?(\n<!-- /${name} -->)`),
    (_all, before: string, after: string) => `${before}${text}${after}`,
  );

it.each([
  ['docs/api.md', 'en'],
  ['docs/es/api.md', 'es'],
] as const)(
  '%s has the tables of the code (after a change: UPDATE=1 npm test -- hub/src/api/openapi)',
  (file, language) => {
    const path = new URL(`../../../../${file}`, import.meta.url);
    const page = readFileSync(path, 'utf8');
    expect(page).toContain('<!-- scopes -->');
    expect(page).toContain('<!-- codes -->');
    const made = withPart(withPart(page, 'scopes', scopeTable(language)), 'codes', codeTable(language));
    if (process.env.UPDATE) writeFileSync(path, made);
    expect(readFileSync(path, 'utf8')).toBe(made);
  },
);
