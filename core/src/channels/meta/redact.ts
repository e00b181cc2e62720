const longest = 600;

const replacements: readonly [RegExp, string][] = [
  [/[\s\p{Cc}]+/gu, ' '],
  [/\b[a-z][a-z0-9+.-]{0,30}:\/\/\S+/gi, '(address)'],
  [/\bwamid\.[\w+/=.-]+/gi, '(message id)'],
  [/\b(Bearer|access_token|appsecret_proof|client_secret)(?:\s*[=:]\s*|\s+)\S+/gi, '$1 (hidden)'],
  [/[\w+/=|.-]{40,}/g, '(hidden)'],
];

/**
 * Takes tokens, addresses and message ids out of what a provider said, so that it may be shown and logged:
 * Meta repeats the token in some answers, and a `wamid` decodes to a phone number. At most 600 characters.
 */
export function redact(text: string, secret?: string): string {
  let clean = text.slice(0, 16_000);
  if (secret) clean = clean.split(secret).join('(hidden)');
  for (const [pattern, replacement] of replacements) clean = clean.replace(pattern, replacement);
  return clean.trim().slice(0, longest);
}
