import { type Fields, fieldOf, isFields } from '../guards.ts';
import { cardCount } from './carousel.ts';
import { fields, list, none, type Problems, problem } from './rules.ts';
import { templateButtons } from './template-buttons.ts';
import { bodyParameters, headerParameter } from './template-parameters.ts';

const card = (of: Fields, at: string): Problems => [
  ...headerParameter(of.header, `${at}.header`),
  ...bodyParameters(of.body, `${at}.body`),
  ...templateButtons(of.buttons, `${at}.buttons`, 2),
];

const typeOf = (value: unknown): string => {
  const type = fieldOf(value, 'type');
  return typeof type === 'string' ? type : 'none';
};

/** The approved cards share one structure, so their variable parts do too. */
function shape(of: unknown): string {
  if (!isFields(of)) return '';
  const values = Array.isArray(of.body) ? of.body.length : 0;
  const buttons = Array.isArray(of.buttons) ? Array.from(of.buttons, typeOf).sort().join(' and ') : 'none';
  return `header ${typeOf(of.header)}, ${values} values in the body, buttons ${buttons}`;
}

export function templateCards(cards: unknown): Problems {
  const wrong = list(cards, 'cards', { ...cardCount, optional: true }, (entry, at) =>
    fields(entry, at, (of) => card(of, at)),
  );
  if (wrong.length > 0 || !Array.isArray(cards)) return wrong;
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
