import type { INodeProperties } from 'n8n-workflow';
import { shown } from './show.ts';

export const mediaOperations: INodeProperties = {
  displayName: 'Operation',
  name: 'operation',
  type: 'options',
  noDataExpression: true,
  displayOptions: shown('media'),
  options: [
    {
      name: 'Download',
      value: 'downloadMedia',
      action: 'Download media',
      description: 'Put the file of a message on the item',
    },
    {
      name: 'Upload',
      value: 'uploadMedia',
      action: 'Upload media',
      description: 'Keep a file at WhatsApp for 30 days to send it by its ID',
    },
  ],
  default: 'downloadMedia',
};

export const mediaFields: INodeProperties[] = [
  {
    displayName: 'Media ID',
    name: 'mediaId',
    type: 'string',
    default: '={{ $json.data.message.content.id }}',
    required: true,
    displayOptions: { show: { connection: ['direct'], resource: ['media'], operation: ['downloadMedia'] } },
    description: 'ID in the content of the message; good for seven days',
  },
  {
    displayName: 'Message ID',
    name: 'mediaId',
    type: 'string',
    default: '={{ $json.data.hub.messageId }}',
    required: true,
    displayOptions: { show: { connection: ['hub'], resource: ['media'], operation: ['downloadMedia'] } },
    description: 'ID (ms_…) of the message whose file it is',
  },
  {
    displayName: 'Put Into Field',
    name: 'binaryField',
    type: 'string',
    default: 'data',
    required: true,
    displayOptions: shown('media', 'downloadMedia'),
    description: 'Name of the binary field',
  },
  {
    displayName: 'Binary Field',
    name: 'binaryField',
    type: 'string',
    default: 'data',
    required: true,
    displayOptions: shown('media', 'uploadMedia'),
    description: 'Name of the binary field with the file',
  },
  {
    displayName: 'Account',
    name: 'channelAccountId',
    type: 'string',
    default: '',
    displayOptions: { show: { connection: ['hub'], resource: ['media'], operation: ['uploadMedia'] } },
    description: 'The channel account (ca_…) that will send it; may be left empty where the hub has one',
  },
  {
    displayName: 'Largest File',
    name: 'maxMegabytes',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 100 },
    default: 25,
    displayOptions: shown('media', 'downloadMedia'),
    description: 'In megabytes; larger ones are an error',
  },
];
