import { launch } from './browser.ts';
import { seedShop } from './shop.ts';

const url = 'http://127.0.0.1:3222';
const ask = async (method: string, path: string, body?: unknown): Promise<any> => {
  const r = await fetch(url + path, {
    method,
    headers: { 'content-type': 'application/json' },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  const text = await r.text();
  if (!r.ok) throw new Error(path + r.status + text);
  return text ? JSON.parse(text) : undefined;
};
const arg = process.argv[2];
const browser = await launch();
const log = (page: any, n: string) => {
  page.on('console', (m: any) => m.type() === 'error' && console.log(n, m.text()));
  page.on('pageerror', (e: any) => console.log(n, 'PAGEERROR', e.message));
};
const shot = async (name: string, path: string, o: any = {}, act?: (p: any) => Promise<void>) => {
  const context = await browser.newContext({
    viewport: o.viewport ?? { width: 1440, height: 860 },
    colorScheme: o.dark ? 'dark' : 'light',
    locale: o.locale ?? 'en-GB',
    timezoneId: 'Europe/Madrid',
  });
  const page = await context.newPage();
  log(page, name);
  await page.goto(url + path);
  await page.waitForTimeout(o.wait ?? 900);
  if (act) await act(page);
  await page.screenshot({ path: `/tmp/shots/${name}.png` });
  await context.close();
};

import { mkdirSync } from 'node:fs';

mkdirSync('/tmp/shots', { recursive: true });
if (arg === 'empty') {
  await shot('empty', '/');
  await shot('empty-phone', '/phone');
  await shot('empty-subs', '/subscriptions');
} else {
  let main = process.argv[3];
  if (arg === 'seed') main = (await seedShop({ ask })).main;
  else {
    const c = await ask('GET', '/v1/conversations');
    main = c.items.find((x: any) => x.contact.name === 'Lucía Ortega').id;
  }
  await shot('console', `/c/${main}`);
  await shot('console-dark', `/c/${main}`, { dark: true, locale: 'es-ES' });
  await shot('console-phone', `/c/${main}`, { viewport: { width: 390, height: 780 } });
  await shot('list-phone', `/`, { viewport: { width: 390, height: 780 } });
  await shot('phone', `/phone`, {}, async (p) => {
    await p.locator('.tab', { hasText: 'Lucía' }).click();
    await p.waitForTimeout(500);
  });
  await shot('phone-dark', `/phone`, { dark: true, locale: 'es-ES' }, async (p) => {
    await p.locator('.tab', { hasText: 'James' }).click();
    await p.waitForTimeout(500);
    await p.locator('.station-button').nth(1).click();
  });
  await shot('phone-phone', `/phone`, { viewport: { width: 390, height: 780 } });
  await shot('events', `/events`, {}, async (p) => {
    await p.locator('.event').nth(2).click();
  });
  await shot('events-phone', `/events`, { viewport: { width: 390, height: 780 } });
  const all = (await ask('GET', '/v1/conversations')).items;
  const marta = all.find((x: any) => x.contact.name.startsWith('Marta'));
  await shot('closed', `/c/${marta.id}`);
  await shot('template', `/c/${marta.id}`, { locale: 'es-ES' }, async (p) => {
    await p.locator('.template-row').first().click();
  });
  await shot('sign-in', `/sign-in`);
}
await browser.close();
