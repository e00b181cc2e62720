import { CentralitaError } from '@centralita/core/model';

/** What the names of a consumer's tables begin with: `slack` → `slack_`, `slack-app` → `slack_app_`. */
export const tablePrefix = (consumer: string): string =>
  `${consumer.toLowerCase().replace(/[^a-z0-9]+/g, '_')}_`;

export type Purpose = 'query' | 'run' | 'migration';

const firstWords: Readonly<Record<Purpose, readonly string[]>> = {
  query: ['select', 'with'],
  run: ['insert', 'update', 'delete', 'replace'],
  migration: ['create', 'alter', 'drop', 'insert', 'update', 'delete'],
};
/** Tables that are functions and read nothing. */
const functions = new Set(['json_each', 'json_tree', 'generate_series']);

const name = '(?:"[^"]+"|`[^`]+`|\\[[^\\]]+\\]|\\w+)(?:\\s*\\.\\s*(?:"[^"]+"|`[^`]+`|\\[[^\\]]+\\]|\\w+))?';
// What follows may be another of the words looked for, and then is no alias.
const alias = '(?:\\s+(?:as\\s+)?(?!(?:from|join|into|update|on)\\b)\\w+)?';
const listed = new RegExp(
  `\\b(from|join|into|update|table|index|trigger|view|on)\\s+(?:if\\s+(?:not\\s+)?exists\\s+)?(${name}${alias}(?:\\s*,\\s*${name}${alias})*)`,
  'gi',
);
const common = new RegExp(
  `(${name})\\s+as\\s+(?:not\\s+materialized\\s+|materialized\\s+)?\\(\\s*select`,
  'gi',
);
/** Words that follow one of the keywords above without being a table. */
const notNames = new Set(['set', 'conflict', 'select', 'delete', 'update', 'insert']);

/**
 * Refuses a consumer's statement about tables that are not its own. Looks at the words after `from`, `join`,
 * `into` and the like, which is enough to catch a mistake; consumers are code of this repository, not guests.
 */
export const checkOwnTables = (sql: string, consumer: string, purpose: Purpose): void => {
  const prefix = tablePrefix(consumer);
  const plain = sql
    .replace(/'(?:[^']|'')*'/g, "''")
    .replace(/--[^\n]*/g, ' ')
    .replace(/\/\*[\s\S]*?\*\//g, ' ');
  const refuse = (what: string): never => {
    throw new CentralitaError(
      'internal',
      `the consumer ${consumer} may not ${what}: ${sql.trim().slice(0, 120)}`,
    );
  };
  const statements = plain
    .split(';')
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  if (statements.length !== 1 && purpose !== 'migration') refuse('run several statements at once');
  for (const statement of statements) {
    const first = /^\w+/.exec(statement)?.[0].toLowerCase() ?? '';
    if (!firstWords[purpose].includes(first)) refuse(`use "${first}" here`);
    const own = new Set([...statement.matchAll(common)].map((match) => bare(match[1] ?? '')));
    for (const [, keyword = '', names = ''] of statement.matchAll(listed)) {
      // `on` names a table only where an index or trigger is made; elsewhere it begins a condition.
      if (keyword.toLowerCase() === 'on' && first !== 'create') continue;
      for (const each of names.split(',')) {
        const table = bare(each);
        if (notNames.has(table) || own.has(table) || functions.has(table) || table.startsWith(prefix))
          continue;
        refuse(`touch "${table}", only tables whose names begin with ${prefix}`);
      }
    }
  }
};

/** Without quotes and alias; a name of another schema keeps its dot and so is refused. */
const bare = (text: string): string =>
  (new RegExp(`^\\s*(${name})`).exec(text)?.[1] ?? text).replace(/["`[\]\s]/g, '').toLowerCase();
