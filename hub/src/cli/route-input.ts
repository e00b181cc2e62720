import { meta } from '@centralita/core/channels/meta';
import type { Content, Event } from '@centralita/core/model';
import type { RouteInput } from '@centralita/core/routing';

/**
 * What a JSON document says about messages: an event, the body of a webhook, or a `RouteInput` as it is. Undefined
 * for anything else.
 */
export const routeInputsOf = (bytes: Uint8Array, now: number): readonly RouteInput[] | undefined => {
  const value: unknown = JSON.parse(new TextDecoder().decode(bytes));
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return undefined;
  if ('entry' in value) return meta.parse(bytes, now).flatMap(inputOf);
  if ('type' in value && 'data' in value) return inputOf(value as Event);
  return Object.keys(value).some((key) => inputFields.includes(key))
    ? [{ now, ...(value as Omit<RouteInput, 'now'>) }]
    : undefined;
};

const inputFields = ['text', 'reply', 'kind', 'account', 'contact', 'firstContact', 'now'];

const inputOf = (event: Event): readonly RouteInput[] => {
  if (event.type !== 'message.received') return [];
  const { account, contact, message, hub } = event.data;
  const phone = contact.phone ?? contact.waId ?? contact.userId;
  return [
    {
      ...partsOf(message.content),
      kind: message.content.kind,
      account: {
        ...(hub?.accountId ? { id: hub.accountId } : {}),
        ...(account.providerId ? { providerId: account.providerId } : {}),
      },
      contact: phone === undefined ? {} : { phone },
      ...(hub?.firstContact === undefined ? {} : { firstContact: hub.firstContact }),
      now: Date.parse(event.timestamp),
    },
  ];
};

const partsOf = (content: Content): Pick<RouteInput, 'text' | 'reply'> => {
  switch (content.kind) {
    case 'text':
      return { text: content.text };
    case 'button':
      return { text: content.text, reply: content.payload };
    case 'button_reply':
    case 'list_reply':
      return { text: content.title, reply: content.id };
    case 'image':
    case 'video':
    case 'document':
      return content.caption ? { text: content.caption } : {};
    default:
      return {};
  }
};
