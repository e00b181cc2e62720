import type { Capabilities } from '../channel.ts';
import { outboundKinds } from './check/check.ts';

export { build } from './build/build.ts';
export { check } from './check/check.ts';
export { doctor } from './doctor.ts';
export { markRead } from './mark-read.ts';
export { fetchMedia, mediaInfo } from './media.ts';
export { register } from './register.ts';
export { send } from './send.ts';
export { listTemplates } from './templates.ts';
export { uploadMedia } from './upload.ts';

export const capabilities: Capabilities = {
  kinds: new Set(outboundKinds),
  markRead: true,
  typing: true,
  maxButtons: 3,
  maxRows: 10,
};
