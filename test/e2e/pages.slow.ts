import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import { parse } from 'yaml';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings, until } from './pages.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { seedShop } from './shop.ts';

// One page in a browser on a busy machine takes its time.
jest.setTimeout(120_000);

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
    const act = (what: string, body: object) =>
      desk.demo.ask('POST', `/v1/conversations/${main}/${what}`, { by: 'ana', ...body });
    await act('claim', {});
    await act('tags', { add: ['regalo'] });
    await act('notes', { text: 'Es para el cumpleaños de su madre: que llegue el viernes como muy tarde.' });
  }, 60_000);

  afterAll(() => receiver?.close());

  const looks = [
    ['console', '', {}],
    ['console-es', '', { locale: 'es-ES' }],
    ['console-dark', '', { colorScheme: 'dark' }],
    ['console-phone', '', { viewport: { width: 390, height: 780 } }],
    ['inbox-phone', '/', { viewport: { width: 390, height: 780 } }],
    // What a screen of 1440 by 860 shows at 200 %.
    ['console-zoomed', '', { viewport: { width: 720, height: 430 }, deviceScaleFactor: 2 }],
    ['phone', '/phone', {}],
    ['phone-es', '/phone', { locale: 'es-ES', colorScheme: 'dark' }],
    ['phone-phone', '/phone', { viewport: { width: 390, height: 780 } }],
    ['templates', '/templates', {}],
    ['events', '/events', {}],
    ['subscriptions', '/subscriptions', {}],
    ['deliveries', '/deliveries', {}],
    ['routing', '/routing', {}],
    ['routing-es', '/routing', { locale: 'es-ES', viewport: { width: 390, height: 780 } }],
    ['health', '/health', {}],
    ['health-dark', '/health', { locale: 'es-ES', colorScheme: 'dark' }],
    ['templates-phone', '/templates', { viewport: { width: 390, height: 780 } }],
    ['health-phone', '/health', { viewport: { width: 390, height: 780 } }],
    ['sign-in', '/sign-in', {}],
  ] as const;

  it.each(looks)(
    '%s is accessible',
    async (name, path, options) => {
      const page = await desk.open(path || `/c/${main}`, options);
      const first = {
        '/': '.row',
        '/phone': '.station.done',
        '/templates': '.entry',
        '/events': '.event',
        '/subscriptions': '.sub',
        '/deliveries': '.entry',
        '/routing': '.rule',
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
        await page.locator('.entry', { hasText: '500' }).first().click();
        await page.locator('pre.json').waitFor();
      }
      // A line needs two points, a minute apart: for the picture only.
      if (path === '/health' && process.env.UPDATE_IMAGES) {
        await page.locator('.chart canvas').nth(2).waitFor({ timeout: 150_000 });
      }
      if (path === '/events') await page.locator('.event').first().click();
      await page.waitForTimeout(150);
      const width = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
      expect(width).toBeLessThanOrEqual(0);
      expect(await accessibilityFindings(page)).toEqual([]);
      await desk.shot(page, name);
      await page.context().close();
    },
    180_000,
  );

  it('shows the templates where the window is closed', async () => {
    const page = await desk.open('/', { locale: 'es-ES' });
    await page.locator('.row', { hasText: 'Marta' }).click();
    await page.locator('.template-row', { hasText: 'aviso_envio' }).click();
    await page.locator('.template-form input').first().fill('Marta');
    expect(await accessibilityFindings(page)).toEqual([]);
    await desk.shot(page, 'console-template');
    await page.context().close();
  });

  it('tries rules in another order on stored messages, by key, and hands them out as YAML', async () => {
    const page = await desk.open('/routing');
    await page.getByRole('button', { name: 'Decide again by the rules in force' }).click();
    await page.locator('.verdict', { hasText: 'nothing would change' }).waitFor();
    await page.locator('.decided summary').first().click();
    await page.locator('.decided details[open] li').first().waitFor();
    await page
      .locator('.rule', { hasText: 'From abroad' })
      .getByRole('button', { name: 'Switch on' })
      .click();
    await page.locator('.rule', { hasText: 'From abroad' }).focus();
    await page.keyboard.press('Alt+ArrowUp');
    await page.keyboard.press('Alt+ArrowUp');
    await page.locator('.rule').first().filter({ hasText: 'From abroad' }).waitFor();
    await page.getByRole('button', { name: 'Try it on stored messages' }).click();
    await page.locator('.verdict', { hasText: 'would go elsewhere' }).waitFor();
    await page.locator('.decided.changed', { hasText: 'tracking' }).waitFor();
    const yaml = await page.locator('#yaml pre').textContent();
    const { routing } = parse(yaml ?? '') as { routing: { rules: { id: string }[] } };
    expect(routing.rules.map(({ id }) => id)).toEqual(['abroad', 'technical', 'order']);
    expect(await accessibilityFindings(page)).toEqual([]);
    await desk.shot(page, 'routing-trial');
    await page
      .locator('.rule', { hasText: 'Technical' })
      .dragTo(page.locator('.rule', { hasText: 'From abroad' }), {
        targetPosition: { x: 200, y: 4 },
      });
    await page.locator('.rule').first().filter({ hasText: 'Technical' }).waitFor();
    await page.getByRole('button', { name: 'Back to the rules in force' }).click();
    await page.locator('#yaml').waitFor({ state: 'hidden' });
    await page.context().close();
  });

  it('pauses a subscription, shows what is stuck and delivers it again, and removes one', async () => {
    const page = await desk.open('/subscriptions');
    const orders = page.locator('.sub', { hasText: 'n8n · orders' });
    await orders.getByRole('button', { name: 'Pause' }).click();
    await orders.getByRole('button', { name: 'Resume' }).click();
    await orders.getByRole('button', { name: 'Pause' }).waitFor();
    await orders.getByRole('link', { name: 'See what is stuck' }).click();
    await page.locator('.entry', { hasText: '500' }).first().click();
    await page.locator('.detail', { hasText: '500' }).waitFor();
    receiver.refuse(() => false);
    await page.getByRole('button', { name: 'Deliver again', exact: true }).click();
    await page.getByRole('status').filter({ hasText: '1 event goes out again' }).waitFor();
    await page.getByRole('button', { name: 'Deliver all again' }).click();
    await page.locator('.nobody', { hasText: 'Nothing is stuck' }).waitFor();
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

  it('reads the list as one scrolls, and keeps its place when somebody new writes', async () => {
    const names = ['Aitana', 'Bruno', 'Carla', 'Diego', 'Elsa', 'Fadi', 'Greta', 'Hugo', 'Inés', 'João'];
    const customers = Array.from({ length: 400 }, (_, n) => n);
    for (const n of customers) {
      const id = `3461${String(n).padStart(7, '0')}`;
      await desk.demo.ask('PUT', `/sandbox/customers/${id}`, { name: `${names[n % 10]} ${n}` });
      await desk.demo.ask('POST', `/sandbox/customers/${id}/messages`, {
        type: 'text',
        text: { body: `Consulta número ${n}` },
      });
    }
    const page = await desk.open('/');
    await page.locator('a.row').first().waitFor();
    // All of them have come in: whoever comes later stands above what was read already.
    await until(page, "Number(document.querySelector('[data-view=open] .chip-count').textContent) >= 405");
    const seen = new Set<string>();
    for (let n = 0; n < 400 && !seen.has('Aitana 0'); n += 1) {
      await page.evaluate("document.getElementById('rows').scrollBy(0, 600)");
      for (const name of await page.locator('a.row .name').allTextContents()) seen.add(name);
      expect(await page.locator('a.row').count()).toBeLessThan(60);
    }
    expect(customers.filter((n) => !seen.has(`${names[n % 10]} ${n}`))).toEqual([]);
    await desk.shot(page, 'inbox-many');
    // What arrives meanwhile goes on top and moves nothing one reads.
    const top = await page.locator('a.row .name').nth(9).textContent();
    const place = () =>
      page.locator('a.row', { has: page.getByText(String(top), { exact: true }) }).boundingBox();
    const before = await place();
    await desk.demo.ask('POST', '/sandbox/customers/34619999999/messages', {
      type: 'text',
      text: { body: 'Yo soy nueva' },
    });
    await until(page, "Number(document.querySelector('[data-view=open] .chip-count').textContent) > 405");
    const after = await place();
    expect(Math.abs((after?.y ?? 0) - (before?.y ?? 0))).toBeLessThan(2);
    await page.context().close();
  }, 240_000);

  it('says when the connection is lost', async () => {
    const page = await desk.open('/');
    await page.locator('#live', { hasText: 'Live' }).waitFor();
    await desk.demo.stop();
    await page.locator('#live.lost').waitFor();
    await page.locator('[data-view=closed]').click();
    await page.locator('.rows .notice').waitFor();
    await desk.shot(page, 'console-error');
    await page.context().close();
  }, 30_000);
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
