import { foldText } from '../consent/fold.ts';
import type { Content } from '../model/content.ts';
import { numberOfWord } from './numbers.ts';
import { readReplyId } from './reply-id.ts';
import type { Menu, MenuAnswer, MenuOption } from './types.ts';

/**
 * The option that an answer chose, with the menu's context; undefined when it chose none. A tapped button or row is
 * known by its id, also without the menu: then the option has the id and the title that came back. A typed answer
 * needs the menu: the number (`2`, `2.`, `opción 2`, `dos`, `the second one`) or the title.
 */
export const readMenuAnswer = (
  menu: Menu | undefined,
  answer: Content | string,
  language: string | undefined = menu?.language,
): MenuAnswer | undefined => {
  if (typeof answer === 'string') return menu && typed(menu, answer, language);
  switch (answer.kind) {
    case 'button_reply':
    case 'list_reply':
      return tapped(menu, answer.id, answer.title);
    case 'button':
      return tapped(menu, answer.payload, answer.text);
    case 'text':
      return menu && typed(menu, answer.text, language);
    default:
      return undefined;
  }
};

const tapped = (menu: Menu | undefined, replyId: string, title: string): MenuAnswer | undefined => {
  const { id, context } = readReplyId(replyId);
  const option: MenuOption | undefined = menu ? menu.options.find((each) => each.id === id) : { id, title };
  return option && { option, ...(context === undefined ? {} : { context }) };
};

const typed = (menu: Menu, text: string, language: string | undefined): MenuAnswer | undefined => {
  const option = optionOf(menu.options, text, language);
  return option && { option, ...(menu.context ? { context: menu.context } : {}) };
};

const optionOf = (
  options: readonly MenuOption[],
  text: string,
  language: string | undefined,
): MenuOption | undefined => {
  if (text.length > maxText) return undefined;
  const words = wordsOf(text);
  const title = words.join(' ');
  if (title === '') return undefined;
  // A title may be a number itself: `24 h`, `2`.
  const byTitle = options.filter((option) => wordsOf(option.title).join(' ') === title);
  if (byTitle.length === 1) return byTitle[0];
  const number = numberIn(words, language);
  return number === undefined ? undefined : options[number - 1];
};

const maxText = 200;
/** `Nº 2`, before º becomes a letter. */
const numberSign = /\bn\s*[º°]\.?/gi;

const wordsOf = (text: string): string[] =>
  foldText(text.replace(numberSign, ' ')).match(/[\p{L}\p{N}]+/gu) ?? [];

const around = new Set(
  'la el lo a o opcion numero num the option number please por favor quiero elijo i want choose'.split(' '),
);

/** One number and nothing else but what people put around it. */
const numberIn = (words: readonly string[], language: string | undefined): number | undefined => {
  const said = words.filter((word) => !around.has(word));
  const [only, after] = said;
  if (only === undefined || said.length > 2) return undefined;
  // "The second one"; a lone "one" is the number.
  if (after !== undefined && !['one', 'opcion', 'option'].includes(after)) return undefined;
  return numberOfWord(only, language);
};
