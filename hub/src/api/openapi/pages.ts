import { codes, type Language } from '@centralita/core/model';
import { type Access, access, scopes } from '../scopes.ts';

const words = {
  en: {
    route: 'Route',
    anyKey: 'any key',
    open: 'no key',
    limited: 'limited to accounts',
    code: 'Code',
    status: 'Status',
    meaning: 'What it says',
    next: 'What to do',
  },
  es: {
    route: 'Ruta',
    anyKey: 'cualquier clave',
    open: 'sin clave',
    limited: 'limitada a cuentas',
    code: 'Código',
    status: 'Estado',
    meaning: 'Qué dice',
    next: 'Qué hacer',
  },
} as const;

const yes = '●';
const both = '◐';

/** Role × route as a table of Markdown: what each scope alone opens, and whether a limited key may. */
export const scopeTable = (language: Language): string => {
  const { route, open, anyKey, limited } = words[language];
  const heading = [route, open, anyKey, ...scopes.map((scope) => `\`${scope}\``), limited];
  const rows = Object.entries(access).map(([name, needs]) => [
    `\`${name}\``,
    needs.open ? yes : '',
    !needs.open && !needs.all?.length && !needs.any ? yes : '',
    ...scopes.map((scope) => mark(needs, scope)),
    needs.wholeHub ? '' : yes,
  ]);
  return table(heading, rows);
};

const mark = (needs: Access, scope: (typeof scopes)[number]): string => {
  const asked = needs.any ?? needs.all ?? [];
  if (asked.length === 0 || needs.open) return '';
  if (scope === 'admin') return yes;
  if (!asked.includes(scope)) return '';
  return needs.all && needs.all.length > 1 ? both : yes;
};

/** Every code of a problem, with its words. */
export const codeTable = (language: Language): string => {
  const { code, status, meaning, next } = words[language];
  const rows = Object.entries(codes).map(([name, entry]) => [
    `\`${name}\``,
    String(entry.status),
    entry.title[language],
    entry.nextStep[language],
  ]);
  return table([code, status, meaning, next], rows);
};

const table = (heading: readonly string[], rows: readonly (readonly string[])[]): string =>
  [heading, heading.map(() => '---'), ...rows].map((row) => `| ${row.join(' | ')} |`).join('\n');
