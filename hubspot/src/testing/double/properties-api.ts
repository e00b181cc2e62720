import type { Property, PropertyOption } from '../../api/properties.ts';
import { errorReply, invalid, type Reply } from './objects-api.ts';

const types = new Set(['bool', 'date', 'datetime', 'enumeration', 'number', 'phone_number', 'string']);
const fieldTypes = new Set([
  'booleancheckbox',
  'calculation_equation',
  'checkbox',
  'date',
  'file',
  'html',
  'number',
  'phonenumber',
  'radio',
  'select',
  'text',
  'textarea',
]);

export const propertiesApi = (definitions: Map<string, Property>, groups: Map<string, string>) => {
  const missing = (): Reply =>
    errorReply({ status: 404, category: 'OBJECT_NOT_FOUND', message: 'Property or group does not exist' });
  const taken = (what: string): Reply =>
    errorReply({ status: 409, category: 'OBJECT_ALREADY_EXISTS', message: `${what} already exists` });

  const create = (given: Property): Reply => {
    for (const name of ['name', 'label', 'type', 'fieldType', 'groupName'] as const)
      if (!given[name]) return invalid(`Some required fields were not set: [${name}]`);
    if (!types.has(given.type)) return invalid(`There is no type ${given.type}`);
    if (!fieldTypes.has(given.fieldType)) return invalid(`There is no field type ${given.fieldType}`);
    if (!groups.has(given.groupName)) return invalid(`There is no group ${given.groupName}`);
    if (!/^[a-z][a-z0-9_]*$/.test(given.name)) return invalid('Property names are small letters');
    if (given.type === 'enumeration' && !Array.isArray(given.options)) return invalid('options are missing');
    if (definitions.has(given.name)) return taken(`A property named '${given.name}'`);
    const made: Property = {
      calculated: false,
      hasUniqueValue: false,
      modificationMetadata: { readOnlyValue: false, archivable: true, readOnlyDefinition: false },
      ...given,
      description: given.description ?? '',
      options: given.options ?? [],
    };
    definitions.set(given.name, made);
    return { status: 201, body: made };
  };

  const update = (name: string, change: { options?: PropertyOption[]; hasUniqueValue?: unknown }): Reply => {
    const property = definitions.get(name);
    if (!property) return missing();
    if (change.hasUniqueValue !== undefined) return invalid('hasUniqueValue cannot be changed');
    const changed = { ...property, ...(change.options ? { options: change.options } : {}) };
    definitions.set(name, changed);
    return { status: 200, body: changed };
  };

  return (method: string, rest: readonly string[], body: unknown): Reply | undefined => {
    const [first, second] = rest;
    if (first === 'groups') {
      if (method === 'GET' && second) {
        const label = groups.get(second);
        return label
          ? { status: 200, body: { name: second, label, archived: false, displayOrder: 1 } }
          : missing();
      }
      if (method !== 'POST') return undefined;
      const { name, label } = body as { name?: string; label?: string };
      if (!name || !label) return invalid('name and label are needed');
      if (groups.has(name)) return taken(`A group named '${name}'`);
      groups.set(name, label);
      return { status: 201, body: { name, label, archived: false, displayOrder: 1 } };
    }
    if (first === undefined && method === 'GET')
      return { status: 200, body: { results: [...definitions.values()] } };
    if (first === undefined && method === 'POST') return create(body as Property);
    if (first && method === 'PATCH') return update(first, body as { options?: PropertyOption[] });
    return undefined;
  };
};
