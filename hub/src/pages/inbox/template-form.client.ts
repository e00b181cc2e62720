/// <reference lib="dom" />
import type { TemplateButton, TemplateContent, TemplateParameter } from '@centralita/core/model';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { type Blank, blanksOf } from './template-blanks.client.ts';
import { previewOf } from './template-preview.client.ts';
import type { Template } from './template-texts.client.ts';

const isNumber = (name: string): boolean => /^\d+$/.test(name);

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
    fill(
      preview,
      previewOf(template, {
        header: values('header'),
        body: { ...values('body'), ...values('code') },
      }),
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
