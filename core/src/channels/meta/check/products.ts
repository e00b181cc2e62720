import type { Fields } from '../guards.ts';
import { footer, parts, sections } from './interactive.ts';
import { absent, type Problems, text } from './rules.ts';

/** Products of a message with several, over all its sections. */
export const maxProducts = 30;

export const product = (content: Fields): Problems => [
  ...absent(content.header, 'header', 'a product message has no header.'),
  ...text(content.catalogId, 'catalogId'),
  ...text(content.productRetailerId, 'productRetailerId'),
  ...text(content.body, 'body', { max: 1024, optional: true }),
  ...footer(content),
];

export const productList = (content: Fields): Problems => [
  ...parts(content, { headers: ['text'], headerRequired: true }),
  ...text(content.catalogId, 'catalogId'),
  ...sections(content.sections, 'products', maxProducts, text, { required: true }),
];

export const catalogMessage = (content: Fields): Problems => [
  ...absent(content.header, 'header', 'a catalogue message has no header.'),
  ...text(content.body, 'body', { max: 1024 }),
  ...footer(content),
  ...text(content.thumbnailProductRetailerId, 'thumbnailProductRetailerId', { optional: true }),
];
