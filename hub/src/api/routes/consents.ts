import { json, type Route, route } from '../route.ts';
import { consentsQuery, recordConsent } from '../schemas.ts';
import { needContact } from '../visibility.ts';
import type { RouteParts } from './index.ts';

export const consentRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'listConsents',
    method: 'get',
    path: '/v1/consents',
    tag: 'Consents',
    summary: 'What a contact said about consent',
    query: consentsQuery,
    answers: { 200: { description: 'Every statement.', schema: 'ConsentList', example: 'ConsentList' } },
    problems: ['not_found'],
    handle: async ({ caller, query: { contactId } }) => {
      await needContact(services, caller, contactId);
      return json({ items: await services.consents.list(contactId) });
    },
  }),
  route({
    id: 'recordConsent',
    method: 'post',
    path: '/v1/consents',
    tag: 'Consents',
    summary: 'Record a statement about consent',
    description: 'A person’s own withdrawal outranks what others record later.',
    body: recordConsent,
    bodyExample: 'RecordConsent',
    answers: { 201: { description: 'Recorded.', schema: 'ConsentRecord', example: 'ConsentRecord' } },
    problems: ['not_found', 'contact_erased', 'recipient_unknown'],
    handle: async ({ caller, body }) => {
      if (body.contactId !== undefined) await needContact(services, caller, body.contactId);
      return json(await services.consents.record(body, caller), 201);
    },
  }),
];
