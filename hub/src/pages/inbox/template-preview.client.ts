/// <reference lib="dom" />
import { fillTemplate } from '@centralita/core/templates';
import { el } from '@centralita/sandbox/phone/dom.client';
import { type IconName, icon } from '@centralita/sandbox/phone/icons.client';
import { componentOf, type Template, type TemplateComponent } from './template-texts.client.ts';

/** By the ids of the template's fields. */
type Values = Readonly<Record<string, string>>;

const buttonIcons: Readonly<Record<string, IconName>> = { URL: 'link', QUICK_REPLY: 'reply' };

/** A template as the customer sees it; what has no value yet stays a variable. */
export const previewOf = ({ components }: Template, values: Values): (HTMLElement | undefined)[] => [
  ...partsOf(components, values, ''),
  ...(componentOf(components, 'CAROUSEL')?.cards ?? []).map((card, index) =>
    el('div', { class: 'preview-card' }, partsOf(card.components, values, `card.${index}.`)),
  ),
];

const partsOf = (
  components: readonly TemplateComponent[],
  values: Values,
  prefix: string,
): (HTMLElement | undefined)[] => {
  const header = componentOf(components, 'HEADER');
  const body = componentOf(components, 'BODY')?.text ?? '';
  const footer = componentOf(components, 'FOOTER')?.text;
  const buttons = componentOf(components, 'BUTTONS')?.buttons ?? [];
  // The text of a template for a code has the code in it.
  const filled = (text: string, path: string) =>
    fillTemplate(text, (name) => values[`${prefix}${path}.${name}`] || values.code);
  return [
    header?.text ? el('p', { class: 'heading', dir: 'auto' }, filled(header.text, 'header.text')) : undefined,
    header?.format && header.format !== 'TEXT'
      ? el('p', { class: 'minor' }, icon('image'), ` ${header.format.toLowerCase()}`)
      : undefined,
    el('p', { class: 'words', dir: 'auto' }, filled(body, 'body')),
    footer ? el('p', { class: 'minor', dir: 'auto' }, footer) : undefined,
    buttons.length > 0
      ? el(
          'ul',
          { class: 'choices' },
          buttons.map(({ type, text }) =>
            el('li', {}, icon(buttonIcons[type] ?? 'chevron'), text ?? type.toLowerCase()),
          ),
        )
      : undefined,
  ];
};
