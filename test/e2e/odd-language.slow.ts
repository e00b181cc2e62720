import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, BrowserContext } from 'playwright-core';
import { launch } from './browser.ts';
import { type Demo, startDemo } from './demo.ts';
import { seedShop } from './shop.ts';

jest.setTimeout(120_000);

let demo: Demo;
let browser: Browser;
let main = '';
beforeAll(async () => {
  demo = await startDemo();
  ({ main } = await seedShop(demo));
  await demo.ask('PUT', '/v1/subscriptions/orders', { types: ['message.received'] });
  browser = await launch();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  await demo?.stop();
});

/** What a browser says of its language, and what the hub is told. Only the last of each is one that Intl knows. */
const languages = [
  [['en-US@posix'], 'en-US@posix'],
  [['es_ES.UTF-8', 'c'], 'es_ES.UTF-8,es;q=0.9'],
  [[], 'en'],
  [['en-GB'], 'en-GB'],
] as const;

const walk = async (context: BrowserContext): Promise<void> => {
  const page = await context.newPage();
  page.setDefaultTimeout(15_000);
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  const pages = {
    '/health': '.chart canvas',
    [`/c/${main}`]: '.message.outbound',
    '/events': '.event',
    '/routing': '.rule',
    '/deliveries': '.nobody',
    '/subscriptions': '.sub',
    '/templates': '.entry',
    '/phone': '.station.done',
  };
  for (const [path, part] of Object.entries(pages)) {
    await page.goto(demo.url + path);
    await page.locator(part).first().waitFor();
  }
  await page.goto(`${demo.url}/health`);
  await page.locator('.chart canvas').first().waitFor();
  expect(complaints).toEqual([]);
  await context.close();
};

it.each(languages)('every page works in a browser that speaks %j', async (named, header) => {
  const context = await browser.newContext({
    locale: 'en-GB',
    extraHTTPHeaders: { 'accept-language': header },
  });
  await context.addInitScript(
    (names) => {
      Object.defineProperty(Navigator.prototype, 'languages', { get: () => names });
      Object.defineProperty(Navigator.prototype, 'language', { get: () => names[0] ?? '' });
    },
    named as readonly string[],
  );
  await walk(context);
});

it('every page works in a browser that was told no language but the one of its machine', async () => {
  await walk(await browser.newContext());
});
