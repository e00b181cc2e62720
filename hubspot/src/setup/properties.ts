import { contactKey } from '../api/portal.ts';
import type { Property } from '../api/properties.ts';

/** The group our properties stand in. */
export const group = { name: 'whatsapp_connector', label: 'WhatsApp (Centralita)' } as const;

const text = (name: string, label: string, description: string, more: Partial<Property> = {}): Property => ({
  name,
  label,
  description,
  type: 'string',
  fieldType: 'text',
  groupName: group.name,
  ...more,
});
const time = (name: string, label: string, description: string): Property =>
  text(name, label, description, { type: 'datetime', fieldType: 'date' });

export const consentStates = ['unknown', 'pending', 'opted_in', 'opted_out'] as const;
export type ConsentStatus = (typeof consentStates)[number];

const consentLabels: Readonly<Record<ConsentStatus, string>> = {
  unknown: 'Unknown',
  pending: 'Pending confirmation',
  opted_in: 'Opted in',
  opted_out: 'Opted out',
};

/** What `centralita hubspot setup` makes sure of. `hasUniqueValue` can never be changed afterwards. */
export const ownProperties: readonly Property[] = [
  text(contactKey, 'WhatsApp contact key', 'Links this contact to Centralita. Do not edit.', {
    hasUniqueValue: true,
  }),
  text('wa_user_id', 'WhatsApp user id', 'The business-scoped id of this person.'),
  text('wa_id', 'WhatsApp number', 'The number as WhatsApp writes it.'),
  text('wa_username', 'WhatsApp user name', 'Chosen by the person; may change.'),
  text('wa_opt_in_status', 'WhatsApp marketing consent', 'Mirrors the consent ledger of Centralita.', {
    type: 'enumeration',
    fieldType: 'select',
    options: consentStates.map((value, displayOrder) => ({
      label: consentLabels[value],
      value,
      hidden: false,
      displayOrder,
    })),
  }),
  time('wa_opt_in_at', 'WhatsApp opt-in time', 'When consent was given.'),
  time('wa_opt_out_at', 'WhatsApp opt-out time', 'When consent was withdrawn.'),
  text(
    'wa_opt_in_source',
    'WhatsApp opt-in source',
    'Where consent was given. Needed to opt somebody in here.',
  ),
  text('wa_opt_out_source', 'WhatsApp opt-out source', 'Where consent was withdrawn.'),
  text('wa_legal_basis', 'WhatsApp legal basis', 'Basis and policy version of the consent.'),
  time('wa_last_inbound_at', 'Last WhatsApp message received', 'When this person last wrote.'),
  time('wa_last_outbound_at', 'Last WhatsApp message sent', 'When the team last wrote.'),
  text('wa_protocol_last', 'Last WhatsApp case number', 'The number of the last case.'),
  text('wa_conversation_tags', 'Tags of the last WhatsApp case', 'Written by Centralita.'),
  text('wa_tags', 'WhatsApp tags', 'Tags of the contact, both ways.', {
    type: 'enumeration',
    fieldType: 'checkbox',
    options: [],
  }),
];
