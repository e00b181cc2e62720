import type { Json, JsonObject } from './json.ts';

/**
 * What a message holds, by `kind`. Kinds are the platform's own names. Customer messages use
 * {@link InboundContent}, messages to customers {@link OutboundContent}; an echo may be either.
 */
export type Content = InboundContent | OutboundContent;
export type ContentKind = Content['kind'];

/** A file at the provider (`id`) or at an address the provider fetches (`link`). Exactly one when sending. */
export interface MediaRef {
  readonly id?: string;
  readonly link?: string;
}

interface ReceivedMedia {
  /** Media id at the provider; WhatsApp keeps an inbound file for 7 days. Absent when only the kind is known. */
  readonly id?: string;
  readonly mimeType?: string;
  /** As the provider states it. */
  readonly sha256?: string;
  readonly caption?: string;
}

export interface TextContent {
  readonly kind: 'text';
  /** At most 4096 characters when sent. */
  readonly text: string;
  /** Show a preview of the first link; only when sending. */
  readonly previewUrl?: boolean;
}

export type ImageContent = { readonly kind: 'image' } & ReceivedMedia & MediaRef;
export type VideoContent = { readonly kind: 'video' } & ReceivedMedia & MediaRef;
export type AudioContent = {
  readonly kind: 'audio' /** A voice note. */;
  readonly voice?: boolean;
} & ReceivedMedia &
  MediaRef;
export type DocumentContent = { readonly kind: 'document'; readonly filename?: string } & ReceivedMedia &
  MediaRef;
export type StickerContent = { readonly kind: 'sticker'; readonly animated?: boolean } & ReceivedMedia &
  MediaRef;

export interface LocationContent {
  readonly kind: 'location';
  readonly latitude: number;
  readonly longitude: number;
  readonly name?: string;
  readonly address?: string;
  readonly url?: string;
}

/** A contact card (vCard as JSON). */
export interface ContactCard {
  readonly name: {
    readonly formattedName: string;
    readonly firstName?: string;
    readonly lastName?: string;
    readonly middleName?: string;
    readonly suffix?: string;
    readonly prefix?: string;
  };
  readonly phones?: readonly { readonly phone?: string; readonly waId?: string; readonly type?: string }[];
  readonly emails?: readonly { readonly email?: string; readonly type?: string }[];
  readonly urls?: readonly { readonly url?: string; readonly type?: string }[];
  readonly addresses?: readonly {
    readonly street?: string;
    readonly city?: string;
    readonly state?: string;
    readonly zip?: string;
    readonly country?: string;
    readonly countryCode?: string;
    readonly type?: string;
  }[];
  readonly org?: { readonly company?: string; readonly department?: string; readonly title?: string };
  readonly birthday?: string;
  /** `contact_request` when the customer answered a request for their number. */
  readonly origin?: string;
  readonly vcard?: string;
}

export interface ContactsContent {
  readonly kind: 'contacts';
  readonly contacts: readonly ContactCard[];
}

/** A quick reply of a template was tapped (`type: button`). `context.messageId` is that template message. */
export interface ButtonContent {
  readonly kind: 'button';
  readonly payload: string;
  readonly text: string;
}

export interface ButtonReplyContent {
  readonly kind: 'button_reply';
  readonly id: string;
  readonly title: string;
}

export interface ListReplyContent {
  readonly kind: 'list_reply';
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

/** A form (flow) or address was sent back. `response` is the parsed inner JSON, or absent when it was not JSON. */
export interface FormReplyContent {
  readonly kind: 'nfm_reply';
  readonly name?: string;
  readonly body?: string;
  readonly response?: Json;
  readonly responseText?: string;
}

export interface CallPermissionReplyContent {
  readonly kind: 'call_permission_reply';
  readonly response: string;
  readonly permanent?: boolean;
  /** Milliseconds since 1970. */
  readonly expiresAt?: number;
  readonly source?: string;
}

export interface PaymentMethodContent {
  readonly kind: 'payment_method';
  readonly method?: string;
  readonly timestamp?: string;
  readonly referenceId?: string;
  readonly lastFourDigits?: string;
  readonly credentialId?: string;
}

export interface OrderContent {
  readonly kind: 'order';
  readonly catalogId?: string;
  readonly text?: string;
  readonly items: readonly {
    readonly productRetailerId?: string;
    readonly quantity?: number;
    readonly price?: number;
    readonly currency?: string;
  }[];
}

/** The customer opened the chat for the first time (`request_welcome`). */
export interface RequestWelcomeContent {
  readonly kind: 'request_welcome';
}

/** A kind the customer can write and the API does not carry, such as a poll. */
export interface UnsupportedContent {
  readonly kind: 'unsupported';
  readonly type?: string;
}

/** The place of a file in synchronised history; the file follows in a later event. */
export interface MediaPlaceholderContent {
  readonly kind: 'media_placeholder';
}

/** Anything the parser does not know, whole. */
export interface UnknownContent {
  readonly kind: 'unknown';
  readonly type?: string;
  readonly value?: Json;
}

export type InboundContent =
  | TextContent
  | ImageContent
  | VideoContent
  | AudioContent
  | DocumentContent
  | StickerContent
  | LocationContent
  | ContactsContent
  | ButtonContent
  | ButtonReplyContent
  | ListReplyContent
  | FormReplyContent
  | CallPermissionReplyContent
  | PaymentMethodContent
  | OrderContent
  | RequestWelcomeContent
  | UnsupportedContent
  | MediaPlaceholderContent
  | UnknownContent;

/** Above the body of an interactive message. */
export type InteractiveHeader =
  | { readonly type: 'text' /** At most 60 characters. */; readonly text: string }
  | ({ readonly type: 'image' | 'video' | 'document'; readonly filename?: string } & MediaRef);

interface InteractiveParts {
  readonly header?: InteractiveHeader;
  readonly body: string;
  /** At most 60 characters. */
  readonly footer?: string;
}

export interface ReplyButton {
  /** Comes back when tapped; at most 256 characters. */
  readonly id: string;
  /** At most 20 characters, unique in the message. */
  readonly title: string;
}

export type ButtonsContent = {
  readonly kind: 'buttons';
  readonly buttons: readonly ReplyButton[];
} & InteractiveParts;

export interface ListRow {
  readonly id: string;
  readonly title: string;
  readonly description?: string;
}

export type ListContent = {
  readonly kind: 'list';
  /** The label that opens the list; at most 20 characters. */
  readonly button: string;
  readonly sections: readonly { readonly title?: string; readonly rows: readonly ListRow[] }[];
} & InteractiveParts;

export type CtaUrlContent = {
  readonly kind: 'cta_url';
  readonly displayText: string;
  readonly url: string;
} & InteractiveParts;

export type FlowContent = {
  readonly kind: 'flow';
  /** Exactly one of `flowId` and `flowName`. */
  readonly flowId?: string;
  readonly flowName?: string;
  readonly cta: string;
  readonly token?: string;
  readonly mode?: 'draft' | 'published';
  readonly action?: 'navigate' | 'data_exchange';
  readonly payload?: { readonly screen: string; readonly data?: JsonObject };
} & InteractiveParts;

export interface ProductContent {
  readonly kind: 'product';
  readonly catalogId: string;
  readonly productRetailerId: string;
  readonly body?: string;
  readonly footer?: string;
}

export type ProductListContent = {
  readonly kind: 'product_list';
  readonly catalogId: string;
  readonly sections: readonly { readonly title: string; readonly products: readonly string[] }[];
} & InteractiveParts;

export interface CatalogMessageContent {
  readonly kind: 'catalog_message';
  readonly body: string;
  readonly footer?: string;
  readonly thumbnailProductRetailerId?: string;
}

export interface CarouselCard {
  readonly header?: { readonly type: 'image' | 'video' } & MediaRef;
  readonly body?: string;
  /** One link, or quick replies, or a product; the same on all cards. */
  readonly url?: { readonly displayText: string; readonly url: string };
  readonly buttons?: readonly ReplyButton[];
  readonly product?: { readonly productRetailerId: string; readonly catalogId: string };
}

export interface CarouselContent {
  readonly kind: 'carousel';
  readonly body: string;
  readonly cards: readonly CarouselCard[];
}

export interface LocationRequestContent {
  readonly kind: 'location_request';
  readonly body: string;
}

export interface AddressMessageContent {
  readonly kind: 'address_message';
  readonly body: string;
  readonly country: string;
  readonly values?: JsonObject;
  readonly savedAddresses?: readonly JsonObject[];
  readonly validationErrors?: JsonObject;
}

export interface ContactRequestContent {
  readonly kind: 'contact_request';
  readonly body: string;
}

export interface CallPermissionRequestContent {
  readonly kind: 'call_permission_request';
  readonly body?: string;
}

export interface VoiceCallContent {
  readonly kind: 'voice_call';
  readonly body: string;
  readonly displayText: string;
  readonly ttlMinutes?: number;
  readonly payload?: string;
}

/** Payment messages exist in some countries only; their parameters are passed on as they are. */
export type OrderDetailsContent = {
  readonly kind: 'order_details';
  readonly parameters: JsonObject;
} & InteractiveParts;
export type OrderStatusContent = {
  readonly kind: 'order_status';
  readonly parameters: JsonObject;
} & InteractiveParts;

export interface ReactionContent {
  readonly kind: 'reaction';
  /** The provider's id of the message reacted to, or its `ms_` id on a hub. */
  readonly messageId: string;
  /** Empty removes the reaction. */
  readonly emoji: string;
}

export interface PinContent {
  readonly kind: 'pin';
  readonly type: 'pin' | 'unpin';
  readonly messageId: string;
  readonly expirationDays?: number;
}

/** A parameter of a template part. */
export type TemplateParameter =
  | { readonly type: 'text'; readonly text: string; readonly name?: string }
  | ({ readonly type: 'image' | 'video' | 'document'; readonly filename?: string } & MediaRef)
  | {
      readonly type: 'location';
      readonly latitude: number;
      readonly longitude: number;
      readonly name?: string;
      readonly address?: string;
    }
  | { readonly type: 'product'; readonly productRetailerId: string; readonly catalogId: string }
  | {
      readonly type: 'currency';
      readonly fallback: string;
      readonly code: string;
      /** The amount times 1000. */
      readonly amount1000: number;
      readonly name?: string;
    }
  | { readonly type: 'date_time'; readonly fallback: string; readonly name?: string };

/** The variable part of a template button, by its place (from 0). */
export type TemplateButton =
  | { readonly type: 'quick_reply'; readonly index: number; readonly payload: string }
  | { readonly type: 'url'; readonly index: number; readonly text: string }
  | { readonly type: 'copy_code'; readonly index: number; readonly code: string }
  | {
      readonly type: 'flow';
      readonly index: number;
      readonly token?: string;
      readonly data?: JsonObject;
    }
  | {
      readonly type: 'catalog' | 'mpm';
      readonly index: number;
      readonly thumbnailProductRetailerId?: string;
      readonly sections?: readonly { readonly title: string; readonly products: readonly string[] }[];
    }
  | {
      readonly type: 'voice_call';
      readonly index: number;
      readonly ttlMinutes?: number;
      readonly payload?: string;
    };

export interface TemplateCard {
  readonly header?: TemplateParameter;
  readonly body?: readonly TemplateParameter[];
  readonly buttons?: readonly TemplateButton[];
}

export interface TemplateContent {
  readonly kind: 'template';
  readonly name: string;
  /** As the template list returned it, such as `es` or `en_US`. */
  readonly language: string;
  readonly header?: TemplateParameter;
  readonly body?: readonly TemplateParameter[];
  readonly buttons?: readonly TemplateButton[];
  readonly cards?: readonly TemplateCard[];
  /** End of a limited-time offer, milliseconds since 1970. */
  readonly offerExpiresAt?: number;
  readonly orderStatus?: {
    readonly referenceId: string;
    readonly status: string;
    readonly description?: string;
  };
  readonly linkTitles?: readonly { readonly url: string; readonly title: string }[];
  /** The one-time code of an authentication template: fills the body and the button. */
  readonly code?: string;
}

/** A body in the provider's own form: sent as it is, checked only for its envelope. */
export interface RawContent {
  readonly kind: 'raw';
  readonly body: JsonObject;
}

export type OutboundContent =
  | TextContent
  | ImageContent
  | VideoContent
  | AudioContent
  | DocumentContent
  | StickerContent
  | LocationContent
  | ContactsContent
  | ReactionContent
  | ButtonsContent
  | ListContent
  | CtaUrlContent
  | FlowContent
  | ProductContent
  | ProductListContent
  | CatalogMessageContent
  | CarouselContent
  | LocationRequestContent
  | AddressMessageContent
  | ContactRequestContent
  | CallPermissionRequestContent
  | VoiceCallContent
  | OrderDetailsContent
  | OrderStatusContent
  | PinContent
  | TemplateContent
  | RawContent;
