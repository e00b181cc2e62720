import type { ConversationView } from '@centralita/core/hub-client';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings, until } from './pages.ts';
import { seedShop } from './shop.ts';
import { sit } from './sit.ts';

// One page in a browser on a busy machine takes its time.
jest.setTimeout(120_000);

let desk: Desk;
let main = '';
/** Ana's window, and Luis's on another machine. */
let ana: Page;
let luis: Page;

const head = (page: Page) => page.locator('.head-acts');
const view = () => desk.demo.ask<ConversationView>('GET', `/v1/conversations/${main}`);
const says = (text: string) =>
  desk.demo.ask('POST', '/sandbox/customers/34600111222/messages', { type: 'text', text: { body: text } });

beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
  ({ main } = await seedShop(desk.demo));
  ana = await sit(desk, 'Ana García', `/c/${main}`);
  luis = await sit(desk, 'Luis Pons', `/c/${main}`);
}, 120_000);
afterAll(() => desk?.stop());

describe('two people at one inbox', () => {
  it('claim: the second is told who has it, and may take it over', async () => {
    await ana.keyboard.press('c');
    await head(ana).getByRole('button', { name: 'Ana García' }).waitFor();
    await head(luis).getByRole('button', { name: 'Ana García' }).waitFor();
    await luis.keyboard.press('c');
    await luis.locator('.said .notice', { hasText: 'Ana García' }).waitFor();
    await luis.getByRole('button', { name: 'Take it over' }).click();
    await head(ana).getByRole('button', { name: 'Luis Pons' }).waitFor();
  });

  it('see that the other is writing', async () => {
    await luis.locator('.write textarea').pressSequentially('Un momento');
    await ana.locator('.other-writes', { hasText: 'Luis Pons is writing' }).waitFor();
    await luis.locator('.write textarea').fill('');
    await until(ana, "document.querySelector('.other-writes').textContent === ''");
  });

  it('are told when both answer, and lose nothing they wrote', async () => {
    // Ana's window hears of nothing: as if the line were slow.
    await ana.context().route('**/v1/conversations/**', (route) => route.abort());
    await luis.locator('.write textarea').fill('Su pedido llega mañana.');
    await luis.keyboard.press('Enter');
    await luis.locator('.message.outbound .ticks.read, .message.outbound .ticks.delivered').last().waitFor();
    await ana.locator('.write textarea').fill('Llega mañana por la tarde.');
    await ana.keyboard.press('Enter');
    const notice = ana.locator('.composer .notice');
    await notice.getByRole('button', { name: 'Change mine first' }).waitFor();
    await ana.context().unroute('**/v1/conversations/**');
    await notice.getByRole('button', { name: 'Change mine first' }).click();
    expect(await ana.locator('.write textarea').inputValue()).toBe('Llega mañana por la tarde.');
    await ana.locator('.write textarea').fill('');
  });

  it('says who answered', async () => {
    await ana.reload();
    await ana.locator('.message.outbound .author', { hasText: 'Luis Pons' }).waitFor();
  });
});

describe('what one does with a conversation', () => {
  it('tags it, and finds it by the tag', async () => {
    await ana.locator('#conversation-tag').waitFor();
    await ana.keyboard.press('l');
    await ana.keyboard.type('regalo, VIP');
    await ana.keyboard.press('Enter');
    await ana.locator('.tags .tag', { hasText: 'VIP' }).waitFor();
    await ana.locator('.row[aria-current] .row-tags', { hasText: 'regalo' }).waitFor();
    await ana.getByRole('button', { name: 'Narrow by team, number or tag' }).click();
    await ana.locator('.panel input').fill('vip');
    await ana.keyboard.press('Enter');
    await ana.locator('.tag.active', { hasText: 'vip' }).waitFor();
    await until(ana, "document.querySelectorAll('a.row').length === 1");
    await ana.getByRole('button', { name: 'No longer only vip' }).click();
    await ana.locator('.tags').getByRole('button', { name: 'Remove the tag VIP' }).click();
    await ana.locator('.tags .tag', { hasText: 'VIP' }).waitFor({ state: 'detached' });
    expect((await view()).tags).toEqual(['regalo']);
  });

  it('moves it to a team, which the filters count', async () => {
    await ana.keyboard.press('Escape');
    await ana.locator(`a.row[href="/c/${main}"]`).click();
    await ana.locator('.composer').waitFor();
    await ana.locator('.thread-head h2').click();
    await ana.keyboard.press('a');
    await ana.locator('.panel .choice', { hasText: 'Ventas' }).click();
    await ana.getByRole('button', { name: 'Narrow by team, number or tag' }).click();
    await ana
      .locator('.panel .choice', { hasText: 'Ventas' })
      .locator('.minor', { hasText: /[1-9]/ })
      .waitFor();
    await ana.keyboard.press('Escape');
  });

  it('snoozes it out of sight until the customer writes', async () => {
    await ana.locator('.thread-head h2').click();
    await ana.keyboard.press('s');
    await ana.locator('.panel .choice', { hasText: 'Tomorrow at nine' }).click();
    await head(ana).locator('.tag', { hasText: 'snoozed until' }).waitFor();
    await ana.locator('[data-view=snoozed] .chip-count', { hasText: '1' }).waitFor();
    await says('¿Sigue ahí?');
    await ana.locator('[data-view=snoozed] .chip-count', { hasText: '0' }).waitFor();
    await ana.locator('.message.inbound', { hasText: '¿Sigue ahí?' }).waitFor();
  });

  it('raises its priority, closes and reopens it by key', async () => {
    await head(ana).getByRole('button', { name: 'More' }).click();
    await ana.locator('.panel .choice', { hasText: 'Urgent' }).click();
    await ana.locator('.row[aria-current] .flag').waitFor();
    await ana.locator('.thread-head h2').click();
    await ana.keyboard.press('x');
    await head(ana).getByRole('button', { name: 'Reopen' }).waitFor();
    await ana.locator('[data-view=closed]').click();
    await ana.locator(`a.row.closed[href="/c/${main}"]`).waitFor();
    await ana.locator('.thread-head h2').click();
    await ana.keyboard.press('x');
    await head(ana).getByRole('button', { name: 'Close', exact: true }).waitFor();
    await ana.locator('[data-view=open]').click();
    await ana.locator(`a.row[href="/c/${main}"]`).waitFor();
  });

  it('keeps notes apart, and changes them', async () => {
    await ana.locator('.thread-head h2').click();
    await ana.keyboard.press('n');
    await ana.locator('.note-box textarea').fill('Cliente de toda la vida');
    await ana.getByRole('button', { name: 'Save the note' }).click();
    const note = ana.locator('.note', { hasText: 'Cliente de toda la vida' });
    await note.getByRole('button', { name: 'Edit' }).click();
    await ana.locator('.note-box textarea').fill('Cliente desde 2011');
    await ana.getByRole('button', { name: 'Save the note' }).click();
    await ana
      .locator('.note', { hasText: 'Cliente desde 2011' })
      .locator('.meta', { hasText: 'edited' })
      .waitFor();
    expect(await accessibilityFindings(ana)).toEqual([]);
  });
});

describe('the contact', () => {
  it('says no, and from then on nothing goes out but an answer', async () => {
    await ana.getByRole('button', { name: 'Record a no' }).click();
    await ana.locator('.panel input[required], .panel input[placeholder]').last().fill('Llamada del martes');
    await ana.getByRole('button', { name: 'Record the withdrawal' }).click();
    await ana.locator('.consent', { hasText: 'Withdrawn' }).waitFor();
    await ana.locator('.consent', { hasText: 'Llamada del martes' }).waitFor();
  });

  it('gets attributes; only an address becomes a link', async () => {
    for (const [name, value] of [
      ['crm', 'https://app.hubspot.com/contacts/1/record/0-1/2'],
      ['nota', 'javascript:alert(1)'],
    ] as const) {
      await ana.getByRole('button', { name: 'Set an attribute' }).click();
      await ana.locator('.panel input').first().fill(name);
      await ana.locator('.panel input').last().fill(value);
      await ana.locator('.panel').getByRole('button', { name: 'Save', exact: true }).click();
      await ana.locator('.fact', { hasText: name }).waitFor();
    }
    expect(await ana.locator('.card .fact a').count()).toBe(1);
    await ana.locator('.card .fact a', { hasText: 'app.hubspot.com' }).waitFor();
  });
});

it('shows every key, and closes with Escape', async () => {
  await ana.locator('.thread-head h2').click();
  await ana.keyboard.press('?');
  await ana.locator('dialog.help', { hasText: 'Close or reopen' }).waitFor();
  expect(await accessibilityFindings(ana)).toEqual([]);
  await desk.shot(ana, 'console-keys');
  await ana.keyboard.press('Escape');
  await ana.locator('dialog.help').waitFor({ state: 'hidden' });
  await ana.locator('.composer').waitFor();
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints().filter((text) => !text.includes('ERR_FAILED'))).toEqual([]);
});
