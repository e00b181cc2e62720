import { readFileSync } from 'node:fs';
import type { AuditEntry, ConversationView } from '@centralita/core/hub-client';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { until } from './pages.ts';
import { seedShop } from './shop.ts';
import { sit } from './sit.ts';

jest.setTimeout(120_000);

let desk: Desk;
let main = '';
let page: Page;

beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
  ({ main } = await seedShop(desk.demo));
  page = await sit(desk, 'Ana García', `/c/${main}`);
}, 120_000);
afterAll(() => desk?.stop());

const head = () => page.locator('.head-acts');
const away = () => page.locator('.thread-head h2').click();
const said = (text: string | RegExp) =>
  page.locator('.event-line', { hasText: text }).last().waitFor({ state: 'visible' });
const view = () => desk.demo.ask<ConversationView>('GET', `/v1/conversations/${main}`);
const trail = async (): Promise<AuditEntry[]> =>
  (await desk.demo.ask<{ items: AuditEntry[] }>('GET', `/v1/audit?conversationId=${main}&limit=100`)).items;

describe('what is done stands between the messages, with who did it', () => {
  it('says who claimed, gave away and moved it', async () => {
    await page.keyboard.press('c');
    await said('Ana García claimed it');
    await page.keyboard.press('a');
    await page.locator('.panel .choice', { hasText: 'Luis Pons' }).click();
    await said('Ana García assigned it to Luis Pons');
    await page.keyboard.press('a');
    await page.locator('.panel .choice', { hasText: 'Nobody' }).click();
    await said('Ana García gave it back');
    await page.keyboard.press('a');
    await page.locator('.panel .choice', { hasText: 'Soporte' }).click();
    await said(/Ana García moved it to .*Soporte/);
    expect(await page.locator('.panel .choice', { hasText: 'Tomás Vidal' }).count()).toBe(0);
  });

  it('offers nobody who may only read', async () => {
    await away();
    await page.keyboard.press('a');
    expect(await page.locator('.panel .choice', { hasText: 'Tomás Vidal' }).isDisabled()).toBe(true);
    await page.keyboard.press('Escape');
  });

  it('says which tags and which priority', async () => {
    await away();
    await page.keyboard.press('l');
    await page.keyboard.type('regalo');
    await page.keyboard.press('Enter');
    await said('Ana García added the tag regalo');
    await page.getByRole('button', { name: 'Remove the tag regalo' }).click();
    await said('Ana García removed the tag regalo');
    await head().getByRole('button', { name: 'More' }).click();
    await page.locator('.panel .choice', { hasText: 'High' }).click();
    await said('Ana García set the priority to 2');
  });

  it('puts it off to an exact time, and has it back then', async () => {
    await away();
    await page.keyboard.press('s');
    const { now } = await desk.demo.ask<{ now: string }>('GET', '/sandbox/clock');
    const until = new Date(Date.parse(now) + 90 * 60_000);
    // What the field takes: the wall clock of the viewer, Madrid here.
    const local = until.toLocaleString('sv-SE', { timeZone: 'Europe/Madrid' }).slice(0, 16).replace(' ', 'T');
    await page.locator('.panel input[type=datetime-local]').fill(local);
    await page.locator('.panel form').getByRole('button', { name: 'Snooze' }).click();
    await head()
      .locator('.tag', { hasText: `snoozed until ${local.slice(11)}` })
      .waitFor();
    await said(/Ana García snoozed it until .*:/);
    const { snoozedUntil } = await view();
    expect(Math.abs(Number(snoozedUntil) - until.getTime())).toBeLessThan(60_000);
    await page.locator('[data-view=snoozed] .chip-count', { hasText: '1' }).waitFor();

    await desk.demo.ask('POST', '/sandbox/clock', { advance: '89m' });
    expect((await view()).state).toBe('snoozed');
    await desk.demo.ask('POST', '/sandbox/clock', { advance: '2m' });
    await head().locator('.tag', { hasText: 'snoozed until' }).waitFor({ state: 'detached' });
    await page.locator('[data-view=snoozed] .chip-count', { hasText: '0' }).waitFor();
    // The page asks for the sandbox's time now and then; "in an hour" goes by it.
    await page.waitForResponse('**/sandbox/clock');
  });

  it('ends a snooze at once where one says so', async () => {
    await away();
    await page.keyboard.press('s');
    await page.locator('.panel .choice', { hasText: 'In an hour' }).click();
    await head().locator('.tag', { hasText: 'snoozed until' }).waitFor();
    await away();
    await page.keyboard.press('s');
    await page.locator('.panel .choice', { hasText: 'End the snooze now' }).click();
    await head().locator('.tag', { hasText: 'snoozed until' }).waitFor({ state: 'detached' });
  });

  it('says who closed and reopened it', async () => {
    await away();
    await page.keyboard.press('x');
    await said('Ana García closed it');
    await head().getByRole('button', { name: 'Reopen' }).click();
    await said('Ana García reopened it');
    await head().getByRole('button', { name: 'Close', exact: true }).waitFor();
  });

  it('says it in Spanish too', async () => {
    const spanish = await desk.open(`/c/${main}`, { locale: 'es-ES' });
    await spanish.locator('.event-line', { hasText: 'Ana García' }).first().waitFor();
    const words = (await spanish.locator('.event-line').allTextContents()).join('\n');
    expect(words).not.toMatch(/\b(claimed|assigned|moved|snoozed|closed|reopened|added)\b/);
    expect(words).toMatch(/Luis Pons/);
    await spanish.context().close();
  });

  it('is the audit trail, which nobody changes', async () => {
    const entries = await trail();
    expect(entries.filter(({ by }) => by.name === 'Ana García').map(({ action }) => action)).toEqual(
      expect.arrayContaining([
        'conversation.assigned',
        'conversation.moved',
        'conversation.tagged',
        'conversation.priority_set',
        'conversation.snoozed',
        'conversation.closed',
        'conversation.reopened',
      ]),
    );
    await expect(desk.demo.ask('DELETE', `/v1/audit?conversationId=${main}`)).rejects.toThrow(/40[45]/);
  });
});

describe('the transcript', () => {
  const download = async (name: string): Promise<{ name: string; text: string }> => {
    await away();
    await head().getByRole('button', { name: 'More' }).click();
    const [file] = await Promise.all([
      page.waitForEvent('download'),
      page.locator('.panel a.choice', { hasText: new RegExp(`^${name}$`) }).click(),
    ]);
    await page.keyboard.press('Escape');
    return { name: file.suggestedFilename(), text: readFileSync(await file.path(), 'utf8') };
  };

  beforeAll(async () => {
    await desk.demo.ask('POST', `/v1/conversations/${main}/notes`, {
      text: 'Solo para nosotros <b>',
      by: 'ana',
    });
  });

  it('comes as text, without the notes', async () => {
    const { name, text } = await download('As text');
    const { caseNumber } = await view();
    expect(name).toBe(`${caseNumber}.txt`);
    expect(text).toContain(caseNumber);
    expect(text).toContain('¿Dónde está mi pedido A-1042?');
    expect(text).toContain('Salió ayer de Zaragoza');
    expect(text).not.toContain('Solo para nosotros');
  });

  it('comes with the notes only where one says so', async () => {
    const { text } = await download('As text, with notes');
    expect(text).toContain('Solo para nosotros <b>');
  });

  it('comes as JSON that can be read, each message once and in order', async () => {
    const { name, text } = await download('As JSON');
    expect(name).toMatch(/\.json$/);
    const { messages } = JSON.parse(text) as { messages: { id: string }[] };
    const { items } = await desk.demo.ask<{ items: { id: string }[] }>(
      'GET',
      `/v1/conversations/${main}/messages?limit=50`,
    );
    expect(messages.length).toBeGreaterThan(6);
    expect(messages.map(({ id }) => id)).toEqual(items.map(({ id }) => id).reverse());
  });

  it('comes as a page that stands alone, and takes what customers wrote for text', async () => {
    await desk.demo.ask('POST', '/sandbox/customers/34600111222/messages', {
      type: 'text',
      text: { body: '<img src=x onerror="window.taken=1">' },
    });
    await until(page, "document.querySelector('.messages').textContent.includes('onerror')");
    const { name, text } = await download('As a page');
    expect(name).toMatch(/\.html$/);
    const alone = await page.context().newPage();
    await alone.setContent(text);
    await alone.getByText('Salió ayer de Zaragoza').waitFor();
    await alone.getByText('onerror').waitFor();
    expect(await alone.evaluate('window.taken')).toBeUndefined();
    expect(await alone.locator('img[src=x]').count()).toBe(0);
    expect(text).not.toMatch(/(?:src|href)="(?:https?:)?\/\//);
    await alone.close();
  });
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
