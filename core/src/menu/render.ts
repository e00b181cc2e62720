import { foldText } from '../consent/fold.ts';
import { CentralitaError } from '../model/codes.ts';
import type { InteractiveHeader } from '../model/content.ts';
import { contextMark, replyIdOf } from './reply-id.ts';
import { lengthOf, shorten, shortenAll } from './shorten.ts';
import type { Menu, MenuCapabilities, MenuOption, RenderedMenu } from './types.ts';
import { menuWords } from './words.ts';

// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-reply-buttons-messages
// https://developers.facebook.com/docs/whatsapp/cloud-api/messages/interactive-list-messages
const limits = {
  replyId: 200,
  text: 4096,
  buttonsBody: 1024,
  listBody: 4096,
  header: 60,
  footer: 60,
  buttonTitle: 20,
  rowTitle: 24,
  description: 72,
  listButton: 20,
};

/**
 * A menu as a channel can show it: buttons where they hold everything, else a list, else numbered text. Titles that
 * are too long are shortened, in a list with the whole title below. Throws `invalid_request` for what cannot be shown
 * at all; `field` is a path in the menu.
 */
export const renderMenu = (menu: Menu, { maxButtons, maxRows }: MenuCapabilities): RenderedMenu => {
  checkMenu(menu);
  const { options } = menu;
  const body = lengthOf(menu.text);
  const canButtons = options.length <= maxButtons && body <= limits.buttonsBody;
  const canList = options.length <= maxRows && body <= limits.listBody;
  const losesNothing = options.every(
    ({ title, description }) => !description && lengthOf(title.trim()) <= limits.buttonTitle,
  );
  if (canButtons && (losesNothing || !canList)) return asButtons(menu);
  return canList ? asList(menu) : asText(menu);
};

const asButtons = (menu: Menu): RenderedMenu => {
  const titles = shortenAll(titlesOf(menu), limits.buttonTitle);
  return {
    as: 'buttons',
    content: {
      kind: 'buttons',
      ...partsOf(menu),
      buttons: menu.options.map(({ id }, index) => ({
        id: replyIdOf(id, menu.context),
        title: titles[index] as string,
      })),
    },
  };
};

const asList = (menu: Menu): RenderedMenu => {
  const titles = shortenAll(titlesOf(menu), limits.rowTitle);
  const rows = menu.options.map((option, index) => {
    const title = titles[index] as string;
    const whole = option.title.trim();
    const description = [title === whole ? '' : whole, option.description?.trim() ?? '']
      .filter(Boolean)
      .join(': ');
    return {
      id: replyIdOf(option.id, menu.context),
      title,
      ...(description ? { description: shorten(description, limits.description) } : {}),
    };
  });
  return {
    as: 'list',
    content: {
      kind: 'list',
      ...partsOf(menu),
      button: shorten(menu.listButton?.trim() || menuWords(menu.language).button, limits.listButton),
      sections: [{ rows }],
    },
  };
};

const asText = (menu: Menu): RenderedMenu => {
  const lines = menu.options.map(({ title, description }, index) =>
    [`${index + 1}. ${title.trim()}`, description?.trim()].filter(Boolean).join(': '),
  );
  const text = [menu.header, menu.text, lines.join('\n'), menuWords(menu.language).hint, menu.footer]
    .filter(Boolean)
    .join('\n\n');
  if (lengthOf(text) > limits.text) {
    throw invalid(
      'options',
      `the menu has ${lengthOf(text)} characters as text, and ${limits.text} may be sent`,
    );
  }
  return { as: 'text', content: { kind: 'text', text } };
};

const titlesOf = ({ options }: Menu): string[] => options.map(({ title }) => title.trim());

const partsOf = ({ header, text, footer }: Menu) => ({
  ...(header ? { header: { type: 'text', text: header } satisfies InteractiveHeader } : {}),
  body: text,
  ...(footer ? { footer } : {}),
});

const checkMenu = (menu: Menu): void => {
  if (menu.text.trim() === '') throw invalid('text', 'a menu needs a text above its options');
  if (menu.options.length === 0) throw invalid('options', 'a menu needs at least one option');
  for (const field of ['header', 'footer'] as const) {
    if (lengthOf(menu[field] ?? '') > limits[field]) {
      throw invalid(field, `${field} may have ${limits[field]} characters`);
    }
  }
  const ids = new Map<string, number>();
  const titles = new Map<string, number>();
  for (const [index, option] of menu.options.entries()) {
    checkOption(option, menu.context, `options[${index}]`);
    differs(ids, option.id, index, 'id');
    differs(titles, foldText(option.title).trim(), index, 'title');
  }
};

const checkOption = ({ id, title }: MenuOption, context: string | undefined, at: string): void => {
  if (id.trim() === '') throw invalid(`${at}.id`, 'an option needs an id: it comes back with the answer');
  if (`${id}:`.includes(contextMark)) {
    throw invalid(
      `${at}.id`,
      `an id may not hold "${contextMark}", which stands before the context, nor end with ":"`,
    );
  }
  if (lengthOf(replyIdOf(id, context)) > limits.replyId) {
    throw invalid(`${at}.id`, `an id and the menu's context may have ${limits.replyId} characters together`);
  }
  if (title.trim() === '') throw invalid(`${at}.title`, 'an option needs a title');
};

const differs = (seen: Map<string, number>, value: string, index: number, field: 'id' | 'title'): void => {
  const before = seen.get(value);
  if (before !== undefined) {
    throw invalid(`options[${index}].${field}`, `the ${field} is the same as in options[${before}]`);
  }
  seen.set(value, index);
};

const invalid = (field: string, detail: string): CentralitaError =>
  new CentralitaError('invalid_request', detail, { field });
