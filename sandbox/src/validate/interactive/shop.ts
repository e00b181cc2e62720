import { badValue } from '../../graph/error.ts';
import { type Fields, list, object, oneOf, text } from '../check.ts';
import type { Known } from '../media.ts';
import { action, checkParts, everyText, named } from './parts.ts';

export const checkProduct = (interactive: Fields, known: Known) => {
  const limits = { body: 1024, headers: [], bodyOptional: true };
  const fields = checkParts(interactive, limits, known, ['catalog_id', 'product_retailer_id']);
  text(fields.catalog_id, `${action}['catalog_id']`, 256);
  text(fields.product_retailer_id, `${action}['product_retailer_id']`, 256);
};

export const checkProductList = (interactive: Fields, known: Known) => {
  const limits = { body: 1024, headers: ['text'] as const, headerRequired: true };
  const fields = checkParts(interactive, limits, known, ['catalog_id', 'sections']);
  text(fields.catalog_id, `${action}['catalog_id']`, 256);
  const sections = list(fields.sections, `${action}['sections']`, 1, 10);
  let products = 0;
  for (const [at, item] of sections.entries()) {
    const path = `${action}['sections'][${at}]`;
    const section = object(item, path, ['title', 'product_items']);
    if (sections.length > 1) text(section.title, `${path}['title']`, 24);
    products += everyText(
      section.product_items,
      `${path}['product_items']`,
      'product_retailer_id',
      1,
      30,
    ).length;
  }
  if (products > 30) throw badValue('Total product count exceeds the max allowed count: 30.');
};

export const checkCatalog = (interactive: Fields, known: Known) => {
  const fields = checkParts(interactive, { body: 1024, headers: [] }, known, ['name', 'parameters']);
  oneOf(fields.name, `${action}['name']`, ['catalog_message']);
  if (fields.parameters !== undefined)
    object(fields.parameters, `${action}['parameters']`, ['thumbnail_product_retailer_id']);
};

/** Payments exist in some countries only: the envelope is checked, the order itself is not. */
export const checkOrder = (interactive: Fields, known: Known) => {
  const details = interactive.type === 'order_details';
  const headers = details ? (['text', 'image', 'document', 'video'] as const) : [];
  const fields = checkParts(interactive, { body: 1024, headers }, known, ['name', 'parameters']);
  const parameters = named(fields, details ? 'review_and_pay' : 'review_order');
  text(parameters.reference_id, `${action}['parameters']['reference_id']`, 60);
  object(parameters.order, `${action}['parameters']['order']`);
};
