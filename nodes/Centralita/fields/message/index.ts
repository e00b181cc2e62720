import type { INodeProperties } from 'n8n-workflow';
import { contactFields } from './contacts.ts';
import { interactiveFields } from './interactive.ts';
import { mediaFields } from './media.ts';
import { optionFields } from './options.ts';
import { placeFields } from './place.ts';
import { templateFields } from './template.ts';
import { whoFields } from './who.ts';

export { messageOperations } from './operations.ts';

export const messageFields: INodeProperties[] = [
  ...whoFields,
  ...mediaFields,
  ...templateFields,
  ...interactiveFields,
  ...placeFields,
  ...contactFields,
  ...optionFields,
];
