import type { Block, RichTextBlock } from '@slack/types';

/** Names for what a Slack message only refers to. Undefined: not known. */
export interface Names {
  user(id: string): string | undefined;
  channel(id: string): string | undefined;
  group(id: string): string | undefined;
}

/** What is read of a message. `blocks` is exact; `text` stands in where a client sent none. */
export interface Written {
  readonly text?: string;
  readonly blocks?: readonly (Block | object)[];
}

interface Element {
  readonly type: string;
  readonly text?: string;
  readonly url?: string;
  readonly user_id?: string;
  readonly channel_id?: string;
  readonly usergroup_id?: string;
  readonly range?: string;
  readonly name?: string;
  readonly unicode?: string;
  readonly fallback?: string;
  readonly value?: string;
  readonly style?:
    | string
    | {
        readonly bold?: boolean;
        readonly italic?: boolean;
        readonly strike?: boolean;
        readonly code?: boolean;
      };
  readonly indent?: number;
  readonly offset?: number;
  readonly elements?: readonly Element[];
}

/** A Slack message as a WhatsApp text: formatting translated, mentions by name, links and emoji written out. */
export const toWhatsApp = ({ text = '', blocks = [] }: Written, names: Names): string => {
  const rich = blocks.filter((block): block is RichTextBlock => (block as Block).type === 'rich_text');
  const written =
    rich.length > 0
      ? rich
          .flatMap((block) => (block.elements as readonly Element[]).map((each) => passage(each, names)))
          .join('')
      : fromMrkdwn(text, names);
  return written
    .replace(/[^\S\n]+\n/g, '\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
};

const passage = (element: Element, names: Names): string => {
  const inner = () => (element.elements ?? []).map((each) => inline(each, names)).join('');
  switch (element.type) {
    case 'rich_text_section':
      return inner();
    case 'rich_text_quote':
      return `\n${inner()
        .split('\n')
        .map((line) => `> ${line}`)
        .join('\n')}\n`;
    case 'rich_text_preformatted':
      return `\n\`\`\`${inner()}\`\`\`\n`;
    case 'rich_text_list':
      return `\n${list(element, names)}\n`;
    default:
      return '';
  }
};

const list = ({ elements = [], style, indent = 0, offset = 0 }: Element, names: Names): string =>
  elements
    .map((item, index) => {
      const mark = style === 'ordered' ? `${index + 1 + offset}.` : '-';
      return `${'  '.repeat(indent)}${mark} ${passage(item, names)}`;
    })
    .join('\n');

const inline = (element: Element, names: Names): string => {
  switch (element.type) {
    case 'text':
      return styled(element.text ?? '', element.style);
    case 'link':
      return styled(link(element.url ?? '', element.text), element.style);
    case 'emoji':
      return emoji(element);
    case 'user':
      return `@${names.user(element.user_id ?? '') ?? '…'}`;
    case 'channel':
      return `#${names.channel(element.channel_id ?? '') ?? '…'}`;
    case 'usergroup':
      return `@${names.group(element.usergroup_id ?? '') ?? '…'}`;
    case 'broadcast':
      return `@${element.range ?? ''}`;
    case 'date':
      return element.fallback ?? '';
    case 'color':
      return element.value ?? '';
    default:
      return element.text ?? '';
  }
};

const link = (url: string, label?: string): string => {
  const bare = url.replace(/^(mailto|tel):/, '');
  return label === undefined || label === '' || label === url || label === bare ? bare : `${label} (${bare})`;
};

/** `1f468-200d-1f469` → 👨‍👩. Emoji a workspace made itself have no such code and stay as `:name:`. */
const emoji = ({ unicode, name }: Element): string => {
  if (!unicode || !/^[0-9a-f]{1,6}(-[0-9a-f]{1,6})*$/i.test(unicode)) return `:${name ?? ''}:`;
  const codes = unicode.split('-').map((code) => Number.parseInt(code, 16));
  return codes.every((code) => code <= 0x10ffff) ? String.fromCodePoint(...codes) : `:${name ?? ''}:`;
};

/** WhatsApp takes markers only against the text itself, and line by line. */
const styled = (text: string, style: Element['style']): string => {
  if (typeof style !== 'object' || text.trim() === '') return text;
  return text
    .split('\n')
    .map((line) => {
      const [, before = '', core = '', after = ''] = /^(\s*)(.*?)(\s*)$/.exec(line) ?? [];
      if (core === '') return line;
      if (style.code) return `${before}\`${core}\`${after}`;
      const marks = `${style.bold ? '*' : ''}${style.italic ? '_' : ''}${style.strike ? '~' : ''}`;
      return `${before}${marks}${core}${[...marks].reverse().join('')}${after}`;
    })
    .join('\n');
};

/** Slack's older markup differs from WhatsApp's only in what stands between `<` and `>`. */
const fromMrkdwn = (text: string, names: Names): string =>
  text
    .replace(/<([^<>\n]+)>/g, (_, inside: string) => reference(inside, names))
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&amp;', '&');

const reference = (inside: string, names: Names): string => {
  const [target = '', label] = inside.split('|', 2);
  if (target.startsWith('@')) return `@${names.user(target.slice(1)) ?? label ?? '…'}`;
  if (target.startsWith('#')) return `#${label || names.channel(target.slice(1)) || '…'}`;
  if (target.startsWith('!subteam^'))
    return `@${(label ?? names.group(target.slice(9)) ?? '…').replace(/^@/, '')}`;
  if (target.startsWith('!date^')) return label ?? '';
  if (target.startsWith('!')) return `@${target.slice(1)}`;
  return link(target, label);
};

/** Ids of people that a message mentions, and of the one it begins with. */
export const mentionsOf = ({
  text = '',
  blocks = [],
}: Written): { readonly all: string[]; readonly first?: string } => {
  const found = [
    ...JSON.stringify(blocks).matchAll(/"user_id":"([UW][A-Z0-9]+)"/g),
    ...text.matchAll(/<@([UW][A-Z0-9]+)/g),
  ];
  const first = /^\s*<@([UW][A-Z0-9]+)/.exec(text)?.[1] ?? firstElement(blocks);
  return { all: [...new Set(found.map((match) => match[1] as string))], ...(first ? { first } : {}) };
};

const firstElement = (blocks: readonly object[]): string | undefined => {
  const [section] = ((blocks[0] as { elements?: readonly Element[] })?.elements ?? []) as readonly Element[];
  const first = section?.elements?.find((element) => element.type !== 'text' || element.text?.trim() !== '');
  return first?.type === 'user' ? first.user_id : undefined;
};
