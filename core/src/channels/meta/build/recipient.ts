import type { JsonObject } from '../../../model/json.ts';
import type { Recipient } from '../../channel.ts';

const businessScopedId = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]+$/;

/** Detects, does not validate: other forms exist. */
export const isBusinessScopedId = (id: string): boolean => businessScopedId.test(id);

/** The business-scoped id: as such, or where a relay has put it in the place of a number. */
const scopedId = ({ userId, waId, phone }: Recipient): string | undefined =>
  [userId, waId, phone].find((id) => id !== undefined && isBusinessScopedId(id)) ?? (userId || undefined);

/** The number to write to: what WhatsApp calls the person first, unchanged, else the phone as it is known. */
export const numberOf = ({ waId, phone }: Recipient): string | undefined =>
  [waId, phone].find((id) => id !== undefined && id !== '' && !isBusinessScopedId(id));

/** Without `+` Meta may put the business's own country code in front. */
const withPlus = (number: string): string => (/^\d+$/.test(number) ? `+${number}` : number);

/** The address of a message: a group, else a number, else a business-scoped id; undefined when there is none. */
export function addressOf(to: Recipient): JsonObject | undefined {
  if (to.groupId) return { recipient_type: 'group', to: to.groupId };
  const number = numberOf(to);
  if (number !== undefined) return { recipient_type: 'individual', to: withPlus(number) };
  const recipient = scopedId(to);
  return recipient === undefined ? undefined : { recipient_type: 'individual', recipient };
}
