export { contentOfTexts, type TemplateValues, templateContent } from './content.ts';
export { type TemplateField, templateFields } from './fields.ts';
export { fillTemplate } from './fill.ts';
