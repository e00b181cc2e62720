import { json, type Route, route } from '../route.ts';
import { figuresQuery } from '../schemas.ts';
import type { RouteParts } from './index.ts';

export const operationRoutes = ({
  services,
  health,
  metrics,
  version,
  openapi,
}: Pick<RouteParts, 'services' | 'health' | 'metrics' | 'version' | 'openapi'>): Route[] => {
  let description: string | undefined;
  return [
    route({
      id: 'health',
      method: 'get',
      path: '/healthz',
      tag: 'Operations',
      summary: 'Whether every part is well',
      answers: {
        200: { description: 'All is up.', schema: 'Health', example: 'Health' },
        503: { description: 'A part is not: see `parts`.', schema: 'Health', example: 'Unhealthy' },
      },
      handle: async () => {
        const { ok, parts } = await health.check();
        // Anybody may ask, so the details stay in the log.
        const shown = Object.entries(parts).map(([name, part]) => [name, part.ok ? 'ok' : 'failing']);
        return json(
          { status: ok ? 'ok' : 'failing', version, parts: Object.fromEntries(shown) },
          ok ? 200 : 503,
        );
      },
    }),
    route({
      id: 'healthLines',
      method: 'get',
      path: '/v1/health',
      tag: 'Operations',
      summary: 'Each part, how it stands and what to do',
      answers: { 200: { description: 'Every part.', schema: 'HealthLines', example: 'HealthLines' } },
      handle: async () => json({ items: await services.health() }),
    }),
    route({
      id: 'healthAction',
      method: 'post',
      path: '/v1/health/{part}/actions/{action}',
      tag: 'Operations',
      summary: 'Do what a line of the health page offers',
      params: { part: 'As in the `action` of the line.', action: 'The `id` there.' },
      answers: { 200: { description: 'How it went.', schema: 'ActionOutcome', example: 'ActionOutcome' } },
      problems: ['not_found'],
      handle: async ({ param }) => json(await services.healthAction(param('part'), param('action'))),
    }),
    route({
      id: 'figures',
      method: 'get',
      path: '/v1/figures',
      tag: 'Operations',
      summary: 'Lines over time, and the numbers of today',
      description:
        'Lines are of this process: webhooks, sends and failures by minute, how far consumers are behind. `today` is counted in the event log.',
      query: figuresQuery,
      answers: { 200: { description: 'The figures.', schema: 'Figures', example: 'Figures' } },
      handle: async ({ query }) => json(await services.figures(query.hours ?? 24)),
    }),
    route({
      id: 'ready',
      method: 'get',
      path: '/readyz',
      tag: 'Operations',
      summary: 'Whether requests should be sent here',
      answers: {
        200: { description: 'Yes.', schema: 'Ready', example: 'Ready' },
        503: { description: 'Not yet, or not any more.', schema: 'Ready', example: 'NotReady' },
      },
      handle: () => json({ ready: health.ready }, health.ready ? 200 : 503),
    }),
    route({
      id: 'metrics',
      method: 'get',
      path: '/metrics',
      tag: 'Operations',
      summary: 'Figures for Prometheus',
      answers: {
        200: { description: 'The figures.', schema: 'Text', example: 'Metrics', contentType: 'text/plain' },
      },
      handle: async () => {
        const { body, contentType } = await metrics.text();
        return new Response(body, { headers: { 'content-type': contentType, 'cache-control': 'no-store' } });
      },
    }),
    route({
      id: 'openapi',
      method: 'get',
      path: '/openapi.json',
      tag: 'Operations',
      summary: 'This description',
      answers: { 200: { description: 'OpenAPI 3.1.', schema: 'AnyObject' } },
      handle: () => {
        description ??= JSON.stringify(openapi());
        return new Response(description, {
          headers: { 'content-type': 'application/json', 'cache-control': 'no-cache' },
        });
      },
    }),
  ];
};
