import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings } from './pages.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { sit } from './sit.ts';

jest.setTimeout(120_000);

/** The phone beside the hub: where a message goes, station by station, and how the answer comes back. */

let desk: Desk;
let phone: Page;
let orders: Receiver;
let reports: Receiver;

beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
  orders = await startReceiver(() => false);
  reports = await startReceiver((body) => body.includes('roto'));
  const subscribe = (key: string, more: object) => desk.demo.ask('PUT', `/v1/subscriptions/${key}`, more);
  await subscribe('orders', { description: 'Orders', url: orders.url });
  await subscribe('reports', { description: 'Reports', url: reports.url });
  await subscribe('consents', { description: 'Consents', url: orders.url, types: ['consent.changed'] });
  await subscribe('reader', { description: 'Reader' });
  phone = await desk.open('/phone');
}, 120_000);
afterAll(async () => {
  orders?.close();
  reports?.close();
  await desk?.stop();
});

const station = (name: string, state = 'done') => phone.locator(`.station.${state}`, { hasText: name });
const types = async (text: string) => {
  await phone.fill('#phone-text', text);
  await phone.keyboard.press('Enter');
  await phone.locator('.line.mine', { hasText: text }).waitFor();
};

it('tells before anything was written what each station will do', async () => {
  expect(await phone.locator('.station.idle .station-name').allTextContents()).toEqual([
    'Customer',
    'Signed webhook',
    'Signature verified',
    'Parsed',
    'Stored',
    'Conversation',
    'Routed',
    'Subscriber',
  ]);
});

it('follows a message to each subscriber, with the rule that decided and the time each took', async () => {
  await types('Mi pedido, ¿dónde está?');
  await station('Signature verified')
    .filter({ hasText: /answered 200 after \d+ ms/ })
    .waitFor();
  await station('Parsed').filter({ hasText: 'message.received' }).waitFor();
  await station('Stored').waitFor();
  await station('Conversation').filter({ hasText: 'window open' }).waitFor();
  await station('Routed').filter({ hasText: 'Where is my order' }).waitFor();
  for (const name of ['Orders', 'Reports'])
    await station(name)
      .filter({ hasText: /Delivered, answered after \d+ ms/ })
      .waitFor();
  await station('Consents', 'idle').filter({ hasText: 'Does not want message.received' }).waitFor();
  await station('Reader').filter({ hasText: 'Waits to be fetched' }).waitFor();
  expect(await accessibilityFindings(phone)).toEqual([]);
});

it('shows what each station saw', async () => {
  for (const [name, holds] of [
    ['Signed webhook', 'X-Hub-Signature-256'],
    ['Stored', '"message.received"'],
    ['Routed', '"conversation.routed"'],
    ['Orders', '"clientKey"'],
  ] as const) {
    await phone.locator('.station-button', { hasText: name }).first().click();
    await phone.locator('pre.json', { hasText: holds }).waitFor();
    await phone.locator('.station-button', { hasText: name }).first().click();
  }
});

it('leads to the conversation, whose answer comes back with its ticks', async () => {
  const href = await station('Conversation').locator('a').getAttribute('href');
  const ana = await sit(desk, 'Ana García', String(href));
  await ana.locator('.message.inbound', { hasText: 'Mi pedido' }).waitFor();
  await ana.locator('.write textarea').fill('Llega mañana.');
  await ana.keyboard.press('Enter');
  await phone.locator('.line.theirs', { hasText: 'Llega mañana.' }).waitFor();
  for (const [name, words] of [
    ['Answer', 'Llega mañana.'],
    ['WhatsApp', 'Accepted'],
    ['Customer’s phone', 'Read'],
    ['Status webhooks', '3 signed, 3 answered with 200'],
    ['State in the hub', 'read'],
  ] as const)
    await station(name).filter({ hasText: words }).waitFor();
  await ana.locator('.message.outbound .ticks.read').waitFor();
  await ana.context().close();
});

it('follows a call, whose webhooks are stored, too', async () => {
  await phone.locator('#call-business').click();
  await phone.locator('.call', { hasText: 'Calling' }).waitFor();
  await phone.locator('h1', { hasText: 'The journey of the last call' }).waitFor();
  await station('Stored').filter({ hasText: 'call.changed' }).waitFor();
  await phone.getByRole('button', { name: 'Hang up' }).click();
  await phone.locator('.call-line', { hasText: 'No answer' }).waitFor();
  await station('Signed webhooks').filter({ hasText: '2 signed, 2 answered with 200' }).waitFor();
});

it('says which subscriber did not take it, and turns once it did', async () => {
  await phone.locator('.tab.add').click();
  await phone.locator('.adding [type=submit]').click();
  await phone.locator('.tab[aria-pressed=true]', { hasText: 'James' }).waitFor();
  await types('Se ha roto otra vez');
  await station('Orders').filter({ hasText: 'Delivered' }).waitFor();
  await station('Reports', 'bad').filter({ hasText: 'attempt 1' }).waitFor();
  reports.refuse(() => false);
  await desk.demo.ask('POST', '/v1/deliveries/redrive', { consumer: 'reports' });
  await types('¿Hola?');
  await station('Reports').filter({ hasText: 'Delivered' }).waitFor();
});

it('reads the same in Spanish, on a phone', async () => {
  const small = await desk.open('/phone', { locale: 'es-ES', viewport: { width: 390, height: 780 } });
  await small.locator('.tab', { hasText: 'James' }).click();
  await small.locator('.station.done', { hasText: 'Entregado; respondió en' }).first().waitFor();
  expect(await small.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);
  // The menu is wider than the screen: it begins where one is, and leads to every page of the console.
  const menu = small.locator('.top nav');
  const [frame, here] = await Promise.all([menu.boundingBox(), menu.locator('[aria-current]').boundingBox()]);
  if (!frame || !here) throw new Error('the menu does not show where one is');
  expect(here.x).toBeGreaterThanOrEqual(frame.x);
  expect(here.x + here.width).toBeLessThanOrEqual(frame.x + frame.width + 1);
  await menu.getByRole('link', { name: 'Plantillas' }).click();
  await small.locator('h1', { hasText: 'Plantillas' }).waitFor();
  await small.goBack();
  await small.locator('.tab', { hasText: 'James' }).waitFor();
  expect(await accessibilityFindings(small)).toEqual([]);
  await small.context().close();
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
