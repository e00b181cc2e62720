/**
 * Fields that hold a customer's number by their name: in the hub's own answers and in what the provider wrote
 * (https://developers.facebook.com/docs/whatsapp/cloud-api/webhooks/payload-examples), without `_` and in small letters.
 */
const numberFields: ReadonlySet<string> = new Set([
  'from',
  'to',
  'phone',
  'phonenumber',
  'waid',
  'newwaid',
  'recipientid',
  'recipientparticipantid',
  'participant',
]);

/** Fields of a provider's original that are digits and nobody's number. What is missing here is hidden. */
const harmless =
  /^(.*timestamp|.*_time|time|birthday|display_phone_number|phone_number_id|(waba|entity|flow|solution|catalog)_id|.*business_id|.*app_id|ad_account_linked|requester|code)$/;

const asNumber = /^\+?[\d\s().-]{6,25}$/;
const asDate = /^\d{4}-\d{2}-\d{2}$/;

/** A number may stand there as a number of JSON. Below this it is a count or a size. */
const leastNumber = 1e7;

const digitsOf = (value: string | number): string | undefined => {
  if (typeof value === 'number')
    return Number.isSafeInteger(value) && value >= leastNumber ? String(value) : undefined;
  return asNumber.test(value) && !asDate.test(value) ? value.replace(/\D/g, '') : undefined;
};

const bare = (field: string): string => field.replace(/_/g, '').toLowerCase();

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Digits of every number that stands in a field made for one. `raw` is a provider's original: there every field
 * counts that is not known to be something else.
 */
export const numbersInFields = (value: unknown): ReadonlySet<string> => {
  const found = new Set<string>();
  const look = (part: unknown, field: string, original: boolean): void => {
    if (typeof part === 'string' || typeof part === 'number') {
      // As a number of JSON `from` and `to` are what was changed, or a time.
      const counts = original
        ? !harmless.test(field)
        : numberFields.has(bare(field)) && (typeof part === 'string' || !/^(from|to)$/.test(field));
      const digits = counts ? digitsOf(part) : undefined;
      if (digits !== undefined) found.add(digits);
    } else if (Array.isArray(part)) for (const one of part) look(one, field, original);
    else if (isRecord(part)) {
      const identity = part.kind === 'phone' || part.kind === 'wa_id' ? part.value : undefined;
      if (identity !== undefined) look(identity, 'phone', false);
      for (const [name, one] of Object.entries(part)) {
        const entry = original && field === 'raw' && name === 'entry';
        if (!entry) look(one, name, original || name === 'raw');
      }
    }
  };
  look(value, '', false);
  return found;
};
