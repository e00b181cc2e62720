import { badParameter, badValue } from '../../graph/error.ts';
import { type Fields, list, object, oneOf, text } from '../check.ts';
import { checkMedia, type Known } from '../media.ts';

export interface Limits {
  body: number;
  /** Header types; none means no header at all. */
  headers: readonly ('text' | 'image' | 'video' | 'document')[];
  bodyOptional?: boolean;
  headerRequired?: boolean;
}

export const action = "interactive['action']";

const keys = ['type', 'header', 'body', 'footer', 'action'];

/** Header, body and footer, which most kinds share; answers the action. */
export const checkParts = (
  interactive: Fields,
  limits: Limits,
  known: Known,
  actionKeys: readonly string[],
): Fields => {
  object(interactive, 'interactive', keys);
  checkHeader(interactive.header, limits, known);
  if (interactive.body !== undefined || !limits.bodyOptional) {
    const body = object(interactive.body, "interactive['body']", ['text']);
    text(body.text, "interactive['body']['text']", limits.body);
  }
  if (interactive.footer !== undefined) {
    const footer = object(interactive.footer, "interactive['footer']", ['text']);
    text(footer.text, "interactive['footer']['text']", 60);
  }
  return object(interactive.action, action, actionKeys);
};

const checkHeader = (value: unknown, limits: Limits, known: Known) => {
  const path = "interactive['header']";
  if (value === undefined && !limits.headerRequired) return;
  const header = object(value, path, ['type', 'text', 'image', 'video', 'document', 'sub_text']);
  if (limits.headers.length === 0) throw badParameter('Unexpected key "header" on param "interactive".');
  const type = oneOf(header.type, `${path}['type']`, limits.headers);
  if (type === 'text') text(header.text, `${path}['text']`, 60);
  else checkMedia(header[type], `${path}['${type}']`, type, known, type === 'document' ? ['filename'] : []);
};

/** `parameters` of an action with a fixed `name`. */
export const named = (fields: Fields, name: string, parameterKeys?: readonly string[]): Fields => {
  oneOf(fields.name, `${action}['name']`, [name]);
  return object(fields.parameters, `${action}['parameters']`, parameterKeys);
};

/** Ids and titles that must differ. */
export const unique = (values: string[], what: string) => {
  if (new Set(values).size < values.length) throw badValue(`Duplicated ${what}.`);
};

export const everyText = (value: unknown, path: string, key: string, min: number, max: number): string[] =>
  list(value, path, min, max).map((item, at) =>
    text(object(item, `${path}[${at}]`)[key], `${path}[${at}]['${key}']`, 256),
  );
