import { type Fields, isFields } from '../guards.ts';
import { jsonObject } from './json.ts';
import { none, type Problems, problem } from './rules.ts';

const ours = ['messaging_product', 'to', 'recipient', 'recipient_type', 'biz_opaque_callback_data', 'status'];

/** Only the envelope: a `type`, and under that name what the type says. Address and correlation are ours. */
export function raw(content: Fields): Problems {
  const wrong = jsonObject(content.body, 'body');
  if (wrong.length > 0 || !isFields(content.body)) return wrong;
  const { body } = content;
  const taken = ours
    .filter((name) => body[name] !== undefined)
    .map((name) =>
      problem(`body.${name}`, `Leave body.${name} out: it is filled in when the message is sent.`),
    );
  return [...taken, ...envelope(body)];
}

function envelope(body: Fields): Problems {
  const { type } = body;
  if (typeof type !== 'string' || !/^[a-z][a-z_]{0,39}$/.test(type)) {
    return [
      problem('body.type', 'body.type must name the type of the message, such as text or interactive.'),
    ];
  }
  const part = Object.hasOwn(body, type) && type !== 'type' && type !== 'context' ? body[type] : undefined;
  return isFields(part) || (Array.isArray(part) && part.length > 0)
    ? none
    : [problem(`body.${type}`, `body.${type} must hold the ${type} that body.type announces.`)];
}
