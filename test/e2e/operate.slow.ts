import type { Contact, Message } from '@centralita/core/model';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings, until } from './pages.ts';
import { type Receiver, startReceiver } from './receiver.ts';
import { seedShop } from './shop.ts';

jest.setTimeout(120_000);

/** The pages of whoever runs the hub. */

let desk: Desk;
let receiver: Receiver;
const ask: Desk['demo']['ask'] = (...of) => desk.demo.ask(...of);
const says = (id: string, text: string) =>
  ask('POST', `/sandbox/customers/${id}/messages`, { type: 'text', text: { body: text } });

beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
  receiver = await startReceiver((body) => body.includes('Noor') || body.includes('James'));
  await ask('PUT', '/v1/subscriptions/orders', { description: 'n8n · orders', url: receiver.url });
  await ask('PUT', '/v1/subscriptions/reader', { description: 'Reports', types: ['message.received'] });
  await seedShop(desk.demo);
}, 120_000);
afterAll(async () => {
  receiver?.close();
  await desk?.stop();
});

const atEveryWidth = async (page: Page): Promise<void> => {
  const beyond = 'document.documentElement.scrollWidth - innerWidth';
  expect(await page.evaluate(beyond)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 390, height: 780 });
  expect(await page.evaluate(beyond)).toBeLessThanOrEqual(0);
  await page.setViewportSize({ width: 1440, height: 860 });
};

describe('templates', () => {
  let page: Page;
  it('are found by name, text and status', async () => {
    page = await desk.open('/templates');
    await page.locator('.entry').first().waitFor();
    const all = await page.locator('.entry').count();
    await page
      .locator('.filters .chip', { hasText: 'All' })
      .filter({ hasText: String(all) })
      .waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('pedido');
    await until(page, `document.querySelectorAll('.entry').length < ${all}`);
    await page.locator('.entry', { hasText: 'aviso_envio' }).waitFor();
    await page.locator('input.search').fill('no such thing');
    await page.locator('.nobody', { hasText: 'No template fits.' }).waitFor();
    await page.locator('input.search').fill('');
  });

  it('show themselves as the customer sees them, with what is to be filled in', async () => {
    await page.locator('.entry', { hasText: 'aviso_envio' }).click();
    await page.locator('.detail .preview', { hasText: 'tu pedido' }).waitFor();
    await page.locator('.detail .plain-list li').nth(1).waitFor();
    expect(await page.locator('.entry[aria-pressed=true]').count()).toBe(1);
  });

  it('are gone through by key', async () => {
    await page.locator('.entry').first().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await until(page, "document.querySelectorAll('.entry')[1].getAttribute('aria-pressed') === 'true'");
    await page.keyboard.press('k');
    await until(page, "document.activeElement === document.querySelectorAll('.entry')[0]");
  });

  it('say when WhatsApp pauses one, without a reload, and what that means', async () => {
    await ask('POST', '/sandbox/templates/aviso_envio:es/status', { event: 'PAUSED' });
    await page.locator('.entry', { hasText: 'aviso_envio' }).locator('.tag', { hasText: 'paused' }).waitFor();
    await page.locator('.filters .chip', { hasText: 'paused' }).click();
    await until(page, "document.querySelectorAll('.entry').length === 1");
    await page.locator('.entry').click();
    await page.locator('.detail .notice', { hasText: 'paused it after bad reactions' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await atEveryWidth(page);
  });

  it('are not offered for a reply while they are paused', async () => {
    const inbox = await desk.open('/');
    await inbox.locator('.row', { hasText: 'Marta' }).click();
    await inbox.locator('.template-row', { hasText: 'recordatorio_cita' }).waitFor();
    expect(await inbox.locator('.template-row', { hasText: 'aviso_envio' }).count()).toBe(0);
    await inbox.context().close();
    await page.context().close();
  });

  it('fill in their blanks under a name, and want each of them', async () => {
    const inbox = await desk.open('/');
    await inbox.locator('.row', { hasText: 'Marta' }).click();
    await inbox.locator('.template-row', { hasText: 'recordatorio_cita' }).click();
    const fields = inbox.locator('.template-form input');
    const count = await fields.count();
    expect(count).toBeGreaterThan(1);
    await fields.first().fill('Marta');
    await inbox.locator('.template-form [type=submit]').click();
    expect(await inbox.evaluate("document.querySelectorAll('.template-form :invalid').length")).toBe(
      count - 1,
    );
    await inbox.getByRole('button', { name: 'Choose another' }).click();
    await inbox.locator('.template-row').first().waitFor();
    await inbox.context().close();
  });

  it('ask for what stands in other parts too, and go out with all of it', async () => {
    await ask('POST', '/sandbox/templates', {
      name: 'recogida_pedido',
      language: 'es',
      category: 'UTILITY',
      parameter_format: 'NAMED',
      components: [
        { type: 'HEADER', format: 'LOCATION' },
        {
          type: 'BODY',
          text: 'Hola {{nombre}}: tu pedido te espera hasta el {{dia}}.',
          example: {
            body_text_named_params: [
              { param_name: 'nombre', example: 'Ana' },
              { param_name: 'dia', example: 'viernes' },
            ],
          },
        },
        {
          type: 'BUTTONS',
          buttons: [
            {
              type: 'URL',
              text: 'Ver pedido',
              url: 'https://shop.example/{{1}}',
              example: ['https://shop.example/A-17'],
            },
            { type: 'QUICK_REPLY', text: 'Gracias' },
          ],
        },
      ],
    });
    const { items: people } = await ask<{ items: Contact[] }>('GET', '/v1/contacts?phone=%2B34600555666');
    await ask('POST', '/v1/consents', {
      contactId: people[0]?.id,
      state: 'granted',
      purposes: ['utility'],
      source: 'form',
    });
    const inbox = await desk.open('/');
    await inbox.locator('.row', { hasText: 'Marta' }).click();
    await inbox.locator('.template-row', { hasText: 'recogida_pedido' }).click();
    const field = (name: string) => inbox.locator('.template-form').getByLabel(name, { exact: true });
    await field('Latitude of the place').fill('39.46991');
    await field('Longitude of the place').fill('-0.37629');
    await field('Value for {{nombre}}').fill(' Marta ');
    await field('Value for {{dia}}').fill('sábado');
    await inbox
      .locator('.preview', { hasText: 'Hola Marta: tu pedido te espera hasta el sábado.' })
      .waitFor();
    await inbox.locator('.template-form [type=submit]').click();
    // The place's name and address may stay empty; the end of the button's address may not.
    expect(await inbox.evaluate("document.querySelectorAll('.template-form :invalid').length")).toBe(1);
    await field('Button Ver pedido').fill('A-1042');
    if (process.env.SHOTS) await inbox.screenshot({ path: `${process.env.SHOTS}/template-form.png` });
    expect(await accessibilityFindings(inbox)).toEqual([]);
    await inbox.locator('.template-form [type=submit]').click();
    await inbox.locator('.message.outbound', { hasText: 'hasta el sábado' }).waitFor();
    const path = new URL(inbox.url()).pathname.replace('/c/', '/v1/conversations/');
    const { items } = await ask<{ items: Message[] }>('GET', `${path}/messages?limit=5`);
    expect(items.find(({ content }) => content.kind === 'template')?.content).toEqual({
      kind: 'template',
      name: 'recogida_pedido',
      language: 'es',
      header: { type: 'location', latitude: 39.46991, longitude: -0.37629 },
      body: [
        { type: 'text', text: 'Marta', name: 'nombre' },
        { type: 'text', text: 'sábado', name: 'dia' },
      ],
      buttons: [{ type: 'url', index: 0, text: 'A-1042' }],
    });
    await inbox.context().close();
  });

  it('of a carousel are filled in card by card', async () => {
    await ask('POST', '/sandbox/templates', {
      name: 'novedades',
      language: 'es',
      category: 'MARKETING',
      components: [
        { type: 'BODY', text: 'Hola {{1}}, mira:', example: { body_text: [['Ana']] } },
        {
          type: 'CAROUSEL',
          cards: [1, 2].map(() => ({
            components: [
              { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::aW'] } },
              { type: 'BODY', text: 'Desde {{1}}', example: { body_text: [['9 €']] } },
              { type: 'BUTTONS', buttons: [{ type: 'QUICK_REPLY', text: 'La quiero' }] },
            ],
          })),
        },
      ],
    });
    const inbox = await desk.open('/');
    await inbox.locator('.row', { hasText: 'Marta' }).click();
    await inbox.locator('.template-row', { hasText: 'novedades' }).click();
    const labels = await inbox.locator('.template-form label span').allTextContents();
    expect(labels).toEqual([
      'Value for {{1}}',
      'Card 1: Address of the file for the header',
      'Card 1: Value for {{1}}',
      'Card 2: Address of the file for the header',
      'Card 2: Value for {{1}}',
    ]);
    await inbox.getByLabel('Card 2: Value for {{1}}', { exact: true }).fill('12 €');
    await inbox.locator('.preview-card', { hasText: 'Desde 12 €' }).waitFor();
    await inbox.locator('.preview-card', { hasText: 'Desde {{1}}' }).waitFor();
    if (process.env.SHOTS) await inbox.screenshot({ path: `${process.env.SHOTS}/template-cards.png` });
    await inbox.context().close();
  });
});

describe('events', () => {
  let page: Page;
  it('come by themselves, wait while one reads, and then are all there', async () => {
    page = await desk.open('/events');
    await page.locator('.event').first().waitFor();
    await page.getByRole('button', { name: 'Pause' }).click();
    await says('34600555666', 'Mientras se lee');
    await page
      .getByRole('status')
      .filter({ hasText: /new events? wait/ })
      .waitFor();
    expect(await page.locator('.event', { hasText: 'Mientras se lee' }).count()).toBe(0);
    await page.getByRole('button', { name: 'Go on' }).click();
    await page.locator('.event', { hasText: 'Mientras se lee' }).waitFor();
  });

  it('are narrowed by type, and lead to their conversation', async () => {
    await page.locator('select[aria-label=Type]').selectOption('message.received');
    const types = await page.locator('.event .type').allTextContents();
    expect(new Set(types)).toEqual(new Set(['message.received']));
    await page.locator('.event').first().focus();
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('pre.json', { hasText: '"message.received"' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await atEveryWidth(page);
    await page.getByRole('link', { name: 'Open the conversation' }).click();
    await page.waitForURL(/\/c\/cv_/);
    await page.locator('.message').first().waitFor();
    await page.context().close();
  });
});

describe('subscriptions and deliveries', () => {
  let page: Page;
  it('say who is well and who is stuck, and lead there', async () => {
    page = await desk.open('/subscriptions');
    const orders = page.locator('.sub', { hasText: 'n8n · orders' });
    await orders.locator('.light.bad').waitFor();
    await orders.getByText('Some events were given up').waitFor();
    await page.locator('.sub', { hasText: 'Reports' }).getByText('reads by itself').waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await atEveryWidth(page);
    await orders.getByRole('link', { name: 'See what is stuck' }).click();
    await page.waitForURL(/\/deliveries\?consumer=/);
  });

  it('narrow what is stuck by state; the address keeps it', async () => {
    await page.locator('.entry').first().waitFor();
    await page.locator('select[aria-label=State]').selectOption('dead');
    await page.waitForURL(/state=dead/);
    await page.reload();
    await page.locator('.entry').first().waitFor();
    expect(await page.locator('select[aria-label=State]').inputValue()).toBe('dead');
    const tags = await page.locator('.entry .tag').allTextContents();
    expect(new Set(tags)).toEqual(new Set(['given up']));
  });

  it('are told on the health page, in the language of the page', async () => {
    for (const [locale, name, detail, step] of [
      ['en-GB', 'Subscriber n8n · orders', /^\d+ given up$/, /^Look at its deliveries/],
      ['es-ES', 'Suscriptor n8n · orders', /^\d+ abandonados?$/, /^Mire sus entregas, arregle el receptor/],
    ] as const) {
      const health = await desk.open('/health', { locale });
      const line = health.locator('.health-line', { hasText: name });
      await line.waitFor();
      expect(await line.locator('p.minor').textContent()).toMatch(detail);
      expect(await line.locator('.next-step').textContent()).toMatch(step);
      await health.context().close();
    }
  });

  it('free one dead letter by key, then all; each goes out with its own id', async () => {
    const before = await page.locator('.entry').count();
    expect(before).toBeGreaterThan(1);
    await page.keyboard.press('j');
    await page.keyboard.press('Enter');
    await page.locator('.detail pre.json').waitFor();
    const id = await page.locator('.entry[aria-pressed=true]').getAttribute('data-id');
    const event = await page.locator('.detail .fact', { hasText: 'Event' }).locator('dd').textContent();
    receiver.refuse(() => false);
    await page.getByRole('button', { name: 'Deliver again', exact: true }).click();
    await page.locator(`.entry[data-id="${id}"]`).waitFor({ state: 'detached' });
    await page.locator('.detail', { hasText: 'It is no longer stuck.' }).waitFor();
    await receiver.took(String(event));
    await page.getByRole('button', { name: 'Deliver all again' }).click();
    await page.locator('.nobody', { hasText: 'Nothing is stuck' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.goto(`${desk.demo.url}/subscriptions`);
    await page.locator('.sub', { hasText: 'n8n · orders' }).getByText('Everything delivered').waitFor();
    await page.context().close();
  });
});

describe('health', () => {
  it('shows a light for each part and lines over a span that one chooses', async () => {
    const page = await desk.open('/health', { colorScheme: 'dark', locale: 'es-ES' });
    await page.locator('.verdict').waitFor();
    await page.locator('.health-line').nth(3).waitFor();
    await page.locator('#charts .numbers').waitFor();
    const [answer] = await Promise.all([
      page.waitForResponse(/\/v1\/figures\?hours=168/),
      page.locator('#bar select').selectOption('168'),
    ]);
    expect(answer.ok()).toBe(true);
    expect(await accessibilityFindings(page)).toEqual([]);
    await atEveryWidth(page);
    await page.context().close();
  });
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
