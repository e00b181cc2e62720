import type { Fields } from '../guards.ts';
import { absent, flag, link, none, type Problems, problem, text } from './rules.ts';

const prefixed = (prefix: string, name: string): string => (prefix ? `${prefix}.${name}` : name);

/** Exactly one of `id` and `link`. `prefix` is the path of the object they are in. */
export function mediaRef(media: Fields, prefix = ''): Problems {
  const id = prefixed(prefix, 'id');
  const address = prefixed(prefix, 'link');
  if (media.id !== undefined && media.link !== undefined) {
    return [problem(address, `Give either ${id} or ${address}, not both.`)];
  }
  if (media.id === undefined && media.link === undefined) {
    return [problem(id, `Give ${id} (a file already uploaded) or ${address} (a web address of the file).`)];
  }
  return media.id === undefined ? link(media.link, address) : text(media.id, id);
}

const caption = (media: Fields): Problems =>
  text(media.caption, 'caption', { max: 1024, optional: true, mayBeEmpty: true });

const noCaption = (media: Fields, what: string): Problems =>
  media.caption === ''
    ? none
    : absent(media.caption, 'caption', `${what} carries no caption. Send it as a text.`);

/** Pictures and films. */
export const captioned = (media: Fields): Problems => [...mediaRef(media), ...caption(media)];
export const audio = (media: Fields): Problems => [
  ...mediaRef(media),
  ...flag(media.voice, 'voice'),
  ...noCaption(media, 'An audio file'),
];
export const document = (media: Fields): Problems => [
  ...mediaRef(media),
  ...caption(media),
  ...text(media.filename, 'filename', { optional: true }),
];
export const sticker = (media: Fields): Problems => [...mediaRef(media), ...noCaption(media, 'A sticker')];
