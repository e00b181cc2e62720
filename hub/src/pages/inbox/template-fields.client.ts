/// <reference lib="dom" />
import { type TemplateField, templateFields } from '@centralita/core/templates';
import { t } from '@centralita/sandbox/phone/dom.client';
import type { Template } from './template-texts.client.ts';

/** What people fill in. Payloads and tokens that a button may carry are for programs. */
export const fieldsOf = (template: Template): readonly TemplateField[] =>
  templateFields(template).filter(({ where, optional }) => !(where === 'button' && optional));

/** What stands over a field's input. */
export const labelOf = (field: TemplateField): string => {
  const label = field.optional ? t('template.optional', { label: plainLabel(field) }) : plainLabel(field);
  return field.card === undefined ? label : t('template.card', { n: field.card + 1, label });
};

const plainLabel = ({ id, where, kind, name, button }: TemplateField): string => {
  if (kind === 'products') return t('template.products');
  if (button) return t('template.button', { name: button.text });
  if (where === 'code') return t('template.code');
  if (where === 'offer') return t('template.offer');
  if (kind === 'image' || kind === 'video' || kind === 'document') return t('template.file');
  if (/header\.(location|product)\./.test(id)) return t(`template.part.${name}`);
  return t(where === 'header' ? 'template.header' : 'template.value', { name: `{{${name}}}` });
};

const inputTypes: Readonly<Partial<Record<TemplateField['kind'], string>>> = {
  image: 'url',
  video: 'url',
  document: 'url',
  number: 'number',
  time: 'datetime-local',
};

/** How its input is made. */
export const inputOf = ({ kind, most, example, optional }: TemplateField) => {
  const type = inputTypes[kind] ?? 'text';
  return {
    type,
    required: !optional,
    placeholder: example ?? (type === 'url' ? 'https://' : undefined),
    maxlength: most,
    ...(type === 'number' ? { step: 'any' } : {}),
  };
};
