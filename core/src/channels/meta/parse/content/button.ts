import type { ButtonContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { objectOf, textOf } from '../read.ts';

/** `button: {payload, text}`: a quick reply of a template. */
export const button = (item: JsonObject): ButtonContent | undefined => {
  const tapped = objectOf(item.button);
  const payload = textOf(tapped?.payload);
  const text = textOf(tapped?.text);
  if (payload === undefined && text === undefined) return undefined;
  return { kind: 'button', payload: payload ?? '', text: text ?? '' };
};
