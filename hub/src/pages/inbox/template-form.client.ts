/// <reference lib="dom" />
import type { TemplateButton, TemplateContent, TemplateParameter } from '@centralita/core/model';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { fillIn, partOf, placeholder, type Template } from './template-texts.client.ts';

interface Blank {
  readonly part: 'header' | 'body' | 'button' | 'file' | 'code';
  readonly name: string;
  readonly index?: number;
  readonly label: string;
  readonly example: string;
}

const names = (text = ''): string[] => [
  ...new Set([...text.matchAll(placeholder)].map(([, name]) => name ?? '')),
];
const isNumber = (name: string): boolean => /^\d+$/.test(name);

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

const blanksOf = (template: Template): Blank[] => {
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

const contentFrom = (
  template: Template,
  blanks: readonly Blank[],
  values: readonly string[],
): TemplateContent => {
  const text = (blank: Blank): TemplateParameter => {
    const value = values[blanks.indexOf(blank)] ?? '';
    return { type: 'text', text: value, ...(isNumber(blank.name) ? {} : { name: blank.name }) };
  };
  const of = (part: Blank['part']) => blanks.filter((blank) => blank.part === part);
  const base = { kind: 'template', name: template.name, language: template.language } as const;
  if (of('code').length > 0) return { ...base, code: values[0] ?? '' };
  const [file] = of('file');
  const [header] = of('header');
  const buttons = of('button').map(
    (blank): TemplateButton => ({
      type: 'url',
      index: blank.index ?? 0,
      text: values[blanks.indexOf(blank)] ?? '',
    }),
  );
  return {
    ...base,
    ...(file
      ? { header: { type: file.name as 'image', link: values[blanks.indexOf(file)] ?? '' } }
      : header
        ? { header: text(header) }
        : {}),
    ...(of('body').length > 0 ? { body: of('body').map(text) } : {}),
    ...(buttons.length > 0 ? { buttons } : {}),
  };
};

/** Fills in a template's blanks beside what the customer will see. */
export const templateForm = (
  template: Template,
  { send, back }: { send(content: TemplateContent): void; back(): void },
): HTMLFormElement => {
  const blanks = blanksOf(template);
  const inputs = blanks.map((blank) =>
    el('input', {
      class: 'field',
      required: true,
      placeholder: blank.example,
      'aria-label': blank.label,
      autocomplete: 'off',
      type: blank.part === 'file' ? 'url' : 'text',
    }),
  );
  const preview = el('div', { class: 'bubble preview' });
  const show = () => {
    const values = (part: Blank['part']) =>
      Object.fromEntries(
        blanks.flatMap((blank, index) =>
          blank.part === part ? [[blank.name, inputs[index]?.value ?? '']] : [],
        ),
      );
    const header = partOf(template, 'HEADER');
    const footer = partOf(template, 'FOOTER')?.text;
    const buttons = partOf(template, 'BUTTONS')?.buttons ?? [];
    fill(
      preview,
      header?.text && el('p', { class: 'heading', dir: 'auto' }, fillIn(header.text, values('header'))),
      header?.format &&
        header.format !== 'TEXT' &&
        el('p', { class: 'minor' }, icon('image'), ` ${header.format.toLowerCase()}`),
      el(
        'p',
        { class: 'words', dir: 'auto' },
        fillIn(partOf(template, 'BODY')?.text ?? '', { ...values('body'), ...values('code') }),
      ),
      footer && el('p', { class: 'minor', dir: 'auto' }, footer),
      buttons.length > 0 &&
        el(
          'ul',
          { class: 'choices' },
          buttons.map((button) => el('li', {}, icon(button.url ? 'link' : 'reply'), button.text)),
        ),
    );
  };
  for (const input of inputs) input.addEventListener('input', show);
  show();
  return el(
    'form',
    {
      class: 'template-form',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        send(
          contentFrom(
            template,
            blanks,
            inputs.map(({ value }) => value.trim()),
          ),
        );
      },
    },
    el(
      'div',
      { class: 'template-fields' },
      el('h3', {}, `${template.name} · ${template.language}`),
      blanks.map((blank, index) =>
        el('label', {}, el('span', { class: 'small muted' }, blank.label), inputs[index]),
      ),
    ),
    el('div', { class: 'template-preview' }, el('h3', {}, t('template.preview')), preview),
    el(
      'div',
      { class: 'template-actions' },
      el('button', { type: 'button', class: 'button', onclick: back }, t('template.another')),
      el('button', { type: 'submit', class: 'button main' }, t('template.send')),
    ),
  );
};
