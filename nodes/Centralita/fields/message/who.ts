import type { INodeProperties } from 'n8n-workflow';
import { shown, shownFor } from '../show.ts';
import { interactive, sends } from './operations.ts';

/** Who gets a message, which one it is about, and its text. */
export const whoFields: INodeProperties[] = [
  {
    displayName: 'To',
    name: 'to',
    type: 'string',
    default: '',
    required: true,
    placeholder: '+34600111222',
    displayOptions: shownFor('direct', 'message', ...sends, 'sendAndWait', 'react'),
    description:
      'Phone number with country code, or the user ID as the trigger gives it. The person must have agreed to hear from you.',
  },
  {
    displayName: 'To',
    name: 'to',
    type: 'string',
    default: '',
    required: true,
    placeholder: '+34600111222',
    displayOptions: shownFor('hub', 'message', ...sends, 'sendAndWait', 'react'),
    description: 'Phone number with country code, a contact (ct_…), a conversation (cv_…) or a user ID',
  },
  {
    displayName: 'Message ID',
    name: 'messageId',
    type: 'string',
    default: '',
    required: true,
    displayOptions: shown('message', 'getMessage', 'markRead', 'react', 'reply'),
    description: 'ID of the message of the customer: providerId of the trigger (wamid…), or ms_… with a hub',
  },
  {
    displayName: 'Show Typing',
    name: 'typing',
    type: 'boolean',
    default: false,
    displayOptions: shown('message', 'markRead'),
    description: 'Whether to show that somebody is writing, for 25 seconds or until the next message',
  },
  {
    displayName: 'Emoji',
    name: 'emoji',
    type: 'string',
    default: '👍',
    displayOptions: shown('message', 'react'),
    description: 'Leave it empty to take the reaction away',
  },
  {
    displayName: 'Text',
    name: 'text',
    type: 'string',
    typeOptions: { rows: 3 },
    default: '',
    required: true,
    displayOptions: shown(
      'message',
      'sendText',
      'reply',
      ...interactive,
      'requestContact',
      'requestLocation',
    ),
  },
];
