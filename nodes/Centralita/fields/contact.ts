import type { INodeProperties } from 'n8n-workflow';
import { shown, shownFor } from './show.ts';

export const contactOperations: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: shownFor('hub', 'contact'),
  options: [
    {
      name: 'Get',
      value: 'getContact',
      action: 'Get a contact',
      description: 'Get what the hub knows of a person',
    },
    {
      name: 'Get Consent History',
      value: 'consentHistory',
      action: 'Get the consent history of a contact',
      description: 'Get who said what about consent, and when',
    },
    {
      name: 'Grant Consent',
      value: 'grantConsent',
      action: 'Grant consent',
      description: 'Record that a person agreed, with the proof',
    },
    {
      name: 'Set Attributes',
      value: 'setAttributes',
      action: 'Set attributes of a contact',
      description: 'Change name, language, tags and attributes',
    },
    {
      name: 'Withdraw Consent',
      value: 'withdrawConsent',
      action: 'Withdraw consent',
      description: 'Record that a person no longer agrees',
    },
  ],
  default: 'getContact',
};

export const contactFields: INodeProperties[] = [
  {
    displayName: 'Contact',
    name: 'contact',
    type: 'string',
    default: '',
    required: true,
    placeholder: '+34600111222',
    displayOptions: shown('contact'),
    description: 'Phone number with country code, or ID (ct_…)',
  },
  {
    displayName: 'Purposes',
    name: 'purposes',
    type: 'multiOptions',
    options: [
      { name: 'Authentication', value: 'authentication' },
      { name: 'Marketing', value: 'marketing' },
      { name: 'Service', value: 'service' },
      { name: 'Utility', value: 'utility' },
    ],
    default: [],
    displayOptions: shown('contact', 'grantConsent', 'withdrawConsent'),
    description: 'Everything when none is chosen',
  },
  {
    displayName: 'Source',
    name: 'source',
    type: 'options',
    options: [
      { name: 'API', value: 'api' },
      { name: 'Form', value: 'form' },
      { name: 'Import', value: 'import' },
      { name: 'Link', value: 'link' },
      { name: 'Operator', value: 'operator' },
    ],
    default: 'form',
    displayOptions: shown('contact', 'grantConsent', 'withdrawConsent'),
    description: 'How the person said it',
  },
  {
    displayName: 'Proof',
    name: 'proof',
    type: 'string',
    default: '',
    displayOptions: shown('contact', 'grantConsent', 'withdrawConsent'),
    description: 'Where it can be looked up: the address of the form, a number of a paper',
  },
  {
    displayName: 'Wording',
    name: 'wording',
    type: 'string',
    default: '',
    displayOptions: shown('contact', 'grantConsent', 'withdrawConsent'),
    description: 'The words the person agreed to or wrote',
  },
  {
    displayName: 'Attributes',
    name: 'attributes',
    type: 'json',
    default: '{}',
    displayOptions: shown('contact', 'setAttributes'),
    description: 'Those that are named are set, the others stay',
  },
  {
    displayName: 'Fields',
    name: 'contactChange',
    type: 'collection',
    default: {},
    placeholder: 'Add Field',
    displayOptions: shown('contact', 'setAttributes'),
    options: [
      { displayName: 'Language', name: 'language', type: 'string', default: '', placeholder: 'es' },
      { displayName: 'Name', name: 'name', type: 'string', default: '' },
      {
        displayName: 'Tags',
        name: 'tags',
        type: 'string',
        default: '',
        placeholder: 'vip, madrid',
        description: 'With commas between them; they replace those there are',
      },
    ],
  },
];
