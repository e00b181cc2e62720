import { type Fields, fieldOf, isFields } from '../guards.ts';
import { replyButtons, withoutFrame } from './interactive.ts';
import { mediaRef } from './media.ts';
import { absent, fields, link, list, none, oneOf, type Problems, problem, text } from './rules.ts';

/** Cards of a carousel, also in a template. */
export const cardCount = { min: 2, max: 10 };

const actions = ['url', 'buttons', 'product'] as const;

const header = (card: Fields, at: string): Problems =>
  fields(
    card.header,
    `${at}.header`,
    (of) => [...oneOf(of.type, `${at}.header.type`, ['image', 'video']), ...mediaRef(of, `${at}.header`)],
    { optional: card.product !== undefined },
  );

function body(card: Fields, at: string): Problems {
  const field = `${at}.body`;
  const wrong = text(card.body, field, { max: 160, optional: true });
  if (wrong.length > 0 || typeof card.body !== 'string') return wrong;
  const breaks = card.body.split(/\r\n|\r|\n/).length - 1;
  return breaks > 2
    ? [problem(field, `${field} has ${breaks} line breaks, at most 2 are allowed.`, 2)]
    : none;
}

function action(card: Fields, at: string): Problems {
  const given = actions.filter((name) => card[name] !== undefined);
  if (given.length !== 1) {
    return [problem(at, `${at} needs exactly one of: ${actions.join(', ')}.`)];
  }
  if (card.buttons !== undefined) return replyButtons(card.buttons, `${at}.buttons`);
  if (card.product !== undefined) {
    return fields(card.product, `${at}.product`, (of) => [
      ...text(of.productRetailerId, `${at}.product.productRetailerId`),
      ...text(of.catalogId, `${at}.product.catalogId`),
    ]);
  }
  return fields(card.url, `${at}.url`, (of) => [
    ...text(of.displayText, `${at}.url.displayText`, { max: 20 }),
    ...link(of.url, `${at}.url.url`),
  ]);
}

/** What has to be the same on all cards, in words. */
function shape(card: unknown): string {
  if (!isFields(card)) return '';
  const header = fieldOf(card.header, 'type');
  const actionName = actions.find((name) => card[name] !== undefined);
  const count = Array.isArray(card.buttons) ? ` of ${card.buttons.length}` : '';
  const catalog = fieldOf(card.product, 'catalogId');
  return [
    `header ${typeof header === 'string' ? header : 'none'}`,
    `${actionName ?? 'nothing'}${count}`,
    ...(typeof catalog === 'string' ? [`catalogue ${catalog.slice(0, 60)}`] : []),
  ].join(', ');
}

function alike(cards: unknown): Problems {
  if (!Array.isArray(cards) || cards.length > cardCount.max) return none;
  const first = shape(cards[0]);
  return Array.from(cards, shape).flatMap((other, index) =>
    other === first
      ? none
      : [
          problem(
            `cards[${index}]`,
            `cards[${index}] has ${other}; cards[0] has ${first}. All cards must be alike.`,
          ),
        ],
  );
}

export const carousel = (content: Fields): Problems => {
  const wrong = [
    ...text(content.body, 'body', { max: 1024 }),
    ...withoutFrame(content),
    ...absent(content.buttons, 'buttons', 'put them on the cards.'),
    ...list(content.cards, 'cards', cardCount, (card, at) =>
      fields(card, at, (of) => [...header(of, at), ...body(of, at), ...action(of, at)]),
    ),
  ];
  return wrong.length > 0 ? wrong : alike(content.cards);
};
