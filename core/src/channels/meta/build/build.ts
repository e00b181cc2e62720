import { CentralitaError } from '../../../model/codes.ts';
import type { OutboundContent, RawContent } from '../../../model/content.ts';
import type { JsonObject } from '../../../model/json.ts';
import type { OutboundMessage } from '../../../model/message.ts';
import type { Recipient } from '../../channel.ts';
import * as basic from './basic.ts';
import { carousel } from './carousel.ts';
import { contacts } from './contacts.ts';
import * as interactive from './interactive.ts';
import { compact } from './parts.ts';
import { addressOf } from './recipient.ts';
import { template } from './template.ts';

const byKind: {
  readonly [K in OutboundContent['kind']]: (of: Extract<OutboundContent, { kind: K }>) => JsonObject;
} = {
  text: basic.text,
  image: basic.image,
  video: basic.video,
  audio: basic.audio,
  document: basic.document,
  sticker: basic.sticker,
  location: basic.location,
  contacts,
  reaction: basic.reaction,
  buttons: interactive.buttons,
  list: interactive.list,
  cta_url: interactive.ctaUrl,
  flow: interactive.flow,
  product: interactive.product,
  product_list: interactive.productList,
  catalog_message: interactive.catalogMessage,
  carousel,
  location_request: interactive.locationRequest,
  address_message: interactive.addressMessage,
  contact_request: interactive.contactRequest,
  call_permission_request: interactive.callPermissionRequest,
  voice_call: interactive.voiceCall,
  order_details: interactive.orderDetails,
  order_status: interactive.orderStatus,
  pin: basic.pin,
  template,
  raw: (of: RawContent): JsonObject => of.body,
};

const bodyOf = (content: OutboundContent): JsonObject =>
  (byKind[content.kind] as (of: OutboundContent) => JsonObject)(content);

/**
 * The body of `POST /<version>/<phone number id>/messages` for a message that {@link check} has passed.
 * `correlationId` goes out as `biz_opaque_callback_data` and comes back on statuses.
 * @throws CentralitaError `recipient_unknown` when `to` names nobody
 * @see https://developers.facebook.com/docs/whatsapp/cloud-api/reference/messages
 */
export function build(message: OutboundMessage, to: Recipient, correlationId: string): JsonObject {
  const address = addressOf(to);
  if (!address) throw new CentralitaError('recipient_unknown', undefined, { field: 'to' });
  return compact({
    ...bodyOf(message.content),
    messaging_product: 'whatsapp',
    ...address,
    ...(message.replyTo ? { context: { message_id: message.replyTo } } : {}),
    biz_opaque_callback_data: correlationId || undefined,
  });
}
