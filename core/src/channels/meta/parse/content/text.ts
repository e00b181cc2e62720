import type { TextContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { objectOf } from '../read.ts';

/** `text: {body}` */
export const text = (item: JsonObject): TextContent | undefined => {
  const body = objectOf(item.text)?.body;
  return typeof body === 'string' ? { kind: 'text', text: body } : undefined;
};
