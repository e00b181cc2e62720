import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Browser, Page } from 'playwright-core';
import {
  freePort,
  type HubProcess,
  until as hubHas,
  type Loose,
  postWebhook,
  removeFolder,
  startHub,
  tempFolder,
} from '../support/hub-process.ts';
import { bodyOf, echo, status, text } from '../support/webhooks.ts';
import { launch } from './browser.ts';
import { accessibilityFindings, openTab, type Tab, until } from './pages.ts';
import { type Receiver, startReceiver } from './receiver.ts';

jest.setTimeout(120_000);

/** A hub as a business runs it, whose console is to show nobody's number. */

const [ana, nameless, numbered, brazil, live] = [
  '34600111222',
  '34600333444',
  '34600555666',
  '5511987654321',
  '447700900123',
] as const;
const everybody = [ana, nameless, numbered, brazil, live];
/** As the platform makes them: base64 that begins with the number. */
const idOf = (phone: string, n: number): string =>
  Buffer.from(
    `\x1c\x18${String.fromCharCode(phone.length)}${phone}\x15\x02\x00\x12\x18\x143A1F${n}B2C4D6E8F0A1B3\x00`,
  ).toString('base64');

const folder = tempFolder();
let hub: HubProcess;
let browser: Browser;
let receiver: Receiver;
let tab: Tab;
let page: Page;
/** Address and body of everything the pages received. */
const received: [address: string, body: string][] = [];
const reading: Promise<void>[] = [];

/** What a number would be found by, however it is written; and numbers within ids of the platform. */
const numbersIn = (body: string): string[] => {
  const bare = body.replace(/[\s().+-]/g, '');
  const ids = [...body.matchAll(/wamid\.([\w+/=]+)/g)].map(([, id = '']) =>
    Buffer.from(id, 'base64').toString('latin1'),
  );
  return everybody.filter((number) => [body, bare, ...ids].some((one) => one.includes(number)));
};

beforeAll(async () => {
  hub = await startHub({
    folder,
    port: await freePort(),
    apiBaseUrl: 'http://127.0.0.1:9',
    settings:
      'users:\n  ana: { name: Ana García }\nteams:\n  shop: { name: Shop, members: [ana] }\nconsole: { maskPhones: true }\n',
  });
  receiver = await startReceiver(() => true);
  await hub.api('PUT', '/v1/subscriptions/orders', { description: 'n8n · orders', url: receiver.url });
  const now = Date.now();
  const unnamed = { ...text(nameless, idOf(nameless, 2), now, 'Hola'), contacts: [{ wa_id: nameless }] };
  const other = text(numbered, idOf(numbered, 3), now, 'Hi');
  await postWebhook(
    hub.webhook,
    bodyOf(
      text(ana, idOf(ana, 1), now, `Soy Ana, mi número es +34 600 111 222 y el de Luis ${nameless}`),
      unnamed,
      { ...other, contacts: [{ wa_id: numbered, profile: { name: '+34 600-555-666' } }] },
      text(brazil, idOf(brazil, 4), now, 'Oi'),
      echo(ana, idOf(ana, 5), now + 1000, `¿Le llamamos al ${ana}?`),
      status(idOf(ana, 5), ana, 'failed', now + 2000, { errors: [{ code: 131026, title: 'Undeliverable' }] }),
    ),
  );
  const { body } = await hub.api('GET', `/v1/contacts?phone=%2B${ana}`);
  await hub.api('PATCH', `/v1/contacts/${body.items[0].id}`, {
    attributes: { crm: `https://crm.example.com/?phone=${ana}`, mobile: Number(ana), city: 'Valencia' },
  });
  await hubHas('what is not taken', async () => {
    const { body } = await hub.api('GET', '/v1/deliveries');
    return body.items.length > 0;
  });
  browser = await launch();
  tab = await openTab(browser, `${hub.url}/sign-in`);
  ({ page } = tab);
  page.on('response', (response) => {
    if (response.headers()['content-type']?.startsWith('text/event-stream')) return;
    reading.push(
      response.text().then(
        (body) => void received.push([response.url(), body]),
        () => undefined,
      ),
    );
  });
  const { body: key } = await hub.api('POST', '/v1/keys', { name: 'console', scopes: ['admin'] });
  await page.locator('#key').fill(key.text);
  await page.keyboard.press('Enter');
  await page.locator('a.row', { hasText: 'Customer 22' }).waitFor();
}, 120_000);
afterAll(async () => {
  await browser?.close();
  receiver?.close();
  await hub?.end('SIGKILL');
  removeFolder(folder);
});

const shot = async (name: string) => {
  if (process.env.SHOTS) await page.screenshot({ path: `${process.env.SHOTS}/${name}.png` });
};

it('a list names people by what is left of their number where they have no other name', async () => {
  const names = await page.locator('a.row .name').allTextContents();
  expect(names).toEqual(expect.arrayContaining(['+34…44', '+34…66', 'Customer 22', 'Customer 21']));
  await shot('list');
});

it('a conversation and its card show the last digits, and nothing is lost when something is changed', async () => {
  await page.locator('a.row', { hasText: 'Customer 22' }).click();
  await page.locator('.message.inbound', { hasText: 'mi número es +34…22 y el de Luis 34…44' }).waitFor();
  await page.locator('.message.outbound', { hasText: 'al 34…22' }).waitFor();
  const card = page.locator('#card');
  await card.locator('.fact', { hasText: '+34…22' }).first().waitFor();
  await shot('conversation');
  expect(await accessibilityFindings(page)).toEqual([]);
  await card.getByRole('button', { name: 'Set an attribute' }).click();
  await card.locator('.panel-form input').first().fill('city');
  // With the name left, the value known until now stands in its field.
  await page.keyboard.press('Tab');
  await card.locator('.panel-form input').nth(1).fill('Madrid');
  await page.keyboard.press('Enter');
  await card.locator('.fact', { hasText: 'Madrid' }).waitFor();
  const { body } = await hub.api('GET', `/v1/contacts?phone=%2B${ana}`);
  expect(body.items[0].attributes).toEqual({
    crm: `https://crm.example.com/?phone=${ana}`,
    mobile: Number(ana),
    city: 'Madrid',
  });
});

it('is searched by the whole number all the same', async () => {
  await page.goto(hub.url);
  await page.locator('a.row').first().waitFor();
  await page.fill('#search', `+${nameless}`);
  await page.waitForURL((url) => url.searchParams.get('q') === `+${nameless}`);
  await until(page, "document.querySelectorAll('a.row .name').length === 2");
  expect((await page.locator('a.row .name').allTextContents()).sort()).toEqual(['+34…44', 'Customer 22']);
  await page.fill('#search', '');
});

it('whoever writes meanwhile comes in without their number', async () => {
  await page.locator('a.row', { hasText: 'Oi' }).waitFor();
  const stranger = text(live, idOf(live, 6), Date.now(), 'Anybody there?');
  await postWebhook(hub.webhook, bodyOf({ ...stranger, contacts: [{ wa_id: live }] }));
  await page.locator('a.row', { hasText: 'Anybody there?' }).waitFor();
  expect(await page.locator('a.row', { hasText: 'Anybody there?' }).locator('.name').textContent()).toBe(
    '+44…23',
  );
  expect(numbersIn(await page.content())).toEqual([]);
});

it.each([
  ['/events', '.event', 'pre.json'],
  ['/deliveries', '.entry', 'pre.json'],
  ['/subscriptions', '.sub', undefined],
  ['/templates', '.notice', undefined],
  ['/routing', '#dry-run button', undefined],
  ['/health', '.chart canvas', undefined],
] as const)('%s has none', async (path, first, detail) => {
  await page.goto(hub.url + path);
  await page.locator(first).first().waitFor();
  if (detail) {
    const count = Math.min(await page.locator(first).count(), 30);
    for (let n = 0; n < count; n += 1) {
      await page.locator(first).nth(n).click();
      await page.locator(detail).first().waitFor();
      for (const more of await page.locator(`${detail} details:not([open]) > summary`).all())
        await more.click();
      expect([path, n, numbersIn(await page.content())]).toEqual([path, n, []]);
    }
    await shot(path.slice(1));
  }
  expect(numbersIn(await page.content())).toEqual([]);
});

it('nor has what the API hands to the session: transcripts, the whole log, the stream', async () => {
  const cookie = (await page.context().cookies()).map(({ name, value }) => `${name}=${value}`).join('; ');
  const get = (path: string) => fetch(hub.url + path, { headers: { cookie } });
  const { body } = await hub.api('GET', '/v1/conversations?limit=50');
  const paths = [
    '/v1/events?after=0&limit=200',
    '/v1/contacts',
    '/v1/search?q=n%C3%BAmero',
    '/v1/audit',
    '/v1/health',
    ...body.items.flatMap(({ id, contactId }: Loose) => [
      `/c/${id}`,
      `/v1/conversations/${id}/messages`,
      `/v1/consents?contactId=${contactId}`,
      ...['text', 'json', 'html'].map(
        (format) => `/v1/conversations/${id}/transcript?format=${format}&notes=true`,
      ),
    ]),
  ];
  for (const path of paths) {
    const answer = await get(path);
    expect([path, answer.status, numbersIn(await answer.text())]).toEqual([path, 200, []]);
  }
  const stream = await get('/v1/events/stream?after=0');
  const reader = (stream.body as ReadableStream<Uint8Array>).getReader();
  let told = '';
  while (!told.includes('Anybody there?')) told += new TextDecoder().decode((await reader.read()).value);
  await reader.cancel();
  expect(told).toContain('message.received');
  expect(numbersIn(told)).toEqual([]);
});

it('no answer that the pages received holds the number of a contact', async () => {
  await Promise.all(reading);
  const wrong = received.filter(([, body]) => numbersIn(body).length > 0).map(([address]) => address);
  expect(wrong).toEqual([]);
  const from = (part: string) => received.filter(([address]) => address.includes(part));
  for (const part of ['/v1/conversations', '/v1/events', '/v1/deliveries', '/v1/contacts/', '/health'])
    expect([part, from(part).length > 0]).toEqual([part, true]);
  // The address of a search is what somebody typed, and no answer.
  expect(received.some(([, body]) => body.includes('34…22'))).toBe(true);
});

it('a program with its key is told the whole numbers', async () => {
  const { body } = await hub.api('GET', '/v1/contacts');
  expect(numbersIn(JSON.stringify(body)).sort()).toEqual([...everybody].sort());
});

it('leaves nothing to complain about in the browser', () => {
  expect(tab.complaints).toEqual([]);
});
