import type { CallPermissionReplyContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { booleanOf, type Draft, put, textOf } from '../read.ts';
import { millisecondsOf } from '../time.ts';

/** `{response, is_permanent?, expiration_timestamp?: unix seconds, response_source}` */
export const callPermissionReply = (answer: JsonObject): CallPermissionReplyContent | undefined => {
  const response = textOf(answer.response);
  if (response === undefined) return undefined;
  const content: Draft<CallPermissionReplyContent> = { kind: 'call_permission_reply', response };
  put(content, 'permanent', booleanOf(answer.is_permanent));
  put(content, 'expiresAt', millisecondsOf(answer.expiration_timestamp));
  put(content, 'source', textOf(answer.response_source));
  return content;
};
