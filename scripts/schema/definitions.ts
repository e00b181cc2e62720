import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { createGenerator } from 'ts-json-schema-generator';
import ts from 'typescript';

export type Schema = Readonly<Record<string, unknown>>;
export interface EventSchema extends Schema {
  readonly definitions: Readonly<Record<string, Schema>>;
}

const file = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const reference = '#/definitions/';

/** The JSON Schema of `Event`, made from the types of the model: a definition for each type that has a name. */
export const eventSchema = (): EventSchema => {
  const { definitions = {} } = createGenerator({
    path: file('core/src/model/events.ts'),
    tsconfig: file('tsconfig.check.json'),
    // `npm run check` does that.
    skipTypeCheck: true,
    expose: 'export',
    topRef: true,
    // A newer hub may add fields, and nobody should stumble over one.
    additionalProperties: true,
    jsDoc: 'extended',
    sortProps: false,
  }).createSchema('Event');
  const named = inlineGenerics(definitions as Record<string, Schema>);
  for (const [name, pattern] of Object.entries(idPatterns())) {
    if (named[name]) named[name] = { ...named[name], pattern };
  }
  const { Event, ...rest } = named;
  return {
    $schema: 'http://json-schema.org/draft-07/schema#',
    title: 'An event of Centralita',
    $comment: 'Made from core/src/model by `npm run schema`.',
    ...Event,
    definitions: Object.fromEntries(Object.entries(rest).sort(([a], [b]) => (a < b ? -1 : 1))),
  };
};

/**
 * Instances of generic types are named after their place in the source, which changes with every line above
 * it: they go to where they are used.
 */
const inlineGenerics = (definitions: Readonly<Record<string, Schema>>): Record<string, Schema> => {
  const isName = (name: string): boolean => /^\w+$/.test(name);
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...rest } = value as Schema;
    const plain = mapValues(withoutUndefined(rest), rewrite);
    if (typeof $ref !== 'string') return plain;
    const name = decodeURIComponent($ref.slice(reference.length));
    if (isName(name)) return { ...plain, $ref };
    return { ...(rewrite(definitions[name]) as Schema), ...plain };
  };
  const named = Object.entries(definitions).filter(([name]) => isName(name));
  return Object.fromEntries(named.map(([name, schema]) => [name, rewrite(schema) as Schema]));
};

/** `T | undefined` is `T` or absent; JSON has no value that would be undefined. */
const withoutUndefined = (schema: Schema): Schema => {
  const { anyOf, ...rest } = schema;
  if (!Array.isArray(anyOf)) return schema;
  const possible = anyOf.filter((one) => JSON.stringify(one) !== '{"not":{}}');
  return possible.length === 1 ? { ...rest, ...possible[0] } : { ...rest, anyOf: possible };
};

const mapValues = (object: Schema, map: (value: unknown) => unknown): Schema =>
  Object.fromEntries(Object.entries(object).map(([name, value]) => [name, map(value)]));

/** Type of an id → what its text looks like, from the table of prefixes beside the types. */
const idPatterns = (): Readonly<Record<string, string>> => {
  const path = file('core/src/model/ids.ts');
  const source = ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.Latest);
  const table = source.statements.find(
    (statement) => ts.isInterfaceDeclaration(statement) && statement.name.text === 'IdByPrefix',
  );
  if (!table || !ts.isInterfaceDeclaration(table)) throw new Error('ids.ts has no IdByPrefix');
  return Object.fromEntries(
    table.members.filter(ts.isPropertySignature).map(({ name, type }) => {
      if (!type || !ts.isTypeReferenceNode(type)) throw new Error('IdByPrefix holds types of ids');
      return [type.typeName.getText(source), `^${name.getText(source)}_[0-9a-z]{16,64}$`];
    }),
  );
};
