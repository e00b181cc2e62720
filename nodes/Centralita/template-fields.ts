import type { ResourceMapperField } from 'n8n-workflow';
import type { TemplateContent } from '../../core/src/model/content.ts';
import {
  contentOfTexts,
  templateFields as fieldsOf,
  type TemplateField,
} from '../../core/src/templates/index.ts';
import { refuse } from '../shared/faults.ts';

interface Named {
  readonly name: string;
  readonly language: string;
}

export const templateKey = ({ name, language }: Named): string => `${name}|${language}`;

/** From `name|language`. */
export const parseTemplateName = (key: unknown): Named => {
  const [name = '', language = '', more] = String(key ?? '').split('|');
  if (name && language && more === undefined) return { name: name.trim(), language: language.trim() };
  throw refuse(
    'invalid_request',
    'the template is written name|language',
    'Choose it from the list, or write it such as order_shipped|en_US.',
  );
};

const headerWords: Readonly<Record<string, string>> = {
  'location.latitude': 'latitude',
  'location.longitude': 'longitude',
  'location.name': 'name of the place',
  'location.address': 'address',
  'product.catalog': 'catalog ID',
  'product.retailer': 'product retailer ID',
};
const buttonWords: Readonly<Record<string, string>> = {
  url: 'end of the address',
  quick_reply: 'what comes back when tapped',
  copy_code: 'code',
  flow: 'token of the flow',
  catalog: 'product shown',
  mpm: 'product retailer IDs, with commas',
};

const labelOf = ({ id, where, name, kind, card, button }: TemplateField): string => {
  const words = card === undefined ? '' : `Card ${card + 1}, `;
  switch (where) {
    case 'code':
      return 'One-time code';
    case 'offer':
      return 'Offer ends at';
    case 'body':
      return `${words}Body: ${name}`;
    case 'button':
      return `${words}Button ${(button?.index ?? 0) + 1} (${button?.text}): ${buttonWords[name]}`;
    case 'header': {
      const path = id.slice(id.indexOf('header.') + 'header.'.length);
      const file = kind === 'image' || kind === 'video' || kind === 'document';
      return `${words}Header: ${file ? `link or ID of the ${kind}` : (headerWords[path] ?? name)}`;
    }
  }
};

const types: Readonly<Partial<Record<TemplateField['kind'], ResourceMapperField['type']>>> = {
  number: 'number',
  time: 'dateTime',
};

/** The fields of a template in the editor, in the order the customer reads them. */
export const templateFields = (template: Parameters<typeof fieldsOf>[0]): ResourceMapperField[] =>
  fieldsOf(template).map((field) => ({
    id: field.id,
    displayName: labelOf(field),
    type: types[field.kind] ?? 'string',
    required: !field.optional,
    display: true,
    defaultMatch: false,
  }));

/** Where a variable stands when it is empty; a text header does not count beside another kind of header. */
const emptyVariable = (texts: Readonly<Record<string, string | undefined>>, content: TemplateContent) =>
  Object.keys(texts).find((id) => {
    if (texts[id] !== undefined) return false;
    const [, card, where] = /^(?:card\.(\d+)\.)?(body|header\.text)\./.exec(id) ?? [];
    const { header } = card === undefined ? content : (content.cards?.[Number(card)] ?? {});
    return where === 'body' || (where !== undefined && (!header || header.type === 'text'));
  });

/** The content of a template message from the values of its fields. */
export const templateContent = (
  named: Named,
  { offer, ...values }: Readonly<Record<string, unknown>>,
): TemplateContent => {
  const told = (value: unknown) =>
    value === undefined || value === null || value === '' ? undefined : String(value);
  const texts = Object.fromEntries(Object.entries(values).map(([id, value]) => [id, told(value)]));
  const ends = told(offer);
  const content = contentOfTexts(named, {
    ...texts,
    ...(ends === undefined ? {} : { offer: String(Date.parse(ends)) }),
  });
  if (content.code !== undefined) return content;
  const empty = emptyVariable(texts, content);
  if (empty !== undefined)
    throw refuse(
      'content_invalid',
      `the variable ${empty} of the template is empty`,
      'Give it a value: WhatsApp takes no template with a variable left out.',
    );
  if (ends !== undefined && content.offerExpiresAt === undefined)
    throw refuse(
      'content_invalid',
      `the offer ends at "${ends}", which is no date`,
      'Write a date and time.',
    );
  return content;
};
