import type { Target } from './types.ts';

/** A sentence part in both languages. */
export interface Said {
  readonly en: string;
  readonly es: string;
}

export const say = (en: string, es: string): Said => ({ en, es });

const shown = 6;

/** `"a", "b" or "c"`; long lists end in a number. */
export const oneOf = (items: readonly (string | number | boolean)[]): Said =>
  oneOfSaid(items.map((item) => say(quote(item), quote(item))));

export const oneOfSaid = (items: readonly Said[]): Said => ({
  en: joined(
    items.map(({ en }) => en),
    'or',
    (count) => `${count} more`,
  ),
  es: joined(
    items.map(({ es }) => es),
    'o',
    (count) => `${count} más`,
  ),
});

const joined = (items: readonly string[], or: string, more: (count: number) => string): string => {
  const quoted = items.slice(0, items.length > shown + 1 ? shown : items.length);
  if (quoted.length < items.length) quoted.push(more(items.length - quoted.length));
  const last = quoted.pop() ?? '';
  return quoted.length > 0 ? `${quoted.join(', ')} ${or} ${last}` : last;
};

export const quote = (item: string | number | boolean): string =>
  typeof item === 'string' ? `"${item.length > 60 ? `${item.slice(0, 59)}…` : item}"` : String(item);

export const andAll = (parts: readonly Said[]): Said => ({
  en: parts.map(({ en }) => en).join(', and '),
  es: parts.map(({ es }) => es).join(', y '),
});

export const sayTarget = (target: Target): Said => {
  if ('team' in target) return say(`team ${target.team}`, `equipo ${target.team}`);
  if ('user' in target) return say(target.user, target.user);
  if ('slackChannel' in target) {
    return say(`Slack channel ${target.slackChannel}`, `canal de Slack ${target.slackChannel}`);
  }
  if ('output' in target) return say(`output "${target.output}"`, `salida "${target.output}"`);
  return say("the contact's owner", 'responsable del contacto');
};
