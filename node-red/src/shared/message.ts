import type { Recipient } from '@centralita/core/channels';
import type { ContactRef, Event } from '@centralita/core/model';
import type { Message } from '../red.ts';
import { replyOf, textOf } from './content.ts';

export const contactOf = (event: Event): ContactRef | undefined =>
  'contact' in event.data ? event.data.contact : undefined;

/** The contact's id on a hub; without one what the platform calls the person, the lasting id first. */
export const topicOf = (event: Event): string | undefined => {
  const hub = event.data.hub?.contactId;
  if (hub) return hub;
  const contact = contactOf(event);
  return contact?.userId ?? contact?.waId ?? contact?.phone;
};

/** What a trigger sends: `payload` for people, `topic` to answer to, the whole event beside them. */
export const messageOf = (event: Event): Message => ({
  topic: topicOf(event) ?? '',
  payload: payloadOf(event),
  ...(event.type === 'message.received' ? tapped(event) : {}),
  centralita: event,
});

const payloadOf = (event: Event): unknown => {
  switch (event.type) {
    case 'message.received':
    case 'message.edited':
      return textOf(event.data.message.content);
    case 'message.status':
      return event.data.status;
    case 'consent.changed':
      return event.data.consent.state;
    default:
      return event.type;
  }
};

const tapped = (event: Extract<Event, { type: 'message.received' }>): { reply?: unknown } => {
  const reply = replyOf(event.data.message.content);
  return reply ? { reply } : {};
};

/** The event on a message, where there is one: nodes before ours may have put anything there. */
export const eventOn = (message: Message): Event | undefined => {
  const value = message.centralita as Partial<Event> | undefined;
  return typeof value?.id === 'string' && typeof value.type === 'string' && typeof value.data === 'object'
    ? (value as Event)
    : undefined;
};

const businessScopedId = /^[A-Z]{2}\.(?:ENT\.)?[A-Za-z0-9]+$/;

/**
 * Who a text names for a direct send: a phone number in any spelling or a business-scoped user id. Where it is who
 * the message came from, everything the platform told of them, since ids are answered as they came.
 */
export const recipientOf = (to: string, event: Event | undefined): Recipient | undefined => {
  const text = to.trim();
  const contact = event && contactOf(event);
  if (contact && [contact.userId, contact.waId, contact.phone].includes(text)) {
    const { userId, waId, phone } = contact;
    return { ...(userId ? { userId } : {}), ...(waId ? { waId } : {}), ...(phone ? { phone } : {}) };
  }
  if (businessScopedId.test(text)) return { userId: text };
  const digits = text.replace(/[\s().+/-]/g, '');
  return /^\d{6,20}$/.test(digits) ? { phone: `+${digits}` } : undefined;
};
