import { interactive, type Sample } from './sample.ts';

export const requests: readonly Sample[] = [
  {
    name: 'location request',
    content: { kind: 'location_request', body: '¿Dónde está?' },
    body: interactive({
      type: 'location_request_message',
      body: { text: '¿Dónde está?' },
      action: { name: 'send_location' },
    }),
  },
  {
    name: 'address message',
    content: {
      kind: 'address_message',
      body: 'Address please',
      country: 'IN',
      values: { name: 'Ana' },
      savedAddresses: [{ id: 'a1', value: { city: 'Pune' } }],
      validationErrors: { pin: 'wrong' },
    },
    body: interactive({
      type: 'address_message',
      body: { text: 'Address please' },
      action: {
        name: 'address_message',
        parameters: {
          country: 'IN',
          values: { name: 'Ana' },
          saved_addresses: [{ id: 'a1', value: { city: 'Pune' } }],
          validation_errors: { pin: 'wrong' },
        },
      },
    }),
  },
  {
    name: 'contact request',
    content: { kind: 'contact_request', body: 'Su teléfono, por favor' },
    body: interactive({
      type: 'contact_request',
      body: { text: 'Su teléfono, por favor' },
      action: { name: 'request_contact_info' },
    }),
  },
  {
    name: 'call permission request',
    content: { kind: 'call_permission_request' },
    body: interactive({ type: 'call_permission_request', action: { name: 'call_permission_request' } }),
  },
  {
    name: 'voice call',
    content: { kind: 'voice_call', body: 'Llámenos', displayText: 'Llamar', ttlMinutes: 60, payload: 'x' },
    body: interactive({
      type: 'voice_call',
      body: { text: 'Llámenos' },
      action: { name: 'voice_call', parameters: { display_text: 'Llamar', ttl_minutes: 60, payload: 'x' } },
    }),
  },
  {
    name: 'order details',
    content: {
      kind: 'order_details',
      body: 'Pague',
      parameters: { reference_id: 'r1', total_amount: { value: 1 } },
    },
    body: interactive({
      type: 'order_details',
      body: { text: 'Pague' },
      action: { name: 'review_and_pay', parameters: { reference_id: 'r1', total_amount: { value: 1 } } },
    }),
  },
  {
    name: 'order status',
    content: { kind: 'order_status', body: 'Enviado', parameters: { reference_id: 'r1' } },
    body: interactive({
      type: 'order_status',
      body: { text: 'Enviado' },
      action: { name: 'review_order', parameters: { reference_id: 'r1' } },
    }),
  },
  {
    name: 'raw',
    content: { kind: 'raw', body: { type: 'text', text: { body: 'tal cual' }, category: 'utility' } },
    body: { type: 'text', text: { body: 'tal cual' }, category: 'utility' },
  },
];
