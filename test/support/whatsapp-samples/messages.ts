import type { Sample } from './sample.ts';

export const messages: readonly Sample[] = [
  { name: 'text', content: { kind: 'text', text: 'Hola' }, body: { type: 'text', text: { body: 'Hola' } } },
  {
    name: 'text with preview',
    content: { kind: 'text', text: 'https://example.com', previewUrl: true },
    body: { type: 'text', text: { body: 'https://example.com', preview_url: true } },
  },
  {
    name: 'image by id',
    content: { kind: 'image', id: '1001', caption: 'Foto', mimeType: 'image/png', sha256: 'x' },
    body: { type: 'image', image: { id: '1001', caption: 'Foto' } },
  },
  {
    name: 'video by link',
    content: { kind: 'video', link: 'https://example.com/v.mp4' },
    body: { type: 'video', video: { link: 'https://example.com/v.mp4' } },
  },
  {
    name: 'voice note',
    content: { kind: 'audio', id: '1002', voice: true },
    body: { type: 'audio', audio: { id: '1002', voice: true } },
  },
  {
    name: 'document',
    content: { kind: 'document', link: 'https://example.com/f', caption: 'Factura', filename: 'f.pdf' },
    body: {
      type: 'document',
      document: { link: 'https://example.com/f', caption: 'Factura', filename: 'f.pdf' },
    },
  },
  {
    name: 'sticker',
    content: { kind: 'sticker', id: '1003' },
    body: { type: 'sticker', sticker: { id: '1003' } },
  },
  {
    name: 'location',
    content: { kind: 'location', latitude: 40.4, longitude: -3.7, name: 'Tienda', address: 'Calle 1' },
    body: {
      type: 'location',
      location: { latitude: 40.4, longitude: -3.7, name: 'Tienda', address: 'Calle 1' },
    },
  },
  {
    name: 'contacts',
    content: {
      kind: 'contacts',
      contacts: [
        {
          name: {
            formattedName: 'Ana Gil',
            firstName: 'Ana',
            lastName: 'Gil',
            middleName: 'M',
            suffix: 'II',
            prefix: 'Dra',
          },
          phones: [{ phone: '+34600111222', waId: '34600111222', type: 'WORK' }],
          emails: [{ email: 'ana@example.com', type: 'WORK' }],
          urls: [{ url: 'https://example.com', type: 'HOME' }],
          addresses: [
            {
              street: 'Calle 1',
              city: 'Madrid',
              state: 'M',
              zip: '28001',
              country: 'España',
              countryCode: 'es',
              type: 'HOME',
            },
          ],
          org: { company: 'Tienda', department: 'Ventas', title: 'Jefa' },
          birthday: '1990-12-31',
          vcard: 'ignored',
        },
      ],
    },
    body: {
      type: 'contacts',
      contacts: [
        {
          name: {
            formatted_name: 'Ana Gil',
            first_name: 'Ana',
            last_name: 'Gil',
            middle_name: 'M',
            suffix: 'II',
            prefix: 'Dra',
          },
          phones: [{ phone: '+34600111222', wa_id: '34600111222', type: 'WORK' }],
          emails: [{ email: 'ana@example.com', type: 'WORK' }],
          urls: [{ url: 'https://example.com', type: 'HOME' }],
          addresses: [
            {
              street: 'Calle 1',
              city: 'Madrid',
              state: 'M',
              zip: '28001',
              country: 'España',
              country_code: 'es',
              type: 'HOME',
            },
          ],
          org: { company: 'Tienda', department: 'Ventas', title: 'Jefa' },
          birthday: '1990-12-31',
        },
      ],
    },
  },
  {
    name: 'reaction',
    content: { kind: 'reaction', messageId: 'wamid.AAA1', emoji: '👍🏽' },
    body: { type: 'reaction', reaction: { message_id: 'wamid.AAA1', emoji: '👍🏽' } },
  },
  {
    name: 'reaction taken away',
    content: { kind: 'reaction', messageId: 'wamid.AAA1', emoji: '' },
    body: { type: 'reaction', reaction: { message_id: 'wamid.AAA1', emoji: '' } },
  },
  {
    name: 'pin',
    content: { kind: 'pin', type: 'pin', messageId: 'wamid.AAA1', expirationDays: 7 },
    body: { type: 'pin', pin: { type: 'pin', message_id: 'wamid.AAA1', expiration_days: 7 } },
  },
];
