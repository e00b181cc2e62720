/// <reference lib="dom" />
import { t } from '@centralita/sandbox/phone/dom.client';
import { partOf, placeholder, type Template } from './template-texts.client.ts';

/** A place of a template that is filled in when it is sent. */
export interface Blank {
  readonly part: 'header' | 'body' | 'button' | 'file' | 'code';
  readonly name: string;
  readonly index?: number;
  readonly label: string;
  readonly example: string;
}

const names = (text = ''): string[] => [
  ...new Set([...text.matchAll(placeholder)].map(([, name]) => name ?? '')),
];

/** Examples come as `body_text: [["Ana"]]`, or by name. */
const exampleOf = (example: unknown, name: string): string => {
  const given = (example ?? {}) as Record<string, unknown>;
  const named = Object.entries(given).find(([key]) => key.endsWith('named_params'))?.[1] as
    | { param_name: string; example: string }[]
    | undefined;
  if (named) return named.find((one) => one.param_name === name)?.example ?? '';
  const list = Object.values(given)[0];
  const values = Array.isArray(list) && Array.isArray(list[0]) ? list[0] : list;
  return Array.isArray(values) ? String(values[Number(name) - 1] ?? '') : '';
};

export const blanksOf = (template: Template): Blank[] => {
  if (template.category?.toUpperCase() === 'AUTHENTICATION')
    return [{ part: 'code', name: '1', label: t('template.value', { name: '{{1}}' }), example: '481516' }];
  const header = partOf(template, 'HEADER');
  const body = partOf(template, 'BODY');
  const blanks: Blank[] = [];
  if (header?.format && !['TEXT', 'LOCATION'].includes(header.format))
    blanks.push({
      part: 'file',
      name: header.format.toLowerCase(),
      label: t('template.file'),
      example: 'https://',
    });
  for (const name of names(header?.text))
    blanks.push({
      part: 'header',
      name,
      label: t('template.header', { name: `{{${name}}}` }),
      example: exampleOf(header?.example, name),
    });
  for (const name of names(body?.text))
    blanks.push({
      part: 'body',
      name,
      label: t('template.value', { name: `{{${name}}}` }),
      example: exampleOf(body?.example, name),
    });
  (partOf(template, 'BUTTONS')?.buttons ?? []).forEach((button, index) => {
    for (const name of names(button.url))
      blanks.push({
        part: 'button',
        name,
        index,
        label: t('template.button', { name: button.text }),
        example: '',
      });
  });
  return blanks;
};
