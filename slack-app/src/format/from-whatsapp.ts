import type { RichTextBlock, RichTextElement, RichTextSection } from '@slack/types';

interface Style {
  readonly bold?: true;
  readonly italic?: true;
  readonly strike?: true;
  readonly code?: true;
}
export interface Span extends Style {
  readonly text: string;
  readonly url?: string;
}
/** A stretch of a message: lines of text, of a quotation, or of preformatted text. */
export interface Passage {
  readonly kind: 'text' | 'quote' | 'preformatted';
  readonly spans: readonly Span[];
}

const markers = { '*': 'bold', _: 'italic', '~': 'strike', '`': 'code' } as const;
type Marker = keyof typeof markers;

const isMarker = (text: string): text is Marker => Object.hasOwn(markers, text);
const isWord = (character: string | undefined): boolean =>
  character !== undefined && /[\p{L}\p{N}]/u.test(character);
const isSpace = (character: string | undefined): boolean => character === undefined || /\s/.test(character);

/**
 * What WhatsApp shows of a text: `*bold*`, `_italic_`, `~struck~`, `` `code` ``, three backticks around
 * preformatted text, lines that begin with `> `.
 * https://faq.whatsapp.com/539178204879377
 */
export const readWhatsApp = (text: string): Passage[] => {
  const passages: Passage[] = [];
  const parts = text.split('```');
  if (parts.length % 2 === 0) {
    // The last fence closes nothing and is only text.
    const last = parts.pop() ?? '';
    parts[parts.length - 1] += `${'```'}${last}`;
  }
  for (const [index, part] of parts.entries()) {
    if (index % 2 === 0) passages.push(...readLines(index > 0 ? part.replace(/^\n/, '') : part));
    else if (part.trim() !== '')
      passages.push({ kind: 'preformatted', spans: [{ text: part.replace(/^\n|\n$/g, '') }] });
  }
  return passages;
};

const readLines = (text: string): Passage[] => {
  if (text === '') return [];
  const passages: { kind: 'text' | 'quote'; spans: Span[] }[] = [];
  for (const line of text.split('\n')) {
    const quote = /^> ?/.exec(line);
    const kind = quote ? 'quote' : 'text';
    const spans = readSpans(quote ? line.slice(quote[0].length) : line, {});
    const last = passages.at(-1);
    if (last?.kind === kind) last.spans.push({ text: '\n' }, ...spans);
    else passages.push({ kind, spans });
  }
  return passages;
};

const readSpans = (line: string, style: Style): Span[] => {
  const spans: Span[] = [];
  /** No closing marker was found from there on: looking again would make long lines slow. */
  const hopeless = new Set<Marker>();
  let plain = '';
  const flush = () => {
    if (plain !== '') spans.push(...withLinks(plain, style));
    plain = '';
  };
  for (let at = 0; at < line.length; at++) {
    const character = line[at] as string;
    const opens =
      isMarker(character) &&
      !hopeless.has(character) &&
      !isWord(line[at - 1]) &&
      !isSpace(line[at + 1]) &&
      line[at + 1] !== character;
    const end = opens ? closing(line, at, character as Marker) : -1;
    if (!opens) {
      plain += character;
    } else if (end < 0) {
      hopeless.add(character as Marker);
      plain += character;
    } else {
      flush();
      const inner = line.slice(at + 1, end);
      const own = { ...style, [markers[character as Marker]]: true };
      if (character === '`') spans.push({ ...own, text: inner });
      else spans.push(...readSpans(inner, own));
      at = end;
    }
  }
  flush();
  return spans;
};

const closing = (line: string, from: number, marker: Marker): number => {
  for (let at = line.indexOf(marker, from + 2); at >= 0; at = line.indexOf(marker, at + 1)) {
    if (!isSpace(line[at - 1]) && !isWord(line[at + 1])) return at;
  }
  return -1;
};

const address = /https?:\/\/[^\s<>]+[^\s<>.,;:!?)\]}'"]/g;

const withLinks = (text: string, style: Style): Span[] => {
  const spans: Span[] = [];
  let from = 0;
  for (const match of text.matchAll(address)) {
    if (match.index > from) spans.push({ ...style, text: text.slice(from, match.index) });
    spans.push({ ...style, text: match[0], url: match[0] });
    from = match.index + match[0].length;
  }
  if (from < text.length) spans.push({ ...style, text: text.slice(from) });
  return spans;
};

/** Exactly what was written: nothing in it is read as a mention, a command or an emoji name. */
export const toRichText = (text: string): RichTextBlock => {
  const elements = readWhatsApp(text).map((passage) => {
    const type = {
      text: 'rich_text_section',
      quote: 'rich_text_quote',
      preformatted: 'rich_text_preformatted',
    }[passage.kind];
    return { type, elements: passage.spans.filter((span) => span.text !== '').map(elementOf) };
  }) as RichTextBlock['elements'];
  const filled = elements.filter((element) => element.elements.length > 0);
  const nothing: RichTextSection = { type: 'rich_text_section', elements: [{ type: 'text', text: ' ' }] };
  return { type: 'rich_text', elements: filled.length > 0 ? filled : [nothing] };
};

const elementOf = ({ text, url, ...style }: Span): RichTextElement => {
  const own = Object.keys(style).length > 0 ? { style } : {};
  return url === undefined ? { type: 'text', text, ...own } : { type: 'link', url, ...own };
};

/** Safe inside Slack's mrkdwn: `<!channel>` from a customer calls nobody. https://docs.slack.dev/messaging/formatting-message-text#escaping */
export const escapeMrkdwn = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');

/** One line of at most that many characters, for quotations and notifications; not yet escaped. */
export const oneLine = (text: string, most = 140): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > most ? `${[...line].slice(0, most - 1).join('')}…` : line;
};
