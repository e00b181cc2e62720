import type { INodeProperties } from 'n8n-workflow';
import { shown } from '../show.ts';

const buttonValues: INodeProperties['options'] = [
  {
    displayName: 'Button',
    name: 'values',
    values: [
      {
        displayName: 'Title',
        name: 'title',
        type: 'string',
        default: '',
        description: 'At most 20 characters',
      },
      {
        displayName: 'ID',
        name: 'id',
        type: 'string',
        default: '',
        description: 'Comes back when it is tapped; the title when left empty',
      },
    ],
  },
];

/** What a customer can tap: buttons, a list, a link. */
export const interactiveFields: INodeProperties[] = [
  {
    displayName: 'Buttons',
    name: 'buttons',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    default: {},
    placeholder: 'Add Button',
    displayOptions: shown('message', 'sendButtons'),
    description: 'One to three',
    options: buttonValues,
  },
  {
    displayName: 'Rows',
    name: 'rows',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    default: {},
    placeholder: 'Add Row',
    displayOptions: shown('message', 'sendList'),
    description: 'One to ten. Rows with the same section stand together.',
    options: [
      {
        displayName: 'Row',
        name: 'values',
        values: [
          {
            displayName: 'Title',
            name: 'title',
            type: 'string',
            default: '',
            description: 'At most 24 characters',
          },
          {
            displayName: 'Description',
            name: 'description',
            type: 'string',
            default: '',
            description: 'At most 72 characters',
          },
          {
            displayName: 'ID',
            name: 'id',
            type: 'string',
            default: '',
            description: 'Comes back when it is chosen; the title when left empty',
          },
          { displayName: 'Section', name: 'section', type: 'string', default: '' },
        ],
      },
    ],
  },
  {
    displayName: 'List Label',
    name: 'listButton',
    type: 'string',
    default: 'Options',
    displayOptions: shown('message', 'sendList'),
    description: 'The text that opens the list, at most 20 characters',
  },
  {
    displayName: 'Button Label',
    name: 'linkText',
    type: 'string',
    default: '',
    required: true,
    displayOptions: shown('message', 'sendLink'),
    description: 'At most 20 characters',
  },
  {
    displayName: 'URL',
    name: 'linkUrl',
    type: 'string',
    default: '',
    required: true,
    displayOptions: shown('message', 'sendLink'),
  },
];
