import type { INodeProperties } from 'n8n-workflow';
import { shown } from '../show.ts';

/** Operations that send something new. */
export const sends = [
  'reply',
  'sendButtons',
  'sendContact',
  'sendLink',
  'sendList',
  'sendLocation',
  'sendMedia',
  'sendTemplate',
  'sendText',
  'requestContact',
  'requestLocation',
];
/** Those with a header and a footer. */
export const interactive = ['sendButtons', 'sendLink', 'sendList'];

export const messageOperations: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: shown('message'),
  options: [
    {
      name: 'Ask for a Contact',
      value: 'requestContact',
      action: 'Ask for the phone number',
      description: 'Ask the customer to share their phone number',
    },
    {
      name: 'Ask for a Location',
      value: 'requestLocation',
      action: 'Ask for a location',
      description: 'Ask the customer to share where they are',
    },
    {
      name: 'Get Status',
      value: 'getMessage',
      action: 'Get the status of a message',
      description: 'Get a message and where it stands: queued, sent, delivered, read, failed',
      displayOptions: { show: { connection: ['hub'] } },
    },
    {
      name: 'Mark as Read',
      value: 'markRead',
      action: 'Mark a message as read',
      description: 'Show the blue ticks, and typing if you like',
    },
    {
      name: 'React',
      value: 'react',
      action: 'React to a message',
      description: 'Put an emoji on a message, or take it away',
    },
    {
      name: 'Reply to a Message',
      value: 'reply',
      action: 'Reply to a message',
      description: 'Send text that quotes a message',
    },
    {
      name: 'Send and Wait for Response',
      value: 'sendAndWait',
      action: 'Send a message and wait for the tap',
      description: 'Send native buttons and go on when one is tapped',
    },
    {
      name: 'Send Buttons',
      value: 'sendButtons',
      action: 'Send buttons',
      description: 'Send up to three reply buttons',
    },
    {
      name: 'Send Contacts',
      value: 'sendContact',
      action: 'Send contacts',
      description: 'Send contact cards',
    },
    {
      name: 'Send Link Button',
      value: 'sendLink',
      action: 'Send a link button',
      description: 'Send a call to action: one button that opens a page',
    },
    {
      name: 'Send List',
      value: 'sendList',
      action: 'Send a list',
      description: 'Send a list of up to ten rows to choose from',
    },
    {
      name: 'Send Location',
      value: 'sendLocation',
      action: 'Send a location',
      description: 'Send a pin on the map',
    },
    {
      name: 'Send Media',
      value: 'sendMedia',
      action: 'Send media',
      description: 'Send an image, video, voice note, audio, document or sticker',
    },
    {
      name: 'Send Template',
      value: 'sendTemplate',
      action: 'Send a template',
      description:
        'Send an approved template, also outside the 24-hour window. The recipient must have opted in.',
    },
    {
      name: 'Send Text',
      value: 'sendText',
      action: 'Send text',
      description: 'Send text within 24 hours of the last message of the customer',
    },
  ],
  default: 'sendText',
};
