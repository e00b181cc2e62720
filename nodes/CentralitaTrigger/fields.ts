import type { INodeProperties } from 'n8n-workflow';
import { hoursFields } from '../shared/hours-fields.ts';

const messageKinds = [
  { name: 'Audio', value: 'audio' },
  { name: 'Button of a Template', value: 'button' },
  { name: 'Button Reply', value: 'button_reply' },
  { name: 'Contacts', value: 'contacts' },
  { name: 'Document', value: 'document' },
  { name: 'Form Reply', value: 'nfm_reply' },
  { name: 'Image', value: 'image' },
  { name: 'List Reply', value: 'list_reply' },
  { name: 'Location', value: 'location' },
  { name: 'Order', value: 'order' },
  { name: 'Sticker', value: 'sticker' },
  { name: 'Text', value: 'text' },
  { name: 'Video', value: 'video' },
];

const match: INodeProperties = {
  displayName: 'Keyword Match',
  name: 'match',
  type: 'options',
  options: [
    { name: 'Anywhere in the Text', value: 'contains' },
    { name: 'The Whole Text', value: 'equals' },
    { name: 'Whole Words', value: 'words' },
  ],
  default: 'words',
};

const filterOptions = {
  accounts: {
    displayName: 'Accounts',
    name: 'accounts',
    type: 'string',
    default: '',
    description: 'Phone number IDs, or accounts of a hub (ca_…), with commas between them',
  },
  firstContact: {
    displayName: 'First Contact',
    name: 'firstContact',
    type: 'options',
    options: [
      { name: 'Any Message', value: 'any' },
      { name: 'First Message Ever', value: 'yes' },
      { name: 'Wrote Before', value: 'no' },
    ],
    default: 'yes',
  },
  keywords: {
    displayName: 'Keywords',
    name: 'keywords',
    type: 'string',
    default: '',
    placeholder: 'price, how much',
    description: 'Words or phrases with commas between them; one is enough. Case and accents do not matter.',
  },
  kinds: {
    displayName: 'Message Kinds',
    name: 'kinds',
    type: 'multiOptions',
    options: messageKinds,
    default: ['text'],
  },
  senders: {
    displayName: 'Senders',
    name: 'senders',
    type: 'string',
    default: '',
    placeholder: '+34600111222',
    description: 'Phone numbers or user IDs, with commas between them',
  },
} as const satisfies Record<string, INodeProperties>;

const optionList = {
  binaryField: {
    displayName: 'Binary Field',
    name: 'binaryField',
    type: 'string',
    default: 'data',
    description: 'Where downloaded media go',
  },
  dedupeMinutes: {
    displayName: 'Ignore Repeats for',
    name: 'dedupeMinutes',
    type: 'number',
    typeOptions: { minValue: 0, maxValue: 1440 },
    default: 60,
    description:
      'Minutes. WhatsApp sends a webhook again when it is not sure that it arrived. Remembered by this process only: after a restart, or with several webhook processors, a repeat may pass. A hub remembers.',
  },
  downloadMedia: {
    displayName: 'Download Media',
    name: 'downloadMedia',
    type: 'boolean',
    default: true,
    description: 'Whether to put the file of a message on the item',
  },
  echoes: {
    displayName: 'Include Own Messages',
    name: 'echoes',
    type: 'boolean',
    default: true,
    description: 'Whether to start on what colleagues write in the WhatsApp Business app too',
  },
  maxMegabytes: {
    displayName: 'Largest File',
    name: 'maxMegabytes',
    type: 'number',
    typeOptions: { minValue: 1, maxValue: 100 },
    default: 16,
    description: 'In megabytes',
  },
  standby: {
    displayName: 'Include Standby',
    name: 'standby',
    type: 'boolean',
    default: true,
    description:
      'Whether to start on what is written to the own agent of the platform too: do not answer those',
  },
} as const satisfies Record<string, INodeProperties>;

const messageEvents = [
  { name: 'Button or List Reply', value: 'reply', description: 'Something offered was tapped' },
  { name: 'Message Received', value: 'messageReceived', description: 'A customer wrote' },
  {
    name: 'Message Status',
    value: 'messageStatus',
    description: 'A message of yours was delivered, read, or failed',
  },
  { name: 'Opted In', value: 'optedIn', description: 'Somebody asked to be written to, by word or button' },
  {
    name: 'Opted Out',
    value: 'optedOut',
    description: 'Somebody wants no more messages, by word, button or the switch in WhatsApp',
  },
];

const hubEvents = [
  {
    name: 'Account Changed',
    value: 'accountChanged',
    description: 'Quality, limits or a restriction of the number',
  },
  { name: 'Conversation Assigned', value: 'conversationAssigned' },
  { name: 'Conversation Closed', value: 'conversationClosed' },
  { name: 'Conversation Opened', value: 'conversationOpened' },
  { name: 'Conversation Routed', value: 'conversationRouted' },
  {
    name: 'Template Changed',
    value: 'templateChanged',
    description: 'A template was approved, paused or rejected',
  },
];

const direct = { show: { connection: ['direct'] } };
const hub = { show: { connection: ['hub'] } };

export const triggerFields: INodeProperties[] = [
  {
    displayName: 'Events',
    name: 'events',
    type: 'multiOptions',
    noDataExpression: true,
    options: messageEvents,
    default: ['messageReceived'],
    required: true,
    displayOptions: direct,
    description: 'Each update starts one execution at most, as the most telling of those that are chosen',
  },
  {
    displayName: 'Events',
    name: 'events',
    type: 'multiOptions',
    noDataExpression: true,
    options: [...hubEvents, ...messageEvents].sort((one, other) => one.name.localeCompare(other.name)),
    default: ['messageReceived'],
    required: true,
    displayOptions: hub,
    description: 'Each update starts one execution at most, as the most telling of those that are chosen',
  },
  {
    displayName: 'Statuses',
    name: 'statuses',
    type: 'multiOptions',
    options: [
      { name: 'Delivered', value: 'delivered' },
      { name: 'Failed', value: 'failed' },
      { name: 'Played', value: 'played' },
      { name: 'Read', value: 'read' },
      { name: 'Sent', value: 'sent' },
    ],
    default: ['failed'],
    displayOptions: { show: { events: ['messageStatus'], connection: ['direct'] } },
    description: 'Only these start an execution',
  },
  {
    displayName: 'Statuses',
    name: 'statuses',
    type: 'multiOptions',
    options: [
      { name: 'Delivered', value: 'delivered' },
      { name: 'Failed', value: 'failed' },
      { name: 'Played', value: 'played' },
      { name: 'Read', value: 'read' },
      { name: 'Refused by the Hub', value: 'refused' },
      { name: 'Sent', value: 'sent' },
      { name: 'Uncertain', value: 'uncertain' },
    ],
    default: ['failed'],
    displayOptions: { show: { events: ['messageStatus'], connection: ['hub'] } },
    description: 'Only these start an execution',
  },
  {
    displayName: 'Outputs',
    name: 'outputs',
    type: 'options',
    noDataExpression: true,
    options: [
      { name: 'One', value: 'one' },
      { name: 'One per Event', value: 'each', description: 'In the order in which the events were chosen' },
    ],
    default: 'one',
  },
  {
    displayName: 'Register the Webhook',
    name: 'registration',
    type: 'options',
    options: [
      {
        name: 'By Hand',
        value: 'none',
        description: 'Paste the production URL above and the verify token of the credential at Meta',
      },
      {
        name: 'For the App',
        value: 'app',
        description: 'All accounts of the app. Needs the app ID in the credential.',
      },
      {
        name: 'For the Business Account',
        value: 'account',
        description: 'All numbers of the account. Needs its ID in the credential.',
      },
      { name: 'For the Number', value: 'number' },
    ],
    default: 'number',
    displayOptions: direct,
    description: 'What was there before comes back when the workflow is unpublished',
  },
  {
    displayName: 'Take Over',
    name: 'takeOver',
    type: 'boolean',
    default: false,
    displayOptions: { show: { connection: ['direct'], registration: ['number', 'account', 'app'] } },
    description: 'Whether to take the messages away from another address that gets them now',
  },
  {
    displayName:
      'WhatsApp delivers the messages of a number to one address: one published workflow per number, and no test while it is published. With a Centralita hub any number of workflows and tests stand beside each other.',
    name: 'directNotice',
    type: 'notice',
    default: '',
    displayOptions: direct,
  },
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    default: {},
    placeholder: 'Add Filter',
    displayOptions: direct,
    options: [
      filterOptions.accounts,
      match,
      filterOptions.keywords,
      filterOptions.kinds,
      filterOptions.senders,
    ],
  },
  {
    displayName: 'Filters',
    name: 'filters',
    type: 'collection',
    default: {},
    placeholder: 'Add Filter',
    displayOptions: hub,
    options: [
      filterOptions.accounts,
      filterOptions.firstContact,
      match,
      filterOptions.keywords,
      filterOptions.kinds,
      filterOptions.senders,
    ],
  },
  {
    displayName: 'Hours',
    name: 'hoursFilter',
    type: 'options',
    options: [
      { name: 'Any Time', value: 'any' },
      { name: 'Inside Opening Hours', value: 'open' },
      { name: 'Outside Opening Hours', value: 'closed' },
    ],
    default: 'any',
    description: 'Start only then',
  },
  ...hoursFields({ show: { hoursFilter: ['open', 'closed'] } }),
  {
    displayName: 'Options',
    name: 'options',
    type: 'collection',
    default: {},
    placeholder: 'Add Option',
    options: [
      optionList.binaryField,
      optionList.downloadMedia,
      optionList.dedupeMinutes,
      optionList.echoes,
      optionList.standby,
      optionList.maxMegabytes,
    ],
  },
];
