import type { INodeProperties } from 'n8n-workflow';
import { shown } from '../show.ts';

/** Contact cards. */
export const contactFields: INodeProperties[] = [
  {
    displayName: 'Contacts',
    name: 'contacts',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true },
    default: {},
    placeholder: 'Add Contact',
    displayOptions: shown('message', 'sendContact'),
    options: [
      {
        displayName: 'Contact',
        name: 'values',
        values: [
          { displayName: 'Company', name: 'company', type: 'string', default: '' },
          { displayName: 'Email', name: 'email', type: 'string', placeholder: 'name@email.com', default: '' },
          { displayName: 'Name', name: 'name', type: 'string', default: '' },
          { displayName: 'Phone', name: 'phone', type: 'string', default: '', placeholder: '+34600111222' },
        ],
      },
    ],
  },
];
