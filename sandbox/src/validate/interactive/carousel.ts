import { badValue, missing } from '../../graph/error.ts';
import { type Fields, list, object, oneOf, text, webAddress } from '../check.ts';
import { checkMedia, type Known } from '../media.ts';
import { action, checkParts, unique } from './parts.ts';

/** Two to ten cards of the same build: a link each, quick replies each, or a product of one catalogue each. */
export const checkCarousel = (interactive: Fields, known: Known) => {
  if (interactive.footer !== undefined) throw badValue('A carousel has no footer.');
  const { cards } = checkParts(interactive, { body: 1024, headers: [] }, known, ['cards']);
  const path = `${action}['cards']`;
  const built = list(cards, path, 2, 10).map((item, at) => checkCard(item, `${path}[${at}]`, known));
  unique(
    built.map(({ index }) => String(index)),
    'card_index',
  );
  if (new Set(built.map(({ build }) => build)).size > 1)
    throw badValue(
      'All cards of a carousel must have the same header type and the same kind and number of buttons.',
    );
};

const checkCard = (value: unknown, path: string, known: Known): { index: number; build: string } => {
  const card = object(value, path, ['card_index', 'type', 'header', 'body', 'action']);
  const index = Number(card.card_index);
  if (!Number.isInteger(index) || index < 0 || index > 9)
    throw badValue(`${path}['card_index'] must be from 0 to 9.`);
  const type = oneOf(card.type ?? 'cta_url', `${path}['type']`, ['cta_url', 'quick_reply', 'product']);
  const does = object(card.action, `${path}['action']`);
  if (type === 'product') {
    text(does.product_retailer_id, `${path}['action']['product_retailer_id']`, 256);
    return { index, build: `product ${text(does.catalog_id, `${path}['action']['catalog_id']`, 256)}` };
  }
  const header = object(card.header, `${path}['header']`, ['type', 'image', 'video']);
  const kind = oneOf(header.type, `${path}['header']['type']`, ['image', 'video']);
  checkMedia(header[kind], `${path}['header']['${kind}']`, kind, known, []);
  if (card.body !== undefined) {
    const body = text(object(card.body, `${path}['body']`, ['text']).text, `${path}['body']['text']`, 160);
    if (body.split('\n').length > 3)
      throw badValue(`${path}['body']['text'] may have at most 2 line breaks.`);
  }
  return { index, build: `${kind} ${checkAction(does, `${path}['action']`)}` };
};

const checkAction = (does: Fields, path: string): string => {
  if (does.buttons !== undefined) {
    const titles = list(does.buttons, `${path}['buttons']`, 1, 2).map((item, at) => {
      const button = object(item, `${path}['buttons'][${at}]`, ['type', 'quick_reply']);
      oneOf(button.type, `${path}['buttons'][${at}]['type']`, ['quick_reply']);
      const reply = object(button.quick_reply, `${path}['buttons'][${at}]['quick_reply']`, ['id', 'title']);
      text(reply.id, `${path}['buttons'][${at}]['quick_reply']['id']`, 256);
      return text(reply.title, `${path}['buttons'][${at}]['quick_reply']['title']`, 20);
    });
    return `replies ${titles.length}`;
  }
  if (does.name === undefined) throw missing(`Param ${path} needs 'name' or 'buttons'.`);
  oneOf(does.name, `${path}['name']`, ['cta_url']);
  const { display_text, url } = object(does.parameters, `${path}['parameters']`, ['display_text', 'url']);
  text(display_text, `${path}['parameters']['display_text']`, 20);
  webAddress(url, `${path}['parameters']['url']`);
  return 'url';
};
