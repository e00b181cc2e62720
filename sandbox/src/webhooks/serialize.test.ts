import { expect, it } from '@jest/globals';
import { serialize, signature } from './serialize.ts';

it('escapes everything beyond ASCII, and slashes', () => {
  expect(serialize({ a: 'año/😀\n"' })).toBe('{"a":"a\\u00f1o\\/\\ud83d\\ude00\\n\\""}');
  expect(JSON.parse(serialize({ a: 'año/😀\u007f\u2028' }))).toEqual({ a: 'año/😀\u007f\u2028' });
});

it('signs the exact bytes', () => {
  expect(signature('app_secret_example', '{"object":"whatsapp_business_account","entry":[]}')).toBe(
    'sha256=6eb10e0bc4192e9206e3de93178e66ea9eb262e9ea07bb66abdc83dcf8d3abf3',
  );
});
