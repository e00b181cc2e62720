import {
  type IExecuteFunctions,
  type INodeExecutionData,
  type INodeType,
  type INodeTypeDescription,
  type IWebhookFunctions,
  type IWebhookResponseData,
  NodeConnectionTypes,
} from 'n8n-workflow';
import { contactFields, contactOperations } from './fields/contact.ts';
import { conversationFields, conversationOperations } from './fields/conversation.ts';
import { mediaFields, mediaOperations } from './fields/media.ts';
import { messageFields, messageOperations } from './fields/message/index.ts';
import { routeFields, routeOperations } from './fields/route.ts';
import { templateFields, templateOperations } from './fields/template.ts';
import { waitFields } from './fields/wait.ts';
import { searchTemplates, templateVariables } from './lists/templates.ts';
import { receiveAnswer } from './operations/wait.ts';
import { configuredOutputs } from './outputs.ts';
import { run } from './run.ts';
import { resumeWebhooks } from './webhooks.ts';

export class Centralita implements INodeType {
  description: INodeTypeDescription = {
    displayName: 'Centralita',
    name: 'centralita',
    icon: { light: 'file:../../icons/centralita.svg', dark: 'file:../../icons/centralita.dark.svg' },
    group: ['output'],
    version: 1,
    subtitle: '={{ $parameter["operation"].replace(/([A-Z])/g, " $1").toLowerCase() }}',
    description: 'WhatsApp messages, templates, consent, routing and conversations',
    defaults: { name: 'Centralita' },
    usableAsTool: true,
    inputs: [NodeConnectionTypes.Main],
    outputs: `={{(${configuredOutputs})($parameter)}}`,
    credentials: [
      {
        name: 'centralitaWhatsAppApi',
        required: true,
        displayOptions: { show: { connection: ['direct'] }, hide: { resource: ['routing'] } },
      },
      {
        name: 'centralitaHubApi',
        required: true,
        displayOptions: { show: { connection: ['hub'] } },
      },
    ],
    webhooks: resumeWebhooks,
    waitingNodeTooltip: 'Waiting for the tap of the customer',
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
            description: 'Knows consent, the 24-hour window and conversations, and never sends twice',
          },
          {
            name: 'WhatsApp Cloud API',
            value: 'direct',
            description: 'Nothing else to run; consent and the 24-hour window cannot be known',
          },
        ],
        default: 'direct',
      },
      {
        displayName: 'Resource',
        name: 'resource',
        type: 'options',
        noDataExpression: true,
        options: [
          { name: 'Contact', value: 'contact', displayOptions: { show: { connection: ['hub'] } } },
          { name: 'Conversation', value: 'conversation', displayOptions: { show: { connection: ['hub'] } } },
          { name: 'Media', value: 'media' },
          { name: 'Message', value: 'message' },
          { name: 'Routing', value: 'routing' },
          { name: 'Template', value: 'template' },
        ],
        default: 'message',
      },
      messageOperations,
      routeOperations,
      conversationOperations,
      contactOperations,
      templateOperations,
      mediaOperations,
      ...messageFields,
      ...waitFields,
      ...routeFields,
      ...conversationFields,
      ...contactFields,
      ...templateFields,
      ...mediaFields,
    ],
  };

  methods = { listSearch: { searchTemplates }, resourceMapping: { templateVariables } };

  async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
    return run(this);
  }

  async webhook(this: IWebhookFunctions): Promise<IWebhookResponseData> {
    return receiveAnswer(this);
  }
}
