import { json, type Route, route } from '../route.ts';
import { dryRun } from '../schemas.ts';
import type { RouteParts } from './index.ts';

export const routingRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'getRules',
    method: 'get',
    path: '/v1/routing/rules',
    tag: 'Routing',
    summary: 'The rules in force',
    answers: { 200: { description: 'The rules.', schema: 'RuleSet', example: 'RuleSet' } },
    handle: async () => json(await services.routing.rules()),
  }),
  route({
    id: 'dryRunRules',
    method: 'post',
    path: '/v1/routing/dry-run',
    tag: 'Routing',
    summary: 'Where stored messages would go by these rules',
    description:
      'Decides what customers wrote, the last day’s 200 newest unless told otherwise, and changes nothing. Without `rules` by those in force.',
    body: dryRun,
    bodyOptional: true,
    bodyExample: 'DryRun',
    answers: { 200: { description: 'Each decision.', schema: 'RouteDryRun', example: 'RouteDryRun' } },
    handle: async ({ body }) => json(await services.routing.dryRun(body)),
  }),
];
