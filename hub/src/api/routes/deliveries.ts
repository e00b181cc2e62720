import { json, nothing, type Route, route } from '../route.ts';
import { deliveriesQuery, redriveAll } from '../schemas.ts';
import type { RouteParts } from './index.ts';

export const deliveryRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'listDeliveries',
    method: 'get',
    path: '/v1/deliveries',
    tag: 'Deliveries',
    summary: 'Events that a consumer has not taken',
    query: deliveriesQuery,
    answers: { 200: { description: 'A page.', schema: 'DeliveryPage', example: 'DeliveryPage' } },
    handle: async ({ query }) => json(await services.deliveries.list(query)),
  }),
  route({
    id: 'redrive',
    method: 'post',
    path: '/v1/deliveries/{id}/redrive',
    tag: 'Deliveries',
    summary: 'Deliver one again',
    description: 'The event keeps its id, comes late and says `redriven: true`.',
    params: { id: 'The `id` of a delivery.' },
    answers: { 204: { description: 'It is due now.' } },
    problems: ['not_found', 'conflict', 'consumer_paused'],
    handle: async ({ param }) => {
      await services.deliveries.redrive(param('id'));
      return nothing();
    },
  }),
  route({
    id: 'redriveAll',
    method: 'post',
    path: '/v1/deliveries/redrive',
    tag: 'Deliveries',
    summary: 'Deliver again all that a consumer gave up',
    body: redriveAll,
    bodyExample: 'RedriveAll',
    answers: { 200: { description: 'How many.', schema: 'Redriven', example: 'Redriven' } },
    problems: ['not_found', 'consumer_paused'],
    handle: async ({ body }) => json(await services.deliveries.redriveAll(body.consumer)),
  }),
];
