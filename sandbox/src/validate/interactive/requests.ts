import { type Fields, object, oneOf, text } from '../check.ts';
import type { Known } from '../media.ts';
import { action, checkParts, named } from './parts.ts';

/** A body and an action that is only a name. */
const bare =
  (name: string, bodyOptional = false) =>
  (interactive: Fields, known: Known) => {
    const fields = checkParts(interactive, { body: 1024, headers: [], bodyOptional }, known, [
      'name',
      'parameters',
    ]);
    oneOf(fields.name, `${action}['name']`, [name]);
  };

export const checkLocationRequest = bare('send_location');
export const checkContactRequest = bare('request_contact_info');
export const checkCallPermission = bare('call_permission_request', true);

export const checkAddress = (interactive: Fields, known: Known) => {
  const limits = { body: 1024, headers: ['text', 'image', 'video', 'document'] as const };
  const fields = checkParts(interactive, limits, known, ['name', 'parameters']);
  const keys = ['country', 'values', 'saved_addresses', 'validation_errors'];
  const parameters = named(fields, 'address_message', keys);
  text(parameters.country, `${action}['parameters']['country']`, 2);
  if (parameters.values !== undefined) object(parameters.values, `${action}['parameters']['values']`);
};
