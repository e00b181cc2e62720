import type { ConversationView } from '@centralita/core/hub-client';
import type { Team } from '@centralita/core/model';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings, until } from './pages.ts';
import { seedShop } from './shop.ts';
import { sit } from './sit.ts';

jest.setTimeout(120_000);

let desk: Desk;
let page: Page;
let lucia: ConversationView;

beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
  const { main } = await seedShop(desk.demo);
  await desk.demo.ask('POST', `/v1/conversations/${main}/tags`, { add: ['Devolución'], by: 'ana' });
  lucia = await desk.demo.ask<ConversationView>('GET', `/v1/conversations/${main}`);
  page = await sit(desk, 'Ana García', '/');
}, 120_000);
afterAll(() => desk?.stop());

const names = () => page.locator('a.row .name').allTextContents();
/** Who stands in the list once these and nobody else do. */
const finds = async (wanted: readonly string[]): Promise<void> => {
  const deadline = Date.now() + 10_000;
  for (;;) {
    const found = (await names()).sort();
    if (JSON.stringify(found) === JSON.stringify([...wanted].sort())) return;
    if (Date.now() > deadline) expect(found).toEqual([...wanted].sort());
    await page.waitForTimeout(50);
  }
};

describe('the search of the inbox', () => {
  it.each<[string, () => string, readonly string[]]>([
    ['a name without its accents', () => 'lucia ortega', ['Lucía Ortega']],
    ['the beginning of a name in other letters', () => 'MARTA SANCH', ['Marta Sanchís']],
    ['a number as it is written', () => '+34 600 111 222', ['Lucía Ortega']],
    ['the end of a number', () => '900123', ['James Miller']],
    ['a case number', () => lucia.caseNumber, ['Lucía Ortega']],
    [
      'a case number dictated without its dash, in small letters',
      () => lucia.caseNumber.replace('-', '').toLowerCase(),
      ['Lucía Ortega'],
    ],
    ['words of a message, accents or not', () => 'lampara nube', ['Marta Sanchís']],
    ['words of an answer', () => 'zaragoza', ['Lucía Ortega']],
    ['Arabic', () => 'توصلون', ['Noor El Amrani']],
    ['a tag, accents or not', () => 'devolucion', ['Lucía Ortega']],
  ])('finds by %s', async (_, query, wanted) => {
    await page.fill('#search', query());
    await page.waitForURL((url) => url.searchParams.get('q') === query());
    await finds(wanted);
  });

  it('says so where nobody fits', async () => {
    await page.fill('#search', 'zzzz');
    await page.locator('.rows', { hasText: 'Nobody found.' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
  });

  it('looks everywhere: also among the closed, from any view', async () => {
    await desk.demo.ask('POST', `/v1/conversations/${lucia.id}/close`, { by: 'ana' });
    await page.locator('[data-view=unassigned]').click();
    await page.fill('#search', 'lucia');
    await page.locator('a.row.closed .name', { hasText: 'Lucía' }).waitFor();
    await finds(['Lucía Ortega']);
    await desk.demo.ask('POST', `/v1/conversations/${lucia.id}/reopen`, { by: 'ana' });
  });

  it('is emptied by a view, and stands in an address one may keep', async () => {
    await page.fill('#search', 'lampara');
    await finds(['Marta Sanchís']);
    await page.reload();
    expect(await page.inputValue('#search')).toBe('lampara');
    await finds(['Marta Sanchís']);
    await page.locator('[data-view=open]').click();
    expect(await page.inputValue('#search')).toBe('');
    await until(page, "document.querySelectorAll('a.row').length >= 5");
  });

  it('is reached and left by key, and what it found is opened by key', async () => {
    await page.locator('a.row').first().waitFor();
    await page.keyboard.press('/');
    await until(page, "document.activeElement.id === 'search'");
    await page.keyboard.type('lampara');
    await finds(['Marta Sanchís']);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Enter');
    await page.waitForURL(/\/c\/cv_/);
    await page.locator('.thread-head h2', { hasText: 'Marta' }).waitFor();
    await page.goto(desk.demo.url);
  });
});

/** Pixels between the end of what the field asks for and the end of the field. */
const roomLeft = `(() => {
  const field = document.getElementById('search');
  const style = getComputedStyle(field);
  const pen = document.createElement('canvas').getContext('2d');
  pen.font = style.font;
  const padding = Number.parseFloat(style.paddingLeft) + Number.parseFloat(style.paddingRight);
  return field.clientWidth - padding - pen.measureText(field.placeholder).width;
})()`;

describe('what the search field asks for', () => {
  const sizes = [
    ['a wide screen', { width: 1440, height: 860 }],
    ['where the list is narrowest', { width: 760, height: 600 }],
    ['a phone', { width: 390, height: 780 }],
    ['a small phone', { width: 320, height: 640 }],
  ] as const;
  it.each(sizes.flatMap((size) => (['en-GB', 'es-ES'] as const).map((locale) => [locale, ...size] as const)))(
    'can be read to its end, and is told whole: %s, %s',
    async (locale, _, viewport) => {
      const tab = await desk.open('/', { locale, viewport });
      await tab.locator('a.row').first().waitFor();
      const room = await tab.evaluate(roomLeft);
      expect(room).toBeGreaterThan(0);
      const whole = locale === 'es-ES' ? /^Buscar por nombre.*etiqueta$/ : /^Search by name.*tag$/;
      await tab.getByRole('searchbox', { name: whole }).waitFor();
      await tab.context().close();
    },
  );
});

describe('the views', () => {
  /** What the chips count is what the list shows. */
  it.each(['open', 'unassigned', 'overdue', 'snoozed'])('%s counts what it shows', async (view) => {
    await page.locator(`[data-view=${view}]`).click();
    await page.locator(`[data-view=${view}][aria-pressed=true]`).waitFor();
    const count = Number(await page.locator(`[data-view=${view}] .chip-count`).textContent());
    await until(page, `document.querySelectorAll('a.row').length === ${count}`);
  });

  it('waiting has whoever waits longest on top', async () => {
    await page.locator('[data-view=waiting]').click();
    await page.locator('[data-view=waiting][aria-pressed=true]').waitFor();
    const { items } = await desk.demo.ask<{ items: ConversationView[] }>(
      'GET',
      '/v1/conversations?state=open,pending&unanswered=true&order=waiting',
    );
    expect(items.length).toBeGreaterThan(2);
    await until(page, `document.querySelectorAll('a.row').length === ${items.length}`);
    expect(await names()).toEqual(items.map(({ contact }) => contact.name));
    const waits = items.filter(({ priority }) => priority === 0).map(({ lastInboundAt }) => lastInboundAt);
    expect(waits).toEqual([...waits].sort());
  });

  it('mine is empty until something is claimed', async () => {
    await page.locator('[data-view=mine]').click();
    await page.locator('.rows', { hasText: 'Nobody here.' }).waitFor();
    await desk.demo.ask('POST', `/v1/conversations/${lucia.id}/claim`, { by: 'ana', takeOver: true });
    await finds(['Lucía Ortega']);
    await page.locator('[data-view=mine] .chip-count', { hasText: '1' }).waitFor();
  });

  it('narrow by team, and say by what', async () => {
    await page.locator('[data-view=open]').click();
    await page.getByRole('button', { name: 'Narrow by team, number or tag' }).click();
    await page.locator('.panel .choice', { hasText: 'Soporte' }).click();
    const { items: teams } = await desk.demo.ask<{ items: Team[] }>('GET', '/v1/teams');
    const support = teams.find(({ name }) => name === 'Soporte')?.id;
    const { items } = await desk.demo.ask<{ items: ConversationView[] }>(
      'GET',
      `/v1/conversations?state=open,pending&teamId=${support}`,
    );
    await finds(items.map(({ contact }) => contact.name ?? ''));
    expect(items.length).toBeGreaterThan(0);
    await page.getByRole('button', { name: 'No longer only Soporte' }).click();
    await until(page, `document.querySelectorAll('a.row').length > ${items.length}`);
  });
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
