import type { PaymentMethodContent } from '../../../../model/content.ts';
import type { JsonObject } from '../../../../model/json.ts';
import { textsBy } from '../read.ts';

const texts = textsBy<PaymentMethodContent>({
  method: 'payment_method',
  timestamp: 'payment_timestamp',
  referenceId: 'reference_id',
  lastFourDigits: 'last_four_digits',
  credentialId: 'credential_id',
});

/** `{payment_method, payment_timestamp, reference_id, last_four_digits, credential_id}` */
export const paymentMethod = (answer: JsonObject): PaymentMethodContent => ({
  ...texts(answer),
  kind: 'payment_method',
});
