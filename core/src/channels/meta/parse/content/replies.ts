import type { ButtonReplyContent, ListReplyContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { type Draft, put, textOf } from '../read.ts';

/** `{id, title}` */
export const buttonReply = (answer: JsonObject): ButtonReplyContent | undefined => {
  const chosen = choice(answer);
  return chosen && { kind: 'button_reply', ...chosen };
};

/** `{id, title, description?}` */
export const listReply = (answer: JsonObject): ListReplyContent | undefined => {
  const chosen = choice(answer);
  if (!chosen) return undefined;
  const content: Draft<ListReplyContent> = { kind: 'list_reply', ...chosen };
  put(content, 'description', textOf(answer.description));
  return content;
};

const choice = (answer: JsonObject): { id: string; title: string } | undefined => {
  const id = textOf(answer.id);
  const title = textOf(answer.title);
  return id === undefined && title === undefined ? undefined : { id: id ?? '', title: title ?? '' };
};
