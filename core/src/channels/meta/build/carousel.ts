import type { CarouselCard, CarouselContent } from '../../../model/content.ts';
import type { JsonObject } from '../../../model/json.ts';
import { compact, interactive, mediaObject, named, textObject } from './parts.ts';

function action({ url, buttons = [], product }: CarouselCard): JsonObject {
  if (product) {
    return { product_retailer_id: product.productRetailerId, catalog_id: product.catalogId };
  }
  if (url) return named('cta_url', { display_text: url.displayText, url: url.url });
  return { buttons: buttons.map(({ id, title }) => ({ type: 'quick_reply', quick_reply: { id, title } })) };
}

/** Cards with quick replies keep the type `cta_url`: Meta's newer sample does, and the older page demands it. */
const card = (of: CarouselCard, index: number): JsonObject =>
  compact({
    card_index: index,
    type: of.product ? 'product' : 'cta_url',
    header: of.header && { type: of.header.type, [of.header.type]: mediaObject(of.header) },
    body: textObject(of.body),
    action: action(of),
  });

export const carousel = ({ body, cards }: CarouselContent): JsonObject =>
  interactive('carousel', { body }, { cards: cards.map(card) });
