import type { Content } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { memberOf, objectOf, textOf } from '../read.ts';
import { callPermissionReply } from './call-permission.ts';
import { formReply } from './form-reply.ts';
import { paymentMethod } from './payment-method.ts';
import { buttonReply, listReply } from './replies.ts';

const readers = new Map<string, (answer: JsonObject) => Content | undefined>([
  ['button_reply', buttonReply],
  ['list_reply', listReply],
  ['nfm_reply', formReply],
  ['call_permission_reply', callPermissionReply],
  ['payment_method', paymentMethod],
]);

/** `interactive: {type, <type>: {…}}`: what the customer chose or filled in. */
export const interactive = (item: JsonObject): Content | undefined => {
  const whole = objectOf(item.interactive);
  const type = textOf(whole?.type);
  if (!whole || type === undefined) return undefined;
  const answer = objectOf(memberOf(whole, type));
  const content = answer && readers.get(type)?.(answer);
  return content ?? { kind: 'unknown', type: `interactive/${type}`, value: whole };
};
