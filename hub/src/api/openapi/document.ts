import { readFileSync } from 'node:fs';
import { type Code, codes } from '@centralita/core/model';
import { OpenAPIHono, type RouteConfig, type z } from '@hono/zod-openapi';
import type { Answer, Route } from '../route.ts';
import { access } from '../scopes.ts';
import { examples } from './examples.ts';

export type OpenApiDocument = ReturnType<OpenAPIHono['getOpenAPI31Document']>;

/** The description of the API: requests from the schemas that check them, answers from the types of the model. */
export const describeApi = (
  routes: readonly Route[],
  of: { readonly version: string; readonly publicUrl?: string },
): OpenApiDocument => {
  const app = new OpenAPIHono();
  const registry = app.openAPIRegistry;
  for (const [name, schema] of Object.entries(readComponents())) {
    registry.registerComponent('schemas', name, schema);
  }
  registry.registerComponent('securitySchemes', 'key', {
    type: 'http',
    scheme: 'bearer',
    description: 'A key of the hub: `Authorization: Bearer ctl_…`.',
  });
  registry.registerComponent('securitySchemes', 'session', {
    type: 'apiKey',
    in: 'cookie',
    name: 'centralita_session',
    description: 'Set by POST /console/session; behind https its name begins with `__Host-`.',
  });
  for (const route of routes) registry.registerPath(describeRoute(route));
  return app.getOpenAPI31Document({
    openapi: '3.1.0',
    info: {
      title: 'Centralita',
      version: of.version,
      description:
        'The API of a Centralita hub. Times are milliseconds since 1970 unless they are texts. Every error is a problem (RFC 9457) with a stable `code` and a `nextStep`.',
      license: { name: 'MIT' },
    },
    servers: [{ url: of.publicUrl ?? '/' }],
    tags: [...new Set(routes.map(({ tag }) => tag))].map((name) => ({ name })),
  });
};

const readComponents = (): Record<string, object> =>
  JSON.parse(readFileSync(new URL('./components.json', import.meta.url), 'utf8')) as Record<string, object>;

const describeRoute = (route: Route): RouteConfig => {
  const needed = access[`${route.method.toUpperCase()} ${route.path}`] ?? {};
  const names = [...route.path.matchAll(/\{(\w+)\}/g)].map(([, name]) => name as string);
  const parameters = [
    ...names.map((name) => ({
      in: 'path' as const,
      name,
      required: true,
      description: route.params?.[name] ?? '',
      schema: { type: 'string' as const },
    })),
    ...Object.entries(route.headers ?? {}).map(([name, description]) => ({
      in: 'header' as const,
      name,
      required: false,
      description,
      schema: { type: 'string' as const },
    })),
  ];
  return {
    operationId: route.id,
    method: route.method,
    path: route.path,
    tags: [route.tag],
    summary: route.summary,
    description: [route.description, needs(route)].filter(Boolean).join('\n\n'),
    security: needed.open ? [] : [{ key: [] }, { session: [] }],
    parameters,
    request: {
      ...(route.query ? { query: route.query as z.ZodObject } : {}),
      ...(route.body
        ? {
            body: {
              required: !route.bodyOptional,
              content: {
                'application/json': {
                  schema: route.body,
                  ...(route.bodyExample ? { example: exampleOf(route.bodyExample) } : {}),
                },
              },
            },
          }
        : {}),
    },
    responses: { ...answersOf(route), ...problemsOf(route, needed.open === true) },
  };
};

const needs = (route: Route): string => {
  const needed = access[`${route.method.toUpperCase()} ${route.path}`] ?? {};
  if (needed.open) return '';
  const words = needed.any?.map(code).join(' or ') ?? needed.all?.map(code).join(' and ');
  const limited = needed.wholeHub ? ' Not for keys that are limited to accounts.' : '';
  return `Needs ${words || 'any key'}.${limited}`;
};

const code = (text: string) => `\`${text}\``;

const exampleOf = (name: string): unknown => {
  if (!Object.hasOwn(examples, name)) throw new Error(`there is no example ${name}`);
  return examples[name as keyof typeof examples];
};

const answersOf = (route: Route): RouteConfig['responses'] =>
  Object.fromEntries(Object.entries(route.answers).map(([status, answer]) => [status, answerOf(answer)]));

const answerOf = (answer: Answer) => ({
  description: answer.description,
  ...(answer.headers
    ? {
        headers: Object.fromEntries(
          Object.entries(answer.headers).map(([name, description]) => [
            name,
            { description, schema: { type: 'string' as const } },
          ]),
        ),
      }
    : {}),
  ...(answer.schema
    ? {
        content: {
          [answer.contentType ?? 'application/json']: {
            schema: { $ref: `#/components/schemas/${answer.schema}` },
            ...(answer.example ? { example: exampleOf(answer.example) } : {}),
          },
        },
      }
    : {}),
});

/** One response per status; its example is the first code, the others are named. */
const problemsOf = (route: Route, open: boolean): RouteConfig['responses'] => {
  const possible: Code[] = ['foreign_origin', ...(route.problems ?? [])];
  if (!open) possible.push('unauthenticated', 'forbidden', 'too_many_requests');
  if (route.query || route.body || route.headers) possible.push('invalid_request');
  if (route.body) possible.push('not_json', 'payload_too_large');
  possible.push('internal', 'store_unavailable');
  const byStatus = new Map<number, Code[]>();
  for (const each of new Set(possible)) {
    byStatus.set(codes[each].status, [...(byStatus.get(codes[each].status) ?? []), each]);
  }
  return Object.fromEntries(
    [...byStatus]
      .filter(([status]) => route.answers[status] === undefined)
      .map(([status, found]) => [
        status,
        {
          description: found.map((each) => `\`${each}\`: ${codes[each].title.en}.`).join(' '),
          content: {
            'application/problem+json': {
              schema: { $ref: '#/components/schemas/ProblemDetails' },
              example: problemExample(found[0] as Code),
            },
          },
        },
      ]),
  );
};

const problemExample = (each: Code) => ({
  type: 'about:blank',
  title: codes[each].title.en,
  status: codes[each].status,
  code: each,
  nextStep: codes[each].nextStep.en,
  requestId: 'rq_6mUYVQJ0c1bT',
});
