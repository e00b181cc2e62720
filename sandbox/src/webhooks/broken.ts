import type { MalformedForm } from '../faults/types.ts';
import { serialize } from './serialize.ts';

/** Bodies that are correctly signed and wrong in shape: receivers must answer 200 and lose nothing else. */
export const brokenBody = (form: MalformedForm, good: string, entryId: string, metadata: unknown): string => {
  const envelope = (field: string, value: unknown) =>
    serialize({ object: 'whatsapp_business_account', entry: [{ id: entryId, changes: [{ value, field }] }] });
  switch (form) {
    case 'truncated':
      return good.slice(0, Math.floor(good.length / 2));
    case 'not_json':
      return '<html><body>503 Service Unavailable</body></html>';
    case 'empty_body':
      return '';
    case 'null_entry':
      return serialize({ object: 'whatsapp_business_account', entry: null });
    case 'empty_value':
      return envelope('messages', {});
    case 'unknown_field':
      return envelope('brand_new_field', { messaging_product: 'whatsapp', metadata, novelty: [{ id: '1' }] });
    case 'deep':
      return `{"object":"whatsapp_business_account","entry":${'['.repeat(5000)}${']'.repeat(5000)}}`;
    default:
      return envelope('messages', {
        messaging_product: 'whatsapp',
        metadata,
        messages: [{ id: '', timestamp: 'soon', type: 'hologram', hologram: { beam: true } }],
      });
  }
};
