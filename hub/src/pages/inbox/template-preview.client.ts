/// <reference lib="dom" />
import { el } from '@centralita/sandbox/phone/dom.client';
import { type IconName, icon } from '@centralita/sandbox/phone/icons.client';
import { fillIn, partOf, type Template } from './template-texts.client.ts';

type Values = Readonly<Record<string, string>>;

const buttonIcons: Readonly<Record<string, IconName>> = { URL: 'link', QUICK_REPLY: 'reply' };

/** A template as the customer sees it; what has no value yet stays a placeholder. */
export const previewOf = (
  template: Template,
  values: { readonly header: Values; readonly body: Values },
): (HTMLElement | undefined)[] => {
  const header = partOf(template, 'HEADER');
  const footer = partOf(template, 'FOOTER')?.text;
  const buttons = partOf(template, 'BUTTONS')?.buttons ?? [];
  return [
    header?.text ? el('p', { class: 'heading', dir: 'auto' }, fillIn(header.text, values.header)) : undefined,
    header?.format && header.format !== 'TEXT'
      ? el('p', { class: 'minor' }, icon('image'), ` ${header.format.toLowerCase()}`)
      : undefined,
    el('p', { class: 'words', dir: 'auto' }, fillIn(partOf(template, 'BODY')?.text ?? '', values.body)),
    footer ? el('p', { class: 'minor', dir: 'auto' }, footer) : undefined,
    buttons.length > 0
      ? el(
          'ul',
          { class: 'choices' },
          buttons.map(({ type, text }) => el('li', {}, icon(buttonIcons[type] ?? 'chevron'), text)),
        )
      : undefined,
  ];
};
