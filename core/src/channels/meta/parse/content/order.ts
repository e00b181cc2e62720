import type { OrderContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { type Draft, numberOf, objectOf, objectsOf, put, textOf } from '../read.ts';

type Item = OrderContent['items'][number];

/** `order: {catalog_id, text?, product_items: [{product_retailer_id, quantity, item_price, currency}]}` */
export const order = (item: JsonObject): OrderContent | undefined => {
  const basket = objectOf(item.order);
  if (!basket) return undefined;
  const content: Draft<OrderContent> = { kind: 'order', items: objectsOf(basket.product_items).map(line) };
  put(content, 'catalogId', textOf(basket.catalog_id));
  put(content, 'text', textOf(basket.text));
  return content;
};

const line = (from: JsonObject): Item => {
  const to: Draft<Item> = {};
  put(to, 'productRetailerId', textOf(from.product_retailer_id));
  put(to, 'quantity', numberOf(from.quantity));
  put(to, 'price', numberOf(from.item_price));
  put(to, 'currency', textOf(from.currency));
  return to;
};
