export { readMenuAnswer } from './answer.ts';
export { renderMenu } from './render.ts';
export { readReplyId, replyIdOf } from './reply-id.ts';
export type * from './types.ts';
