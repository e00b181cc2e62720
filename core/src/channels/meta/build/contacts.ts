import type { ContactCard, ContactsContent } from '../../../model/content.ts';
import type { JsonObject } from '../../../model/json.ts';
import { compact } from './parts.ts';

const card = ({ name, phones, emails, urls, addresses, org, birthday }: ContactCard): JsonObject =>
  compact({
    name: compact({
      formatted_name: name.formattedName,
      first_name: name.firstName,
      last_name: name.lastName,
      middle_name: name.middleName,
      suffix: name.suffix,
      prefix: name.prefix,
    }),
    phones: phones?.map(({ phone, waId, type }) => compact({ phone, wa_id: waId, type })),
    emails: emails?.map(({ email, type }) => compact({ email, type })),
    urls: urls?.map(({ url, type }) => compact({ url, type })),
    addresses: addresses?.map(({ street, city, state, zip, country, countryCode, type }) =>
      compact({ street, city, state, zip, country, country_code: countryCode, type }),
    ),
    org: org && compact({ company: org.company, department: org.department, title: org.title }),
    birthday,
  });

export const contacts = (of: ContactsContent): JsonObject => ({
  type: 'contacts',
  contacts: of.contacts.map(card),
});
