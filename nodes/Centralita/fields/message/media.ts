import type { INodeProperties } from 'n8n-workflow';
import { shown } from '../show.ts';

/** A file to send, from wherever it is. */
export const mediaFields: INodeProperties[] = [
  {
    displayName: 'Kind',
    name: 'mediaKind',
    type: 'options',
    options: [
      { name: 'Audio', value: 'audio' },
      { name: 'Document', value: 'document' },
      { name: 'Image', value: 'image' },
      { name: 'Sticker', value: 'sticker' },
      { name: 'Video', value: 'video' },
      { name: 'Voice Note', value: 'voice' },
    ],
    default: 'image',
    displayOptions: shown('message', 'sendMedia'),
  },
  {
    displayName: 'From',
    name: 'mediaSource',
    type: 'options',
    options: [
      { name: 'Binary Field', value: 'binary', description: 'A file of this item' },
      { name: 'Link', value: 'link', description: 'A public address that WhatsApp fetches' },
      { name: 'Media ID', value: 'id', description: 'A file uploaded before' },
    ],
    default: 'link',
    displayOptions: shown('message', 'sendMedia'),
  },
  {
    displayName: 'Link',
    name: 'mediaLink',
    type: 'string',
    default: '',
    required: true,
    displayOptions: { show: { resource: ['message'], operation: ['sendMedia'], mediaSource: ['link'] } },
  },
  {
    displayName: 'Media ID',
    name: 'mediaId',
    type: 'string',
    default: '',
    required: true,
    displayOptions: { show: { resource: ['message'], operation: ['sendMedia'], mediaSource: ['id'] } },
  },
  {
    displayName: 'Binary Field',
    name: 'binaryField',
    type: 'string',
    default: 'data',
    required: true,
    displayOptions: { show: { resource: ['message'], operation: ['sendMedia'], mediaSource: ['binary'] } },
  },
  {
    displayName: 'Caption',
    name: 'caption',
    type: 'string',
    default: '',
    displayOptions: {
      show: { resource: ['message'], operation: ['sendMedia'], mediaKind: ['image', 'video', 'document'] },
    },
  },
  {
    displayName: 'File Name',
    name: 'fileName',
    type: 'string',
    default: '',
    displayOptions: { show: { resource: ['message'], operation: ['sendMedia'], mediaKind: ['document'] } },
    description: 'What the customer sees; the name of the file when left empty',
  },
];
