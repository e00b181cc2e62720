import { parseId } from '@centralita/core/model';
import { json, nothing, type Route, route } from '../route.ts';
import { acting, contactsQuery, mergeContacts, updateContact } from '../schemas.ts';
import { filterAsync, needContact, notFound, seesContact } from '../visibility.ts';
import type { RouteParts } from './index.ts';

const idOf = (text: string) => {
  const id = parseId('ct', text);
  if (id === undefined) throw notFound('contact', text);
  return id;
};
const params = { id: 'A `ct_` id.' };

export const contactRoutes = ({ services }: Pick<RouteParts, 'services'>): Route[] => [
  route({
    id: 'listContacts',
    method: 'get',
    path: '/v1/contacts',
    tag: 'Contacts',
    summary: 'Contacts, or those with a phone number',
    query: contactsQuery,
    answers: { 200: { description: 'A page.', schema: 'ContactPage', example: 'ContactPage' } },
    handle: async ({ caller, query }) => {
      const found = await services.contacts.list(query);
      if (!caller.accounts) return json(found);
      const items = await filterAsync(found.items, ({ id }) => seesContact(services, caller, id));
      return json({ ...found, items });
    },
  }),
  route({
    id: 'getContact',
    method: 'get',
    path: '/v1/contacts/{id}',
    tag: 'Contacts',
    summary: 'One contact',
    params,
    answers: { 200: { description: 'The contact.', schema: 'Contact', example: 'Contact' } },
    problems: ['not_found'],
    handle: async ({ caller, param }) => {
      const id = idOf(param('id'));
      await needContact(services, caller, id);
      return json(await services.contacts.get(id));
    },
  }),
  route({
    id: 'updateContact',
    method: 'patch',
    path: '/v1/contacts/{id}',
    tag: 'Contacts',
    summary: 'Change what is known of a contact',
    description: 'Only the fields that are given change.',
    params,
    body: updateContact,
    bodyExample: 'UpdateContact',
    answers: { 200: { description: 'The contact as it is now.', schema: 'Contact', example: 'Contact' } },
    problems: ['not_found', 'contact_erased'],
    handle: async ({ caller, mask, param, body }) => {
      const id = idOf(param('id'));
      await needContact(services, caller, id);
      const whole = mask ? mask.restore(body, await services.contacts.get(id)) : body;
      return json(await services.contacts.update(id, whole, caller));
    },
  }),
  route({
    id: 'eraseContact',
    method: 'delete',
    path: '/v1/contacts/{id}',
    tag: 'Contacts',
    summary: 'Erase a contact and all it said',
    description:
      'Cannot be undone. A withdrawal of consent still holds afterwards: a keyed hash of each identity is kept for that.',
    params,
    answers: { 204: { description: 'Erased.' } },
    problems: ['not_found'],
    handle: async ({ caller, param }) => {
      const id = idOf(param('id'));
      await needContact(services, caller, id);
      await services.contacts.erase(id, caller);
      return nothing();
    },
  }),
  route({
    id: 'mergeContacts',
    method: 'post',
    path: '/v1/contacts/{id}/merge',
    tag: 'Contacts',
    summary: 'Make two contacts one person',
    description:
      'What either withdrew stays withdrawn. Identities, conversations and both consent ledgers are kept, and the merge can be undone.',
    params,
    body: mergeContacts,
    bodyExample: 'MergeContacts',
    answers: { 200: { description: 'The one person.', schema: 'Contact', example: 'Contact' } },
    problems: ['not_found', 'contact_erased', 'merge_refused', 'user_unknown', 'role_forbids'],
    handle: async ({ caller, param, body }) => {
      const id = idOf(param('id'));
      await needContact(services, caller, id);
      await needContact(services, caller, body.from);
      return json(await services.contacts.merge(id, body, caller));
    },
  }),
  route({
    id: 'unmergeContact',
    method: 'post',
    path: '/v1/contacts/{id}/unmerge',
    tag: 'Contacts',
    summary: 'Make a merged contact a person of its own again',
    params: { id: 'The `ct_` id that was merged into another.' },
    body: acting,
    bodyOptional: true,
    bodyExample: 'Acting',
    answers: { 200: { description: 'The contact, as it was.', schema: 'Contact', example: 'Contact' } },
    problems: ['not_found', 'contact_erased', 'merge_refused', 'user_unknown', 'role_forbids'],
    handle: async ({ caller, param, body }) => {
      const id = idOf(param('id'));
      await needContact(services, caller, id);
      return json(await services.contacts.unmerge(id, body, caller));
    },
  }),
];
