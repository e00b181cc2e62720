import type * as content from '../../../model/content.ts';
import type { JsonObject } from '../../../model/json.ts';
import { compact, mediaObject } from './parts.ts';

export const text = (of: content.TextContent): JsonObject => ({
  type: 'text',
  text: compact({ body: of.text, preview_url: of.previewUrl }),
});

export const image = (of: content.ImageContent): JsonObject => ({
  type: 'image',
  image: mediaObject(of, { caption: of.caption }),
});

export const video = (of: content.VideoContent): JsonObject => ({
  type: 'video',
  video: mediaObject(of, { caption: of.caption }),
});

export const audio = (of: content.AudioContent): JsonObject => ({
  type: 'audio',
  audio: mediaObject(of, { voice: of.voice }),
});

export const document = (of: content.DocumentContent): JsonObject => ({
  type: 'document',
  document: mediaObject(of, { caption: of.caption, filename: of.filename }),
});

export const sticker = (of: content.StickerContent): JsonObject => ({
  type: 'sticker',
  sticker: mediaObject(of),
});

export const location = ({ latitude, longitude, name, address }: content.LocationContent): JsonObject => ({
  type: 'location',
  location: compact({ latitude, longitude, name, address }),
});

export const reaction = (of: content.ReactionContent): JsonObject => ({
  type: 'reaction',
  reaction: { message_id: of.messageId, emoji: of.emoji },
});

export const pin = (of: content.PinContent): JsonObject => ({
  type: 'pin',
  pin: compact({ type: of.type, message_id: of.messageId, expiration_days: of.expirationDays }),
});
