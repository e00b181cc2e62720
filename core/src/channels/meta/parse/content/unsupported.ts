import type { UnsupportedContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { type Draft, objectOf, put, textOf } from '../read.ts';

/** `unsupported?: {type}`: what the customer's app can write and the API does not carry. Older type: `unknown`. */
export const unsupported = (item: JsonObject): UnsupportedContent => {
  const content: Draft<UnsupportedContent> = { kind: 'unsupported' };
  put(content, 'type', textOf((objectOf(item.unsupported) ?? objectOf(item.unknown))?.type));
  return content;
};
