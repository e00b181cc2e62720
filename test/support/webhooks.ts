import { phoneNumberId, wabaId } from './hub-process.ts';

/** The body of a webhook with these values, of field `messages` unless `field` says another. */
export const bodyOf = (...values: readonly object[]): string =>
  JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: wabaId,
        changes: values.map(({ field = 'messages', ...value }: { field?: string }) => ({
          field,
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '34910000001', phone_number_id: phoneNumberId },
            ...value,
          },
        })),
      },
    ],
  });

const seconds = (at: number): string => String(Math.floor(at / 1000));

export const text = (from: string, id: string, at: number, body: string) => ({
  contacts: [{ wa_id: from, profile: { name: `Customer ${from.slice(-2)}` } }],
  messages: [{ from, id: `wamid.${id}`, timestamp: seconds(at), type: 'text', text: { body } }],
});

export const status = (id: string, to: string, word: string, at: number, more: object = {}) => ({
  statuses: [{ id: `wamid.${id}`, status: word, timestamp: seconds(at), recipient_id: to, ...more }],
});

/** A person of the business wrote in the WhatsApp Business app. */
export const echo = (to: string, id: string, at: number, body: string) => ({
  field: 'smb_message_echoes',
  message_echoes: [
    { from: '34910000001', to, id: `wamid.${id}`, timestamp: seconds(at), type: 'text', text: { body } },
  ],
});
