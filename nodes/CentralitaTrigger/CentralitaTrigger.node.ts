import type {
  IHookFunctions,
  INodeType,
  INodeTypeDescription,
  IWebhookFunctions,
  IWebhookResponseData,
} from 'n8n-workflow';
import { toNodeError } from '../shared/errors.ts';
import { register, unregister } from './direct.ts';
import { triggerFields } from './fields.ts';
import { subscribe, unsubscribe } from './hub.ts';
import { configuredOutputs } from './outputs.ts';
import { handshake, receive } from './receive.ts';

const isHub = (node: IHookFunctions): boolean => node.getNodeParameter('connection') === 'hub';

export class CentralitaTrigger implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Centralita Trigger',
    name: 'centralitaTrigger',
    icon: { light: 'file:../../icons/centralita.svg', dark: 'file:../../icons/centralita.dark.svg' },
    group: ['trigger'],
    // For each webhook of a node of version 1, whichever it is, n8n evaluates an expression about binary data.
    version: [1, 2],
    defaultVersion: 2,
    subtitle: '={{ ($parameter["events"] ?? []).join(", ").replace(/([A-Z])/g, " $1").toLowerCase() }}',
    description: 'Starts when somebody writes on WhatsApp, taps, opts in or out, or a message fails',
    defaults: { name: 'Centralita Trigger' },
    eventTriggerDescription: 'Waiting for WhatsApp',
    inputs: [],
    outputs: `={{(${configuredOutputs})($parameter)}}`,
    credentials: [
      {
        name: 'centralitaWhatsAppApi',
        required: true,
        displayOptions: { show: { connection: ['direct'] } },
      },
      {
        name: 'centralitaHubApi',
        required: true,
        displayOptions: { show: { connection: ['hub'] } },
      },
    ],
    webhooks: [
      { name: 'setup', httpMethod: 'GET', responseMode: 'onReceived', path: 'webhook', ndvHideUrl: true },
      {
        name: 'default',
        httpMethod: 'POST',
        responseMode: 'onReceived',
        // Without it n8n answers with the name of a setting.
        responseData: '',
        path: 'webhook',
      },
    ],
    triggerPanel: {
      header: 'Write to your number on WhatsApp',
      executionsHelp: {
        inactive:
          'While you build: click Test, then write to your number. To let it run by itself, publish the workflow; the executions then show in the executions list.',
        active:
          'The workflow runs by itself. With a hub you can still test here: a test gets its own copy of the events.',
      },
      activationHint: 'Once the workflow is published, every event starts it.',
    },
    properties: [
      {
        displayName: 'Connection',
        name: 'connection',
        type: 'options',
        noDataExpression: true,
        options: [
          {
            name: 'Centralita Hub',
            value: 'hub',
            description:
              'Any number of workflows per number, nothing lost or twice, and knows the conversation',
          },
          {
            name: 'WhatsApp Cloud API',
            value: 'direct',
            description: 'Nothing else to run; one workflow per number',
          },
        ],
        default: 'direct',
      },
      ...triggerFields,
    ],
  };

  webhookMethods = {
    default: {
      // Setting it again changes nothing, and mends what was changed behind n8n's back.
      async checkExists(this: IHookFunctions): Promise<boolean> {
        return false;
      },
      async create(this: IHookFunctions): Promise<boolean> {
        try {
          return await (isHub(this) ? subscribe(this) : register(this));
        } catch (error) {
          const told = toNodeError(this.getNode(), error);
          this.logger.warn(`Centralita: ${told.message}. ${told.description ?? ''}`);
          throw told;
        }
      },
      async delete(this: IHookFunctions): Promise<boolean> {
        return isHub(this) ? unsubscribe(this) : unregister(this);
      },
    },
  };

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return this.getWebhookName() === 'setup' ? handshake(this) : receive(this);
  }
}
