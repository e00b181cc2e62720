import type { Contact } from '../../core/src/model/contact.ts';
import type { Content } from '../../core/src/model/content.ts';
import type { Event } from '../../core/src/model/events.ts';
import type { RouteInput } from '../../core/src/routing/types.ts';
import { choiceOf } from './tap.ts';

/** What a customer can be said to have written: the text, what stood on the button, the words below a picture. */
export const textOf = (content: Content): string | undefined => {
  switch (content.kind) {
    case 'text':
    case 'button':
      return content.text;
    case 'button_reply':
    case 'list_reply':
      return content.title;
    case 'image':
    case 'video':
    case 'document':
      return content.caption;
    default:
      return undefined;
  }
};

const present = <T extends object>(value: T): T =>
  Object.fromEntries(Object.entries(value).filter(([, part]) => part !== undefined)) as T;

/** WhatsApp's key of a person is the number without a plus, as a rule; some are none. */
const numberOf = (waId: string | undefined): string | undefined =>
  waId && /^\d{6,15}$/.test(waId) ? `+${waId}` : undefined;

/** An event as rules look at it. What is not known is left out. */
export const routeInput = (event: Event, contact: Contact | undefined, now: number): RouteInput => {
  if (event.type !== 'message.received') return { now };
  const { account, message, contact: who, hub } = event.data;
  const { content } = message;
  return present<RouteInput>({
    text: textOf(content),
    reply: choiceOf(content),
    kind: content.kind,
    account: present({ id: hub?.accountId, providerId: account.providerId }),
    contact: present({
      phone: who.phone ?? numberOf(who.waId),
      language: contact?.language,
      tags: contact?.tags,
      attributes: contact?.attributes,
    }),
    firstContact: hub ? (hub.firstContact ?? false) : undefined,
    now,
  });
};
