import type { TemplateButton, TemplateCard, TemplateContent, TemplateParameter } from '../model/content.ts';

/** Values by the ids of a template’s fields. */
export type TemplateValues = Readonly<Record<string, string | number | undefined>>;
/** The same as texts; undefined where one was left empty. */
export type TemplateTexts = Readonly<Record<string, string | undefined>>;

interface Named {
  readonly name: string;
  readonly language: string;
}

/** The message from what people typed: space around it is dropped, and what is empty is left out. */
export const templateContent = (named: Named, values: TemplateValues): TemplateContent =>
  contentOfTexts(named, Object.fromEntries(Object.entries(values).map(([id, value]) => [id, told(value)])));

const told = (value: string | number | undefined): string | undefined => {
  const text = String(value ?? '').trim();
  return text === '' ? undefined : text;
};

/** The message from texts as they are. The ids say by themselves where each goes, so that the template need not be looked up. */
export const contentOfTexts = ({ name, language }: Named, texts: TemplateTexts): TemplateContent => {
  const base = { kind: 'template', name, language } as const;
  if (texts.code !== undefined) return { ...base, code: texts.code };
  const offer = timeOf(texts.offer);
  return {
    ...base,
    ...partsOf(texts, ''),
    ...filled('cards', cardsOf(texts)),
    ...(offer === undefined ? {} : { offerExpiresAt: offer }),
  };
};

/** Milliseconds since 1970, or a date and time. */
const timeOf = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const at = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
};

const filled = <T>(name: string, list: readonly T[]) => (list.length > 0 ? { [name]: list } : {});

const partsOf = (texts: TemplateTexts, prefix: string) => {
  const header = headerOf(texts, `${prefix}header.`);
  return {
    ...(header ? { header } : {}),
    ...filled('body', textsOf(texts, `${prefix}body.`)),
    ...filled('buttons', buttonsOf(texts, `${prefix}button.`)),
  };
};

/** Positional variables in the order of their numbers, named ones as they come. */
const textsOf = (texts: TemplateTexts, prefix: string): TemplateParameter[] => {
  const given = Object.keys(texts).flatMap((id) => {
    const value = id.startsWith(prefix) ? texts[id] : undefined;
    return value === undefined ? [] : [{ name: id.slice(prefix.length), text: value }];
  });
  if (given.every(({ name }) => /^\d+$/.test(name)))
    given.sort((one, other) => Number(one.name) - Number(other.name));
  return given.map(({ name, text }) => ({ type: 'text', text, ...(/^\d+$/.test(name) ? {} : { name }) }));
};

const headerOf = (texts: TemplateTexts, at: string): TemplateParameter | undefined => {
  for (const type of ['image', 'video', 'document'] as const) {
    const file = texts[at + type];
    if (file) return { type, ...(/^https?:\/\//i.test(file) ? { link: file } : { id: file }) };
  }
  const [latitude, longitude] = [texts[`${at}location.latitude`], texts[`${at}location.longitude`]];
  if (latitude !== undefined && longitude !== undefined) {
    const [name, address] = [texts[`${at}location.name`], texts[`${at}location.address`]];
    return {
      type: 'location',
      latitude: Number(latitude),
      longitude: Number(longitude),
      ...(name ? { name } : {}),
      ...(address ? { address } : {}),
    };
  }
  const [catalogId, productRetailerId] = [texts[`${at}product.catalog`], texts[`${at}product.retailer`]];
  if (catalogId && productRetailerId) return { type: 'product', catalogId, productRetailerId };
  return textsOf(texts, `${at}text.`)[0];
};

const buttonsOf = (texts: TemplateTexts, prefix: string): TemplateButton[] =>
  Object.entries(texts).flatMap(([id, value]) => {
    const [place = '', type = '', more] = id.startsWith(prefix) ? id.slice(prefix.length).split('.') : [];
    if (value === undefined || !/^\d+$/.test(place) || more !== undefined) return [];
    return buttonOf(type, Number(place), value) ?? [];
  });

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

const cardsOf = (texts: TemplateTexts): TemplateCard[] => {
  const places = Object.keys(texts).flatMap((id) => /^card\.(\d+)\./.exec(id)?.[1] ?? []);
  const count = places.length > 0 ? Math.max(...places.map(Number)) + 1 : 0;
  return Array.from({ length: count }, (_, index) => partsOf(texts, `card.${index}.`));
};
