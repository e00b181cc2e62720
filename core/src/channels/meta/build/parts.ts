import type { InteractiveHeader, MediaRef, ReplyButton } from '../../../model/content.ts';
import type { Json, JsonObject } from '../../../model/json.ts';

/** The fields that have a value. */
export const compact = (fields: { readonly [name: string]: Json | undefined }): JsonObject =>
  Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined));

export const mediaObject = (
  media: MediaRef,
  more: { readonly [name: string]: Json | undefined } = {},
): JsonObject => compact({ ...(media.id === undefined ? { link: media.link } : { id: media.id }), ...more });

export const textObject = (text: string | undefined): JsonObject | undefined =>
  text === undefined ? undefined : { text };

export function headerObject(header: InteractiveHeader | undefined): JsonObject | undefined {
  if (header === undefined) return undefined;
  if (header.type === 'text') return { type: 'text', text: header.text };
  return { type: header.type, [header.type]: mediaObject(header, { filename: filenameOf(header) }) };
}

/** Only documents show a file name. */
export const filenameOf = (file: {
  readonly type: string;
  readonly filename?: string;
}): string | undefined => (file.type === 'document' ? file.filename : undefined);

interface Frame {
  readonly header?: InteractiveHeader;
  readonly body?: string;
  readonly footer?: string;
}

/** An interactive message: its type, what frames it, and what it offers. */
export const interactive = (type: string, frame: Frame, action: JsonObject): JsonObject => ({
  type: 'interactive',
  interactive: compact({
    type,
    header: headerObject(frame.header),
    body: textObject(frame.body),
    footer: textObject(frame.footer),
    action,
  }),
});

export const named = (name: string, parameters?: JsonObject): JsonObject => compact({ name, parameters });

export const replyButton = ({ id, title }: ReplyButton): JsonObject => ({
  type: 'reply',
  reply: { id, title },
});

export const productSection = (section: {
  readonly title: string;
  readonly products: readonly string[];
}): JsonObject => ({
  title: section.title,
  product_items: section.products.map((id) => ({ product_retailer_id: id })),
});
