import { interactive, type Sample } from './sample.ts';

export const choices: readonly Sample[] = [
  {
    name: 'buttons',
    content: {
      kind: 'buttons',
      header: { type: 'document', id: '1004', filename: 'c.pdf' },
      body: '¿Seguimos?',
      footer: 'Tienda',
      buttons: [
        { id: 'si', title: 'Sí' },
        { id: 'no', title: 'No' },
      ],
    },
    body: interactive({
      type: 'button',
      header: { type: 'document', document: { id: '1004', filename: 'c.pdf' } },
      body: { text: '¿Seguimos?' },
      footer: { text: 'Tienda' },
      action: {
        buttons: [
          { type: 'reply', reply: { id: 'si', title: 'Sí' } },
          { type: 'reply', reply: { id: 'no', title: 'No' } },
        ],
      },
    }),
  },
  {
    name: 'buttons under a picture',
    content: {
      kind: 'buttons',
      header: { type: 'image', link: 'https://example.com/i.png', filename: 'not shown' },
      body: '¿Te gusta?',
      buttons: [{ id: 'si', title: 'Sí' }],
    },
    body: interactive({
      type: 'button',
      header: { type: 'image', image: { link: 'https://example.com/i.png' } },
      body: { text: '¿Te gusta?' },
      action: { buttons: [{ type: 'reply', reply: { id: 'si', title: 'Sí' } }] },
    }),
  },
  {
    name: 'list',
    content: {
      kind: 'list',
      header: { type: 'text', text: 'Horas' },
      body: 'Elija hora',
      button: 'Ver horas',
      sections: [
        { title: 'Mañana', rows: [{ id: '9', title: '9:00', description: 'libre' }] },
        { title: 'Tarde', rows: [{ id: '16', title: '16:00' }] },
      ],
    },
    body: interactive({
      type: 'list',
      header: { type: 'text', text: 'Horas' },
      body: { text: 'Elija hora' },
      action: {
        button: 'Ver horas',
        sections: [
          { title: 'Mañana', rows: [{ id: '9', title: '9:00', description: 'libre' }] },
          { title: 'Tarde', rows: [{ id: '16', title: '16:00' }] },
        ],
      },
    }),
  },
  {
    name: 'link button',
    content: { kind: 'cta_url', body: 'Su pedido', displayText: 'Seguir', url: 'https://example.com/p?1=2' },
    body: interactive({
      type: 'cta_url',
      body: { text: 'Su pedido' },
      action: { name: 'cta_url', parameters: { display_text: 'Seguir', url: 'https://example.com/p?1=2' } },
    }),
  },
  {
    name: 'flow',
    content: {
      kind: 'flow',
      body: 'Reserve',
      flowId: '55',
      cta: 'Reservar',
      token: 't1',
      mode: 'draft',
      action: 'navigate',
      payload: { screen: 'UNO', data: { mesa: 4 } },
    },
    body: interactive({
      type: 'flow',
      body: { text: 'Reserve' },
      action: {
        name: 'flow',
        parameters: {
          flow_message_version: '3',
          flow_id: '55',
          flow_cta: 'Reservar',
          flow_token: 't1',
          mode: 'draft',
          flow_action: 'navigate',
          flow_action_payload: { screen: 'UNO', data: { mesa: 4 } },
        },
      },
    }),
  },
  {
    name: 'flow by name',
    content: { kind: 'flow', body: 'Reserve', flowName: 'reserva', cta: 'Reservar' },
    body: interactive({
      type: 'flow',
      body: { text: 'Reserve' },
      action: {
        name: 'flow',
        parameters: { flow_message_version: '3', flow_name: 'reserva', flow_cta: 'Reservar' },
      },
    }),
  },
  {
    name: 'product',
    content: { kind: 'product', catalogId: 'c1', productRetailerId: 'p1', footer: 'Tienda' },
    body: interactive({
      type: 'product',
      footer: { text: 'Tienda' },
      action: { catalog_id: 'c1', product_retailer_id: 'p1' },
    }),
  },
  {
    name: 'product list',
    content: {
      kind: 'product_list',
      header: { type: 'text', text: 'Ofertas' },
      body: 'Mire',
      catalogId: 'c1',
      sections: [{ title: 'Zapatos', products: ['p1', 'p2'] }],
    },
    body: interactive({
      type: 'product_list',
      header: { type: 'text', text: 'Ofertas' },
      body: { text: 'Mire' },
      action: {
        catalog_id: 'c1',
        sections: [
          { title: 'Zapatos', product_items: [{ product_retailer_id: 'p1' }, { product_retailer_id: 'p2' }] },
        ],
      },
    }),
  },
  {
    name: 'catalogue',
    content: {
      kind: 'catalog_message',
      body: 'Catálogo',
      footer: 'Tienda',
      thumbnailProductRetailerId: 'p1',
    },
    body: interactive({
      type: 'catalog_message',
      body: { text: 'Catálogo' },
      footer: { text: 'Tienda' },
      action: { name: 'catalog_message', parameters: { thumbnail_product_retailer_id: 'p1' } },
    }),
  },
  {
    name: 'carousel of links',
    content: {
      kind: 'carousel',
      body: 'Casas',
      cards: ['1', '2'].map((n) => ({
        header: { type: 'image', link: `https://example.com/${n}.png` },
        body: `Casa ${n}`,
        url: { displayText: 'Ver', url: `https://example.com/${n}` },
      })),
    },
    body: interactive({
      type: 'carousel',
      body: { text: 'Casas' },
      action: {
        cards: [1, 2].map((n) => ({
          card_index: n - 1,
          type: 'cta_url',
          header: { type: 'image', image: { link: `https://example.com/${n}.png` } },
          body: { text: `Casa ${n}` },
          action: { name: 'cta_url', parameters: { display_text: 'Ver', url: `https://example.com/${n}` } },
        })),
      },
    }),
  },
  {
    name: 'carousel of quick replies',
    content: {
      kind: 'carousel',
      body: 'Casas',
      cards: ['1', '2'].map((n) => ({
        header: { type: 'video', id: `20${n}` },
        buttons: [{ id: `ver-${n}`, title: 'Me interesa' }],
      })),
    },
    body: interactive({
      type: 'carousel',
      body: { text: 'Casas' },
      action: {
        cards: [1, 2].map((n) => ({
          card_index: n - 1,
          type: 'cta_url',
          header: { type: 'video', video: { id: `20${n}` } },
          action: {
            buttons: [{ type: 'quick_reply', quick_reply: { id: `ver-${n}`, title: 'Me interesa' } }],
          },
        })),
      },
    }),
  },
  {
    name: 'carousel of products',
    content: {
      kind: 'carousel',
      body: 'Zapatos',
      cards: ['p1', 'p2'].map((id) => ({ product: { productRetailerId: id, catalogId: 'c1' } })),
    },
    body: interactive({
      type: 'carousel',
      body: { text: 'Zapatos' },
      action: {
        cards: ['p1', 'p2'].map((id, index) => ({
          card_index: index,
          type: 'product',
          action: { product_retailer_id: id, catalog_id: 'c1' },
        })),
      },
    }),
  },
];
