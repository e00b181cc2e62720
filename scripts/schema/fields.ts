import type { EventSchema, Schema } from './definitions.ts';

const common = new Set(['provider', 'account', 'raw', 'hub']);

/**
 * What the data of a type holds beside the parts that many have, as a page lists it: one level below objects
 * without a name, `?` behind what may be absent. A message with more than a message has is `message` and the more.
 */
export const fieldsOf = (schema: EventSchema, type: string): readonly string[] => {
  const data = propertiesOf(definitionOf(schema, type)).data as Schema;
  const whole = propertiesOf(schema.definitions.MessagePart as Schema);
  return names(data).flatMap(([name, property]) => {
    if (common.has(name.replace('?', ''))) return [];
    const inner = names(property);
    if (inner.length === 0) return [name];
    const own = inner.filter(([each]) => !(each.replace('?', '') in whole));
    const isMessage = inner.length - own.length === Object.keys(whole).length;
    const listed = (isMessage ? own : inner).map(([each]) => `${name}.${each}`);
    return isMessage ? [name, ...listed] : listed;
  });
};

const definitionOf = (schema: EventSchema, type: string): Schema => {
  const found = Object.values(schema.definitions).find(
    (each) => (propertiesOf(each).type as Schema | undefined)?.const === type && 'data' in propertiesOf(each),
  );
  if (!found) throw new Error(`the schema has no ${type}`);
  return found;
};

const propertiesOf = (schema: Schema): Schema => (schema.properties ?? {}) as Schema;

const names = (schema: Schema): readonly (readonly [string, Schema])[] => {
  const required = (schema.required ?? []) as readonly string[];
  return Object.entries(propertiesOf(schema)).map(
    ([name, property]) => [required.includes(name) ? name : `${name}?`, property as Schema] as const,
  );
};
