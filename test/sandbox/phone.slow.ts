import type { Loose, RunningSandbox } from '@centralita/sandbox/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFindings } from '../e2e/pages.ts';
import { type Handset, startHandset } from './handset.ts';

/** The phone of a sandbox that stands alone, in a real browser. */

jest.setTimeout(120_000);

/** A cap in a colour. */
const cap = (colour: string) => `<svg viewBox="0 0 360 300" width="360" height="300">
<rect width="360" height="300" fill="#eef2f4"/>
<ellipse cx="180" cy="236" rx="130" ry="14" fill="#d5dde1"/>
<path d="M82 196c0-70 42-118 100-118s96 46 98 112c22 3 46 16 56 34-34 2-70-8-96-10-56-4-104-2-150 6z" fill="${colour}"/>
<path d="M182 78c-26 28-36 76-34 124M182 78c30 26 42 70 40 122" fill="none" stroke="#fff" stroke-opacity=".35" stroke-width="3"/>
<path d="M182 212c40-2 70 0 96 4 22 4 44 8 58 8-12-20-34-31-56-34-34-2-68 6-98 22z" fill="#000" fill-opacity=".18"/>
<circle cx="182" cy="76" r="8" fill="${colour}"/></svg>`;

let handset: Handset;
let sandbox: RunningSandbox;
let receiver: Handset['receiver'];
let page: Page;

beforeAll(async () => {
  handset = await startHandset();
  ({ sandbox, receiver } = handset);
  await sandbox.customer('34600111222', { name: 'Lucía Ortega' });
  page = await handset.open();
}, 120_000);
afterAll(() => handset?.stop());

const send = (body: Record<string, unknown>) =>
  sandbox.graph<{ messages: { id: string }[] }>('POST', `/${sandbox.phoneNumberId}/messages`, {
    messaging_product: 'whatsapp',
    to: '+34600111222',
    ...body,
  });
const ask = (interactive: Record<string, unknown>) => send({ type: 'interactive', interactive });
/** What the last webhook with a message said. */
const heard = (fits: (message: Loose) => boolean): Promise<Loose> => handset.heard('messages', fits);
const line = (text: string) => page.locator('.line', { hasText: text }).last();

it('writes, and shows where the message went', async () => {
  await page.fill('#phone-text', '¿Tenéis gorras azules? 🧢');
  await page.keyboard.press('Enter');
  await page.locator('.station.done', { hasText: 'Signed webhook' }).waitFor();
  await page.locator('.station.done', { hasText: 'Signature verified' }).waitFor();
  await page.locator('.station-button', { hasText: 'Signed webhook' }).click();
  await page.locator('pre.json', { hasText: 'X-Hub-Signature-256' }).waitFor();
  await page.locator('.station-button', { hasText: 'Signed webhook' }).click();
  expect((await heard(({ type }) => type === 'text')).text.body).toBe('¿Tenéis gorras azules? 🧢');
});

it('shows a picture, a link and cards as they are', async () => {
  const upload = async (colour: string) => {
    const form = new FormData();
    form.set('messaging_product', 'whatsapp');
    const bytes = new Uint8Array(await handset.png(cap(colour)));
    form.set('file', new File([bytes], 'gorra.png', { type: 'image/png' }));
    return sandbox.graph<{ id: string }>('POST', `/${sandbox.phoneNumberId}/media`, form);
  };
  const { id } = await upload('#1f3f77');
  const { id: sky } = await upload('#6fb1e0');
  await send({ type: 'image', image: { id, caption: 'La azul' } });
  const picture = line('La azul').locator('img.picture');
  await picture.waitFor();
  await page.waitForFunction('document.querySelector("img.picture").naturalWidth > 0');
  await ask({
    type: 'cta_url',
    body: { text: 'Aquí están todas.' },
    action: {
      name: 'cta_url',
      parameters: { display_text: 'Ver la tienda', url: 'https://shop.example/gorras' },
    },
  });
  expect(await line('Aquí están todas').locator('a.tap').getAttribute('href')).toBe(
    'https://shop.example/gorras',
  );
  const card = (card_index: number, text: string, image: string) => ({
    card_index,
    type: 'cta_url',
    header: { type: 'image', image: { id: image } },
    body: { text },
    action: {
      buttons: [
        { type: 'quick_reply', quick_reply: { id: `c${card_index}`, title: `Quiero la ${card_index}` } },
      ],
    },
  });
  await ask({
    type: 'carousel',
    body: { text: 'Elige una' },
    action: { cards: [card(0, 'Azul marino', id), card(1, 'Azul cielo', sky)] },
  });
  await line('Elige una').locator('button.tap', { hasText: 'Quiero la 1' }).click();
  expect(
    (await heard(({ interactive }) => interactive?.type === 'button_reply')).interactive.button_reply.id,
  ).toBe('c1');
});

it('taps a row of a list, fills in a form, and sends where it is', async () => {
  await ask({
    type: 'list',
    body: { text: '¿Cuándo te la llevamos?' },
    action: {
      button: 'Horas',
      sections: [{ title: 'Mañana', rows: [{ id: 'am', title: 'De 9 a 12', description: 'Con café' }] }],
    },
  });
  await line('¿Cuándo te la llevamos?').locator('summary').click();
  // It stays open while the ticks of the message turn.
  await page.waitForTimeout(1_500);
  await handset.shot(page, 'sandbox-alone');
  await line('¿Cuándo te la llevamos?').locator('.list-choice', { hasText: 'De 9 a 12' }).click();
  expect(
    (await heard(({ interactive }) => interactive?.type === 'list_reply')).interactive.list_reply.id,
  ).toBe('am');

  await ask({
    type: 'flow',
    body: { text: 'Un par de datos' },
    action: {
      name: 'flow',
      parameters: { flow_message_version: '3', flow_id: '1', flow_cta: 'Rellenar', flow_token: 't-1' },
    },
  });
  await line('Un par de datos').locator('button.tap').click();
  await page.locator('.sheet input[name=name]').fill('Lucía');
  await page.locator('.sheet input[name=answer]').fill('Talla M');
  await handset.shot(page, 'sandbox-form');
  await page.locator('.sheet [type=submit]').click();
  const reply = await heard(({ interactive }) => interactive?.type === 'nfm_reply');
  expect(JSON.parse(reply.interactive.nfm_reply.response_json)).toEqual({
    flow_token: 't-1',
    name: 'Lucía',
    answer: 'Talla M',
  });

  await ask({
    type: 'location_request_message',
    body: { text: '¿Dónde estás?' },
    action: { name: 'send_location' },
  });
  await line('¿Dónde estás?').locator('button.tap').click();
  expect((await heard(({ type }) => type === 'location')).context.id).toBeTruthy();
});

it('opens a menu on a long press: reacts, answers with a quote, edits and deletes', async () => {
  await send({ type: 'text', text: { body: 'Sale mañana' } });
  await line('Sale mañana').locator('.phone-bubble').click({ button: 'right' });
  await page.locator('.sheet .emoji', { hasText: '❤️' }).waitFor();
  await handset.shot(page, 'sandbox-menu');
  await page.locator('.sheet .emoji', { hasText: '❤️' }).click();
  await line('Sale mañana').locator('.phone-reactions', { hasText: '❤️' }).waitFor();
  expect((await heard(({ type }) => type === 'reaction')).reaction.emoji).toBe('❤️');

  await line('Sale mañana').locator('.phone-bubble').hover();
  await line('Sale mañana').locator('.bubble-more').click();
  await page.locator('.sheet .plus-entry', { hasText: 'Reply' }).click();
  await page.locator('.quoting .phone-quote', { hasText: 'Sale mañana' }).waitFor();
  await page.fill('#phone-text', 'Perfeto');
  await page.keyboard.press('Enter');
  await page.locator('.line.mine .phone-quote', { hasText: 'Sale mañana' }).waitFor();
  expect((await heard(({ text }) => text?.body === 'Perfeto')).context.id).toBeTruthy();
  expect(await page.locator('.quoting').isHidden()).toBe(true);

  await line('Perfeto').locator('.phone-bubble').click({ button: 'right' });
  await page.locator('.sheet .plus-entry', { hasText: 'Edit' }).click();
  await page.locator('.sheet textarea').fill('Perfecto');
  await page.locator('.sheet [type=submit]').click();
  await line('Perfecto').waitFor();
  await line('Perfecto').locator('.phone-bubble').click({ button: 'right' });
  await page.locator('.sheet .plus-entry', { hasText: 'Delete for everyone' }).click();
  await line('This message was deleted').waitFor();
  await heard(({ type }) => type === 'revoke');
});

it('is closed by Escape, and gives the focus back', async () => {
  await page.locator('#person-more').click();
  await page.locator('.sheet').waitFor();
  await page.keyboard.press('Escape');
  await page.locator('.sheet').waitFor({ state: 'detached' });
  expect(await page.evaluate('document.activeElement.id')).toBe('person-more');
});

it('wants no more offers, from the phone’s own menu', async () => {
  await page.locator('#person-more').click();
  await page.locator('.sheet .fault', { hasText: 'Gets offers' }).click();
  await page.locator('.sheet .fault[aria-pressed=false]', { hasText: 'Gets offers' }).waitFor();
  await page.keyboard.press('Escape');
  for (const end = Date.now() + 20_000; receiver.all('user_preferences').length === 0; ) {
    expect(Date.now()).toBeLessThan(end);
    await new Promise((wait) => setTimeout(wait, 20));
  }
  expect(receiver.all('user_preferences')).toMatchObject([{ value: 'stop' }]);
});

it('breaks things by any code, moves the clock and plays the reviewer', async () => {
  await page.locator('input[list=fault-codes]').fill('131042');
  await page.locator('[data-fault=fail]').click();
  await page.locator('[data-fault=fail][aria-pressed=true]').waitFor();
  await send({ type: 'text', text: { body: 'Esto no llega' } });
  await page.locator('.station.bad', { hasText: '131042' }).waitFor();
  await page.locator('[data-fault=fail][aria-pressed=false]').waitFor();
  await page.locator('.controls form .field').first().fill('2h');
  await page.locator('.controls form button', { hasText: 'Move on' }).click();
  await page.locator('.clock-time.ahead').waitFor();
  await page.locator('summary', { hasText: 'Play the reviewer' }).click();
  await page.locator('.control option', { hasText: 'aviso_envio' }).waitFor({ state: 'attached' });
  await page.locator('.control select').nth(1).selectOption({ label: 'aviso_envio · es · approved' });
  await page.locator('.control select').nth(2).selectOption({ label: 'Pause' });
  await page.locator('.control button', { hasText: 'Decide' }).click();
  await page
    .locator('.control option', { hasText: 'aviso_envio · es · paused' })
    .waitFor({ state: 'attached' });
  await handset.shot(page, 'sandbox-controls');
});

it.each([
  ['duplicate', { kind: 'duplicate_webhook' }],
  ['reorder', { kind: 'reorder_webhooks' }],
  ['late', { kind: 'delay_webhook' }],
  ['again', { kind: 'late_retry' }],
  ['lose', { kind: 'drop_webhook' }],
  ['drop', { kind: 'drop_status', status: 'delivered' }],
  ['broken', { kind: 'malformed_webhook' }],
  ['refuse', { kind: 'send_error' }],
  ['throttle', { kind: 'rate_limited' }],
  ['pair', { kind: 'rate_limited', code: 131056 }],
  ['server', { kind: 'server_error' }],
  ['timeout', { kind: 'timeout_after_accept' }],
  ['serverAfter', { kind: 'server_error', accepted: true }],
  ['timeoutBefore', { kind: 'timeout_before_accept' }],
  ['reset', { kind: 'reset' }],
  ['resetAfter', { kind: 'reset', accepted: true }],
  ['unreadable', { kind: 'malformed_answer' }],
  ['token', { kind: 'token_expired' }],
  ['both', { kind: 'delivered_and_failed' }],
  ['held', { kind: 'hold_template' }],
  ['heldDropped', { kind: 'held_dropped' }],
])('the switch “%s” arms what it says, and takes it back', async (key, rule) => {
  const faults = async () =>
    (await sandbox.control<{ faults: Loose[] }>('GET', '/faults')).faults.filter(
      ({ remaining }) => (remaining ?? 1) > 0,
    );
  const more = page.locator('.more-faults');
  if (!(await more.getAttribute('open').then((open) => open !== null))) await more.locator('summary').click();
  await page.locator(`[data-fault=${key}]`).click();
  await page.locator(`[data-fault=${key}][aria-pressed=true]`).waitFor();
  expect(await faults()).toMatchObject([rule]);
  await page.locator(`[data-fault=${key}]`).click();
  await page.locator(`[data-fault=${key}][aria-pressed=false]`).waitFor();
  expect(await faults()).toEqual([]);
});

it('shows a webhook that was sent twice, and adds somebody whose phone is withheld', async () => {
  await page.locator('[data-fault=duplicate]').click();
  await page.locator('[data-fault=duplicate][aria-pressed=true]').waitFor();
  await page.fill('#phone-text', 'Una vez');
  await page.keyboard.press('Enter');
  await page.locator('.station', { hasText: 'Sent 2 times' }).waitFor();
  await page.getByRole('button', { name: 'Without a number' }).click();
  await page.locator('.tab[aria-pressed=true]', { hasText: 'Iris' }).waitFor();
  await page.fill('#phone-text', 'Sin número');
  await page.keyboard.press('Enter');
  const message = await heard(({ text }) => text?.body === 'Sin número');
  expect([message.from, message.from_user_id]).toEqual([undefined, expect.stringMatching(/^ES\./)]);
  await page.locator('.tab', { hasText: 'Lucía' }).click();
});

it('says how to connect', async () => {
  await page.locator('.connection', { hasText: `${sandbox.url}/graph` }).waitFor();
  await page.locator('.connection', { hasText: receiver.url }).waitFor();
});

it('reads well on a phone, in the dark and in Spanish, and to a screen reader', async () => {
  const small = await handset.open({
    viewport: { width: 390, height: 800 },
    locale: 'es-ES',
    colorScheme: 'dark',
  });
  await small.locator('.tab', { hasText: 'Lucía' }).click();
  await small.locator('.line').last().waitFor();
  await handset.shot(small, 'sandbox-alone-phone-es');
  const wide = await small.evaluate('document.documentElement.scrollWidth <= window.innerWidth');
  expect(wide).toBe(true);
  expect(await accessibilityFindings(small)).toEqual([]);
  await small.locator('#person-more').click();
  await small.locator('.sheet').waitFor();
  expect(await accessibilityFindings(small)).toEqual([]);
  await small.keyboard.press('Escape');
  expect(await accessibilityFindings(page)).toEqual([]);
});

it('leaves nothing to complain about in the browser', () => {
  expect(handset.complaints()).toEqual([]);
});
