import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings, until } from './pages.ts';
import { seedShop } from './shop.ts';
import { sit } from './sit.ts';

jest.setTimeout(120_000);

/** A whole case without a mouse, and the same on a telephone, in the dark and in Spanish. */

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
  await seedShop(desk.demo);
}, 120_000);
afterAll(() => desk?.stop());

describe('with the keyboard alone', () => {
  let page: Page;
  const focused = (selector: string) => until(page, `document.activeElement.closest('${selector}') !== null`);

  it('says who one is', async () => {
    page = await desk.open('/');
    await page.locator('.row').first().waitFor();
    await page.locator('.person-button').focus();
    await page.keyboard.press('Enter');
    await focused('.panel');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.person-name', { hasText: 'Luis Pons' }).waitFor();
  });

  it('skips to the content, and opens a conversation', async () => {
    await page.reload();
    await page.locator('.row').first().waitFor();
    await page.keyboard.press('Tab');
    await until(page, 'document.activeElement.matches(\'a[href="#main"]\')');
    await page.keyboard.press('Enter');
    await page.keyboard.press('j');
    await focused('a.row');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/c\/cv_/);
    await page.locator('.message').first().waitFor();
  });

  it('claims it, answers, and notes something', async () => {
    await page.keyboard.press('c');
    await page.locator('.head-acts').getByRole('button', { name: 'Luis Pons' }).waitFor();
    await page.keyboard.press('r');
    await focused('.composer');
    await page.keyboard.type('Buenos días');
    await page.keyboard.press('Shift+Enter');
    await page.keyboard.type('Enseguida lo miro.');
    await page.keyboard.press('Enter');
    await page.locator('.message.outbound', { hasText: 'Enseguida lo miro.' }).waitFor();
    await page.keyboard.press('Escape');
    await page.keyboard.press('n');
    await focused('.note-box');
    await page.keyboard.type('Pendiente de almacén');
    await page.keyboard.press('Control+Enter');
    await page.locator('.note', { hasText: 'Pendiente de almacén' }).waitFor();
  });

  it('assigns, snoozes and closes it; each panel is walked by arrows and given up by Escape', async () => {
    await page.keyboard.press('Escape');
    await page.keyboard.press('a');
    await focused('.panel');
    await page.keyboard.press('Escape');
    await until(page, "!document.querySelector('.panel:not([hidden])')");
    await page.keyboard.press('a');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await page.locator('.head-acts').getByRole('button', { name: 'Ana García' }).waitFor();
    await page.keyboard.press('s');
    await focused('.panel');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await page.locator('.head-acts .tag', { hasText: 'snoozed until' }).waitFor();
    await page.keyboard.press('x');
    await page.locator('.head-acts').getByRole('button', { name: 'Reopen' }).waitFor();
    await page.keyboard.press('x');
    await page.locator('.head-acts').getByRole('button', { name: 'Close', exact: true }).waitFor();
  });

  it('finds templates and sends one', async () => {
    const path = new URL(page.url()).pathname.replace('/c/', '/v1/conversations/');
    const { contactId } = await desk.demo.ask<{ contactId: string }>('GET', path);
    await desk.demo.ask('POST', '/v1/consents', {
      contactId,
      state: 'granted',
      purposes: ['utility'],
      source: 'form',
    });
    await page.keyboard.press('t');
    await until(page, "document.activeElement.matches('.picker input[type=search]')");
    await page.keyboard.type('hello_world');
    await page.keyboard.press('Tab');
    await focused('.template-row');
    await page.keyboard.press('Enter');
    // It has no blanks: what is left is to send it.
    await until(page, "document.activeElement.matches('.template-form [type=submit]')");
    await page.keyboard.press('Enter');
    await page.locator('.message.outbound', { hasText: 'Nothing has left your machine' }).waitFor();
    await page.context().close();
  });
});

describe('on a telephone, in the dark, in Spanish', () => {
  let page: Page;
  const fits = async () =>
    expect(await page.evaluate('document.documentElement.scrollWidth - innerWidth')).toBeLessThanOrEqual(0);

  it('shows the list, then the conversation, then the list again', async () => {
    page = await sit(desk, 'Nadia Ruiz', '/', {
      locale: 'es-ES',
      colorScheme: 'dark',
      viewport: { width: 390, height: 780 },
      hasTouch: true,
      isMobile: true,
    });
    await fits();
    await page.locator('.row', { hasText: 'James' }).tap();
    await page.locator('.message.inbound', { hasText: 'tracking' }).waitFor();
    expect(await page.locator('.rows').isVisible()).toBe(false);
    await fits();
    await page.getByRole('button', { name: 'Volver a la lista' }).tap();
    await page.locator('.row', { hasText: 'James' }).waitFor();
    await page.locator('.row', { hasText: 'James' }).tap();
  });

  it('claims, answers and notes by touch', async () => {
    await page.locator('.head-acts .panel-place button').first().tap();
    await page.locator('.panel .choice').first().tap();
    await page.locator('.event-line', { hasText: 'Nadia Ruiz' }).waitFor();
    await page.locator('.write textarea').tap();
    await page.locator('.write textarea').fill('Sorry, James. We are on it.');
    await page.getByRole('button', { name: 'Enviar', exact: true }).tap();
    await page.locator('.message.outbound', { hasText: 'We are on it.' }).waitFor();
    await page.locator('.composer-tab.tab-note').tap();
    await page.locator('.note-box textarea').fill('Preguntar a la mensajería');
    await page.getByRole('button', { name: 'Guardar la nota' }).tap();
    await page.locator('.note', { hasText: 'mensajería' }).waitFor();
    await fits();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('opens the card over the thread and closes it', async () => {
    await page.locator('.show-card').tap();
    await page.locator('#card.shown .card-head', { hasText: 'James' }).waitFor();
    await fits();
    expect(await accessibilityFindings(page)).toEqual([]);
    await page.locator('.card-close').tap();
    expect(await page.locator('#card').isVisible()).toBe(false);
  });

  it.each(['/templates', '/routing', '/subscriptions', '/deliveries', '/events', '/health'])(
    '%s fits and is accessible',
    async (path) => {
      await page.goto(desk.demo.url + path);
      await page.locator('main [aria-busy=true]').first().waitFor({ state: 'detached' });
      await fits();
      expect(await accessibilityFindings(page)).toEqual([]);
      const texts = (await page.locator('h1').allTextContents()).join();
      expect(texts).not.toMatch(/Templates|Routing|Subscriptions|Not yet delivered|Events|Health/);
    },
  );
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
