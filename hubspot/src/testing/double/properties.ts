import type { Property, PropertyOption } from '../../api/properties.ts';

/** What a write says against a value, as HubSpot words it. */
export interface ValueProblem {
  readonly name: string;
  readonly message: string;
  readonly code: string;
}

const base = (name: string, type: string, fieldType: string, more: Partial<Property> = {}): Property => ({
  name,
  label: name,
  description: '',
  type,
  fieldType,
  groupName: 'contactinformation',
  options: [],
  hasUniqueValue: false,
  calculated: false,
  ...more,
  modificationMetadata: {
    archivable: true,
    readOnlyDefinition: false,
    readOnlyValue: more.modificationMetadata?.readOnlyValue ?? false,
  },
});
const readOnly = { modificationMetadata: { readOnlyValue: true } };
const option = (value: string, displayOrder: number): PropertyOption => ({
  label: value,
  value,
  hidden: false,
  displayOrder,
});

/** What a new portal has of contacts, as far as anybody here asks for it. */
export const standardProperties = (): Property[] => [
  base('email', 'string', 'text', { hasUniqueValue: true }),
  base('firstname', 'string', 'text'),
  base('lastname', 'string', 'text'),
  base('company', 'string', 'text'),
  base('phone', 'string', 'phonenumber'),
  base('mobilephone', 'string', 'phonenumber'),
  base('hs_whatsapp_phone_number', 'string', 'phonenumber'),
  base('hubspot_owner_id', 'enumeration', 'select'),
  base('hubspot_team_id', 'enumeration', 'select', readOnly),
  base('lifecyclestage', 'enumeration', 'radio', {
    options: ['subscriber', 'lead', 'opportunity', 'customer', 'evangelist'].map(option),
  }),
  base('hs_searchable_calculated_phone_number', 'string', 'text', { calculated: true, ...readOnly }),
  base('hs_searchable_calculated_mobile_number', 'string', 'text', { calculated: true, ...readOnly }),
  base('hs_object_id', 'number', 'number', readOnly),
  base('createdate', 'datetime', 'date', readOnly),
  base('lastmodifieddate', 'datetime', 'date', readOnly),
];

/** Whose options are the portal's users and teams. */
const outside = new Set(['hubspot_owner_id', 'hubspot_team_id']);

export const checkValue = (
  definitions: ReadonlyMap<string, Property>,
  name: string,
  value: unknown,
): ValueProblem | undefined => {
  const property = definitions.get(name);
  const problem = (code: string, message: string): ValueProblem => ({ name, code, message });
  if (!property) return problem('PROPERTY_DOESNT_EXIST', `Property "${name}" does not exist`);
  if (property.calculated || property.modificationMetadata?.readOnlyValue)
    return problem('READ_ONLY_VALUE', `Property "${name}" is a read only property; its value cannot be set.`);
  if (typeof value !== 'string') return problem('INVALID_JSON', `Property "${name}" must be a string`);
  if (value === '') return undefined;
  if (property.type === 'number' && !Number.isFinite(Number(value)))
    return problem('INVALID_INTEGER', `Property "${name}" was not a valid number.`);
  if (property.type === 'datetime' && !isTime(value))
    return problem('INVALID_DATE', `Property "${name}" was not a valid date.`);
  if (property.type === 'bool' && value !== 'true' && value !== 'false')
    return problem('INVALID_BOOLEAN', `Property "${name}" was not a boolean.`);
  if (property.type === 'enumeration' && !outside.has(name)) {
    const allowed = new Set((property.options ?? []).map((each) => each.value));
    const given = property.fieldType === 'checkbox' ? value.split(';') : [value];
    if (given.some((each) => !allowed.has(each)))
      return problem('INVALID_OPTION', `Property "${name}" was not one of the allowed options.`);
  }
  return undefined;
};

const isTime = (value: string): boolean =>
  /^\d{12,14}$/.test(value) || (/^\d{4}-\d\d-\d\d/.test(value) && !Number.isNaN(Date.parse(value)));

/** National digits, as HubSpot computes them where it understands the number; it does so for `+` and 00 only. */
export const searchable = (phone: string): string => {
  const digits = phone.replace(/[^\d+]/g, '').replace(/^00/, '+');
  const codes = ['54', '55', '52', '34', '1', '44', '49', '351'];
  const code = codes.find((each) => digits.startsWith(`+${each}`));
  return code ? digits.slice(1 + code.length) : digits.replace(/\D/g, '');
};
