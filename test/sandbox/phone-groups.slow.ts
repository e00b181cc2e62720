import type { Loose } from '@centralita/sandbox/testing';
import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { accessibilityFindings } from '../e2e/pages.ts';
import { type Handset, startHandset } from './handset.ts';

/** Groups, played on the phone: made, written in by several, and written to by the business. */

jest.setTimeout(120_000);

const lucia = '34600111222';
const james = '447700900123';
let handset: Handset;
let page: Page;
let group = '';

beforeAll(async () => {
  handset = await startHandset();
  await handset.sandbox.customer(lucia, { name: 'Lucía Ortega' });
  await handset.sandbox.customer(james, { name: 'James Miller' });
  await handset.sandbox.customer('34600555666', { name: 'Ana Prieto' });
  page = await handset.open();
}, 120_000);
afterAll(() => handset?.stop());

const play = (name: string) => page.locator('.tab', { hasText: name }).click();
const chat = (name: string) => page.locator('.chat-choice', { hasText: name });
const line = (text: string) => page.locator('.line', { hasText: text });
const types = async (text: string) => {
  await page.fill('#phone-text', text);
  await page.keyboard.press('Enter');
};
const business = (body: string) =>
  handset.sandbox.graph('POST', `/${handset.sandbox.phoneNumberId}/messages`, {
    messaging_product: 'whatsapp',
    recipient_type: 'group',
    to: group,
    type: 'text',
    text: { body },
  });

it('makes a group with several customers, as the business would, and opens it', async () => {
  await page.locator('.tab[aria-pressed=true]', { hasText: 'Lucía' }).waitFor();
  expect(await page.locator('.chats').isHidden()).toBe(true);
  await page.locator('.new-group summary').click();
  await page.getByLabel('Name of the group').fill('Vecinos del 3.º');
  await page.locator('.check', { hasText: 'James' }).click();
  expect(await page.locator('.check input:checked').count()).toBe(2);
  await page.getByRole('button', { name: 'Make the group' }).click();
  await page.locator('.chat-name', { hasText: 'Vecinos del 3.º' }).waitFor();
  await page.locator('.chat-under', { hasText: 'Centralita, Lucía Ortega, James Miller' }).waitFor();
  const made = await handset.heard('groups', ({ type }) => type === 'group_create');
  group = made.group_id;
  expect(made).toMatchObject({ subject: 'Vecinos del 3.º', request_id: expect.any(String) });
  for (const wa_id of [lucia, james])
    await handset.heard('groups', ({ added_participants }) =>
      added_participants?.some((added: Loose) => added.wa_id === wa_id),
    );
});

it('writes into the group as each of them, and not into the chat with the business', async () => {
  await types('¿A qué hora es la reunión?');
  await line('¿A qué hora es la reunión?').waitFor();
  expect(await handset.heard('messages', ({ text }) => text?.body.includes('reunión'))).toMatchObject({
    from: lucia,
    group_id: group,
  });
  await chat('Centralita').click();
  await page.locator('.chat-day', { hasText: 'Nothing written yet' }).waitFor();
  await play('James');
  await chat('Vecinos').click();
  await page.locator('.line.theirs .author', { hasText: 'Lucía Ortega' }).waitFor();
  await types('A las ocho, creo');
  await page.locator('.line.mine', { hasText: 'A las ocho' }).waitFor();
  expect(await handset.heard('messages', ({ text }) => text?.body.includes('ocho'))).toMatchObject({
    from: james,
    group_id: group,
  });
  // What others wrote can be answered, not edited.
  await line('¿A qué hora').locator('.phone-bubble').click({ button: 'right' });
  await page.locator('.sheet .plus-entry', { hasText: 'Reply' }).waitFor();
  expect(await page.locator('.sheet .plus-entry').count()).toBe(1);
  await page.keyboard.press('Escape');
});

it('shows what the business writes to everybody in it, and says that there is something new', async () => {
  await chat('Centralita').click();
  await business('A las ocho y media, en el portal.');
  await chat('Vecinos').locator('.new-dot').waitFor();
  await page.locator('.tab', { hasText: 'Lucía' }).locator('.count', { hasText: '1' }).waitFor();
  await chat('Vecinos').click();
  await page.locator('.line.theirs', { hasText: 'ocho y media' }).waitFor();
  await page
    .locator('.line', { hasText: 'ocho y media' })
    .locator('.author', { hasText: 'Centralita' })
    .waitFor();
  expect(await chat('Vecinos').locator('.new-dot').count()).toBe(0);
  await play('Lucía');
  await chat('Vecinos').click();
  await page.locator('.line.theirs', { hasText: 'ocho y media' }).waitFor();
  await page.locator('.station.done', { hasText: 'Status webhooks' }).waitFor();
  const read = (who: string) =>
    handset.heard(
      'statuses',
      ({ status, recipient_participant_id }) => status === 'read' && recipient_participant_id === who,
    );
  expect([await read(james), await read(lucia)]).toMatchObject([
    { recipient_id: group, recipient_type: 'group' },
    { recipient_id: group, recipient_type: 'group' },
  ]);
  expect(await accessibilityFindings(page)).toEqual([]);
  await handset.shot(page, 'sandbox-group');
});

it('lets somebody join and leave, and says who is in it', async () => {
  await page.locator('#person-more').click();
  const member = (name: string) => page.locator('.members .fault', { hasText: name });
  await member('Ana').click();
  await handset.heard('groups', ({ added_participants }) => added_participants?.[0]?.wa_id === '34600555666');
  await member('James').click();
  await handset.heard('groups', ({ type }) => type === 'group_participants_remove');
  expect(await accessibilityFindings(page)).toEqual([]);
  await page.keyboard.press('Escape');
  await page.locator('.chat-under', { hasText: 'Centralita, Lucía Ortega, Ana Prieto' }).waitFor();
  await page.locator('.group-line', { hasText: 'Lucía Ortega, Ana Prieto' }).waitFor();
  await play('James');
  await page.locator('.chats').waitFor({ state: 'hidden' });
  await page.locator('.group-line').click();
  await page.locator('.sheet .fault', { hasText: 'Suspended' }).click();
  await handset.heard('groups', ({ type }) => type === 'group_suspend');
  await page.keyboard.press('Escape');
});

it('says why a group was not made', async () => {
  await page.locator('.new-group summary').click();
  await page.getByLabel('Name of the group').fill('   ');
  await page.getByRole('button', { name: 'Make the group' }).click();
  await page.locator('.toast', { hasText: '"subject" must be a text of 1 to 128 characters.' }).waitFor();
});

it('reads well on a phone, in the dark and in Spanish', async () => {
  const small = await handset.open({
    viewport: { width: 390, height: 800 },
    locale: 'es-ES',
    colorScheme: 'dark',
  });
  await small.locator('.tab', { hasText: 'Lucía' }).click();
  await small.locator('.chat-choice', { hasText: 'Vecinos' }).click();
  await small.locator('.line.theirs', { hasText: 'ocho y media' }).waitFor();
  expect(await small.evaluate('document.documentElement.scrollWidth <= window.innerWidth')).toBe(true);
  expect(await accessibilityFindings(small)).toEqual([]);
  await small.locator('.new-group summary').click();
  await small.getByLabel('Nombre del grupo').waitFor();
  expect(await accessibilityFindings(small)).toEqual([]);
});

it('leaves nothing to complain about in the browser', () => {
  expect(handset.complaints()).toEqual([]);
});
