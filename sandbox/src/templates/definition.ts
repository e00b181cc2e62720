import { badParameter, GraphError, missing } from '../graph/error.ts';
import type { JsonObject } from '../types.ts';
import { type Fields, lengthOf, list, object, text } from '../validate/check.ts';
import { variablesIn } from './needs.ts';

const headerFormats = ['TEXT', 'IMAGE', 'VIDEO', 'DOCUMENT', 'LOCATION', 'PRODUCT', 'GIF'];
const categories = ['MARKETING', 'UTILITY', 'AUTHENTICATION'];
const refuse = (subcode: number, title: string, words: string) =>
  new GraphError(100, undefined, {
    subcode,
    message: 'Invalid parameter',
    userTitle: title,
    userMessage: words,
    transient: false,
  });

export interface Definition {
  name: string;
  language: string;
  category: string;
  parameter_format: 'POSITIONAL' | 'NAMED';
  components: JsonObject[];
}

/** Checks `POST /{account}/message_templates`. */
export const checkDefinition = (body: Fields): Definition => {
  const name = text(body.name, 'name', 512);
  if (!/^[a-z0-9_]+$/.test(name))
    throw badParameter('Param name may hold lower-case letters, digits and _ only.');
  const language = text(body.language, 'language', 20);
  if (!/^[a-z]{2,3}([_-][A-Z]{2})?$/.test(language))
    throw badParameter(`Param language is not supported: ${language}`);
  const category = String(body.category ?? '').toUpperCase();
  if (!categories.includes(category))
    throw badParameter(`Param category must be one of {${categories.join(', ')}}.`);
  const format = String(body.parameter_format ?? 'POSITIONAL').toUpperCase();
  if (format !== 'POSITIONAL' && format !== 'NAMED')
    throw badParameter('Param parameter_format must be one of {POSITIONAL, NAMED}.');
  const components = checkComponents(body.components, category, format);
  return { name, language, category, parameter_format: format, components };
};

export const checkComponents = (value: unknown, category: string, format: string): JsonObject[] => {
  const components = list(value, 'components', 1, 20).map((item, at) => object(item, `components[${at}]`));
  const part = (type: string) =>
    components.find((component) => String(component.type).toUpperCase() === type);
  if (!part('BODY')) throw missing('components: a component of type BODY is required.');
  for (const component of components) {
    const type = String(component.type).toUpperCase();
    if (type === 'BODY') checkBody(component, category, format);
    if (type === 'HEADER') checkHeader(component, format);
    if (type === 'FOOTER' && lengthOf(String(component.text ?? '')) > 60)
      throw refuse(2388073, 'Footer is not valid', 'The footer may have at most 60 characters.');
    if (type === 'BUTTONS') checkButtons(component);
  }
  return components as JsonObject[];
};

const checkBody = (component: Fields, category: string, format: string) => {
  if (category === 'AUTHENTICATION' && component.text === undefined) {
    // The platform writes the text of one-time codes itself.
    component.text = '*{{1}}* is your verification code.';
    return;
  }
  const words = String(component.text ?? '');
  const variables = variablesIn(words);
  if (words === '' || lengthOf(words) > 1024)
    throw refuse(2388040, 'Body is not valid', 'The body must have 1 to 1024 characters.');
  if (/^\s*\{\{/.test(words) || /\}\}\s*$/.test(words))
    if (category !== 'AUTHENTICATION')
      throw refuse(2388299, 'Variables at start or end', 'The body may not begin or end with a variable.');
  if (
    variables.length >
    words
      .replace(/\{\{\w+\}\}/g, ' ')
      .split(/[^\p{L}\p{N}]+/u)
      .filter(Boolean).length
  )
    throw refuse(2388293, 'Too many variables', 'The body has too many variables for its length.');
  checkNames(variables, format, 2388072, 'Body');
  const example = (component.example ?? {}) as Fields;
  const examples =
    format === 'NAMED' ? example.body_text_named_params : (example.body_text as unknown[])?.[0];
  checkExamples(variables, examples, 2388072, 'Body');
};

const checkHeader = (component: Fields, format: string) => {
  const kind = String(component.format ?? 'TEXT').toUpperCase();
  if (!headerFormats.includes(kind))
    throw badParameter(`Param components['format'] must be one of {${headerFormats.join(', ')}}.`);
  if (['IMAGE', 'VIDEO', 'DOCUMENT', 'GIF'].includes(kind)) {
    const { header_handle } = (component.example ?? {}) as Fields;
    if (!Array.isArray(header_handle) || typeof header_handle[0] !== 'string' || header_handle[0] === '')
      throw refuse(
        2388043,
        'Message template "components" param is missing expected field(s)',
        'A header with a file needs an example: example.header_handle with the handle of an uploaded file.',
      );
  }
  if (kind !== 'TEXT') return;
  const variables = variablesIn(String(component.text ?? ''));
  if (lengthOf(String(component.text ?? '')) > 60 || variables.length > 1)
    throw refuse(2388047, 'Header is not valid', 'A text header has at most 60 characters and one variable.');
  checkNames(variables, format, 2388047, 'Header');
  const example = (component.example ?? {}) as Fields;
  checkExamples(
    variables,
    format === 'NAMED' ? example.header_text_named_params : example.header_text,
    2388047,
    'Header',
  );
};

const checkNames = (variables: string[], format: string, subcode: number, what: string) => {
  const right =
    format === 'NAMED'
      ? variables.every((name) => /^[a-z][a-z0-9_]*$/.test(name))
      : variables.every(
          (name) => variables.includes(name) && Number(name) >= 1 && Number(name) <= variables.length,
        );
  if (!right)
    throw refuse(
      subcode,
      `${what} is not valid`,
      `The variables of a ${format} template must be ${format === 'NAMED' ? 'lower-case words' : '{{1}}, {{2}}… without gaps'}.`,
    );
};

const checkExamples = (variables: string[], examples: unknown, subcode: number, what: string) => {
  if (variables.length > 0 && (!Array.isArray(examples) || examples.length < variables.length))
    throw refuse(subcode, `${what} needs examples`, `Give an example for each of: ${variables.join(', ')}.`);
};

const checkButtons = (component: Fields) => {
  const buttons = list(component.buttons, "components['buttons']", 1, 10) as Fields[];
  const types = buttons.map((button) => String(button.type).toUpperCase());
  const count = (type: string) => types.filter((own) => own === type).length;
  for (const button of buttons)
    if (lengthOf(String(button.text ?? '')) > 25)
      throw badParameter('A button label has at most 25 characters.');
  if (count('URL') > 2 || count('PHONE_NUMBER') > 1 || count('COPY_CODE') > 1)
    throw badParameter('At most 2 URL buttons, 1 phone button and 1 copy-code button are allowed.');
  const replies = types.map((type) => type === 'QUICK_REPLY');
  if (replies.filter((own, at) => own !== replies[at - 1]).length > 2)
    throw badParameter('Quick replies must be grouped together.');
};
