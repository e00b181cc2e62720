import type { TemplateInfo } from '../channels/channel.ts';
import type { JsonObject } from '../model/json.ts';
import { variablesOf } from './fill.ts';

/** One value a template asks for when it is sent. */
export interface TemplateField {
  /** Says where the value goes: `body.1`, `header.image`, `button.0.url`, `card.1.body.name`, `code`, `offer`. */
  readonly id: string;
  readonly where: 'header' | 'body' | 'button' | 'offer' | 'code';
  /** The variable, or what of a header or button it is: `1`, `first_name`, `image`, `latitude`, `url`. */
  readonly name: string;
  readonly kind: 'text' | 'number' | 'time' | 'image' | 'video' | 'document' | 'code' | 'products';
  /** The template can be sent without it. */
  readonly optional?: true;
  /** As it was given when the template was submitted. */
  readonly example?: string;
  /** The most characters that WhatsApp takes. */
  readonly most?: number;
  /** The card of a carousel, from 0. */
  readonly card?: number;
  /** The place of the button, from 0, and what stands on it. */
  readonly button?: { readonly index: number; readonly text: string };
}

/** What has to be filled in, in the order the customer reads it. */
export const templateFields = ({
  components,
  category,
}: Pick<TemplateInfo, 'components'> & Partial<Pick<TemplateInfo, 'category'>>): readonly TemplateField[] => {
  const buttons = components.flatMap((component) => listOf(component.buttons));
  // One code fills both the text and the button.
  if (text(category).toUpperCase() === 'AUTHENTICATION' || buttons.some(isOneTimeCode))
    return [{ id: 'code', where: 'code', name: 'code', kind: 'code', most: 15 }];
  return fieldsOf(components, {});
};

interface Place {
  readonly card?: number;
}

const fieldsOf = (components: readonly JsonObject[], place: Place): TemplateField[] =>
  components.flatMap((component): TemplateField[] => {
    switch (text(component.type).toUpperCase()) {
      case 'HEADER':
        return headerFields(component, place);
      case 'BODY':
        return textFields('body', 'body', component, 1024, place);
      case 'BUTTONS':
        return listOf(component.buttons).flatMap((button, index) => buttonFields(button, index, place));
      case 'LIMITED_TIME_OFFER':
        return [{ id: 'offer', where: 'offer', name: 'offer', kind: 'time' }];
      case 'CAROUSEL':
        return listOf(component.cards).flatMap((card, index) =>
          fieldsOf(listOf(card.components), { card: index }),
        );
      default:
        return [];
    }
  });

const prefixOf = ({ card }: Place): string => (card === undefined ? '' : `card.${card}.`);

const textFields = (
  where: 'header' | 'body',
  path: string,
  component: JsonObject,
  most: number,
  place: Place,
): TemplateField[] =>
  variablesOf(text(component.text)).map((name, at) => {
    const example = exampleOf(component.example, name, at);
    return {
      id: `${prefixOf(place)}${path}.${name}`,
      where,
      name,
      kind: 'text',
      most,
      ...(example ? { example } : {}),
      ...place,
    };
  });

const headerFields = (component: JsonObject, place: Place): TemplateField[] => {
  const format = text(component.format).toUpperCase();
  const field = (path: string, kind: TemplateField['kind'], more: Partial<TemplateField> = {}) => ({
    id: `${prefixOf(place)}header.${path}`,
    where: 'header' as const,
    name: path.split('.').at(-1) ?? path,
    kind,
    ...more,
    ...place,
  });
  switch (format) {
    case 'TEXT':
      return textFields('header', 'header.text', component, 60, place);
    case 'IMAGE':
    case 'VIDEO':
    case 'DOCUMENT': {
      const kind = format.toLowerCase() as 'image' | 'video' | 'document';
      return [field(kind, kind)];
    }
    case 'LOCATION':
      return [
        field('location.latitude', 'number'),
        field('location.longitude', 'number'),
        field('location.name', 'text', { optional: true }),
        field('location.address', 'text', { optional: true }),
      ];
    case 'PRODUCT':
      return [field('product.catalog', 'text'), field('product.retailer', 'text')];
    default:
      return [];
  }
};

const buttonFields = (button: JsonObject, index: number, place: Place): TemplateField[] => {
  const type = text(button.type).toUpperCase();
  const field = (name: string, kind: TemplateField['kind'], more: Partial<TemplateField> = {}) => [
    {
      id: `${prefixOf(place)}button.${index}.${name}`,
      where: 'button' as const,
      name,
      kind,
      button: { index, text: text(button.text) || type },
      ...more,
      ...place,
    },
  ];
  const example = first(button.example);
  const shown = example ? { example } : {};
  switch (type) {
    case 'URL':
      return variablesOf(text(button.url)).length > 0 ? field('url', 'text', { most: 2000, ...shown }) : [];
    case 'QUICK_REPLY':
      return field('quick_reply', 'text', { optional: true });
    case 'COPY_CODE':
      return field('copy_code', 'code', { most: 15, ...shown });
    case 'FLOW':
      return field('flow', 'text', { optional: true });
    case 'CATALOG':
      return field('catalog', 'text', { optional: true });
    case 'MPM':
      return field('mpm', 'products');
    default:
      return [];
  }
};

const isOneTimeCode = (button: JsonObject): boolean =>
  text(button.type).toUpperCase() === 'OTP' ||
  text(button.url).startsWith('https://www.whatsapp.com/otp/code/');

/** Examples come as `body_text: [["Ana"]]`, `header_text: ["Ana"]`, or by name. */
const exampleOf = (value: unknown, name: string, at: number): string => {
  if (typeof value !== 'object' || value === null) return '';
  const entries = Object.entries(value);
  const named = listOf(entries.find(([key]) => key.endsWith('named_params'))?.[1]);
  if (named.length > 0) return text(named.find((each) => each.param_name === name)?.example);
  const [, list] = entries.find(([, each]) => Array.isArray(each)) ?? [];
  const values = Array.isArray(list) && Array.isArray(list[0]) ? list[0] : list;
  return Array.isArray(values) ? text(values[at]) : '';
};

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const first = (value: unknown): string => text(Array.isArray(value) ? value[0] : value);

const listOf = (value: unknown): JsonObject[] =>
  Array.isArray(value)
    ? value.filter((each): each is JsonObject => typeof each === 'object' && each !== null)
    : [];
