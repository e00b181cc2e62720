import type { INodeProperties } from 'n8n-workflow';
import { hoursFields } from '../../shared/hours-fields.ts';
import { shown } from './show.ts';

const fromNode = { show: { resource: ['routing'], rulesFrom: ['node'] } };
const fromHub = { show: { resource: ['routing'], rulesFrom: ['hub'] } };

export const routeOperations: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: shown('routing'),
  options: [
    {
      name: 'Route',
      value: 'route',
      action: 'Route a message',
      description: 'Choose the team by rules, with the reason',
    },
  ],
  default: 'route',
};

export const routeFields: INodeProperties[] = [
  {
    displayName: 'Rules',
    name: 'rulesFrom',
    type: 'options',
    noDataExpression: true,
    options: [{ name: 'In This Node', value: 'node' }],
    default: 'node',
    displayOptions: { show: { connection: ['direct'], resource: ['routing'] } },
  },
  {
    displayName: 'Rules',
    name: 'rulesFrom',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'In This Node', value: 'node' },
      { name: 'Of the Hub', value: 'hub', description: 'Those in the settings of the hub' },
    ],
    default: 'node',
    displayOptions: { show: { connection: ['hub'], resource: ['routing'] } },
  },
  {
    displayName:
      'Items come from a Centralita Trigger. The first rule that fits decides; each output is wired by its place, so add new outputs at the end.',
    name: 'routeNotice',
    type: 'notice',
    default: '',
    displayOptions: shown('routing', 'route'),
  },
  {
    displayName: 'Rules',
    name: 'rules',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    default: {},
    placeholder: 'Add Rule',
    displayOptions: fromNode,
    description: 'All conditions of a rule must hold. A rule without any always fits.',
    options: [
      {
        displayName: 'Rule',
        name: 'values',
        values: [
          {
            displayName: 'Account',
            name: 'account',
            type: 'string',
            default: '',
            description: 'Phone number IDs or accounts (ca_…), with commas between them',
          },
          {
            displayName: 'Button or Row ID',
            name: 'reply',
            type: 'string',
            default: '',
            description:
              'IDs with commas between them; one that ends with * stands for all that begin like it',
          },
          {
            displayName: 'Contact Tags',
            name: 'tags',
            type: 'string',
            default: '',
            description: 'One of these, with commas between them. Needs a hub.',
          },
          {
            displayName: 'Country',
            name: 'country',
            type: 'string',
            default: '',
            placeholder: 'ES, MX',
            description: 'Country of the number, with commas between them',
          },
          {
            displayName: 'First Contact',
            name: 'firstContact',
            type: 'options',
            options: [
              { name: 'Does Not Matter', value: 'any' },
              { name: 'First Message Ever', value: 'yes' },
              { name: 'Wrote Before', value: 'no' },
            ],
            default: 'any',
            description: 'Needs a hub',
          },
          {
            displayName: 'Hours',
            name: 'when',
            type: 'options',
            options: [
              { name: 'Does Not Matter', value: 'any' },
              { name: 'Inside Opening Hours', value: 'open' },
              { name: 'Outside Opening Hours', value: 'closed' },
            ],
            default: 'any',
          },
          {
            displayName: 'Language',
            name: 'language',
            type: 'string',
            default: '',
            placeholder: 'es, pt',
            description: 'Language of the contact, with commas between them. Needs a hub.',
          },
          {
            displayName: 'Match',
            name: 'match',
            type: 'options',
            options: [
              { name: 'Anywhere in the Text', value: 'contains' },
              { name: 'Pattern', value: 'patterns', description: 'Words with *, [abc], (a|b) and {1,3}' },
              { name: 'The Whole Text', value: 'equals' },
              { name: 'Whole Words', value: 'words' },
            ],
            default: 'words',
            description: 'How Text is looked for. Case and accents do not matter.',
          },
          {
            displayName: 'Message Kinds',
            name: 'kind',
            type: 'multiOptions',
            options: [
              { name: 'Audio', value: 'audio' },
              { name: 'Button of a Template', value: 'button' },
              { name: 'Button Reply', value: 'button_reply' },
              { name: 'Contacts', value: 'contacts' },
              { name: 'Document', value: 'document' },
              { name: 'Image', value: 'image' },
              { name: 'List Reply', value: 'list_reply' },
              { name: 'Location', value: 'location' },
              { name: 'Order', value: 'order' },
              { name: 'Sticker', value: 'sticker' },
              { name: 'Text', value: 'text' },
              { name: 'Video', value: 'video' },
            ],
            default: [],
          },
          {
            displayName: 'Output',
            name: 'output',
            type: 'string',
            default: '',
            placeholder: 'Sales',
            description: 'Team or name of the output; rules of the same name share one',
          },
          {
            displayName: 'Text',
            name: 'text',
            type: 'string',
            default: '',
            placeholder: 'price, how much',
            description: 'Words or phrases with commas between them; one of them is enough',
          },
        ],
      },
    ],
  },
  ...hoursFields(fromNode),
  {
    displayName: 'Teams',
    name: 'teams',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    default: {},
    placeholder: 'Add Team',
    displayOptions: fromHub,
    description: 'Each has an output; what goes to any other leaves by Default',
    options: [
      {
        displayName: 'Team',
        name: 'values',
        values: [
          {
            displayName: 'Team',
            name: 'name',
            type: 'string',
            default: '',
            placeholder: 'sales',
            description: 'Key in the settings of the hub',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Move the Conversation',
    name: 'assignInHub',
    type: 'boolean',
    default: false,
    displayOptions: { show: { connection: ['hub'], resource: ['routing'] } },
    description: 'Whether to give the conversation to that team in the hub too',
  },
];
