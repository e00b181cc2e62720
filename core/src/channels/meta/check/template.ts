import { type Fields, isFields } from '../guards.ts';
import { absent, fields, link, list, none, number, type Problems, problem, text } from './rules.ts';
import { templateButtons } from './template-buttons.ts';
import { templateCards } from './template-cards.ts';
import { bodyParameters, headerParameter, namesAgree } from './template-parameters.ts';

function name(value: unknown): Problems {
  const wrong = text(value, 'name', { max: 512 });
  if (wrong.length > 0 || typeof value !== 'string') return wrong;
  return /^[a-z0-9_]+$/.test(value)
    ? none
    : [
        problem(
          'name',
          'name may hold small letters, digits and _ only. Take it from the list of templates.',
        ),
      ];
}

function language(value: unknown): Problems {
  const wrong = text(value, 'language');
  if (wrong.length > 0 || typeof value !== 'string') return wrong;
  return /^\S+$/.test(value) ? none : [problem('language', 'language must be a code such as es or en_US.')];
}

/** Before this a number is seconds, not milliseconds: it would be a day in 1973. */
const leastMilliseconds = 100_000_000_000;

function offer(value: unknown): Problems {
  const wrong = number(value, 'offerExpiresAt', { min: 1, whole: true, optional: true });
  if (wrong.length > 0 || typeof value !== 'number' || value >= leastMilliseconds) return wrong;
  return [
    problem('offerExpiresAt', 'offerExpiresAt counts milliseconds since 1970. Multiply seconds by 1000.'),
  ];
}

const orderStatus = (value: unknown): Problems =>
  fields(
    value,
    'orderStatus',
    (of) => [
      ...text(of.referenceId, 'orderStatus.referenceId'),
      ...text(of.status, 'orderStatus.status'),
      ...text(of.description, 'orderStatus.description', { optional: true }),
    ],
    { optional: true },
  );

const linkTitles = (value: unknown): Problems =>
  list(value, 'linkTitles', { optional: true }, (entry, at) =>
    fields(entry, at, (of) => [...link(of.url, `${at}.url`), ...text(of.title, `${at}.title`)]),
  );

/** The longest one-time code of an authentication template. */
const longestCode = 15;

const code = (content: Fields): Problems =>
  content.code === undefined
    ? none
    : [
        ...text(content.code, 'code', { max: longestCode }),
        ...absent(content.header, 'header', 'a template with a code has fixed texts.'),
        ...absent(content.body, 'body', 'code fills it.'),
        ...absent(content.buttons, 'buttons', 'code fills the button.'),
        ...absent(content.cards, 'cards', 'a template with a code has none.'),
      ];

const cardParameters = (cards: unknown) =>
  Array.isArray(cards)
    ? Array.from(cards, (card: unknown, index) => ({
        field: `cards[${index}].body`,
        parameters: isFields(card) ? card.body : undefined,
      }))
    : [];

export const template = (content: Fields): Problems => [
  ...name(content.name),
  ...language(content.language),
  ...headerParameter(content.header, 'header'),
  ...bodyParameters(content.body, 'body'),
  ...namesAgree([
    { field: 'header', parameters: content.header === undefined ? [] : [content.header], single: true },
    { field: 'body', parameters: content.body },
    ...cardParameters(content.cards),
  ]),
  ...templateButtons(content.buttons, 'buttons', 10),
  ...templateCards(content.cards),
  ...offer(content.offerExpiresAt),
  ...orderStatus(content.orderStatus),
  ...linkTitles(content.linkTitles),
  ...code(content),
];
