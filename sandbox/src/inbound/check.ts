import { ControlProblem } from '../control/error.ts';
import type { JsonObject } from '../types.ts';

/** What the part under `type` must hold; a type that is not listed is passed on as it is. */
const needs: Record<string, string[]> = {
  text: ['body'],
  image: [],
  audio: [],
  video: [],
  document: [],
  sticker: [],
  location: ['latitude', 'longitude'],
  button: ['payload', 'text'],
  reaction: ['message_id'],
  interactive: ['type'],
  order: ['catalog_id', 'product_items'],
  edit: ['original_message_id', 'message'],
  revoke: ['original_message_id'],
  system: ['type'],
};
const interactiveKinds = [
  'button_reply',
  'list_reply',
  'nfm_reply',
  'call_permission_reply',
  'payment_method',
];
/** Types that stand without a part of their own. */
const bare = new Set([
  'unsupported',
  'request_welcome',
  'unknown',
  'image',
  'audio',
  'video',
  'document',
  'sticker',
]);

export const mediaTypes = new Set(['image', 'audio', 'video', 'document', 'sticker']);

/** Tells a person at the phone what their message lacks. */
export const checkInbound = (body: Record<string, unknown>): string => {
  const { type } = body;
  if (typeof type !== 'string' || type === '')
    throw new ControlProblem(
      400,
      'The message has no "type".',
      'Send {"type":"text","text":{"body":"Hola"}}.',
    );
  const part = body[type] as JsonObject | undefined;
  if (part === undefined && bare.has(type)) return type;
  if (typeof part !== 'object' || part === null)
    throw new ControlProblem(
      400,
      `A message of type "${type}" needs an object "${type}".`,
      `Put what it holds under "${type}".`,
    );
  const wanted = [...(needs[type] ?? []), ...replyNeed(type, part)];
  const lacking = wanted.find((key) => part[key] === undefined);
  if (lacking)
    throw new ControlProblem(400, `"${type}" needs "${lacking}".`, `Add "${type}": { "${lacking}": … }.`);
  if (type === 'contacts' && !Array.isArray(part))
    throw new ControlProblem(400, '"contacts" must be a list.', 'Send [{"name":{"formatted_name":"…"}}].');
  return type;
};

const replyNeed = (type: string, part: JsonObject): string[] =>
  type === 'interactive' && interactiveKinds.includes(String(part.type)) ? [String(part.type)] : [];
