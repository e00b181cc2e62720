import type { INodeProperties } from 'n8n-workflow';
import { shown } from './show.ts';

export const templateOperations: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: shown('template'),
  options: [
    {
      name: 'Get',
      value: 'getTemplate',
      action: 'Get a template',
      description: 'Get one template with its parts',
    },
    {
      name: 'Get Many',
      value: 'listTemplates',
      action: 'Get many templates',
      description: 'Get the templates of the account',
    },
  ],
  default: 'listTemplates',
};

export const templateFields: INodeProperties[] = [
  {
    displayName: 'Template',
    name: 'templateName',
    type: 'string',
    default: '',
    required: true,
    placeholder: 'order_shipped|en_US',
    displayOptions: shown('template', 'getTemplate'),
    description: 'Name, a bar, and the language',
  },
  {
    displayName: 'Return All',
    name: 'returnAll',
    type: 'boolean',
    default: false,
    displayOptions: shown('template', 'listTemplates'),
    description: 'Whether to return all results or only up to a given limit',
  },
  {
    displayName: 'Limit',
    name: 'limit',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 50,
    displayOptions: { show: { resource: ['template'], operation: ['listTemplates'], returnAll: [false] } },
    description: 'Max number of results to return',
  },
  {
    displayName: 'Status',
    name: 'status',
    type: 'options',
    options: [
      { name: 'Any', value: '' },
      { name: 'Approved', value: 'APPROVED' },
      { name: 'Paused', value: 'PAUSED' },
      { name: 'Pending', value: 'PENDING' },
      { name: 'Rejected', value: 'REJECTED' },
    ],
    default: 'APPROVED',
    displayOptions: shown('template', 'listTemplates'),
  },
];
