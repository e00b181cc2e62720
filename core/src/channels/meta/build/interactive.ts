import type * as content from '../../../model/content.ts';
import type { JsonObject } from '../../../model/json.ts';
import { compact, interactive, named, productSection, replyButton } from './parts.ts';

export const buttons = (of: content.ButtonsContent): JsonObject =>
  interactive('button', of, { buttons: of.buttons.map(replyButton) });

export const list = (of: content.ListContent): JsonObject =>
  interactive('list', of, {
    button: of.button,
    sections: of.sections.map(({ title, rows }) =>
      compact({
        title,
        rows: rows.map(({ id, title, description }) => compact({ id, title, description })),
      }),
    ),
  });

export const ctaUrl = (of: content.CtaUrlContent): JsonObject =>
  interactive('cta_url', of, named('cta_url', { display_text: of.displayText, url: of.url }));

export const flow = (of: content.FlowContent): JsonObject =>
  interactive(
    'flow',
    of,
    named(
      'flow',
      compact({
        flow_message_version: '3',
        flow_id: of.flowId,
        flow_name: of.flowName,
        flow_cta: of.cta,
        flow_token: of.token,
        mode: of.mode,
        flow_action: of.action,
        flow_action_payload: of.payload && compact({ screen: of.payload.screen, data: of.payload.data }),
      }),
    ),
  );

export const product = ({ catalogId, productRetailerId, body, footer }: content.ProductContent): JsonObject =>
  interactive('product', { body, footer }, { catalog_id: catalogId, product_retailer_id: productRetailerId });

export const productList = (of: content.ProductListContent): JsonObject =>
  interactive('product_list', of, { catalog_id: of.catalogId, sections: of.sections.map(productSection) });

export const catalogMessage = ({
  body,
  footer,
  thumbnailProductRetailerId,
}: content.CatalogMessageContent): JsonObject =>
  interactive(
    'catalog_message',
    { body, footer },
    named(
      'catalog_message',
      thumbnailProductRetailerId === undefined
        ? undefined
        : { thumbnail_product_retailer_id: thumbnailProductRetailerId },
    ),
  );

export const locationRequest = ({ body }: content.LocationRequestContent): JsonObject =>
  interactive('location_request_message', { body }, named('send_location'));

export const addressMessage = (of: content.AddressMessageContent): JsonObject =>
  interactive(
    'address_message',
    { body: of.body },
    named(
      'address_message',
      compact({
        country: of.country,
        values: of.values,
        saved_addresses: of.savedAddresses,
        validation_errors: of.validationErrors,
      }),
    ),
  );

export const contactRequest = ({ body }: content.ContactRequestContent): JsonObject =>
  interactive('contact_request', { body }, named('request_contact_info'));

export const callPermissionRequest = ({ body }: content.CallPermissionRequestContent): JsonObject =>
  interactive('call_permission_request', { body }, named('call_permission_request'));

export const voiceCall = (of: content.VoiceCallContent): JsonObject =>
  interactive(
    'voice_call',
    { body: of.body },
    named(
      'voice_call',
      compact({ display_text: of.displayText, ttl_minutes: of.ttlMinutes, payload: of.payload }),
    ),
  );

export const orderDetails = (of: content.OrderDetailsContent): JsonObject =>
  interactive('order_details', of, named('review_and_pay', of.parameters));

export const orderStatus = (of: content.OrderStatusContent): JsonObject =>
  interactive('order_status', of, named('review_order', of.parameters));
