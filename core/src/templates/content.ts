import type { TemplateButton, TemplateCard, TemplateContent, TemplateParameter } from '../model/content.ts';

/** Values by the ids of a template’s fields. */
export type TemplateValues = Readonly<Record<string, string | number | undefined>>;

/**
 * The message from the values of a template's fields. The ids say by themselves where a value goes, so that the
 * template need not be looked up; what is empty is left out.
 */
export const templateContent = (
  { name, language }: { readonly name: string; readonly language: string },
  values: TemplateValues,
): TemplateContent => {
  const base = { kind: 'template', name, language } as const;
  const code = told(values.code);
  if (code !== undefined) return { ...base, code };
  const offer = timeOf(told(values.offer));
  return {
    ...base,
    ...partsOf(values, ''),
    ...filled('cards', cardsOf(values)),
    ...(offer === undefined ? {} : { offerExpiresAt: offer }),
  };
};

const told = (value: string | number | undefined): string | undefined => {
  const text = String(value ?? '').trim();
  return text === '' ? undefined : text;
};

/** Milliseconds since 1970, or a date and time. */
const timeOf = (value: string | undefined): number | undefined => {
  if (value === undefined) return undefined;
  const at = /^\d+$/.test(value) ? Number(value) : Date.parse(value);
  return Number.isNaN(at) ? undefined : at;
};

const filled = <T>(name: string, list: readonly T[]) => (list.length > 0 ? { [name]: list } : {});

const partsOf = (values: TemplateValues, prefix: string) => {
  const header = headerOf(values, `${prefix}header.`);
  return {
    ...(header ? { header } : {}),
    ...filled('body', textsOf(values, `${prefix}body.`)),
    ...filled('buttons', buttonsOf(values, `${prefix}button.`)),
  };
};

/** Positional variables in the order of their numbers, named ones as they come. */
const textsOf = (values: TemplateValues, prefix: string): TemplateParameter[] => {
  const given = Object.keys(values).flatMap((id) => {
    const value = id.startsWith(prefix) ? told(values[id]) : undefined;
    return value === undefined ? [] : [{ name: id.slice(prefix.length), text: value }];
  });
  if (given.every(({ name }) => /^\d+$/.test(name)))
    given.sort((one, other) => Number(one.name) - Number(other.name));
  return given.map(({ name, text }) => ({ type: 'text', text, ...(/^\d+$/.test(name) ? {} : { name }) }));
};

const headerOf = (values: TemplateValues, at: string): TemplateParameter | undefined => {
  for (const type of ['image', 'video', 'document'] as const) {
    const file = told(values[at + type]);
    if (file) return { type, ...(/^https?:\/\//i.test(file) ? { link: file } : { id: file }) };
  }
  const [latitude, longitude] = [
    told(values[`${at}location.latitude`]),
    told(values[`${at}location.longitude`]),
  ];
  if (latitude !== undefined && longitude !== undefined) {
    const [name, address] = [told(values[`${at}location.name`]), told(values[`${at}location.address`])];
    return {
      type: 'location',
      latitude: Number(latitude),
      longitude: Number(longitude),
      ...(name ? { name } : {}),
      ...(address ? { address } : {}),
    };
  }
  const [catalogId, productRetailerId] = [
    told(values[`${at}product.catalog`]),
    told(values[`${at}product.retailer`]),
  ];
  if (catalogId && productRetailerId) return { type: 'product', catalogId, productRetailerId };
  return textsOf(values, `${at}text.`)[0];
};

const buttonsOf = (values: TemplateValues, prefix: string): TemplateButton[] =>
  Object.entries(values).flatMap(([id, given]) => {
    const value = told(given);
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

const cardsOf = (values: TemplateValues): TemplateCard[] => {
  const places = Object.keys(values).flatMap((id) => /^card\.(\d+)\./.exec(id)?.[1] ?? []);
  const count = places.length > 0 ? Math.max(...places.map(Number)) + 1 : 0;
  return Array.from({ length: count }, (_, index) => partsOf(values, `card.${index}.`));
};
