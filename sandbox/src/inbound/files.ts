import { keepMedia, mediaUrl } from '../graph/media.ts';
import type { JsonObject } from '../types.ts';
import type { World } from '../world.ts';

/** What is sent when a test only wants "an image": as small as its kind allows, with the right first bytes. */
const standIns: Record<string, Buffer> = {
  image: Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNkYPhfDwAChwGA60e6kgAAAABJRU5ErkJggg==',
    'base64',
  ),
  sticker: Buffer.from('UklGRhoAAABXRUJQVlA4TA0AAAAvAAAAEAcQERGIiP4HAA==', 'base64'),
  audio: Buffer.from(`OggS${'\0'.repeat(22)}\u0001\u0013OpusHead\u0001\u0001${'\0'.repeat(9)}`, 'latin1'),
  video: Buffer.from('\0\0\0\u0018ftypmp42\0\0\0\0mp42isom\0\0\0\u0008free', 'latin1'),
  document: Buffer.from(
    '%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n',
    'latin1',
  ),
};

const usual: Record<string, string> = {
  image: 'image/png',
  sticker: 'image/webp',
  audio: 'audio/ogg; codecs=opus',
  video: 'video/mp4',
  document: 'application/pdf',
};

const base64 = (hex: string) => Buffer.from(hex, 'hex').toString('base64');

/**
 * What a file looks like in a webhook. The caller names a file kept before (`id`), gives bytes (`data`, base64),
 * or neither: then a small stand-in is made.
 */
export const inboundFile = (
  world: World,
  kind: string,
  given: JsonObject,
  phoneNumberId: string,
): JsonObject => {
  const { id, data, mime_type, caption, filename, voice, animated, ...rest } = given;
  const mimeType = String(mime_type ?? usual[kind]);
  const known = typeof id === 'string' ? world.state.media.get(id) : undefined;
  if (typeof id === 'string' && !known) return given;
  const media =
    known ??
    keepMedia(world, {
      bytes: typeof data === 'string' ? Buffer.from(data, 'base64') : (standIns[kind] ?? Buffer.alloc(1)),
      mimeType,
      filename: filename as string | undefined,
      phoneNumberId,
      days: 7,
    });
  return {
    ...(caption !== undefined && { caption }),
    ...(filename !== undefined || (kind === 'document' && media.filename)
      ? { filename: filename ?? media.filename ?? '' }
      : {}),
    mime_type: media.mimeType,
    sha256: base64(media.sha256),
    id: media.id,
    url: mediaUrl(world, media.id),
    ...(kind === 'audio' && { voice: voice ?? true }),
    ...(kind === 'sticker' && { animated: animated ?? false }),
    ...rest,
  };
};
