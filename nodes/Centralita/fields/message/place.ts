import type { INodeProperties } from 'n8n-workflow';
import { shown } from '../show.ts';

/** A pin on the map. */
export const placeFields: INodeProperties[] = [
  {
    displayName: 'Latitude',
    name: 'latitude',
    type: 'number',
    typeOptions: { numberPrecision: 8 },
    default: 0,
    required: true,
    displayOptions: shown('message', 'sendLocation'),
  },
  {
    displayName: 'Longitude',
    name: 'longitude',
    type: 'number',
    typeOptions: { numberPrecision: 8 },
    default: 0,
    required: true,
    displayOptions: shown('message', 'sendLocation'),
  },
  {
    displayName: 'Name',
    name: 'locationName',
    type: 'string',
    default: '',
    displayOptions: shown('message', 'sendLocation'),
  },
  {
    displayName: 'Address',
    name: 'locationAddress',
    type: 'string',
    default: '',
    displayOptions: shown('message', 'sendLocation'),
  },
];
