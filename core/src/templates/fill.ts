/** `{{1}}`, `{{first_name}}`: where a value stands in the text of a template. */
const variable = /\{\{\s*([\w.]+)\s*\}\}/g;

/** The names of a text's variables, each once. */
export const variablesOf = (text: string): string[] => [
  ...new Set([...text.matchAll(variable)].map(([, name = '']) => name)),
];

/** The text with its values; what has none stays a variable. */
export const fillTemplate = (text: string, value: (name: string) => string | undefined): string =>
  text.replace(variable, (whole, name: string) => value(name) || whole);
