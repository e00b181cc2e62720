import { badParameter, GraphError, missing } from '../graph/error.ts';
import type { JsonObject } from '../types.ts';
import { type Fields, list, object, text } from '../validate/check.ts';
import { checkMedia, type Known, type MediaKind } from '../validate/media.ts';
import { checkLocation } from '../validate/simple.ts';

type Component = (Fields & { path: string }) | undefined;

const parametersOf = (component: Component): unknown[] =>
  component?.parameters === undefined
    ? []
    : list(component.parameters, `${component.path}['parameters']`, 0, 100);

/** The text of every placeholder of a header or body. */
export const textParameters = (
  where: 'header' | 'body',
  variables: string[],
  component: Component,
  named: boolean,
): Map<string, string> => {
  const parameters = parametersOf(component);
  if (parameters.length !== variables.length)
    throw new GraphError(
      132000,
      `${where}: number of localizable_params (${parameters.length}) does not match the expected number of params (${variables.length})`,
    );
  const values = new Map<string, string>();
  for (const [at, item] of parameters.entries()) {
    const path = `${component?.path}['parameters'][${at}]`;
    const parameter = object(item, path, ['type', 'parameter_name', 'text', 'currency', 'date_time']);
    const name = named ? parameter.parameter_name : variables[at];
    if (typeof name !== 'string' || name === '')
      throw new GraphError(132012, `${where}: Parameter name is missing or empty`);
    if (!variables.includes(name) || values.has(name))
      throw new GraphError(132000, `${where}: parameter name ${name} is not expected, or given twice`);
    values.set(name, textOf(parameter, path, where));
  }
  return values;
};

const textOf = (parameter: Fields, path: string, where: string): string => {
  const type = String(parameter.type).toLowerCase();
  if (type === 'text') {
    const value = text(parameter.text, `${path}['text']`, 32_768);
    if (/[\n\r\t]| {5,}/.test(value))
      throw new GraphError(
        132018,
        'Param text cannot have new-line/tab characters or more than 4 consecutive spaces',
      );
    return value;
  }
  if (type === 'currency') {
    const keys = ['fallback_value', 'code', 'amount_1000'];
    const currency = object(parameter.currency, `${path}['currency']`, keys);
    text(currency.code, `${path}['currency']['code']`, 3, 3);
    if (!Number.isFinite(Number(currency.amount_1000)))
      throw missing(`Parameter '${path}['currency']['amount_1000']' is mandatory.`);
    return text(currency.fallback_value, `${path}['currency']['fallback_value']`, 256);
  }
  if (type === 'date_time')
    return text(
      object(parameter.date_time, `${path}['date_time']`).fallback_value,
      `${path}['date_time']['fallback_value']`,
      256,
    );
  throw new GraphError(132012, `${where}: Format mismatch, expected TEXT, received ${type.toUpperCase()}`);
};

/** The one parameter of a header that is not text. */
export const mediaParameter = (format: string, component: Component, known: Known): JsonObject => {
  const parameters = parametersOf(component);
  const [first] = parameters;
  const mismatch = (got: string) =>
    new GraphError(132012, `header: Format mismatch, expected ${format}, received ${got}`);
  if (first === undefined) throw mismatch('UNKNOWN');
  if (parameters.length > 1)
    throw new GraphError(
      132000,
      `header: number of params (${parameters.length}) does not match the expected number of params (1)`,
    );
  const path = `${component?.path}['parameters'][0]`;
  const parameter = object(first, path);
  const type = String(parameter.type).toLowerCase();
  if (type !== format.toLowerCase() && !(type === 'video' && format === 'GIF'))
    throw mismatch(type.toUpperCase());
  if (type === 'location') checkLocation(parameter.location, `${path}['location']`);
  else if (type === 'product') {
    const product = object(parameter.product, `${path}['product']`, ['product_retailer_id', 'catalog_id']);
    text(product.product_retailer_id, `${path}['product']['product_retailer_id']`, 256);
  } else if (type === 'image' || type === 'video' || type === 'document')
    checkMedia(parameter[type], `${path}['${type}']`, type as MediaKind, known, ['filename']);
  else throw badParameter(`Param ${path}['type'] is not supported in a header.`);
  return parameter as JsonObject;
};
