import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContextOptions } from 'playwright-core';
import {
  freePort,
  type HubProcess,
  postWebhook,
  removeFolder,
  startHub,
  tempFolder,
} from '../support/hub-process.ts';
import { bodyOf, text } from '../support/webhooks.ts';
import { launch } from './browser.ts';
import { accessibilityFindings, openTab, type Tab } from './pages.ts';

jest.setTimeout(120_000);

/** A hub as a business runs it: nobody comes in without a key. */

const folder = tempFolder();
let hub: HubProcess;
let browser: Browser;
const tabs: Tab[] = [];
const keyFor = async (name: string, scopes: readonly string[]): Promise<string> =>
  (await hub.api('POST', '/v1/keys', { name, scopes })).body.text;
const open = async (path: string, options: BrowserContextOptions = {}) => {
  const tab = await openTab(browser, hub.url + path, options);
  tabs.push(tab);
  return tab.page;
};

beforeAll(async () => {
  hub = await startHub({ folder, port: await freePort(), settings: 'users:\n  ana: { name: Ana García }\n' });
  browser = await launch();
  await postWebhook(hub.webhook, bodyOf(text('34600111222', 'S1', Date.now(), 'Hola, ¿hay alguien?')));
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await hub?.end('SIGKILL');
  removeFolder(folder);
});

it('sends whoever has no session to sign in, and says so when a key is wrong', async () => {
  const page = await open('/events');
  await page.waitForURL('**/sign-in');
  await page.locator('#key').fill('ck_wrong');
  await page.keyboard.press('Enter');
  await page.getByRole('alert').filter({ hasText: 'No valid key' }).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.context().close();
});

it('lets in with a key, keeps only a session, and ends it', async () => {
  const key = await keyFor('console', ['admin']);
  const page = await open('/sign-in');
  await page.locator('#key').fill(key);
  await page.keyboard.press('Enter');
  await page.locator('.row', { hasText: '¿hay alguien?' }).waitFor();
  const kept = JSON.stringify([
    await page.context().cookies(),
    await page.evaluate('JSON.stringify([localStorage, sessionStorage])'),
    await page.content(),
  ]);
  expect(kept).not.toContain(key);
  expect((await page.context().cookies()).find(({ httpOnly }) => httpOnly)).toMatchObject({
    sameSite: 'Strict',
  });
  await page.locator('.person-button').click();
  await page.locator('.panel .choice', { hasText: 'Ana García' }).click();
  await page.locator('#sign-out').click();
  await page.waitForURL('**/sign-in');
  await page.goto(`${hub.url}/`);
  await page.waitForURL('**/sign-in');
  expect(await page.evaluate('localStorage.length')).toBe(0);
  await page.context().close();
});

it('lets a desk that only answers do that, and names what its key may not', async () => {
  const key = await keyFor('desk', ['messages:send', 'events:read', 'contacts:read', 'contacts:write']);
  const page = await open('/sign-in', { viewport: { width: 390, height: 780 } });
  await page.locator('#key').fill(key);
  await page.keyboard.press('Enter');
  await page.locator('.row', { hasText: '¿hay alguien?' }).click();
  await page.locator('.message.inbound', { hasText: '¿hay alguien?' }).waitFor();
  await page.locator('.write textarea').waitFor();
  await page.goto(`${hub.url}/subscriptions`);
  await page.locator('.notice', { hasText: 'does not allow' }).waitFor();
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.context().close();
});

it('leaves nothing to complain about in the browser', () => {
  expect(tabs.flatMap(({ complaints }) => complaints)).toEqual([]);
});
