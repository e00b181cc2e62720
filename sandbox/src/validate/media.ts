import { badParameter, badValue, missing } from '../graph/error.ts';
import type { MediaFile } from '../state.ts';
import { flag, object, optionalText, webAddress } from './check.ts';

export type MediaKind = 'image' | 'audio' | 'video' | 'document' | 'sticker';

/** What validation has to ask the sandbox about. */
export interface Known {
  media(id: string): MediaFile | undefined;
}

const extras: Record<MediaKind, readonly string[]> = {
  image: ['caption'],
  audio: ['voice'],
  video: ['caption'],
  document: ['caption', 'filename'],
  sticker: [],
};

/** `{id | link, …}`: exactly one of the two, and the id one that was uploaded. */
export const checkMedia = (
  value: unknown,
  path: string,
  kind: MediaKind,
  known: Known,
  keys = extras[kind],
) => {
  const media = object(value, path, ['id', 'link', 'provider', ...keys]);
  const { id, link } = media;
  if (id === undefined && link === undefined) throw missing(`Param ${path} must have 'id' or 'link'.`);
  if (id !== undefined && link !== undefined)
    throw badParameter(`Param ${path} must have either 'id' or 'link', not both.`);
  if (link !== undefined) webAddress(link, `${path}['link']`);
  else if (typeof id !== 'string' && typeof id !== 'number')
    throw badParameter(`Param ${path}['id'] must be a string.`);
  else if (!known.media(String(id)))
    throw badValue(`Param ${path}['id'] is not a valid whatsapp business account media attachment ID`);
  optionalText(media.caption, `${path}['caption']`, 1024);
  optionalText(media.filename, `${path}['filename']`, 240);
  flag(media.voice, `${path}['voice']`);
};
