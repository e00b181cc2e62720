import { CentralitaError } from '../model/codes.ts';

const wrong = (field: 'url' | 'key', detail: string): CentralitaError =>
  new CentralitaError('config_invalid', detail, { field });

/** The address of a hub without what it may end with; what is wrong is told without repeating it. */
export const baseOf = (given: string): string => {
  const text = given.trim();
  if (!/^https?:\/\//i.test(text) || !URL.canParse(text))
    throw wrong('url', 'the URL of the hub must be an address that begins with https:// or http://');
  const { username, password, origin, pathname } = new URL(text);
  if (username || password)
    throw wrong('url', 'the URL of the hub must not contain a name or password; give the key as key');
  if (/[?#]/.test(text)) throw wrong('url', 'the URL of the hub must not contain ? or #');
  return origin + pathname.replace(/\/+$/, '');
};

/** A key as a header takes it; undefined where there is none. */
export const keyOf = (given: string | undefined): string | undefined => {
  if (!given) return undefined;
  if (!/^[\x21-\x7e]+$/.test(given))
    throw wrong('key', 'the key of the hub may contain only letters, digits and signs, without spaces');
  return given;
};
