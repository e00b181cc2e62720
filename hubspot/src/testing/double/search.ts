import type { Filter, SearchRequest } from '../../api/objects.ts';

type Values = Readonly<Record<string, string>>;

const operators = new Set([
  'EQ',
  'NEQ',
  'LT',
  'LTE',
  'GT',
  'GTE',
  'BETWEEN',
  'IN',
  'NOT_IN',
  'HAS_PROPERTY',
  'NOT_HAS_PROPERTY',
  'CONTAINS_TOKEN',
  'NOT_CONTAINS_TOKEN',
]);

/** The text of what is wrong with a search; undefined when HubSpot would take it. */
export const searchProblem = (request: SearchRequest, length: number): string | undefined => {
  const { filterGroups, sorts, properties, after, limit } = request;
  for (const [name, value] of Object.entries({ filterGroups, sorts, properties, after, limit }))
    if (value === undefined) return `Some required fields were not set: [${name}]`;
  if (length > 3000) return 'The body of a search must not have more than 3000 characters';
  if (filterGroups.length > 5 + 1) return 'A search has at most 6 filter groups';
  if ((limit ?? 0) < 1 || (limit ?? 0) > 200) return 'limit must be between 1 and 200';
  if (!/^\d+$/.test(after ?? '')) return 'after is no cursor';
  if (Number(after) + (limit ?? 0) > 10_000) return 'A search returns at most 10000 results';
  for (const { filters } of filterGroups)
    for (const { operator, value, values } of filters) {
      if (!operators.has(operator)) return `There is no operator ${operator}`;
      const list = operator.endsWith('IN') && operator !== 'CONTAINS_TOKEN' && !operator.endsWith('TOKEN');
      const none = operator.endsWith('HAS_PROPERTY');
      if (list && (!values || values.length === 0 || values.length > 100))
        return `${operator} takes 1 to 100 values`;
      if (!list && !none && value === undefined) return `${operator} takes a value`;
    }
  return undefined;
};

const compare = (a: string, b: string): number => {
  const [x, y] = [asNumber(a), asNumber(b)];
  return x !== undefined && y !== undefined ? x - y : a < b ? -1 : a > b ? 1 : 0;
};
const asNumber = (text: string): number | undefined => {
  if (/^\d{4}-\d\d-\d\dT/.test(text)) return Date.parse(text);
  return text !== '' && Number.isFinite(Number(text)) ? Number(text) : undefined;
};

const tokens = (text: string): string[] => text.toLowerCase().split(/[^\p{L}\d+]+/u);

const containsToken = (text: string, wanted: string): boolean => {
  const pattern = wanted
    .toLowerCase()
    .split('*')
    .map((part) => part.replace(/[.+?^${}()|[\]\\]/g, '\\$&'))
    .join('.*');
  const matcher = new RegExp(`^${pattern}$`);
  return tokens(text).some((token) => matcher.test(token)) || matcher.test(text.toLowerCase());
};

const fits = (values: Values, { propertyName, operator, value = '', values: list = [] }: Filter): boolean => {
  const own = values[propertyName] ?? '';
  const lower = own.toLowerCase();
  switch (operator as string) {
    case 'EQ':
      return propertyName.startsWith('associations.')
        ? own.split(';').includes(value)
        : own !== '' && (lower === value.toLowerCase() || compare(own, value) === 0);
    case 'NEQ':
      return own !== '' && lower !== value.toLowerCase();
    case 'GT':
      return own !== '' && compare(own, value) > 0;
    case 'GTE':
      return own !== '' && compare(own, value) >= 0;
    case 'LT':
      return own !== '' && compare(own, value) < 0;
    case 'LTE':
      return own !== '' && compare(own, value) <= 0;
    case 'IN':
      return list.some((each) => each.toLowerCase() === lower);
    case 'NOT_IN':
      return own !== '' && !list.some((each) => each.toLowerCase() === lower);
    case 'HAS_PROPERTY':
      return own !== '';
    case 'NOT_HAS_PROPERTY':
      return own === '';
    case 'CONTAINS_TOKEN':
      return containsToken(own, value);
    case 'NOT_CONTAINS_TOKEN':
      return !containsToken(own, value);
    default:
      throw new Error(`the double does not know ${operator}`);
  }
};

/** The ids that fit, in order. */
export const searchIn = (
  indexed: Iterable<readonly [id: string, values: Values]>,
  { filterGroups, sorts = [] }: SearchRequest,
): string[] => {
  const found = [...indexed].filter(
    ([, values]) =>
      filterGroups.length === 0 ||
      filterGroups.some(({ filters }) => filters.every((filter) => fits(values, filter))),
  );
  const [sort = 'hs_object_id'] = sorts;
  const name = sort.replace(/^-/, '');
  const direction = sort.startsWith('-') ? -1 : 1;
  return found
    .sort(
      ([idA, a], [idB, b]) => direction * compare(a[name] ?? '', b[name] ?? '') || Number(idA) - Number(idB),
    )
    .map(([id]) => id);
};
