import type {
  IAuthenticateGeneric,
  ICredentialTestRequest,
  ICredentialType,
  Icon,
  INodeProperties,
} from 'n8n-workflow';

export class CentralitaHubApi implements ICredentialType {
  name = 'centralitaHubApi';

  displayName = 'Centralita Hub API';

  icon: Icon = { light: 'file:../icons/centralita.svg', dark: 'file:../icons/centralita.dark.svg' };

  documentationUrl = 'https://github.com/centralita/centralita/blob/main/docs/n8n.md#hub';

  properties: INodeProperties[] = [
    {
      displayName: 'URL',
      name: 'url',
      type: 'string',
      default: '',
      required: true,
      placeholder: 'https://hub.example.com',
      description: 'Address of the hub as this n8n reaches it',
    },
    {
      displayName: 'Key',
      name: 'apiKey',
      type: 'string',
      typeOptions: { password: true },
      default: '',
      required: true,
      description:
        'Made with: centralita keys create --name n8n --scopes messages:send,events:read,subscriptions:write,contacts:read,contacts:write',
    },
  ];

  authenticate: IAuthenticateGeneric = {
    type: 'generic',
    properties: { headers: { Authorization: '=Bearer {{$credentials.apiKey}}' } },
  };

  test: ICredentialTestRequest = {
    request: { baseURL: '={{$credentials.url.replace(/\\/+$/, "")}}', url: '/v1/accounts' },
    rules: [
      {
        type: 'responseCode',
        properties: { value: 401, message: 'The hub does not know this key, or it was revoked.' },
      },
      {
        type: 'responseCode',
        properties: { value: 404, message: 'There is no Centralita hub at this URL.' },
      },
    ],
  };
}
