import type { Json } from '../../../model/json.ts';
import { tame } from './tame.ts';

/** The text of a body: UTF-8, or UTF-16 with a byte order mark; what cannot be decoded is replaced. */
export const textOfBody = (body: Uint8Array): string => {
  if (body[0] === 0xff && body[1] === 0xfe) return new TextDecoder('utf-16le').decode(body);
  if (body[0] === 0xfe && body[1] === 0xff) return new TextDecoder('utf-16be').decode(body);
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString();
  return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
};

/** The value of a JSON text, long integers as strings and bottomless nesting as text; undefined when it is no JSON. */
export const parseJson = (text: string): Json | undefined => {
  try {
    return JSON.parse(tame(text)) as Json;
  } catch {
    return undefined;
  }
};
