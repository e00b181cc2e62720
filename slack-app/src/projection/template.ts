import type { TemplateInfo } from '@centralita/core/channels';
import type { JsonObject, TemplateButton, TemplateContent, TemplateParameter } from '@centralita/core/model';

/** One value a template asks for. */
export interface Field {
  /** Unique in the template; the block id of its input. */
  readonly id: string;
  readonly where: 'header' | 'body' | 'button';
  /** `1`, or the name of a named parameter. */
  readonly name: string;
  readonly kind: 'text' | 'image' | 'video' | 'document' | 'code';
  readonly example?: string;
  /** The place of the button, from 0. */
  readonly index?: number;
}

const text = (value: unknown): string => (typeof value === 'string' ? value : '');
const listOf = (value: unknown): JsonObject[] => (Array.isArray(value) ? (value as JsonObject[]) : []);
const componentOf = ({ components }: TemplateInfo, type: string): JsonObject | undefined =>
  components.find((component) => text(component.type).toUpperCase() === type);

const placeholders = (body: string): string[] => [
  ...new Set([...body.matchAll(/\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g)].map((match) => match[1] as string)),
];

/** What has to be filled in, in the order it is read. */
export const fieldsOf = (template: TemplateInfo): readonly Field[] => {
  const header = componentOf(template, 'HEADER');
  const body = componentOf(template, 'BODY');
  const fields: Field[] = [];
  const format = text(header?.format).toUpperCase();
  if (format === 'TEXT') {
    for (const name of placeholders(text(header?.text)))
      fields.push({ id: `header_${name}`, where: 'header', name, kind: 'text' });
  } else if (format === 'IMAGE' || format === 'VIDEO' || format === 'DOCUMENT') {
    fields.push({ id: 'header_file', where: 'header', name: 'file', kind: format.toLowerCase() as 'image' });
  }
  const example = (body?.example as JsonObject | undefined)?.body_text;
  const examples = Array.isArray(example) && Array.isArray(example[0]) ? example[0] : [];
  for (const [at, name] of placeholders(text(body?.text)).entries()) {
    const sample = text(examples[at]);
    fields.push({
      id: `body_${name}`,
      where: 'body',
      name,
      kind: 'text',
      ...(sample ? { example: sample } : {}),
    });
  }
  for (const [index, button] of listOf(componentOf(template, 'BUTTONS')?.buttons).entries()) {
    const type = text(button.type).toUpperCase();
    const name = text(button.text);
    if (type === 'URL' && placeholders(text(button.url)).length > 0) {
      fields.push({ id: `button_${index}`, where: 'button', name, kind: 'text', index });
    } else if (type === 'COPY_CODE') {
      fields.push({ id: `button_${index}`, where: 'button', name, kind: 'code', index });
    }
  }
  return fields;
};

/** The text a customer would read, with the values put in; without one its placeholder stands. */
export const previewOf = (template: TemplateInfo, values: Readonly<Record<string, string>>): string => {
  const fill = (body: string, where: string) =>
    body.replace(
      /\{\{\s*([A-Za-z0-9_]+)\s*\}\}/g,
      (whole, name: string) => values[`${where}_${name}`] || whole,
    );
  const header = componentOf(template, 'HEADER');
  const buttons = listOf(componentOf(template, 'BUTTONS')?.buttons).map((button) => `▢ ${text(button.text)}`);
  return [
    ...(text(header?.text) ? [`*${fill(text(header?.text), 'header')}*`] : []),
    fill(text(componentOf(template, 'BODY')?.text), 'body'),
    ...(componentOf(template, 'FOOTER') ? [`_${text(componentOf(template, 'FOOTER')?.text)}_`] : []),
    ...(buttons.length > 0 ? [buttons.join('\n')] : []),
  ]
    .filter((part) => part !== '')
    .join('\n\n');
};

/** What is sent. An authentication template takes one code for its text and its button. */
export const contentOfTemplate = (
  template: TemplateInfo,
  values: Readonly<Record<string, string>>,
): TemplateContent => {
  const fields = fieldsOf(template);
  const { name, language } = template;
  const filled = (field: Field) => values[field.id]?.trim() ?? '';
  if (template.category?.toLowerCase() === 'authentication') {
    const first = fields.find(({ where }) => where === 'body') ?? fields[0];
    return { kind: 'template', name, language, ...(first ? { code: filled(first) } : {}) };
  }
  const named = template.parameterFormat === 'NAMED';
  const parameter = (field: Field): TemplateParameter =>
    field.kind === 'text' || field.kind === 'code'
      ? { type: 'text', text: filled(field), ...(named ? { name: field.name } : {}) }
      : { type: field.kind, link: filled(field) };
  const header = fields.find(({ where }) => where === 'header');
  const body = fields.filter(({ where }) => where === 'body').map(parameter);
  const buttons = fields
    .filter(({ where }) => where === 'button')
    .map((field): TemplateButton => {
      const index = field.index ?? 0;
      return field.kind === 'code'
        ? { type: 'copy_code', index, code: filled(field) }
        : { type: 'url', index, text: filled(field) };
    });
  return {
    kind: 'template',
    name,
    language,
    ...(header ? { header: parameter(header) } : {}),
    ...(body.length > 0 ? { body } : {}),
    ...(buttons.length > 0 ? { buttons } : {}),
  };
};
