import type { JsonObject } from '../types.ts';

/** What a template wants filled in, worked out once per definition. */
export interface Needs {
  header?: { format: string; variables: string[]; text?: string };
  body: { text: string; variables: string[] };
  footer?: string;
  buttons: ButtonNeed[];
  cards: Needs[];
  offer: boolean;
}

export interface ButtonNeed {
  type: string;
  text: string;
  url?: string;
  phone?: string;
  /** Its URL ends in a variable, or it is a code. */
  variable: boolean;
}

const pattern = /\{\{\s*(\w+)\s*\}\}/g;
const remembered = new WeakMap<JsonObject[], Needs>();

/** Placeholders in order, each once. */
export const variablesIn = (text: string): string[] => [
  ...new Set([...text.matchAll(pattern)].map((match) => match[1] as string)),
];

export const fill = (text: string, values: ReadonlyMap<string, string>): string =>
  text.replace(pattern, (whole, name: string) => values.get(name) ?? whole);

export const needsOf = (components: JsonObject[]): Needs => {
  const known = remembered.get(components);
  if (known) return known;
  const needs = work(components);
  remembered.set(components, needs);
  return needs;
};

const work = (components: JsonObject[]): Needs => {
  const part = (type: string) =>
    components.find((component) => String(component.type).toUpperCase() === type);
  const header = part('HEADER');
  const body = String(part('BODY')?.text ?? '');
  const buttons = (part('BUTTONS')?.buttons ?? []) as JsonObject[];
  const cards = (part('CAROUSEL')?.cards ?? []) as { components: JsonObject[] }[];
  return {
    header: header && {
      format: String(header.format ?? 'TEXT').toUpperCase(),
      variables: variablesIn(String(header.text ?? '')),
      text: header.text as string | undefined,
    },
    body: { text: body, variables: variablesIn(body) },
    footer: part('FOOTER')?.text as string | undefined,
    buttons: buttons.map(buttonNeed),
    cards: cards.map((card) => work(card.components)),
    offer: part('LIMITED_TIME_OFFER') !== undefined,
  };
};

const buttonNeed = (button: JsonObject): ButtonNeed => {
  const type = String(button.type).toUpperCase();
  const url = button.url as string | undefined;
  return {
    type,
    text: String(button.text ?? ''),
    url,
    phone: button.phone_number as string | undefined,
    variable: type === 'OTP' || type === 'COPY_CODE' || (type === 'URL' && variablesIn(url ?? '').length > 0),
  };
};
