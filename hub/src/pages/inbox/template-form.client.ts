/// <reference lib="dom" />
import type { TemplateContent } from '@centralita/core/model';
import { templateContent } from '@centralita/core/templates';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { fieldsOf, inputOf, labelOf } from './template-fields.client.ts';
import { previewOf } from './template-preview.client.ts';
import type { Template } from './template-texts.client.ts';

/** Fills in a template's fields beside what the customer will see. */
export const templateForm = (
  template: Template,
  { send, back }: { send(content: TemplateContent): void; back(): void },
): HTMLFormElement => {
  const inputs = fieldsOf(template).map((field) => {
    const label = labelOf(field);
    const input = el('input', {
      class: 'field',
      'aria-label': label,
      autocomplete: 'off',
      ...inputOf(field),
    });
    return { id: field.id, label, input };
  });
  const values = () => Object.fromEntries(inputs.map(({ id, input }) => [id, input.value.trim()]));
  const preview = el('div', { class: 'bubble preview' });
  const show = () => fill(preview, previewOf(template, values()));
  for (const { input } of inputs) input.addEventListener('input', show);
  show();
  return el(
    'form',
    {
      class: 'template-form',
      onsubmit: (event: SubmitEvent) => {
        event.preventDefault();
        send(templateContent(template, values()));
      },
    },
    el(
      'div',
      { class: 'template-fields' },
      el('h3', {}, `${template.name} · ${template.language}`),
      inputs.map(({ label, input }) => el('label', {}, el('span', { class: 'small muted' }, label), input)),
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
