import { expect, it } from '@jest/globals';
import { maskPhone } from './mask-phone.ts';

it.each([
  ['+34600111222', '+34…22'],
  ['+34 600 111 222', '+34…22'],
  ['34600111222', '34…22'],
  ['600111', '60…11'],
  ['12345', '…'],
  ['', '…'],
])('%j is shown as %j', (phone, shown) => {
  expect(maskPhone(phone)).toBe(shown);
});
