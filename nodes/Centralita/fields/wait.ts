import type { INodeProperties } from 'n8n-workflow';
import { shown } from './show.ts';

const wait = shown('message', 'sendAndWait');
const waitFor = (responseType: string) => ({
  show: { resource: ['message'], operation: ['sendAndWait'], responseType: [responseType] },
});

/** The names `message`, `responseType`, `approvalOptions` and `options` are those n8n's human-in-the-loop tools fill in. */
export const waitFields: INodeProperties[] = [
  {
    displayName: 'Message',
    name: 'message',
    type: 'string',
    typeOptions: { rows: 3 },
    default: '',
    required: true,
    displayOptions: wait,
    description: 'The question',
  },
  {
    displayName:
      'The answer arrives through a workflow with a Centralita Trigger on the same number: it has to be published, and hands the tap to this execution without starting itself.',
    name: 'waitNotice',
    type: 'notice',
    default: '',
    displayOptions: wait,
  },
  {
    displayName: 'Response Type',
    name: 'responseType',
    type: 'options',
    options: [
      { name: 'Approval', value: 'approval', description: 'One or two buttons that say yes or no' },
      { name: 'Choice', value: 'choice', description: 'Up to three buttons, or a list of up to ten rows' },
    ],
    default: 'approval',
    displayOptions: wait,
  },
  {
    displayName: 'Approval Options',
    name: 'approvalOptions',
    type: 'fixedCollection',
    placeholder: 'Add Option',
    default: {},
    displayOptions: waitFor('approval'),
    options: [
      {
        displayName: 'Values',
        name: 'values',
        values: [
          {
            displayName: 'Type of Approval',
            name: 'approvalType',
            type: 'options',
            options: [
              { name: 'Approve and Disapprove', value: 'double' },
              { name: 'Approve Only', value: 'single' },
            ],
            default: 'double',
          },
          {
            displayName: 'Approve Button Label',
            name: 'approveLabel',
            type: 'string',
            default: 'Approve',
            description: 'At most 20 characters',
          },
          {
            displayName: 'Disapprove Button Label',
            name: 'disapproveLabel',
            type: 'string',
            default: 'Decline',
            displayOptions: { show: { approvalType: ['double'] } },
            description: 'At most 20 characters',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Choices',
    name: 'choices',
    type: 'fixedCollection',
    typeOptions: { multipleValues: true, sortable: true },
    placeholder: 'Add Choice',
    default: {},
    displayOptions: waitFor('choice'),
    options: [
      {
        displayName: 'Choice',
        name: 'values',
        values: [
          {
            displayName: 'Title',
            name: 'title',
            type: 'string',
            default: '',
            description: 'At most 20 characters',
          },
        ],
      },
    ],
  },
  {
    displayName: 'Outputs',
    name: 'waitOutputs',
    type: 'options',
    noDataExpression: true,
    options: [
      {
        name: 'One',
        value: 'one',
        description: 'Look at data.answered: it is false when nobody answered in time',
      },
      {
        name: 'One per Answer',
        value: 'each',
        description: 'The first output is for no answer in time. Needs n8n 2.41 or newer.',
      },
    ],
    default: 'one',
    displayOptions: wait,
  },
  {
    displayName: 'Limit Wait Time',
    name: 'limitWait',
    type: 'boolean',
    default: false,
    displayOptions: wait,
    description: 'Whether to go on when nobody has answered after some time',
  },
  {
    displayName: 'Wait for at Most',
    name: 'waitAmount',
    type: 'number',
    typeOptions: { minValue: 1 },
    default: 1,
    displayOptions: { show: { resource: ['message'], operation: ['sendAndWait'], limitWait: [true] } },
  },
  {
    displayName: 'Unit',
    name: 'waitUnit',
    type: 'options',
    options: [
      { name: 'Days', value: 'days' },
      { name: 'Hours', value: 'hours' },
      { name: 'Minutes', value: 'minutes' },
      { name: 'Seconds', value: 'seconds' },
    ],
    default: 'hours',
    displayOptions: { show: { resource: ['message'], operation: ['sendAndWait'], limitWait: [true] } },
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    default: {},
    placeholder: 'Add Option',
    displayOptions: wait,
    options: [
      {
        displayName: 'Add a Link',
        name: 'includeLink',
        type: 'boolean',
        default: false,
        description:
          'Whether to add a link to a page with the same answer, for where taps cannot be handed over. Who answers is then not known.',
      },
      {
        displayName: 'Answers Only From',
        name: 'approvers',
        type: 'string',
        default: '',
        placeholder: '+34600111222, +34600111333',
        description:
          'Phone numbers or user IDs whose tap counts, with commas between them; everybody when left empty',
      },
      { displayName: 'Footer', name: 'footer', type: 'string', default: '' },
      { displayName: 'Header', name: 'header', type: 'string', default: '' },
      {
        displayName: 'Template',
        name: 'template',
        type: 'string',
        default: '',
        placeholder: 'appointment_reminder|en_US',
        description:
          'An approved template with as many quick-reply buttons, for when the 24-hour window is closed. The answers take the place of its buttons in their order.',
      },
      {
        displayName: 'Template Variables',
        name: 'templateVariables',
        type: 'string',
        typeOptions: { rows: 3 },
        default: '',
        description: 'Values of the body of the template, one a line',
      },
    ],
  },
];
