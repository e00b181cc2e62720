import type { ReplyPolicy } from './settings.ts';

/** What becomes of something a person wrote in a thread. */
export type Decision =
  | { readonly to: 'customer'; readonly strip: RegExp | undefined }
  | { readonly to: 'note'; readonly text: string }
  | { readonly to: 'nobody'; readonly reason: 'notes_only' | 'needs_prefix' | 'looks_internal' };

/** Always notes, whatever the settings say: people rely on them wherever they have used such a bridge before. */
export const builtInNotePrefixes = [
  '!',
  '//',
  ';;',
  '\\\\',
  '🔒',
  ':lock:',
  'note:',
  'nota:',
  'notes:',
  'private:',
  'privado:',
  'privada:',
  'internal:',
  'interno:',
  'interna:',
  'team:',
];
export const builtInReplyPrefixes = ['reply:', 'r:', 'responder:', 'respuesta:'];

export interface PolicyInput {
  /** As the customer would read it. */
  readonly text: string;
  /** The person it begins with a mention of; the app itself counts as `app`. */
  readonly firstMention?: 'app' | 'person';
  readonly mentionsApp: boolean;
  readonly policy: ReplyPolicy;
  readonly notePrefixes: readonly string[];
  readonly replyPrefixes: readonly string[];
}

/**
 * Where a message goes. In doubt it stays inside: a note is one whatever stands before its prefix in formatting,
 * spaces, quotation marks or a mention, however it is spaced or written.
 */
export const decide = (input: PolicyInput): Decision => {
  const { policy, text } = input;
  const note = noteText(text, input.notePrefixes);
  if (note !== undefined) return { to: 'note', text: note };
  if (policy === 'notes') return { to: 'nobody', reason: 'notes_only' };
  if (input.firstMention === 'person') return { to: 'nobody', reason: 'looks_internal' };
  const reply = replyPrefix(text, input.replyPrefixes);
  if (policy === 'mention' && !input.mentionsApp && !reply) return { to: 'nobody', reason: 'needs_prefix' };
  return { to: 'customer', strip: reply };
};

const escaped = (text: string): string => text.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
/** Formatting, spaces, quotation marks, zero-width characters, a mention of the app: none of it hides a prefix. */
const cover = '(?:[\\s*_~`>"\'“”«»‘’()\\[\\]\\u200B-\\u200F\\u2060\\uFEFF-]|@[^\\s:]{1,40}(?=[\\s:,])[:,]?)*';

const prefixPattern = (prefixes: readonly string[]): RegExp => {
  const each = prefixes
    .map((prefix) => prefix.trim().normalize('NFKC'))
    .filter((prefix) => prefix !== '')
    .map((prefix) => {
      const word = /^(.*?)\s*:$/.exec(prefix)?.[1];
      // `Note :` and `*Note*:` are meant as `note:`.
      return word ? `${escaped(word)}[*_~\`\\s]*:` : escaped(prefix);
    });
  return new RegExp(`^${cover}(?:${each.join('|')})[*_~\`]*\\s*`, 'iu');
};

/** The note without its prefix; undefined when it is none. */
export const noteText = (text: string, more: readonly string[] = []): string | undefined => {
  // Full-width letters and colons are the same to whoever types them.
  const plain = text.normalize('NFKC');
  const found = prefixPattern([...builtInNotePrefixes, ...more]).exec(plain);
  if (!found) return undefined;
  return plain.slice(found[0].length).trim() || plain.trim();
};

const replyPrefix = (text: string, more: readonly string[]): RegExp | undefined => {
  const pattern = prefixPattern([...builtInReplyPrefixes, ...more]);
  return pattern.test(text.normalize('NFKC')) ? pattern : undefined;
};

/** The text as it goes out: without the prefix that sent it and without the mention of the app. */
export const stripForCustomer = (text: string, appName: string, strip: RegExp | undefined): string => {
  const mention = new RegExp(`^\\s*@${escaped(appName)}(?![\\p{L}\\p{N}_])[\\s:,]*`, 'iu');
  const without = appName === '' ? text : text.replace(mention, '');
  if (!strip) return without.trim();
  return (strip.test(without) ? without : without.normalize('NFKC')).replace(strip, '').trim();
};
