import { readFileSync, writeFileSync } from 'node:fs';
import { eventTypes } from '@centralita/core/model';
import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import { createGenerator } from 'ts-json-schema-generator';
import { outboundKinds } from '../schemas.ts';
import { access } from '../scopes.ts';
import { generateComponents } from './generate.ts';
import { describeOffline } from './offline.ts';

type Json = Record<string, unknown>;

const document = JSON.parse(JSON.stringify(describeOffline('1.2.3'))) as {
  openapi: string;
  paths: Record<string, Record<string, Operation>>;
  components: { schemas: Record<string, Json>; securitySchemes: Json };
};

interface Content {
  readonly schema: Json;
  readonly example?: unknown;
}
interface Operation {
  readonly operationId: string;
  readonly summary: string;
  readonly tags: string[];
  readonly security: Json[];
  readonly parameters?: {
    in: string;
    name: string;
    required?: boolean;
    schema: Json;
    description?: string;
  }[];
  readonly requestBody?: { readonly content: Record<string, Content> };
  readonly responses: Record<string, { description: string; content?: Record<string, Content> }>;
}

const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
  Object.entries(methods).map(([method, operation]) => ({
    name: `${method.toUpperCase()} ${path}`,
    path,
    operation,
  })),
);

const base = 'https://centralita.example/openapi';
const ajv = new Ajv2020({ strict: false, allErrors: true });
ajv.addSchema({ $id: base, components: document.components });
const validator = (schema: Json) => {
  const text = JSON.stringify(schema).replaceAll('"#/components/', `"${base}#/components/`);
  return ajv.compile(JSON.parse(text) as Json);
};

const file = new URL('./components.json', import.meta.url);

it('has the schemas of today’s types (after a change: UPDATE=1 npm test -- hub/src/api/openapi)', () => {
  const made = generateComponents(createGenerator);
  if (process.env.UPDATE) writeFileSync(file, `${JSON.stringify(made, null, 2)}\n`);
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(made)));
});

it('is OpenAPI 3.1, and every reference leads somewhere', () => {
  expect(document.openapi).toBe('3.1.0');
  const references = [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(
    ([, to]) => to as string,
  );
  expect(references.length).toBeGreaterThan(100);
  const lost = new Set(
    references.filter(
      (to) => !to.startsWith('#/components/schemas/') || !document.components.schemas[to.slice(21)],
    ),
  );
  expect([...lost]).toEqual([]);
});

it('names its components as OpenAPI allows', () => {
  expect(Object.keys(document.components.schemas).filter((name) => !/^[\w.-]+$/.test(name))).toEqual([]);
});

it('knows every kind of message and every type of event', () => {
  const { OutboundContent, Event } = document.components.schemas;
  expect(OutboundContent?.anyOf).toHaveLength(outboundKinds.length);
  expect(Event?.anyOf).toHaveLength(eventTypes.length);
});

it('has an operation id for each, once', () => {
  const ids = operations.map(({ operation }) => operation.operationId);
  expect(new Set(ids).size).toBe(ids.length);
});

describe.each(operations)('$name', ({ name, path, operation }) => {
  it('is described: summary, parameters, security', () => {
    expect(operation.summary).toMatch(/\S/);
    const named = [...path.matchAll(/\{(\w+)\}/g)].map(([, parameter]) => parameter);
    const parameters = operation.parameters ?? [];
    expect(parameters.filter((each) => each.in === 'path').map((each) => each.name)).toEqual(named);
    expect(parameters.filter((each) => each.in === 'path' && !(each.required && each.description))).toEqual(
      [],
    );
    expect(operation.security).toEqual(access[name]?.open ? [] : [{ key: [] }, { session: [] }]);
  });

  it('has an example of what goes in, which its schema takes', () => {
    if (!operation.requestBody) return;
    const { schema, example } = operation.requestBody.content['application/json'] as Content;
    const validate = validator(schema);
    expect(example).toBeDefined();
    expect([validate(example), validate.errors]).toEqual([true, null]);
    expect(validate({ ...(example as object), surprise: 1 })).toBe(false);
  });

  it('has an example of each answer, which its schema takes', () => {
    for (const [status, { content, description }] of Object.entries(operation.responses)) {
      expect(description).toMatch(/\S/);
      for (const { schema, example } of Object.values(content ?? {})) {
        const validate = validator(schema);
        if (operation.operationId === 'openapi' && status === '200') continue;
        expect(example).toBeDefined();
        expect([validate(example), validate.errors]).toEqual([true, null]);
      }
    }
  });

  it('says as what problems are told', () => {
    const failures = Object.entries(operation.responses).filter(([status]) => Number(status) >= 400);
    expect(failures.length).toBeGreaterThan(0);
    for (const [, { content }] of failures) {
      const types = Object.keys(content ?? {});
      if (!types.includes('application/json')) expect(types).toEqual(['application/problem+json']);
    }
  });
});
