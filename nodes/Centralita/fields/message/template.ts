import type { INodeProperties } from 'n8n-workflow';
import { shown } from '../show.ts';

/** An approved template and its variables, which are fields of their own. */
export const templateFields: INodeProperties[] = [
  {
    displayName: 'Template',
    name: 'template',
    type: 'resourceLocator',
    default: { mode: 'list', value: '' },
    required: true,
    displayOptions: shown('message', 'sendTemplate'),
    description: 'Only approved templates are listed',
    modes: [
      {
        displayName: 'From List',
        name: 'list',
        type: 'list',
        typeOptions: { searchListMethod: 'searchTemplates', searchable: true },
      },
      {
        displayName: 'By Name',
        name: 'id',
        type: 'string',
        placeholder: 'order_shipped|en_US',
        validation: [
          {
            type: 'regex',
            properties: {
              regex: '^[a-z0-9_]+\\|[A-Za-z_]{2,12}$',
              errorMessage: 'Write name|language, such as order_shipped|en_US',
            },
          },
        ],
      },
    ],
  },
  {
    displayName: 'Variables',
    name: 'variables',
    type: 'resourceMapper',
    noDataExpression: true,
    default: { mappingMode: 'defineBelow', value: null },
    displayOptions: shown('message', 'sendTemplate'),
    typeOptions: {
      loadOptionsDependsOn: ['template.value'],
      resourceMapper: {
        resourceMapperMethod: 'templateVariables',
        mode: 'add',
        addAllFields: true,
        supportAutoMap: false,
        noFieldsError: 'This template has no variables.',
        fieldWords: { singular: 'variable', plural: 'variables' },
      },
    },
  },
];
