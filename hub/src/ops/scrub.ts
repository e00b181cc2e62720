/** Names whose values never reach a log, however deep they stand. Compared without `-` and `_`, in lower case. */
const secretNames =
  /(authorization|cookie|token|secret|password|passphrase|signature|apikey|credential|centralitakey)/;
const personalNames = /^(text|body|caption|phone|waid|email|username|identities|snippet)$/;

const patterns: readonly (readonly [RegExp, string | ((found: string) => string)])[] = [
  // Decodes to the customer's phone number.
  [/wamid\.[A-Za-z0-9+/=_-]+/g, 'wamid.…'],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]+/gi, '$1 …'],
  [/\bctl_[0-9A-Za-z]+_[\w-]+/g, 'ctl_…'],
  [/\bwhsec_[A-Za-z0-9+/=_-]+/g, 'whsec_…'],
  // Access tokens of Meta, Slack and HubSpot.
  [/\bEAA[A-Za-z0-9]{16,}/g, 'EAA…'],
  [/\bxox[a-z]-[\w-]+/g, 'xox…'],
  [/\bpat-[a-z0-9]+-[\w-]{16,}/g, 'pat-…'],
  [/(?<![\w.+-])\+\d[\d\s().-]{6,18}\d(?!\w)/g, maskDigits],
  // Ids of ours have letters next to their digits and stay as they are.
  [/(?<![\w.:+-])\d{8,20}(?![\w-])/g, maskDigits],
  [/([?&](?:access_token|token|key|secret|hub\.verify_token)=)[^&\s"]+/gi, '$1…'],
];

function maskDigits(found: string): string {
  return `…${found.replace(/\D/g, '').slice(-2)}`;
}

/** A text without secrets, raw message ids and phone numbers. */
export const scrubText = (text: string): string =>
  patterns.reduce((rest, [pattern, put]) => rest.replace(pattern, put as string), text);

const maxDepth = 6;
const maxText = 2000;

/** A copy that may be written to a log. Errors become plain objects; what is deep or long is cut. */
export const scrub = (value: unknown, depth = 0): unknown => {
  if (typeof value === 'string') {
    return scrubText(value.length > maxText ? `${value.slice(0, maxText)}…` : value);
  }
  if (typeof value !== 'object' || value === null) return typeof value === 'bigint' ? String(value) : value;
  if (depth >= maxDepth) return '[deeper]';
  if (value instanceof Uint8Array) return `[${value.byteLength} bytes]`;
  if (value instanceof Date) return value.toISOString();
  if (Array.isArray(value)) return value.slice(0, 50).map((item) => scrub(item, depth + 1));
  if (Error.isError(value)) return scrubError(value, depth);
  return Object.fromEntries(
    Object.entries(value).map(([name, item]) => [
      name,
      isSecret(name) ? '[redacted]' : scrub(item, depth + 1),
    ]),
  );
};

const isSecret = (name: string): boolean => {
  const plain = name.toLowerCase().replace(/[-_]/g, '');
  return secretNames.test(plain) || personalNames.test(plain);
};

const scrubError = (error: Error, depth: number): unknown => ({
  name: error.name,
  message: scrub(error.message),
  ...('code' in error ? { code: scrub(error.code) } : {}),
  stack: scrub(error.stack ?? ''),
  ...(error.cause === undefined ? {} : { cause: scrub(error.cause, depth + 1) }),
});
