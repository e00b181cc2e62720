import type { ContactCard, ContactsContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { type Draft, isList, objectOf, objectsOf, put, textsBy } from '../read.ts';

type Item<Key extends keyof ContactCard> =
  NonNullable<ContactCard[Key]> extends readonly (infer One)[] ? One : never;

const nameOf = textsBy<ContactCard['name']>({
  formattedName: 'formatted_name',
  firstName: 'first_name',
  lastName: 'last_name',
  middleName: 'middle_name',
  suffix: 'suffix',
  prefix: 'prefix',
});
const phone = textsBy<Item<'phones'>>({ phone: 'phone', waId: 'wa_id', type: 'type' });
const email = textsBy<Item<'emails'>>({ email: 'email', type: 'type' });
const url = textsBy<Item<'urls'>>({ url: 'url', type: 'type' });
const address = textsBy<Item<'addresses'>>({
  street: 'street',
  city: 'city',
  state: 'state',
  zip: 'zip',
  country: 'country',
  countryCode: 'country_code',
  type: 'type',
});
const orgOf = textsBy<NonNullable<ContactCard['org']>>({
  company: 'company',
  department: 'department',
  title: 'title',
});
const otherTexts = textsBy<ContactCard>({ birthday: 'birthday', origin: 'origin', vcard: 'vcard' });

/** `contacts: [{name, phones?, emails?, urls?, addresses?, org?, birthday?, origin?, vcard?}]`: shared cards. */
export const contacts = (item: JsonObject): ContactsContent | undefined =>
  isList(item.contacts) ? { kind: 'contacts', contacts: objectsOf(item.contacts).map(card) } : undefined;

const card = (from: JsonObject): ContactCard => {
  const name = nameOf(objectOf(from.name) ?? {});
  name.formattedName ??= [name.firstName, name.lastName].filter(Boolean).join(' ');
  const to: Draft<ContactCard> = { ...otherTexts(from), name };
  put(to, 'phones', some(from.phones, phone));
  put(to, 'emails', some(from.emails, email));
  put(to, 'urls', some(from.urls, url));
  put(to, 'addresses', some(from.addresses, address));
  const org = objectOf(from.org);
  if (org) to.org = orgOf(org);
  return to;
};

const some = <T>(list: JsonObject[string], convert: (from: JsonObject) => T): T[] | undefined => {
  const items = objectsOf(list);
  return items.length > 0 ? items.map(convert) : undefined;
};
