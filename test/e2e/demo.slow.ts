import { copyFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import type { ConversationView } from '@centralita/core/hub-client';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { removeFolder, tempFolder } from '../support/hub-process.ts';
import { type Desk, startDesk } from './desk.ts';
import { accessibilityFindings, until } from './pages.ts';
import { sit } from './sit.ts';

jest.setTimeout(120_000);

/** What a shop owner sees who has just written `npm start`: no settings, no account, no key. */

const folder = tempFolder();
const config = join(folder, 'centralita.yaml');
let desk: Desk;
let phone: Page;
let ben: Page;
const types = async (text: string) => {
  await phone.fill('#phone-text', text);
  await phone.keyboard.press('Enter');
  await phone.locator('.line.mine', { hasText: text }).waitFor();
};
const station = (name: string) => phone.locator('.station.done', { hasText: name });

beforeAll(async () => {
  desk = await startDesk({ config });
  phone = await desk.open('/phone');
  ben = await sit(desk, 'Ben Ortiz', '/');
}, 120_000);
afterAll(async () => {
  await desk?.stop();
  removeFolder(folder);
});

it('sends a question about a product to sales, and says by which rule', async () => {
  await types('¿Qué precio tiene la lámpara Nube?');
  await station('Routed').filter({ hasText: 'Product question' }).waitFor();
  await ben.locator('.row', { hasText: 'lámpara Nube' }).click();
  await ben.locator('#card .fact', { hasText: 'Ventas · Sales' }).waitFor();
  await ben.locator('#card .fact', { hasText: 'Product question' }).waitFor();
  await ben.keyboard.press('c');
  await ben.locator('.head-acts').getByRole('button', { name: 'Ben Ortiz' }).waitFor();
  await ben.locator('.write textarea').fill('Cuesta 49 €. ¿Se la guardamos?');
  await ben.keyboard.press('Enter');
  await phone.locator('.line.theirs', { hasText: 'Cuesta 49' }).waitFor();
  await ben.locator('.message.outbound .ticks.read').waitFor();
});

it('hands a technical problem to somebody of support, ahead of the rest', async () => {
  await phone.locator('.tab.add').click();
  await phone.locator('.adding [type=submit]').click();
  await phone.locator('.tab[aria-pressed=true]', { hasText: 'James Miller' }).waitFor();
  await types('La lámpara que compré está rota, no funciona');
  await station('Routed').filter({ hasText: 'Technical problem' }).waitFor();
  await ben.locator('.row', { hasText: 'no funciona' }).locator('.flag').waitFor();
  await ben.locator('.row', { hasText: 'no funciona' }).click();
  await ben.locator('#card .fact', { hasText: 'Soporte · Support' }).waitFor();
  const { items } = await desk.demo.ask<{ items: ConversationView[] }>('GET', '/v1/conversations?limit=10');
  const problem = items.find(({ lastMessage }) => lastMessage?.text?.includes('no funciona'));
  expect(problem?.assigneeId).toMatch(/^us_/);
});

it('assigns it to another person, who finds it among theirs', async () => {
  await ben.locator('.thread-head h2').click();
  await ben.keyboard.press('a');
  await ben.locator('.panel .choice', { hasText: 'Eva Ruiz' }).click();
  const eva = await sit(desk, 'Eva Ruiz', '/', { locale: 'es-ES' });
  await eva.locator('[data-view=mine]').click();
  await eva.locator('.row', { hasText: 'no funciona' }).waitFor();
  await until(eva, "document.querySelectorAll('.row').length === 1");
  expect(await accessibilityFindings(eva)).toEqual([]);
  await eva.context().close();
});

it('takes a file of one’s own as soon as it stands there', async () => {
  copyFileSync(resolve(import.meta.dirname, 'shop.yaml'), config);
  for (const end = Date.now() + 20_000; ; ) {
    const { items } = await desk.demo.ask<{ items: { name: string }[] }>('GET', '/v1/users');
    if (items.some(({ name }) => name === 'Nadia Ruiz')) break;
    expect(Date.now()).toBeLessThan(end);
    await new Promise((done) => setTimeout(done, 200));
  }
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
