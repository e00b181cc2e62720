import type { INodeProperties } from 'n8n-workflow';
import { shownFor } from '../show.ts';
import { sends } from './operations.ts';

/** What may be left alone. */
export const optionFields: INodeProperties[] = [
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    default: {},
    placeholder: 'Add Option',
    displayOptions: shownFor('direct', 'message', ...sends, 'react'),
    options: [
      {
        displayName: 'Callback Data',
        name: 'callbackData',
        type: 'string',
        default: '',
        description:
          'Comes back with each status of the message, at most 512 characters. Put nothing personal in it.',
      },
      {
        displayName: 'Footer',
        name: 'footer',
        type: 'string',
        default: '',
        description: 'Small text below buttons, lists and links',
      },
      {
        displayName: 'From Phone Number ID',
        name: 'phoneNumberId',
        type: 'string',
        default: '',
        description: 'Another number of the same token than the one in the credential',
      },
      {
        displayName: 'Header',
        name: 'header',
        type: 'string',
        default: '',
        description: 'Bold text above buttons, lists and links',
      },
      {
        displayName: 'Link Preview',
        name: 'previewUrl',
        type: 'boolean',
        default: false,
        description: 'Whether to show a preview of the first link in the text',
      },
      {
        displayName: 'Reply to Message ID',
        name: 'replyTo',
        type: 'string',
        default: '',
        description: 'Quote this message',
      },
    ],
  },
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    default: {},
    placeholder: 'Add Option',
    displayOptions: shownFor('hub', 'message', ...sends, 'react'),
    options: [
      {
        displayName: 'Author',
        name: 'authorId',
        type: 'string',
        default: '',
        description: 'The person of the team who writes (us_…)',
      },
      {
        displayName: 'Footer',
        name: 'footer',
        type: 'string',
        default: '',
        description: 'Small text below buttons, lists and links',
      },
      {
        displayName: 'From Account',
        name: 'channelAccountId',
        type: 'string',
        default: '',
        description: 'The channel account (ca_…) to send from, where the hub has several',
      },
      {
        displayName: 'Header',
        name: 'header',
        type: 'string',
        default: '',
        description: 'Bold text above buttons, lists and links',
      },
      {
        displayName: 'Link Preview',
        name: 'previewUrl',
        type: 'boolean',
        default: false,
        description: 'Whether to show a preview of the first link in the text',
      },
      {
        displayName: 'Purpose',
        name: 'purpose',
        type: 'options',
        options: [
          { name: 'Authentication', value: 'authentication' },
          { name: 'Marketing', value: 'marketing' },
          { name: 'Service', value: 'service' },
          { name: 'Utility', value: 'utility' },
        ],
        default: 'service',
        description:
          'What the message is for: the consent of the person to it is checked. Without it: service, or the category of the template.',
      },
      {
        displayName: 'Reply to Message ID',
        name: 'replyTo',
        type: 'string',
        default: '',
        description: 'Quote this message',
      },
      {
        displayName: 'Wait for the Outcome',
        name: 'wait',
        type: 'number',
        typeOptions: { minValue: 0, maxValue: 60 },
        default: 10,
        description: 'Seconds to wait until WhatsApp has taken or refused it. 0: go on at once.',
      },
    ],
  },
];
