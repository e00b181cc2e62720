import type { ReactionContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { objectOf, textOf } from '../read.ts';

/** `reaction: {message_id, emoji?}`; no emoji, or an empty one, removes it. */
export const reaction = (item: JsonObject): ReactionContent | undefined => {
  const given = objectOf(item.reaction);
  const messageId = textOf(given?.message_id);
  if (messageId === undefined) return undefined;
  return { kind: 'reaction', messageId, emoji: textOf(given?.emoji) ?? '' };
};
