import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings } from './pages.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { seedShop } from './shop.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
}, 120_000);
afterAll(() => desk?.stop());

describe('the pages', () => {
  let main = '';
  let receiver: Receiver;

  beforeAll(async () => {
    receiver = await startReceiver((body) => body.includes('James'));
    await desk.demo.ask('PUT', '/v1/subscriptions/orders', {
      description: 'n8n · orders',
      url: receiver.url,
    });
    await desk.demo.ask('PUT', '/v1/subscriptions/slack', {
      description: 'Slack',
      types: ['message.received'],
    });
    ({ main } = await seedShop(desk.demo));
  }, 30_000);

  afterAll(() => receiver?.close());

  const looks = [
    ['console', '', {}],
    ['console-es', '', { locale: 'es-ES' }],
    ['console-dark', '', { colorScheme: 'dark' }],
    ['console-phone', '', { viewport: { width: 390, height: 780 } }],
    ['inbox-phone', '/', { viewport: { width: 390, height: 780 } }],
    ['phone', '/phone', {}],
    ['phone-es', '/phone', { locale: 'es-ES', colorScheme: 'dark' }],
    ['phone-phone', '/phone', { viewport: { width: 390, height: 780 } }],
    ['templates', '/templates', {}],
    ['events', '/events', {}],
    ['subscriptions', '/subscriptions', {}],
    ['deliveries', '/deliveries', {}],
    ['health', '/health', {}],
    ['health-dark', '/health', { locale: 'es-ES', colorScheme: 'dark' }],
    ['templates-phone', '/templates', { viewport: { width: 390, height: 780 } }],
    ['health-phone', '/health', { viewport: { width: 390, height: 780 } }],
    ['sign-in', '/sign-in', {}],
  ] as const;

  it.each(looks)('%s is accessible', async (name, path, options) => {
    const page = await desk.open(path || `/c/${main}`, options);
    const first = {
      '/': '.row',
      '/phone': '.station.done',
      '/templates': '.entry',
      '/events': '.event',
      '/subscriptions': '.sub',
      '/deliveries': '.entry',
      '/health': '.chart canvas',
      '/sign-in': '#sign-in',
    };
    await page
      .locator(path ? first[path] : '.message.outbound')
      .first()
      .waitFor();
    if (path === '/phone') await page.locator('.tab', { hasText: 'Lucía' }).click();
    if (path === '/subscriptions') await page.locator('.sub .mono', { hasText: '500' }).waitFor();
    if (path === '/templates') await page.locator('.entry', { hasText: 'aviso_envio' }).click();
    if (path === '/deliveries') {
      await page.locator('.entry').first().click();
      await page.locator('pre.json').waitFor();
    }
    if (path === '/events') await page.locator('.event').first().click();
    await page.waitForTimeout(150);
    const width = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
    expect(width).toBeLessThanOrEqual(0);
    expect(await accessibilityFindings(page)).toEqual([]);
    await desk.shot(page, name);
    await page.context().close();
  });

  it('shows the templates where the window is closed', async () => {
    const page = await desk.open('/', { locale: 'es-ES' });
    await page.locator('.row', { hasText: 'Marta' }).click();
    await page.locator('.template-row', { hasText: 'aviso_envio' }).click();
    await page.locator('.template-form input').first().fill('Marta');
    expect(await accessibilityFindings(page)).toEqual([]);
    await desk.shot(page, 'console-template');
    await page.context().close();
  });

  it('pauses a subscription, shows what is stuck, and removes one', async () => {
    const page = await desk.open('/subscriptions');
    const orders = page.locator('.sub', { hasText: 'n8n · orders' });
    await orders.getByRole('button', { name: 'Pause' }).click();
    await orders.getByRole('button', { name: 'Resume' }).click();
    await orders.getByRole('button', { name: 'Pause' }).waitFor();
    await orders.getByRole('link', { name: 'See what is stuck' }).click();
    await page.locator('.entry', { hasText: 'n8n · orders' }).first().click();
    await page.locator('.detail', { hasText: '500' }).waitFor();
    await page.goto(`${desk.demo.url}/subscriptions`);
    const slack = page.locator('.sub', { hasText: 'Slack' });
    await slack.getByRole('button', { name: 'Remove Slack' }).click();
    await slack.getByRole('button', { name: 'Remove the subscription' }).click();
    await slack.waitFor({ state: 'detached' });
    await page.context().close();
  });

  it('switches the language and remembers it', async () => {
    const page = await desk.open('/');
    await page.locator('.language').click();
    await page.locator('nav', { hasText: 'Bandeja' }).waitFor();
    await page.goto(`${desk.demo.url}/events`);
    await page.locator('h1', { hasText: 'Eventos' }).waitFor();
    await page.context().close();
  });

  it('says when the connection is lost', async () => {
    const page = await desk.open('/');
    await page.locator('#live', { hasText: 'Live' }).waitFor();
    await desk.demo.stop();
    await page.locator('#live.lost').waitFor();
    await page.context().close();
  }, 30_000);
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
