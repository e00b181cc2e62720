import { handshake } from './handshake.ts';
import { parse } from './parse/index.ts';
import { verify } from './verify.ts';

/** The inbound half of the WhatsApp channel: what a webhook endpoint needs. */
export const inbound = { verify, handshake, parse };
export { handshake, parse, verify };
