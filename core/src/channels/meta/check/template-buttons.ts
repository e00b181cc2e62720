import { type Fields, isFields } from '../guards.ts';
import { jsonObject } from './json.ts';
import { maxProducts } from './products.ts';
import { ttlMinutes } from './requests.ts';
import { fields, list, none, number, oneOf, type Problems, problem, text } from './rules.ts';

const types = ['quick_reply', 'url', 'copy_code', 'flow', 'catalog', 'mpm', 'voice_call'];

/** The longest coupon code: Meta's pages say 15 and 20, the smaller is safe. */
const longestCoupon = 15;

function productSections(value: unknown, field: string): Problems {
  const wrong = list(value, field, { max: 10, optional: true }, (section, at) =>
    fields(section, at, (of) => [
      ...text(of.title, `${at}.title`, { max: 24 }),
      ...list(of.products, `${at}.products`, { max: maxProducts }, text),
    ]),
  );
  if (wrong.length > 0 || !Array.isArray(value)) return wrong;
  const total = value.reduce(
    (sum: number, section: { products: unknown[] }) => sum + section.products.length,
    0,
  );
  const words = `${field} holds ${total} products in all, at most ${maxProducts} are allowed.`;
  return total > maxProducts ? [problem(field, words, maxProducts)] : none;
}

function variable(of: Fields, at: string): Problems {
  switch (of.type) {
    case 'quick_reply':
      return text(of.payload, `${at}.payload`);
    case 'url':
      return text(of.text, `${at}.text`);
    case 'copy_code':
      return text(of.code, `${at}.code`, { max: longestCoupon });
    case 'flow':
      return [
        ...text(of.token, `${at}.token`, { optional: true }),
        ...jsonObject(of.data, `${at}.data`, { optional: true }),
      ];
    case 'voice_call':
      return [
        ...ttlMinutes(of.ttlMinutes, `${at}.ttlMinutes`),
        ...text(of.payload, `${at}.payload`, { optional: true }),
      ];
    default:
      return [
        ...text(of.thumbnailProductRetailerId, `${at}.thumbnailProductRetailerId`, { optional: true }),
        ...productSections(of.sections, `${at}.sections`),
      ];
  }
}

function samePlace(value: readonly unknown[], field: string): Problems {
  const taken = new Set<unknown>();
  return Array.from(value).flatMap((button, index) => {
    const place = isFields(button) ? button.index : undefined;
    const again = taken.has(place);
    taken.add(place);
    return again && typeof place === 'number'
      ? [problem(`${field}[${index}].index`, `${field}[${index}].index ${place} is used twice.`)]
      : none;
  });
}

/** The variable parts of buttons: each names its place, 0 to 9, once. */
export function templateButtons(value: unknown, field: string, max: number): Problems {
  const wrong = list(value, field, { max, optional: true }, (button, at) =>
    fields(button, at, (of) => {
      const problems = [
        ...oneOf(of.type, `${at}.type`, types),
        ...number(of.index, `${at}.index`, { min: 0, max: 9, whole: true }),
      ];
      return problems.length > 0 ? problems : variable(of, at);
    }),
  );
  return wrong.length > 0 || !Array.isArray(value) ? wrong : samePlace(value, field);
}
