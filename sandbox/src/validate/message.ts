import { badParameter, GraphError, missing } from '../graph/error.ts';
import { type Fields, flag, object, oneOf, text } from './check.ts';
import { checkInteractive } from './interactive/index.ts';
import { checkMedia, type Known, type MediaKind } from './media.ts';
import { checkContacts, checkLocation, checkPin, checkReaction, checkText } from './simple.ts';

const media = (kind: MediaKind) => (value: unknown, known: Known) => checkMedia(value, kind, kind, known);

/** Templates are held against their definition elsewhere; see templates/match.ts. */
const checks: Record<string, (value: unknown, known: Known) => void> = {
  text: checkText,
  image: media('image'),
  audio: media('audio'),
  video: media('video'),
  document: media('document'),
  sticker: media('sticker'),
  location: (value) => checkLocation(value),
  contacts: checkContacts,
  reaction: checkReaction,
  interactive: checkInteractive,
  pin: checkPin,
  template: (value) => object(value, 'template'),
};
const types = Object.keys(checks);

/** What of a body the sandbox goes on with. */
export interface CheckedMessage {
  type: string;
  content: Fields | Fields[];
  /** As the caller wrote it. */
  input: string;
  /** Digits, when written to by phone. */
  phone?: string;
  userId?: string;
  contextId?: string;
  opaque?: string;
  identityHash?: string;
  /** Direct Send. */
  category?: string;
  /** Written to a group. */
  group?: string;
}

/** Holds the body of `POST /{number}/messages` against the documented limits; throws the platform's refusal. */
export const checkMessage = (body: Fields, known: Known): CheckedMessage => {
  if (body.messaging_product === undefined)
    throw badParameter('The parameter messaging_product is required.');
  if (body.messaging_product !== 'whatsapp')
    throw badParameter('Param messaging_product must be one of {WHATSAPP}.');
  const to = recipient(body);
  const type = body.type === undefined ? 'text' : body.type;
  if (typeof type !== 'string' || !Object.hasOwn(checks, type))
    throw badParameter(
      `Param type must be one of {${types.join(', ').toUpperCase()}} - got "${String(type)}".`,
    );
  if (body[type] === undefined) throw missing(`Parameter '${type}' is mandatory for type '${type}'`);
  checks[type]?.(body[type], known);
  const contextId = context(body, type);
  if (body.biz_opaque_callback_data !== undefined)
    text(body.biz_opaque_callback_data, 'biz_opaque_callback_data', 512, 0);
  flag(body.preview_url, 'preview_url');
  const group =
    body.recipient_type !== undefined &&
    oneOf(body.recipient_type, 'recipient_type', ['individual', 'group']);
  if (type === 'pin' && group !== 'group') throw badParameter('A pin needs recipient_type "group".');
  return {
    type,
    content: body[type] as Fields | Fields[],
    ...to,
    ...(group === 'group' && { group: to.input }),
    contextId,
    opaque: body.biz_opaque_callback_data as string | undefined,
    identityHash: body.recipient_identity_key_hash as string | undefined,
    category: body.category as string | undefined,
  };
};

const context = (body: Fields, type: string): string | undefined => {
  if (body.context === undefined) return undefined;
  const { message_id } = object(body.context, 'context', ['message_id']);
  const id = text(message_id, "context['message_id']", 512);
  if (type === 'reaction') throw badParameter('A reaction cannot be a contextual reply.');
  return id;
};

/** `to` wins over `recipient`. */
const recipient = (body: Fields): Pick<CheckedMessage, 'input' | 'phone' | 'userId'> => {
  const { to } = body;
  if (to !== undefined && to !== null && to !== '') {
    const input = typeof to === 'number' ? String(to) : to;
    if (typeof input !== 'string') throw badParameter('Param to must be a string.');
    if (body.recipient_type === 'group') return { input };
    const digits = input.replace(/[\s()+-]/g, '');
    if (!/^[1-9]\d{6,14}$/.test(digits))
      throw new GraphError(131009, `Recipient is not a valid phone number: ${input.slice(0, 40)}`);
    return { input, phone: digits };
  }
  const { recipient: userId } = body;
  if (userId === undefined || userId === null) throw badParameter('The parameter to is required.');
  if (typeof userId !== 'string' || !/^[A-Z]{2}\.(ENT\.)?[A-Za-z0-9]{1,128}$/.test(userId))
    throw new GraphError(131009, 'Param recipient is not a valid business-scoped user ID.');
  return { input: userId, userId };
};
