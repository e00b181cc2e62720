import type { OutboundContent } from '../../../model/content.ts';
import type { OutboundMessage } from '../../../model/message.ts';
import type { ContentProblem } from '../../channel.ts';
import { type Fields, isFields } from '../guards.ts';
import * as basic from './basic.ts';
import { carousel } from './carousel.ts';
import { contacts } from './contacts.ts';
import { flow } from './flow.ts';
import * as interactive from './interactive.ts';
import * as media from './media.ts';
import * as products from './products.ts';
import { raw } from './raw.ts';
import * as requests from './requests.ts';
import { absent, none, type Problems, problem, text } from './rules.ts';
import { template } from './template.ts';

const byKind = {
  text: basic.text,
  image: media.captioned,
  video: media.captioned,
  audio: media.audio,
  document: media.document,
  sticker: media.sticker,
  location: basic.location,
  contacts,
  reaction: basic.reaction,
  buttons: interactive.buttons,
  list: interactive.list,
  cta_url: interactive.ctaUrl,
  flow,
  product: products.product,
  product_list: products.productList,
  catalog_message: products.catalogMessage,
  carousel,
  location_request: interactive.bodyOnly,
  address_message: requests.addressMessage,
  contact_request: interactive.bodyOnly,
  call_permission_request: requests.callPermissionRequest,
  voice_call: requests.voiceCall,
  order_details: requests.order,
  order_status: requests.order,
  pin: basic.pin,
  template,
  raw,
} as const satisfies Record<OutboundContent['kind'], (content: Fields) => Problems>;

/** Every kind of content that can be sent. */
export const outboundKinds = Object.keys(byKind) as OutboundContent['kind'][];

const isKind = (value: unknown): value is OutboundContent['kind'] =>
  typeof value === 'string' && Object.hasOwn(byKind, value);

function replyTo(message: Fields, kind: unknown): Problems {
  const reason = 'A reaction is tied to its message already; quoting works with other kinds.';
  if (kind === 'reaction') return absent(message.replyTo, 'replyTo', reason);
  return text(message.replyTo, 'replyTo', { optional: true });
}

/**
 * What the platform would refuse in a message, before any call: lengths in Unicode code points, counts,
 * exactly-one-of, web addresses. Takes anything, also JSON of the wrong shape, and never throws. Fields are
 * named from the content on, such as `buttons[1].title`, or `replyTo`. Files are not opened: format and size
 * stay the platform's to check.
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */
export function check(message: OutboundMessage): ContentProblem[] {
  const given: unknown = message;
  if (!isFields(given) || !isFields(given.content)) {
    return [
      problem('content', 'content must be an object with a kind, such as { kind: "text", text: "Hello" }.'),
    ];
  }
  const { kind } = given.content;
  if (!isKind(kind)) return [problem('kind', `kind must be one of: ${outboundKinds.join(', ')}.`)];
  return [
    ...byKind[kind](given.content),
    ...replyTo(given, kind),
    ...doubleContext(given.content, given.replyTo),
  ];
}

function doubleContext(content: Fields, quoted: unknown): Problems {
  if (content.kind !== 'raw' || quoted === undefined || !isFields(content.body)) return none;
  return absent(content.body.context, 'body.context', 'replyTo quotes a message already.');
}
