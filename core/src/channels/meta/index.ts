import type { Channel } from '../channel.ts';
import { handshake, parse, verify } from './inbound.ts';
import {
  build,
  capabilities,
  check,
  doctor,
  fetchMedia,
  listTemplates,
  markRead,
  mediaInfo,
  register,
  send,
  uploadMedia,
} from './outbound.ts';

/** The WhatsApp Cloud API. */
export const meta = {
  id: 'meta',
  capabilities,
  verify,
  handshake,
  parse,
  check,
  build,
  send,
  markRead,
  listTemplates,
  mediaInfo,
  fetchMedia,
  uploadMedia,
  doctor,
  register,
} satisfies Channel;

export { describeProviderError, mapGraphError, mapStatusError, resendAllowed } from './errors.ts';
export { spanishTitle } from './titles.ts';
