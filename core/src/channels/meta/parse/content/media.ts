import type {
  AudioContent,
  DocumentContent,
  ImageContent,
  StickerContent,
  VideoContent,
} from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { booleanOf, type Draft, objectOf, put, textOf } from '../read.ts';

type Media = ImageContent | VideoContent | AudioContent | DocumentContent | StickerContent;
type Kind = Media['kind'];

/**
 * `<type>: {id, mime_type, sha256, caption?, filename?, voice?, animated?, url?}`. The `url` lives for five
 * minutes and needs the token: it is not taken, files are fetched by id. A file that could not be delivered
 * has errors instead of an object; its kind is known all the same.
 */
const media =
  <K extends Kind>(kind: K, more?: (content: Draft<Extract<Media, { kind: K }>>, file: JsonObject) => void) =>
  (item: JsonObject): Media => {
    const file = objectOf(item[kind]) || (kind === 'audio' && objectOf(item.voice)) || {};
    const content = { kind } as Draft<Extract<Media, { kind: K }>>;
    put(content, 'id', textOf(file.id));
    put(content, 'link', textOf(file.link));
    put(content, 'mimeType', textOf(file.mime_type));
    put(content, 'sha256', textOf(file.sha256));
    put(content, 'caption', textOf(file.caption));
    more?.(content, file);
    return content as Media;
  };

export const image = media('image');
export const video = media('video');
export const audio = media('audio', (content, file) => put(content, 'voice', booleanOf(file.voice)));
export const document = media('document', (content, file) => put(content, 'filename', textOf(file.filename)));
export const sticker = media('sticker', (content, file) =>
  put(content, 'animated', booleanOf(file.animated)),
);

/** An old type of its own for what is now `audio` with `voice: true`. */
export const voice = (item: JsonObject): AudioContent => ({ ...(audio(item) as AudioContent), voice: true });
