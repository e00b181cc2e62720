/** The inbound half of the WhatsApp channel: what a webhook endpoint needs. */
export { handshake } from './handshake.ts';
export { parse } from './parse/index.ts';
export { verify } from './verify.ts';
