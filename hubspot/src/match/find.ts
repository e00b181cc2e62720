import { createBatch } from '../api/batch.ts';
import type { Filter, HubSpotRecord, Objects, SearchRequest } from '../api/objects.ts';
import { contactKey } from '../api/portal.ts';
import { isSameNumber, type PhoneForms } from './phones.ts';

/** Whom to look for. */
export interface Wanted {
  readonly contactId: string;
  readonly key: string;
  readonly phone?: PhoneForms;
  readonly email?: string;
}

export interface Found {
  /** Records with this very key, then by number, then by e-mail: the first kind that has any. */
  readonly by: 'key' | 'phone' | 'email' | 'nothing';
  readonly records: readonly HubSpotRecord[];
}

export const matchProperties = [
  contactKey,
  'phone',
  'mobilephone',
  'hs_whatsapp_phone_number',
  'email',
  'hubspot_owner_id',
  'createdate',
  'lastmodifieddate',
] as const;

/** A search's body has at most 3,000 characters, an IN at most 100 values. */
const maxCharacters = 2_900;
const maxValues = 100;
const pageSize = 200;
/** Whoever shares a number with more than this needs a person to look at it, not a longer list. */
const maxPages = 5;

/**
 * Looks contacts up in the search index, many with one search. The index lags: what was written a moment ago is
 * not in it, so it serves the first link only.
 */
export const createFinder = (
  contacts: Objects,
  defaultCountry: string | undefined,
): ((wanted: Wanted) => Promise<Found>) => {
  const look = createBatch<Wanted, { readonly contactId: string; readonly found: Found }>({
    what: 'contacts search',
    keyOf: ({ contactId }) => contactId,
    answers: (result, { contactId }) => result.contactId === contactId,
    named: () => false,
    room: (taken, one) => fits([...taken, one]),
    send: async (take) => {
      let wanted: readonly Wanted[] = [];
      const records: HubSpotRecord[] = [];
      let after: string | undefined;
      for (let page = 0; page < maxPages; page++) {
        const answer = await contacts.search(() => {
          if (page === 0) wanted = take();
          return wanted.length === 0 ? undefined : { ...requestFor(wanted), ...(after ? { after } : {}) };
        });
        records.push(...(answer?.results ?? []));
        after = answer?.next;
        if (!after) break;
      }
      return {
        results: wanted.map((one) => ({
          contactId: one.contactId,
          found: choose(one, records, defaultCountry),
        })),
      };
    },
  });
  return async (wanted) => (await look(wanted))?.found ?? { by: 'nothing', records: [] };
};

const requestFor = (wanted: readonly Wanted[]): SearchRequest => ({
  filterGroups: groupsFor(wanted).map((filter) => ({ filters: [filter] })),
  properties: matchProperties,
  limit: pageSize,
});

const groupsFor = (wanted: readonly Wanted[]): Filter[] => {
  const [only] = wanted;
  if (wanted.length === 1 && only?.phone) return groupsForOne(only, only.phone);
  const phones = wanted.flatMap(({ phone }) => phone ?? []);
  const national = phones.flatMap((phone) => phone.national);
  const international = phones.flatMap(({ forms }) => forms.map((form) => `+${form}`));
  return [
    isIn(
      contactKey,
      wanted.map(({ key }) => key),
    ),
    isIn('hs_searchable_calculated_phone_number', national),
    isIn('hs_searchable_calculated_mobile_number', national),
    isIn('phone', international),
    isIn('hs_whatsapp_phone_number', international),
    isIn(
      'email',
      wanted.flatMap(({ email }) => email ?? []),
    ),
  ].filter(({ values }) => values.length > 0);
};

/** For one alone there is room to find what HubSpot could not read as a number, too. */
const groupsForOne = ({ key, email }: Wanted, { forms, national }: PhoneForms): Filter[] => {
  const international = forms.map((form) => `+${form}`);
  const ending = commonEnding(forms);
  const typed = (propertyName: string): Filter => ({
    propertyName,
    operator: 'CONTAINS_TOKEN',
    value: `*${ending}`,
  });
  return [
    isIn('hs_searchable_calculated_phone_number', national),
    isIn('hs_searchable_calculated_mobile_number', national),
    typed('phone'),
    email ? isIn('email', [email]) : typed('mobilephone'),
    isIn('hs_whatsapp_phone_number', international),
    isIn(contactKey, [key]),
  ];
};

const isIn = (propertyName: string, values: readonly string[]) =>
  ({ propertyName, operator: 'IN', values: [...new Set(values)] }) as const;

/** What all forms of a number end with: at least six digits, or the search would find a crowd. */
const commonEnding = (forms: readonly string[]): string => {
  const [first = ''] = forms;
  for (let length = first.length; length > 6; length--)
    if (forms.every((form) => form.endsWith(first.slice(-length)))) return first.slice(-length);
  return first.slice(-8);
};

const fits = (wanted: readonly Wanted[]): boolean => {
  const request = { sorts: [], after: '0', ...requestFor(wanted) };
  const lists = request.filterGroups.flatMap(({ filters }) =>
    filters.map(({ values }) => values?.length ?? 0),
  );
  return JSON.stringify(request).length <= maxCharacters && Math.max(...lists) <= maxValues;
};

const choose = (
  { key, phone, email }: Wanted,
  records: readonly HubSpotRecord[],
  defaultCountry: string | undefined,
): Found => {
  const unique = [...new Map(records.map((record) => [record.id, record])).values()];
  const withKey = unique.filter(({ properties }) => properties[contactKey] === key);
  if (withKey.length > 0) return { by: 'key', records: withKey };
  const withPhone = unique.filter(
    ({ properties }) =>
      phone &&
      ['phone', 'mobilephone', 'hs_whatsapp_phone_number'].some((name) =>
        isSameNumber(properties[name], phone, defaultCountry),
      ),
  );
  if (withPhone.length > 0) return { by: 'phone', records: withPhone };
  const withEmail = unique.filter(({ properties }) => email && properties.email?.toLowerCase() === email);
  return withEmail.length > 0 ? { by: 'email', records: withEmail } : { by: 'nothing', records: [] };
};
