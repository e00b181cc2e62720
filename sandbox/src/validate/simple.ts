import { badParameter, badValue, missing } from '../graph/error.ts';
import { type Fields, flag, list, number, object, oneOf, optionalText, text } from './check.ts';

export const checkText = (value: unknown) => {
  const content = object(value, 'text', ['body', 'preview_url']);
  text(content.body, "text['body']", 4096);
  flag(content.preview_url, "text['preview_url']");
};

export const checkLocation = (value: unknown, path = 'location') => {
  const content = object(value, path, ['latitude', 'longitude', 'name', 'address']);
  number(content.latitude, `${path}['latitude']`, -90, 90);
  number(content.longitude, `${path}['longitude']`, -180, 180);
  optionalText(content.name, `${path}['name']`, 1000);
  optionalText(content.address, `${path}['address']`, 1000);
};

export const checkReaction = (value: unknown) => {
  const content = object(value, 'reaction', ['message_id', 'emoji']);
  text(content.message_id, "reaction['message_id']", 512);
  if (typeof content.emoji !== 'string') throw missing("Parameter 'reaction['emoji']' is mandatory.");
  if (content.emoji !== '' && !isEmoji(content.emoji))
    throw badValue(`reaction['emoji'] is not an emoji: ${content.emoji.slice(0, 20)}`);
};

const isEmoji = (text: string) =>
  text.length <= 40 &&
  /\p{Extended_Pictographic}|\p{Regional_Indicator}|\u20e3/u.test(text) &&
  !/[\p{L}\s]/u.test(text);

export const checkPin = (value: unknown) => {
  const content = object(value, 'pin', ['type', 'message_id', 'expiration_days']);
  oneOf(content.type, "pin['type']", ['pin', 'unpin']);
  text(content.message_id, "pin['message_id']", 512);
};

const nameParts = ['first_name', 'last_name', 'middle_name', 'suffix', 'prefix'];
const cardKeys = ['name', 'phones', 'emails', 'org', 'urls', 'addresses', 'birthday'];
const lists: Record<string, readonly string[]> = {
  phones: ['phone', 'wa_id', 'type'],
  emails: ['email', 'type'],
  urls: ['url', 'type'],
  addresses: ['street', 'city', 'state', 'zip', 'country', 'country_code', 'type'],
};

export const checkContacts = (value: unknown) => {
  for (const [at, item] of list(value, 'contacts', 1, 257).entries()) {
    const path = `contacts[${at}]`;
    const card = object(item, path, cardKeys);
    const name = object(card.name, `${path}['name']`, ['formatted_name', ...nameParts]);
    text(name.formatted_name, `${path}['name']['formatted_name']`, 512);
    if (!nameParts.some((part) => typeof name[part] === 'string' && name[part] !== ''))
      throw missing(`${path}['name'] needs at least one of ${nameParts.join(', ')} beside formatted_name.`);
    for (const [key, keys] of Object.entries(lists)) checkItems(card, key, keys, path);
    if (card.org !== undefined) object(card.org, `${path}['org']`, ['company', 'department', 'title']);
    if (card.birthday !== undefined && !/^\d{4}-\d{2}-\d{2}$/.test(String(card.birthday)))
      throw badValue(`${path}['birthday'] must be YYYY-MM-DD.`);
  }
};

const checkItems = (card: Fields, key: string, keys: readonly string[], path: string) => {
  if (card[key] === undefined) return;
  if (!Array.isArray(card[key])) throw badParameter(`Param ${path}['${key}'] must be an array.`);
  for (const [at, item] of card[key].entries()) object(item, `${path}['${key}'][${at}]`, keys);
};
