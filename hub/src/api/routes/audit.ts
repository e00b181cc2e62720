import { json, type Route, route } from '../route.ts';
import { auditQuery } from '../schemas.ts';
import type { RouteParts } from './index.ts';

export const auditRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'listAudit',
    method: 'get',
    path: '/v1/audit',
    tag: 'Team',
    summary: 'Who did what, the newest first',
    description:
      'Lines are added and never changed; nothing that customers or colleagues wrote stands in them.',
    query: auditQuery,
    answers: { 200: { description: 'A page.', schema: 'AuditPage', example: 'AuditPage' } },
    handle: async ({ query }) => json(await services.audit.list(query)),
  }),
];
