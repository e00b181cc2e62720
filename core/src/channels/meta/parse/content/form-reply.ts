import type { FormReplyContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { parseJson } from '../body.ts';
import { type Draft, put, textOf } from '../read.ts';

/** `{name, body?, response_json: "<JSON text>"}`: a flow or an address form came back. */
export const formReply = (answer: JsonObject): FormReplyContent => {
  const content: Draft<FormReplyContent> = { kind: 'nfm_reply' };
  put(content, 'name', textOf(answer.name));
  put(content, 'body', textOf(answer.body));
  const text = answer.response_json;
  if (typeof text === 'string') {
    put(content, 'response', parseJson(text));
    content.responseText = text;
  } else put(content, 'response', text);
  return content;
};
