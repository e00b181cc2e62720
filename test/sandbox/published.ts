import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { Ajv, type ValidateFunction } from 'ajv';
import { parse } from 'yaml';

// biome-ignore lint/suspicious/noExplicitAny: published payloads have every shape
export type Loose = any;

const shared = resolve(import.meta.dirname, '../../../shared');
const spec = join(shared, 'spec/whatsapp/business-messaging-api_v23.0.yaml');
const corpus = join(shared, 'corpus/whatsapp');

/** Published material lies beside the repository on some machines only. */
export const published = existsSync(spec) && existsSync(join(corpus, 'requests'));

export interface Payload {
  name: string;
  body: Loose;
}

const readJson = (file: string) => JSON.parse(readFileSync(file, 'utf8'));

/** Payloads of a kind, by `owner+repository/file`. */
export const payloads = (kind: 'requests' | 'requests-other' | 'responses' | 'templates'): Payload[] =>
  readdirSync(join(corpus, kind)).flatMap((owner) =>
    readdirSync(join(corpus, kind, owner)).map((file) => ({
      name: `${owner}/${file}`,
      body: readJson(join(corpus, kind, owner, file)),
    })),
  );

export interface Spec {
  schema(name: string): ValidateFunction;
  /** What the description says a body sent there must be. */
  requestBody(path: string): ValidateFunction;
  /** The examples of `POST /{number}/messages`. */
  examples: Payload[];
}

export const readSpec = (): Spec => {
  const document = parse(readFileSync(spec, 'utf8')) as Loose;
  const ajv = new Ajv({ strict: false, validateFormats: false, logger: false });
  ajv.addSchema({ $id: 'spec', components: { schemas: usable(document.components.schemas) } });
  const post = document.paths['/{Version}/{Phone-Number-ID}/messages'].post;
  const examples: Record<string, { value: Loose }> = post.requestBody.content['application/json'].examples;
  return {
    requestBody: (path) => {
      const { schema } = document.paths[path].post.requestBody.content['application/json'];
      const text = JSON.stringify(usable(schema)).replaceAll('"#/components', '"spec#/components');
      return ajv.compile(JSON.parse(text));
    },
    schema: (name) => ajv.compile({ $ref: `spec#/components/schemas/${name}` }),
    examples: Object.entries(examples).map(([name, { value }]) => ({ name, body: value })),
  };
};

/**
 * As written, no message at all fits: every part of an `allOf` forbids the properties of the others. Taken off
 * there, and `discriminator` and examples, which are no JSON Schema.
 */
const usable = (node: Loose, partOfAll = false): Loose => {
  if (Array.isArray(node)) return node.map((item) => usable(item));
  if (typeof node !== 'object' || node === null) return node;
  const dropped = ['discriminator', 'example', ...(partOfAll ? ['additionalProperties'] : [])];
  return Object.fromEntries(
    Object.entries(node)
      .filter(([key]) => !dropped.includes(key))
      .map(([key, value]) => [
        key,
        key === 'allOf' ? (value as Loose[]).map((part) => usable(part, true)) : usable(value),
      ]),
  );
};
