import type { JsonObject } from '../../../core/src/model/json.ts';
import type { Sample } from './sample.ts';

const saying = (text: string) => [{ type: 'text', text } as const];
const template = (components?: readonly JsonObject[]): JsonObject => ({
  type: 'template',
  template: { name: 'aviso_envio', language: { code: 'es' }, ...(components ? { components } : {}) },
});
const aviso = { kind: 'template', name: 'aviso_envio', language: 'es' } as const;

export const templates: readonly Sample[] = [
  { name: 'template without variables', content: aviso, body: template() },
  {
    name: 'template with numbered values',
    content: {
      ...aviso,
      header: { type: 'document', id: '1005', filename: 'f.pdf' },
      body: [
        { type: 'text', text: 'Ana' },
        { type: 'currency', fallback: '10 €', code: 'EUR', amount1000: 10_000 },
        { type: 'date_time', fallback: '21 de noviembre' },
      ],
    },
    body: template([
      { type: 'header', parameters: [{ type: 'document', document: { id: '1005', filename: 'f.pdf' } }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', text: 'Ana' },
          { type: 'currency', currency: { fallback_value: '10 €', code: 'EUR', amount_1000: 10_000 } },
          { type: 'date_time', date_time: { fallback_value: '21 de noviembre' } },
        ],
      },
    ]),
  },
  {
    name: 'template with named values',
    content: {
      ...aviso,
      header: { type: 'text', text: 'Ana', name: 'nombre' },
      body: [
        { type: 'text', text: 'A-17', name: 'pedido' },
        { type: 'text', text: 'Ana', name: 'nombre' },
      ],
    },
    body: template([
      { type: 'header', parameters: [{ type: 'text', parameter_name: 'nombre', text: 'Ana' }] },
      {
        type: 'body',
        parameters: [
          { type: 'text', parameter_name: 'pedido', text: 'A-17' },
          { type: 'text', parameter_name: 'nombre', text: 'Ana' },
        ],
      },
    ]),
  },
  {
    name: 'template with a place and buttons',
    content: {
      ...aviso,
      header: { type: 'location', latitude: 1.5, longitude: 2, name: 'Tienda', address: 'Calle 1' },
      buttons: [
        { type: 'quick_reply', index: 0, payload: 'BAJA' },
        { type: 'url', index: 1, text: 'A-17' },
        { type: 'copy_code', index: 2, code: 'VERANO25' },
        { type: 'flow', index: 3, token: 't', data: { a: 1 } },
        { type: 'voice_call', index: 4, ttlMinutes: 5, payload: 'p' },
        { type: 'voice_call', index: 5 },
      ],
    },
    body: template([
      {
        type: 'header',
        parameters: [
          { type: 'location', location: { latitude: 1.5, longitude: 2, name: 'Tienda', address: 'Calle 1' } },
        ],
      },
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: 0,
        parameters: [{ type: 'payload', payload: 'BAJA' }],
      },
      { type: 'button', sub_type: 'url', index: 1, parameters: [{ type: 'text', text: 'A-17' }] },
      {
        type: 'button',
        sub_type: 'copy_code',
        index: 2,
        parameters: [{ type: 'coupon_code', coupon_code: 'VERANO25' }],
      },
      {
        type: 'button',
        sub_type: 'flow',
        index: 3,
        parameters: [{ type: 'action', action: { flow_token: 't', flow_action_data: { a: 1 } } }],
      },
      {
        type: 'button',
        sub_type: 'voice_call',
        index: 4,
        parameters: [
          { type: 'ttl_minutes', ttl_minutes: 5 },
          { type: 'payload', payload: 'p' },
        ],
      },
    ]),
  },
  {
    name: 'template with a product and several products',
    content: {
      ...aviso,
      header: { type: 'product', productRetailerId: 'p1', catalogId: 'c1' },
      buttons: [
        { type: 'catalog', index: 0, thumbnailProductRetailerId: 'p1' },
        {
          type: 'mpm',
          index: 1,
          thumbnailProductRetailerId: 'p1',
          sections: [{ title: 'Zapatos', products: ['p1'] }],
        },
      ],
    },
    body: template([
      {
        type: 'header',
        parameters: [{ type: 'product', product: { product_retailer_id: 'p1', catalog_id: 'c1' } }],
      },
      {
        type: 'button',
        sub_type: 'catalog',
        index: 0,
        parameters: [{ type: 'action', action: { thumbnail_product_retailer_id: 'p1' } }],
      },
      {
        type: 'button',
        sub_type: 'mpm',
        index: 1,
        parameters: [
          {
            type: 'action',
            action: {
              thumbnail_product_retailer_id: 'p1',
              sections: [{ title: 'Zapatos', product_items: [{ product_retailer_id: 'p1' }] }],
            },
          },
        ],
      },
    ]),
  },
  {
    name: 'template with an offer, an order and link titles',
    content: {
      ...aviso,
      header: { type: 'video', link: 'https://example.com/v.mp4' },
      offerExpiresAt: 1_790_000_000_000,
      orderStatus: { referenceId: 'r1', status: 'shipped', description: 'En camino' },
      linkTitles: [{ url: 'https://example.com', title: 'Tienda' }],
    },
    body: template([
      { type: 'header', parameters: [{ type: 'video', video: { link: 'https://example.com/v.mp4' } }] },
      {
        type: 'limited_time_offer',
        parameters: [
          { type: 'limited_time_offer', limited_time_offer: { expiration_time_ms: 1_790_000_000_000 } },
        ],
      },
      {
        type: 'order_status',
        parameters: [
          {
            type: 'order_status',
            order_status: { reference_id: 'r1', order: { status: 'shipped', description: 'En camino' } },
          },
        ],
      },
      {
        type: 'tap_target_configuration',
        parameters: [
          {
            type: 'tap_target_configuration',
            tap_target_configuration: [{ url: 'https://example.com', title: 'Tienda' }],
          },
        ],
      },
    ]),
  },
  {
    name: 'template carousel',
    content: {
      ...aviso,
      body: [{ type: 'text', text: 'Ana' }],
      cards: ['1', '2'].map((n) => ({
        header: { type: 'image', id: `30${n}` },
        body: saying(`Casa ${n}`),
        buttons: [{ type: 'quick_reply' as const, index: 0, payload: `ver-${n}` }],
      })),
    },
    body: template([
      { type: 'body', parameters: [{ type: 'text', text: 'Ana' }] },
      {
        type: 'carousel',
        cards: [1, 2].map((n) => ({
          card_index: n - 1,
          components: [
            { type: 'header', parameters: [{ type: 'image', image: { id: `30${n}` } }] },
            { type: 'body', parameters: [{ type: 'text', text: `Casa ${n}` }] },
            {
              type: 'button',
              sub_type: 'quick_reply',
              index: 0,
              parameters: [{ type: 'payload', payload: `ver-${n}` }],
            },
          ],
        })),
      },
    ]),
  },
  {
    name: 'authentication template',
    content: { ...aviso, code: 'J7K-221' },
    body: template([
      { type: 'body', parameters: [{ type: 'text', text: 'J7K-221' }] },
      { type: 'button', sub_type: 'url', index: 0, parameters: [{ type: 'text', text: 'J7K-221' }] },
    ]),
  },
];
