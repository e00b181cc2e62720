import type { TemplateInfo } from '@centralita/core/channels';
import type { JsonObject } from '@centralita/core/model';
import { fillTemplate, type TemplateField } from '@centralita/core/templates';
import type { Words } from '../words/index.ts';

type Values = Readonly<Record<string, string>>;

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
const componentOf = (components: readonly JsonObject[], type: string): JsonObject | undefined =>
  components.find((component) => text(component.type).toUpperCase() === type);

/** The text a customer would read, with the values put in; without one its placeholder stands. */
export const previewOf = ({ components }: TemplateInfo, values: Values): string =>
  [
    ...linesOf(components, values, ''),
    ...listOf(componentOf(components, 'CAROUSEL')?.cards).map((card, index) =>
      linesOf(listOf(card.components), values, `card.${index}.`).join('\n'),
    ),
  ]
    .filter((part) => part !== '')
    .join('\n\n');

const linesOf = (components: readonly JsonObject[], values: Values, prefix: string): string[] => {
  const fill = (body: string, path: string) =>
    // An authentication template has its code in the text.
    fillTemplate(body, (name) => values[`${prefix}${path}.${name}`] || values.code);
  const header = text(componentOf(components, 'HEADER')?.text);
  const footer = text(componentOf(components, 'FOOTER')?.text);
  const buttons = listOf(componentOf(components, 'BUTTONS')?.buttons).map(
    (button) => `▢ ${text(button.text)}`,
  );
  return [
    ...(header ? [`*${fill(header, 'header.text')}*`] : []),
    fill(text(componentOf(components, 'BODY')?.text), 'body'),
    ...(footer ? [`_${footer}_`] : []),
    ...(buttons.length > 0 ? [buttons.join('\n')] : []),
  ];
};

/** What stands over a field's input. */
export const labelOf = ({ where, name, kind, card, button }: TemplateField, words: Words): string => {
  const { modal } = words;
  const parts: Readonly<Record<string, string>> = modal.templateParts;
  const variable = `{{${name}}}`;
  const label =
    kind === 'code'
      ? modal.copyCode
      : kind === 'image' || kind === 'video' || kind === 'document'
        ? modal.headerLink
        : where === 'button'
          ? modal.buttonValue(button?.text ?? name)
          : Object.hasOwn(parts, name) && (where === 'offer' || !/^\d+$/.test(name)) && where !== 'body'
            ? (parts[name] ?? name)
            : modal.parameter(variable);
  return card === undefined ? label : `${modal.card(card + 1)}: ${label}`;
};
