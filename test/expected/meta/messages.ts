import { expect } from '@jest/globals';
import { account, ana, type Expected, imported, problem, received, status, unknown } from './shapes.ts';

/** What the fixtures of messages and statuses read as. */
export const messages: Expected = {
  'echo-edit': [
    [
      'message.edited',
      {
        contact: ana,
        message: { direction: 'outbound', origin: 'app', originalProviderId: 'wamid.ECHO900' },
      },
    ],
  ],
  'echo-image': [['message.sent', { message: { content: { kind: 'image', id: '90010' } } }]],
  'echo-new-type': [
    ['message.sent', { message: { content: { kind: 'unknown', type: 'hologram', value: { depth: 1 } } } }],
  ],
  'echo-reaction': [['reaction.changed', { reaction: { direction: 'outbound', emoji: '❤️' } }]],
  'echo-revoke': [
    ['message.deleted', { message: { direction: 'outbound', originalProviderId: 'wamid.ECHO900' } }],
  ],
  'echo-text': [['message.sent', { contact: ana, message: { direction: 'outbound', origin: 'app' } }]],
  edit: [
    [
      'message.edited',
      {
        contact: ana,
        message: {
          direction: 'inbound',
          originalProviderId: 'wamid.IN001',
          context: { messageId: 'wamid.OUT006' },
          content: { kind: 'text', text: 'Hola, ¿abrís el sábado?' },
        },
      },
    ],
  ],
  history: [
    imported('inbound', 'text', { historyStatus: 'READ' }),
    imported('outbound', 'text', { historyStatus: 'DELIVERED' }),
    imported('inbound', 'media_placeholder'),
    imported('outbound', 'image'),
  ],
  'history-declined': [problem('meta_2593109')],
  'history-late-media': [imported('inbound', 'image', { providerId: 'wamid.H003' })],
  'history-progress': [account('history', 'information', 'progress')],
  'message-audio': [received('audio', { id: '90003', voice: true })],
  'message-button': [received('button', { payload: 'BAJA', text: 'No recibir más' })],
  'message-button-reply': [received('button_reply', { id: 'si', title: 'Sí' })],
  'message-call-permission-reply': [
    received('call_permission_reply', {
      response: 'accept',
      permanent: false,
      expiresAt: 1790600000000,
      source: 'user_action',
    }),
  ],
  'message-contacts': [
    received('contacts', {
      contacts: [
        {
          name: { formattedName: 'Luis Gil', firstName: 'Luis', lastName: 'Gil' },
          phones: [{ phone: '+34 600 333 444', waId: '34600333444', type: 'CELL' }],
          emails: [{ email: 'luis@example.test', type: 'WORK' }],
          urls: [{ url: 'https://luis.example.test', type: 'WORK' }],
          addresses: [
            { street: 'Calle Mayor 1', city: 'Madrid', zip: '28001', country: 'España', countryCode: 'es' },
          ],
          org: { company: 'Gil SL', department: 'Ventas', title: 'Jefe' },
          birthday: '1980-02-03',
          origin: 'other',
        },
      ],
    }),
  ],
  'message-contacts-shared-number': [
    received('contacts', { contacts: [{ name: { formattedName: 'Ana Ruiz' }, origin: 'contact_request' }] }),
  ],
  'message-document': [received('document', { filename: 'pedido.pdf', caption: 'Mi pedido' })],
  'message-form-reply': [
    received('nfm_reply', { name: 'flow', response: { flow_token: 'tk-1', personas: 4 } }),
  ],
  'message-form-reply-broken': [
    received('nfm_reply', { name: 'address_message', responseText: '{"calle":' }),
  ],
  'message-image': [
    received('image', { id: '90001', mimeType: 'image/jpeg', sha256: 'c2hhMQ==', caption: 'La factura' }),
  ],
  'message-interactive-new': [received('unknown', { type: 'interactive/hologram_reply' })],
  'message-list-reply': [received('list_reply', { id: 'talla-m', title: 'M', description: 'Talla mediana' })],
  'message-location': [
    received('location', { latitude: 40.4168, longitude: -3.7038, name: 'Puerta del Sol' }),
  ],
  'message-media-too-large': [
    ['message.received', { message: { content: { kind: 'video' }, errors: [{ code: 131052 }] } }],
  ],
  'message-new-type': [received('unknown', { type: 'hologram', value: { depth: 3 } })],
  'message-order': [
    received('order', {
      catalogId: '70001',
      text: 'Para el sábado',
      items: [
        { productRetailerId: 'camisa-azul', quantity: 2, price: 19.9, currency: 'EUR' },
        { productRetailerId: 'gorra', quantity: 1, price: 9.5, currency: 'EUR' },
      ],
    }),
  ],
  'message-payment-method': [
    received('payment_method', { method: 'credit_card', timestamp: '1790000000', lastFourDigits: '0042' }),
  ],
  'message-product': [received('unknown', { type: 'product' })],
  'message-request-welcome': [received('request_welcome')],
  'message-sticker': [received('sticker', { animated: false })],
  'message-text': [received('text', { text: 'Hola, ¿abrís el domingo?' })],
  'message-text-forwarded': [
    ['message.received', { message: { context: { forwarded: true, frequentlyForwarded: true } } }],
  ],
  'message-text-group': [['message.received', { message: { groupId: 'grp-001' } }]],
  'message-text-id-in-from': [['message.received', { contact: { userId: 'ES.100000000000000002' } }]],
  'message-text-identity': [
    [
      'message.received',
      {
        message: {
          identity: { acknowledged: true, hash: 'hash-001', createdAt: '2026-09-21T11:26:40.000Z' },
        },
      },
    ],
  ],
  'message-text-no-id': [
    ['message.received', { message: { providerId: expect.stringMatching(/^no-id:[0-9a-f]{32}$/) } }],
  ],
  'message-text-no-time': [
    ['message.received', { message: { timestamp: '2026-11-21T00:00:00.000Z', timestampSource: 'received' } }],
  ],
  'message-text-nobody': [['message.received', { contact: {} }]],
  'message-text-referral': [
    [
      'message.received',
      {
        message: {
          referral: {
            sourceUrl: 'https://ads.example.test/1',
            sourceId: '80001',
            sourceType: 'ad',
            headline: 'Rebajas',
            body: 'Todo al 20 %',
            mediaType: 'image',
            imageUrl: 'https://ads.example.test/1.jpg',
            thumbnailUrl: 'https://ads.example.test/1s.jpg',
            clickId: 'clid-001',
            welcomeText: 'Hola, ¿en qué ayudamos?',
          },
        },
      },
    ],
  ],
  'message-text-reply': [
    [
      'message.received',
      {
        message: {
          context: {
            messageId: 'wamid.OUT001',
            from: '34910000001',
            referredProduct: { catalogId: '70001', productRetailerId: 'camisa-azul' },
          },
        },
      },
    ],
  ],
  'message-text-username': [
    [
      'message.received',
      {
        contact: {
          userId: ana.userId,
          parentUserId: 'ES.ENT.900000000000000001',
          username: 'ana.ruiz',
          name: 'Ana Ruiz',
        },
        message: { identity: { hash: 'hash-002' } },
      },
    ],
  ],
  'message-unsupported': [
    [
      'message.received',
      { message: { content: { kind: 'unsupported', type: 'poll' }, errors: [{ code: 131051 }] } },
    ],
  ],
  'message-unsupported-old': [
    [
      'message.received',
      {
        message: {
          content: { kind: 'unsupported' },
          errors: [{ code: 131051, details: 'Message type is not currently supported' }],
        },
      },
    ],
  ],
  'message-video': [received('video', { id: '90002' })],
  'message-voice': [received('audio', { id: '90004', voice: true })],
  mixed: [
    ['message.received', { contact: ana, message: { content: { text: 'uno' } } }],
    ['message.received', { contact: { name: 'Luis Gil' }, message: { content: { text: 'dos' } } }],
    status('read', { contact: { waId: '34600333444', name: 'Luis Gil' } }),
    problem('meta_131000'),
    ['activity.reported', { activity: { detail: { click_id: 'ck-2' } } }],
  ],
  reaction: [
    ['reaction.changed', { contact: ana, reaction: { targetProviderId: 'wamid.OUT005', emoji: '👍' } }],
  ],
  'reaction-removed': [['reaction.changed', { reaction: { targetProviderId: 'wamid.OUT005' } }]],
  'reaction-removed-empty': [['reaction.changed', { reaction: { targetProviderId: 'wamid.OUT005' } }]],
  revoke: [['message.deleted', { contact: ana, message: { originalProviderId: 'wamid.IN001' } }]],
  standby: [
    ['message.received', { contact: ana, message: { origin: 'standby', direction: 'inbound' } }],
    [
      'message.sent',
      {
        contact: ana,
        message: { origin: 'standby', direction: 'outbound', content: { text: 'Sí, a 9,50' } },
      },
    ],
    ['message.sent', { message: { content: { kind: 'raw', body: { type: 'interactive' } } } }],
    status('delivered', { contact: ana }),
    status('read', { contact: ana }),
  ],
  'standby-empty': [unknown('empty_value')],
  'status-delivered': [
    status('delivered', {
      contact: { ...ana, parentUserId: 'ES.ENT.900000000000000001', username: 'ana.ruiz' },
      message: { providerId: 'wamid.OUT010', identityKeyHash: 'hash-001' },
    }),
  ],
  'status-failed': [
    status('failed', {
      errors: [
        {
          code: 131047,
          title: 'Re-engagement message',
          message: 'Re-engagement message',
          details: 'More than 24 hours have passed',
          href: 'https://errors.example.test/131047',
        },
      ],
    }),
  ],
  'status-group': [
    status('read', { message: { groupId: 'grp-001', participant: { userId: ana.userId, waId: ana.waId } } }),
  ],
  'status-new-word': [status('unknown', { reported: 'deleted' })],
  'status-played': [status('played', { contact: { parentUserId: 'ES.ENT.900000000000000001' } })],
  'status-read': [status('read', { contact: { parentUserId: 'ES.ENT.900000000000000001' } })],
  'status-sent': [
    status('sent', {
      message: { correlationId: 'at_1' },
      pricing: { billable: false, model: 'PMP', type: 'free_customer_service', category: 'service' },
      providerConversation: { id: 'cv-1', expiresAt: '2026-09-22T14:13:20.000Z', origin: 'service' },
    }),
  ],
};
