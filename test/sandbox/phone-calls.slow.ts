import type { Loose } from '@centralita/sandbox/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFindings } from '../e2e/pages.ts';
import { type Handset, startHandset } from './handset.ts';

/** Calls, played on the phone. The integration, here this test, has the other end. */

jest.setTimeout(120_000);

const lucia = '34600111222';
let handset: Handset;
let page: Page;

beforeAll(async () => {
  handset = await startHandset();
  await handset.sandbox.customer(lucia, { name: 'Lucía Ortega' });
  await handset.sandbox.customer('447700900123', { name: 'James Miller' });
  page = await handset.open();
}, 120_000);
afterAll(() => handset?.stop());

const act = <T = Loose>(body: Record<string, unknown>) =>
  handset.sandbox.graph<T>('POST', `/${handset.sandbox.phoneNumberId}/calls`, {
    messaging_product: 'whatsapp',
    ...body,
  });
const session = (sdp_type: string) => ({ sdp_type, sdp: 'v=0\r\n' });
const ring = async (): Promise<string> => {
  const { calls } = await act({ to: `+${lucia}`, action: 'connect', session: session('offer') });
  return calls[0].id;
};
const bar = (words: string) => page.locator('.call', { hasText: words });
const press = (name: string) => page.locator('.call-acts').getByRole('button', { name }).click();
const lastLine = () => page.locator('.call-line').last();
/** The events and statuses of one call, as webhooks told them. */
const told = (id: string) => [
  ...handset.receiver
    .all('calls')
    .filter((call) => call.id === id)
    .map(({ event, status }) => [event, status]),
  ...handset.receiver
    .all('statuses')
    .filter((one) => one.id === id)
    .map(({ status }) => [status]),
];

it('calls the business, which answers; hangs up', async () => {
  await page.locator('#call-business').click();
  await bar('Calling. The business answers by the API.').waitFor();
  expect(await page.locator('#call-business').isDisabled()).toBe(true);
  const { id, session: offer } = await handset.heard('calls', ({ event }) => event === 'connect');
  expect(offer.sdp_type).toBe('offer');
  await page.locator('.station.done', { hasText: 'Lucía Ortega called · Ringing' }).waitFor();
  await act({ call_id: id, action: 'accept', session: session('answer') });
  await bar('In a call').locator('.call-time', { hasText: '0:01' }).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await press('Hang up');
  await page.locator('.call').waitFor({ state: 'detached' });
  await lastLine().filter({ hasText: /0:0\d/ }).waitFor();
  await page.locator('.station.done', { hasText: '2 signed, 2 answered with 200' }).waitFor();
  await page.locator('.station-button', { hasText: 'Signed webhooks' }).click();
  await page.locator('pre.json', { hasText: '"terminate"' }).waitFor();
  await page.locator('.station-button', { hasText: 'Signed webhooks' }).click();
  expect(told(id)).toEqual([
    ['connect', undefined],
    ['terminate', 'COMPLETED'],
  ]);
});

it('is not taken by the business', async () => {
  await page.locator('#call-business').click();
  await bar('Calling').waitFor();
  const { id } = await handset.heard(
    'calls',
    ({ event, id: one }) => event === 'connect' && told(one).length === 1,
  );
  await act({ call_id: id, action: 'reject' });
  await lastLine().filter({ hasText: 'Declined' }).waitFor();
  expect(await page.locator('.call').count()).toBe(0);
});

it('is called once it allows that, and answers from another chat', async () => {
  // Messages know their second only: this one shall stand after the call.
  await page.waitForTimeout(1_000);
  await handset.sandbox.graph('POST', `/${handset.sandbox.phoneNumberId}/messages`, {
    messaging_product: 'whatsapp',
    to: `+${lucia}`,
    type: 'interactive',
    interactive: {
      type: 'call_permission_request',
      body: { text: '¿Podemos llamarla por su pedido?' },
      action: { name: 'call_permission_request' },
    },
  });
  await page.locator('button.tap', { hasText: 'Allow calls' }).click();
  await handset.heard('messages', ({ interactive }) => interactive?.type === 'call_permission_reply');
  await page.locator('.tab', { hasText: 'James' }).click();
  const id = await ring();
  await page.locator('.tab', { hasText: 'Lucía' }).locator('.ringing').waitFor();
  await page.locator('.tab', { hasText: 'Lucía' }).click();
  await bar('Centralita is calling').waitFor();
  await page.locator('.station.done', { hasText: '1 signed, 1 answered with 200' }).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await handset.shot(page, 'sandbox-call');
  await handset.heard('statuses', ({ status, id: one }) => status === 'RINGING' && one === id);
  await press('Answer');
  await bar('In a call').waitFor();
  expect(await page.locator('.tab .ringing').count()).toBe(0);
  await handset.heard('statuses', ({ status, id: one }) => status === 'ACCEPTED' && one === id);
  await act({ call_id: id, action: 'terminate' });
  await lastLine().filter({ hasText: /0:0\d/ }).waitFor();
  expect(told(id)).toEqual([['connect', undefined], ['terminate', 'COMPLETED'], ['RINGING'], ['ACCEPTED']]);
});

it('does not take a call, and finds one that was missed', async () => {
  const declined = await ring();
  await bar('Centralita is calling').waitFor();
  await press('Decline');
  await lastLine().filter({ hasText: 'Declined' }).waitFor();
  await handset.heard('statuses', ({ status, id }) => status === 'REJECTED' && id === declined);
  const missed = await ring();
  await bar('Centralita is calling').waitFor();
  await act({ call_id: missed, action: 'terminate' });
  await lastLine().filter({ hasText: 'No answer' }).waitFor();
});

it('is worked by the keyboard, on a phone, in the dark and in Spanish', async () => {
  const small = await handset.open({
    viewport: { width: 390, height: 800 },
    locale: 'es-ES',
    colorScheme: 'dark',
  });
  await small.locator('.tab', { hasText: 'Lucía' }).click();
  await small.locator('.call-line').last().waitFor();
  await ring();
  await small.locator('.call', { hasText: 'Llama Centralita' }).waitFor();
  expect(await small.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  expect(await accessibilityFindings(small)).toEqual([]);
  await handset.shot(small, 'sandbox-call-phone-es');
  await small.locator('.call-acts .accept').focus();
  await small.keyboard.press('Enter');
  await small.locator('.call', { hasText: 'En llamada' }).waitFor();
  await small.keyboard.press('Enter');
  await small.locator('.call').waitFor({ state: 'detached' });
  expect(await small.evaluate('document.activeElement.id')).toBe('phone-text');
});

it('leaves nothing to complain about in the browser', () => {
  expect(handset.complaints()).toEqual([]);
});
