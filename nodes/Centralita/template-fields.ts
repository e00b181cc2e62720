import type { ResourceMapperField } from 'n8n-workflow';
import type { TemplateInfo } from '../../core/src/channels/channel.ts';
import type {
  TemplateButton,
  TemplateCard,
  TemplateContent,
  TemplateParameter,
} from '../../core/src/model/content.ts';
import type { JsonObject } from '../../core/src/model/json.ts';
import { refuse } from '../shared/faults.ts';

/**
 * A template's variables as fields of the editor and back. A field's id says by itself where its value goes, such
 * as `body.1`, `body.first_name`, `header.image` or `card.0.button.1.url`, so that nothing need be looked up when
 * the workflow runs.
 */
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

const variable = /\{\{\s*([\w.]+)\s*\}\}/g;

const variablesOf = (text: unknown): string[] =>
  typeof text === 'string' ? [...new Set([...text.matchAll(variable)].map(([, name]) => name ?? ''))] : [];

const field = (
  id: string,
  displayName: string,
  more: Partial<ResourceMapperField> = {},
): ResourceMapperField => ({
  id,
  displayName,
  type: 'string',
  required: true,
  display: true,
  defaultMatch: false,
  ...more,
});

const headerFields = (component: JsonObject, prefix: string, words: string): ResourceMapperField[] => {
  const format = String(component.format ?? '').toUpperCase();
  switch (format) {
    case 'TEXT':
      return variablesOf(component.text).map((name) =>
        field(`${prefix}header.text.${name}`, `${words}Header: ${name}`),
      );
    case 'IMAGE':
    case 'VIDEO':
    case 'DOCUMENT':
      return [
        field(
          `${prefix}header.${format.toLowerCase()}`,
          `${words}Header: link or ID of the ${format.toLowerCase()}`,
        ),
      ];
    case 'LOCATION':
      return [
        field(`${prefix}header.location.latitude`, `${words}Header: latitude`, { type: 'number' }),
        field(`${prefix}header.location.longitude`, `${words}Header: longitude`, { type: 'number' }),
        field(`${prefix}header.location.name`, `${words}Header: name of the place`, { required: false }),
        field(`${prefix}header.location.address`, `${words}Header: address`, { required: false }),
      ];
    case 'PRODUCT':
      return [
        field(`${prefix}header.product.catalog`, `${words}Header: catalog ID`),
        field(`${prefix}header.product.retailer`, `${words}Header: product retailer ID`),
      ];
    default:
      return [];
  }
};

const isOneTimeCode = (button: JsonObject): boolean =>
  String(button.type) === 'OTP' || String(button.url ?? '').startsWith('https://www.whatsapp.com/otp/code/');

const buttonFields = (component: JsonObject, prefix: string, words: string): ResourceMapperField[] =>
  listOf(component.buttons).flatMap((button, index) => {
    const at = `${prefix}button.${index}`;
    const label = `${words}Button ${index + 1} (${String(button.text ?? button.type)})`;
    switch (String(button.type).toUpperCase()) {
      case 'URL':
        return variablesOf(button.url).length > 0 ? [field(`${at}.url`, `${label}: end of the address`)] : [];
      case 'QUICK_REPLY':
        return [field(`${at}.quick_reply`, `${label}: what comes back when tapped`, { required: false })];
      case 'COPY_CODE':
        return [field(`${at}.copy_code`, `${label}: code`)];
      case 'FLOW':
        return [field(`${at}.flow`, `${label}: token of the flow`, { required: false })];
      case 'CATALOG':
        return [field(`${at}.catalog`, `${label}: product shown`, { required: false })];
      case 'MPM':
        return [field(`${at}.mpm`, `${label}: product retailer IDs, with commas`)];
      default:
        return [];
    }
  });

const listOf = (value: unknown): JsonObject[] =>
  Array.isArray(value)
    ? value.filter((each): each is JsonObject => typeof each === 'object' && each !== null)
    : [];

/** The fields of a template, in the order the customer reads them. */
export const templateFields = (template: Pick<TemplateInfo, 'components'>): ResourceMapperField[] => {
  const buttons = template.components.flatMap((component) => listOf(component.buttons));
  if (buttons.some(isOneTimeCode)) return [field('code', 'One-time code')];
  return fieldsOf(template.components, '', '');
};

const fieldsOf = (components: readonly JsonObject[], prefix: string, words: string): ResourceMapperField[] =>
  components.flatMap((component) => {
    switch (String(component.type).toUpperCase()) {
      case 'HEADER':
        return headerFields(component, prefix, words);
      case 'BODY':
        return variablesOf(component.text).map((name) =>
          field(`${prefix}body.${name}`, `${words}Body: ${name}`),
        );
      case 'BUTTONS':
        return buttonFields(component, prefix, words);
      case 'LIMITED_TIME_OFFER':
        return [field('offer', 'Offer ends at', { type: 'dateTime' })];
      case 'CAROUSEL':
        return listOf(component.cards).flatMap((card, index) =>
          fieldsOf(listOf(card.components), `card.${index}.`, `Card ${index + 1}, `),
        );
      default:
        return [];
    }
  });

type Values = Readonly<Record<string, unknown>>;

/** A value of the editor as text; nothing where it was left empty. */
const told = (value: unknown): string | undefined =>
  value === undefined || value === null || value === '' ? undefined : String(value);

const mediaRef = (value: string) => (/^https?:\/\//i.test(value) ? { link: value } : { id: value });

/** Positional variables in the order of their numbers, named ones as they come. */
const textParameters = (values: Values, prefix: string): TemplateParameter[] => {
  const names = Object.keys(values).filter((id) => id.startsWith(prefix));
  const parameters = names.map((id) => {
    const name = id.slice(prefix.length);
    const text = told(values[id]);
    if (text === undefined)
      throw refuse(
        'content_invalid',
        `the variable ${id} of the template is empty`,
        'Give it a value: WhatsApp takes no template with a variable left out.',
      );
    return { name, text };
  });
  if (parameters.every(({ name }) => /^\d+$/.test(name)))
    parameters.sort((one, other) => Number(one.name) - Number(other.name));
  return parameters.map(({ name, text }) => ({
    type: 'text',
    text,
    ...(/^\d+$/.test(name) ? {} : { name }),
  }));
};

const headerOf = (values: Values, prefix: string): TemplateParameter | undefined => {
  const at = `${prefix}header.`;
  for (const type of ['image', 'video', 'document'] as const) {
    const value = told(values[at + type]);
    if (value) return { type, ...mediaRef(value) };
  }
  const latitude = told(values[`${at}location.latitude`]);
  const longitude = told(values[`${at}location.longitude`]);
  if (latitude !== undefined && longitude !== undefined) {
    const name = told(values[`${at}location.name`]);
    const address = told(values[`${at}location.address`]);
    return {
      type: 'location',
      latitude: Number(latitude),
      longitude: Number(longitude),
      ...(name ? { name } : {}),
      ...(address ? { address } : {}),
    };
  }
  const catalogId = told(values[`${at}product.catalog`]);
  const productRetailerId = told(values[`${at}product.retailer`]);
  if (catalogId && productRetailerId) return { type: 'product', catalogId, productRetailerId };
  return textParameters(values, `${at}text.`)[0];
};

const buttonOf = (type: string, index: number, value: string): TemplateButton | undefined => {
  switch (type) {
    case 'url':
      return { type, index, text: value };
    case 'quick_reply':
      return { type, index, payload: value };
    case 'copy_code':
      return { type, index, code: value };
    case 'flow':
      return { type, index, token: value };
    case 'catalog':
      return { type, index, thumbnailProductRetailerId: value };
    case 'mpm': {
      const products = value
        .split(',')
        .map((each) => each.trim())
        .filter(Boolean);
      return {
        type,
        index,
        thumbnailProductRetailerId: products[0],
        sections: [{ title: 'Products', products }],
      };
    }
    default:
      return undefined;
  }
};

const buttonsOf = (values: Values, prefix: string): TemplateButton[] =>
  Object.entries(values).flatMap(([id, value]) => {
    const text = told(value);
    const [place = '', type = '', more] = id.startsWith(`${prefix}button.`)
      ? id.slice(`${prefix}button.`.length).split('.')
      : [];
    if (text === undefined || !/^\d+$/.test(place) || more !== undefined) return [];
    return buttonOf(type, Number(place), text) ?? [];
  });

const filled = <T>(name: string, list: readonly T[]) => (list.length > 0 ? { [name]: list } : {});

const cardsOf = (values: Values): TemplateCard[] => {
  const places = Object.keys(values).flatMap((id) => /^card\.(\d+)\./.exec(id)?.[1] ?? []);
  const count = places.length > 0 ? Math.max(...places.map(Number)) + 1 : 0;
  return Array.from({ length: count }, (_, index) => {
    const prefix = `card.${index}.`;
    const header = headerOf(values, prefix);
    return {
      ...(header ? { header } : {}),
      ...filled('body', textParameters(values, `${prefix}body.`)),
      ...filled('buttons', buttonsOf(values, prefix)),
    };
  });
};

/** The content of a template message from the values of its fields. */
export const templateContent = ({ name, language }: Named, values: Values): TemplateContent => {
  const code = told(values.code);
  if (code !== undefined) return { kind: 'template', name, language, code };
  const header = headerOf(values, '');
  const offer = told(values.offer);
  return {
    kind: 'template',
    name,
    language,
    ...(header ? { header } : {}),
    ...filled('body', textParameters(values, 'body.')),
    ...filled('buttons', buttonsOf(values, '')),
    ...filled('cards', cardsOf(values)),
    ...(offer ? { offerExpiresAt: Date.parse(offer) } : {}),
  };
};
