import { fileURLToPath } from 'node:url';

type Schema = Record<string, unknown>;

/** `createGenerator` of ts-json-schema-generator, which is a tool of development and comes in as an argument. */
type CreateGenerator = (config: {
  readonly path: string;
  readonly tsconfig: string;
  readonly skipTypeCheck: boolean;
  readonly expose: 'export';
  readonly topRef: boolean;
  readonly additionalProperties: boolean;
  readonly jsDoc: 'extended';
  readonly sortProps: boolean;
}) => { createSchema(type: string): { readonly definitions?: object } };

/**
 * The schemas of what the hub answers, made from its types. Run by hand after a change of the model,
 * `UPDATE=1 npm test -- hub/src/api/openapi`; a test says when that is due.
 */
export const generateComponents = (create: CreateGenerator): Record<string, Schema> => {
  const generator = create({
    path: fileURLToPath(new URL('./answers.ts', import.meta.url)),
    tsconfig: fileURLToPath(new URL('../../../../tsconfig.check.json', import.meta.url)),
    skipTypeCheck: true,
    expose: 'export',
    topRef: true,
    // The hub may add fields: readers must not mind.
    additionalProperties: true,
    jsDoc: 'extended',
    sortProps: false,
  });
  const definitions = (generator.createSchema('*').definitions ?? {}) as Record<string, Schema>;
  const inlined = inlineUnnamed(definitions);
  return Object.fromEntries(Object.entries(inlined).sort(([a], [b]) => (a < b ? -1 : 1)));
};

const prefix = '#/definitions/';

/** Generic types have names that no component may have: they go to where they are used. */
const inlineUnnamed = (definitions: Record<string, Schema>): Record<string, Schema> => {
  const rewrite = (value: unknown): unknown => {
    if (Array.isArray(value)) return value.map(rewrite);
    if (typeof value !== 'object' || value === null) return value;
    const { $ref, ...rest } = value as Schema;
    const plain = Object.fromEntries(Object.entries(rest).map(([name, item]) => [name, rewrite(item)]));
    if (typeof $ref !== 'string') return plain;
    const name = decodeURIComponent($ref.slice(prefix.length));
    if (isName(name)) return { ...plain, $ref: `#/components/schemas/${name}` };
    return { ...(rewrite(definitions[name]) as Schema), ...plain };
  };
  return Object.fromEntries(
    Object.entries(definitions)
      .filter(([name]) => isName(name))
      .map(([name, schema]) => [name, rewrite(schema) as Schema]),
  );
};

const isName = (name: string): boolean => /^[A-Za-z]\w*$/.test(name);
