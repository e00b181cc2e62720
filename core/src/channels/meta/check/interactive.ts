import type { Fields } from '../guards.ts';
import { isFields } from '../guards.ts';
import { mediaRef } from './media.ts';
import {
  absent,
  each,
  fields,
  link,
  list as listRule,
  oneOf,
  type Problems,
  problem,
  text,
  unique,
} from './rules.ts';

type HeaderType = 'text' | 'image' | 'video' | 'document';

const anyHeader: readonly HeaderType[] = ['text', 'image', 'video', 'document'];

function header(value: unknown, types: readonly HeaderType[], optional: boolean): Problems {
  return fields(
    value,
    'header',
    (of) => {
      const wrong = oneOf(of.type, 'header.type', types);
      if (wrong.length > 0) return wrong;
      if (of.type === 'text') return text(of.text, 'header.text', { max: 60 });
      return [...mediaRef(of, 'header'), ...text(of.filename, 'header.filename', { optional: true })];
    },
    { optional },
  );
}

interface Parts {
  readonly body?: number;
  readonly headers?: readonly HeaderType[];
  readonly headerRequired?: boolean;
}

/** Header, body and footer as most interactive messages have them. */
export const parts = (
  content: Fields,
  { body = 1024, headers = anyHeader, headerRequired = false }: Parts = {},
): Problems => [
  ...header(content.header, headers, !headerRequired),
  ...text(content.body, 'body', { max: body }),
  ...footer(content),
];

export const footer = (content: Fields): Problems =>
  text(content.footer, 'footer', { max: 60, optional: true });

export const replyButton = (value: unknown, at: string): Problems =>
  fields(value, at, (of) => [
    ...text(of.id, `${at}.id`, { max: 256 }),
    ...text(of.title, `${at}.title`, { max: 20 }),
  ]);

export const replyButtons = (value: unknown, field: string, max?: number): Problems => [
  ...listRule(value, field, { max, instead: 'Use a list for up to 10 choices.' }, replyButton),
  ...unique(each(value, field, 'id')),
  ...unique(each(value, field, 'title')),
];

export const buttons = (content: Fields): Problems => [
  ...parts(content),
  ...replyButtons(content.buttons, 'buttons', 3),
];

const maxRows = 10;

function row(value: unknown, at: string): Problems {
  return fields(value, at, (of) => [
    ...text(of.id, `${at}.id`, { max: 200 }),
    ...text(of.title, `${at}.title`, { max: 24 }),
    ...text(of.description, `${at}.description`, { max: 72, optional: true }),
  ]);
}

const entriesOf = (value: unknown, name: string): { field: string; entries: readonly unknown[] }[] =>
  Array.isArray(value)
    ? Array.from(value, (section: unknown, index) => {
        const entries = isFields(section) ? section[name] : undefined;
        return { field: `sections[${index}].${name}`, entries: Array.isArray(entries) ? entries : [] };
      })
    : [];

/** Sections of a list or of a product list: a title for each when there are several, and a limit over all. */
export function sections(
  value: unknown,
  name: string,
  max: number,
  entry: (value: unknown, at: string) => Problems,
  titles: { readonly required: boolean },
): Problems {
  const several = titles.required || (Array.isArray(value) && value.length > 1);
  const wrong = listRule(value, 'sections', { max: 10 }, (section, at) =>
    fields(section, at, (of) => [
      ...text(of.title, `${at}.title`, { max: 24, optional: !several }),
      ...listRule(of[name], `${at}.${name}`, { max }, entry),
    ]),
  );
  const total = entriesOf(value, name).reduce((sum, { entries }) => sum + entries.length, 0);
  const tooMany = total > max && !wrong.some(({ limit }) => limit === max);
  return tooMany
    ? [
        ...wrong,
        problem('sections', `The sections hold ${total} ${name} in all, at most ${max} are allowed.`, max),
      ]
    : wrong;
}

export const list = (content: Fields): Problems => [
  ...parts(content, { body: 4096, headers: ['text'] }),
  ...text(content.button, 'button', { max: 20 }),
  ...sections(content.sections, 'rows', maxRows, row, { required: false }),
  ...unique(entriesOf(content.sections, 'rows').flatMap(({ field, entries }) => each(entries, field, 'id'))),
];

export const ctaUrl = (content: Fields): Problems => [
  ...parts(content),
  ...text(content.displayText, 'displayText', { max: 20 }),
  ...link(content.url, 'url'),
];

export const bodyOnly = (content: Fields): Problems => [
  ...text(content.body, 'body', { max: 1024 }),
  ...withoutFrame(content),
];

/** For messages that have neither header nor footer. */
export const withoutFrame = (content: Fields): Problems => [
  ...absent(content.header, 'header', 'this kind of message has no header.'),
  ...absent(content.footer, 'footer', 'this kind of message has no footer.'),
];
