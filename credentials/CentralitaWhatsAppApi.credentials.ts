import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  Icon,
  INodeProperties,
} from 'n8n-workflow';

export class CentralitaWhatsAppApi implements ICredentialType {
  name = 'centralitaWhatsAppApi';

  displayName = 'Centralita WhatsApp Cloud API';

  icon: Icon = { light: 'file:../icons/centralita.svg', dark: 'file:../icons/centralita.dark.svg' };

  documentationUrl = 'https://github.com/centralita/centralita/blob/main/docs/n8n.md#direct';

  properties: INodeProperties[] = [
    {
      displayName: 'Access Token',
      name: 'accessToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'A permanent token of a system user with whatsapp_business_messaging and whatsapp_business_management',
    },
    {
      displayName: 'Phone Number ID',
      name: 'phoneNumberId',
      type: 'string',
      default: '',
      required: true,
      description: 'The ID of the number, not the number itself: WhatsApp Manager shows it under API setup',
    },
    {
      displayName: 'WhatsApp Business Account ID',
      name: 'businessAccountId',
      type: 'string',
      default: '',
      description: 'Needed for templates and for registering webhooks of the account',
    },
    {
      displayName: 'App Secret',
      name: 'appSecret',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description:
        'Needed by the trigger: without it no webhook can be told from a forgery, and all are refused',
    },
    {
      displayName: 'Verify Token',
      name: 'verifyToken',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      description: 'Text of your choice that Meta repeats when it checks the webhook address',
    },
    {
      displayName: 'App ID',
      name: 'appId',
      type: 'string',
      default: '',
      description: 'Needed only to register the webhook of a whole app',
    },
    {
      displayName: 'Base URL',
      name: 'baseUrl',
      type: 'string',
      default: 'https://graph.facebook.com',
      description: 'Change it for a proxy or for the Centralita sandbox',
    },
    {
      displayName: 'Version',
      name: 'version',
      type: 'string',
      default: 'v25.0',
      description: 'Version of the Graph API',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.accessToken}}' } },
  };

  /** The number itself, so that token and number are both tried. */
  test: ICredentialTestRequest = {
    request: {
      baseURL: '={{$credentials.baseUrl.replace(/\\/+$/, "")}}/{{$credentials.version}}',
      url: '=/{{$credentials.phoneNumberId}}',
      qs: { fields: 'verified_name,display_phone_number' },
    },
    rules: [
      {
        type: 'responseCode',
        properties: {
          value: 401,
          message: 'The access token is wrong or has expired: make a permanent one of a system user.',
        },
      },
      {
        type: 'responseCode',
        properties: {
          value: 400,
          message: 'Check the phone number ID, and that the access token may use this number.',
        },
      },
    ],
  };
}
