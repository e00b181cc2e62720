import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Page } from 'playwright-core';
import { dictionaries as consoleWords } from '../../hub/src/pages/words/index.ts';
import { dictionaries as phoneWords } from '../../sandbox/src/phone/words.ts';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings, until } from './pages.ts';

let desk: Desk;
beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
}, 120_000);
afterAll(() => desk?.stop());

describe('words', () => {
  it('are the same in both languages', () => {
    for (const { en, es } of [consoleWords, phoneWords]) {
      expect(Object.keys(es).sort()).toEqual(Object.keys(en).sort());
      for (const [key, text] of Object.entries(en)) {
        const blanks = (words = '') => [...words.matchAll(/\{\w+\}/g)].map(String).sort();
        expect([key, blanks(es[key])]).toEqual([key, blanks(text)]);
      }
    }
  });
});

describe('a message from the phone to the console and back', () => {
  let phone: Page;
  let inbox: Page;

  it('tells the first step while nobody has written', async () => {
    inbox = await desk.open('/');
    await inbox.locator('.thread a[href="/phone"]').waitFor();
    expect(await accessibilityFindings(inbox)).toEqual([]);
    await desk.shot(inbox, 'console-empty');
  });

  it('goes from the phone to the console', async () => {
    phone = await desk.open('/phone');
    await phone.fill('#phone-text', '¿Dónde está mi pedido?');
    await phone.keyboard.press('Enter');
    await phone.locator('.station.done', { hasText: 'Stored' }).waitFor();
    await phone.locator('.station.done', { hasText: 'Conversation' }).waitFor();
    await inbox.locator('.row', { hasText: '¿Dónde está mi pedido?' }).click();
    await inbox.locator('.message.inbound', { hasText: '¿Dónde está mi pedido?' }).waitFor();
  });

  it('is answered, and the ticks turn to read', async () => {
    await inbox.locator('.write textarea').fill('Llega mañana por la mañana.');
    await inbox.keyboard.press('Enter');
    await inbox.locator('.message.outbound', { hasText: 'Llega mañana' }).waitFor();
    await phone.locator('.line.theirs', { hasText: 'Llega mañana' }).waitFor();
    await inbox.locator('.message.outbound .ticks.read').waitFor();
    expect(await inbox.locator('.message.outbound').count()).toBe(1);
  });

  it('shows a tapped button', async () => {
    const conversationId = new URL(inbox.url()).pathname.slice(3);
    await desk.demo.ask('POST', '/v1/messages', {
      conversationId,
      content: { kind: 'buttons', body: '¿Mañana o tarde?', buttons: [{ id: 'm', title: 'Por la mañana' }] },
    });
    await phone.locator('button.tap', { hasText: 'Por la mañana' }).click();
    await inbox.locator('.tapped', { hasText: 'Por la mañana' }).waitFor();
    await inbox.locator('.quote-text', { hasText: '¿Mañana o tarde?' }).waitFor();
  });

  it('shows what else a phone sends', async () => {
    for (const [label, seen] of [
      ['Location', 'Atocha station'],
      ['Contact', 'Marta Ruiz'],
    ] as const) {
      await phone.locator('.compose button[aria-controls]').click();
      await phone.locator('.plus-entry', { hasText: label }).click();
      await inbox.locator('.message.inbound .tile', { hasText: seen }).waitFor();
    }
    await phone.locator('.compose button[aria-controls]').click();
    await phone.locator('.plus-entry', { hasText: 'Photo' }).click();
    await inbox.locator('.message.inbound .media').waitFor();
    await phone.locator('.compose button[aria-controls]').click();
    await phone.locator('.plus-entry', { hasText: 'React' }).click();
    await inbox.locator('.message .reactions').waitFor();
  });

  it('keeps a note inside, and says who does what', async () => {
    await inbox.locator('.person-button').click();
    await inbox.locator('.choice', { hasText: 'Ana García' }).click();
    await inbox.keyboard.press('c');
    await inbox.locator('.head-acts button', { hasText: 'Ana García' }).waitFor();
    await inbox.keyboard.press('n');
    await inbox.locator('.note-box textarea').fill('Ojo: es la tercera vez que pregunta.');
    await inbox.keyboard.press('Control+Enter');
    await inbox.locator('.note', { hasText: 'Ojo: es la tercera vez' }).waitFor();
    expect(await inbox.locator('.note').textContent()).toMatch(/Note.*Ana García/);
    expect(await inbox.locator('.message', { hasText: 'Ojo' }).count()).toBe(0);
    expect(await phone.locator('.line', { hasText: 'Ojo' }).count()).toBe(0);
    await inbox.locator('.composer-tab', { hasText: 'Reply' }).click();
  });

  it('says why a send was refused, where it was written', async () => {
    await inbox.locator('.write textarea').fill('x'.repeat(4_097));
    await inbox.keyboard.press('Enter');
    await inbox.locator('.composer .notice', { hasText: 'limit' }).waitFor();
    expect(await inbox.locator('.write textarea').inputValue()).toHaveLength(4_097);
    await inbox.locator('.write textarea').fill('');
    await inbox.locator('.composer .notice button').click();
  });

  it('says why a message failed, at the message', async () => {
    await phone.locator('[data-fault=fail]').click();
    await phone.locator('[data-fault=fail][aria-pressed=true]').waitFor();
    await inbox.locator('.write textarea').fill('Esto no llega');
    await inbox.keyboard.press('Enter');
    await inbox.locator('.message.bad .why').click();
    await inbox.locator('.message.bad .reason', { hasText: /\w/ }).waitFor();
  });

  it('offers templates once the window has closed', async () => {
    await phone.getByRole('button', { name: '+25 h' }).click();
    await inbox.locator('.window-words', { hasText: 'closed' }).waitFor();
    await inbox.locator('.template-row', { hasText: 'aviso_envio' }).click();
    const [name, order] = await inbox.locator('.template-form input').all();
    await name?.fill('Lucía');
    await order?.fill('A-1042');
    expect(await inbox.locator('.preview').textContent()).toContain('Hola Lucía, tu pedido A-1042');
    await inbox.locator('.template-form [type=submit]').click();
    // Nobody said yet that they want notices: the hub asks for it, and the console offers to record it.
    await inbox.locator('.consent-form input').fill('Pedido A-1042, casilla marcada');
    await inbox.locator('.consent-form [type=submit]').click();
    await inbox.locator('.card .consent', { hasText: 'Granted' }).waitFor();
    await inbox.locator('.message.outbound', { hasText: 'Hola Lucía, tu pedido A-1042' }).waitFor();
    await phone.locator('.line.theirs', { hasText: 'tu pedido A-1042' }).waitFor();
  });

  it('takes nothing a customer writes for more than text', async () => {
    const evil = '<img src=x onerror="window.taken=1"><script>window.taken=1</script>';
    await desk.demo.ask('PUT', '/sandbox/customers/34600999888', { name: evil });
    await desk.demo.ask('POST', '/sandbox/customers/34600999888/messages', {
      type: 'text',
      text: { body: evil },
    });
    await desk.demo.ask('POST', '/sandbox/customers/34600999888/messages', {
      type: 'location',
      location: { latitude: 1, longitude: 2, name: evil, address: evil },
    });
    await desk.demo.ask('POST', '/sandbox/customers/34600999888/messages', {
      type: 'contacts',
      contacts: [{ name: { formatted_name: evil }, phones: [{ phone: evil }] }],
    });
    await desk.demo.ask('POST', '/sandbox/customers/34600999888/messages', {
      type: 'gif',
      gif: { title: evil },
    });
    await inbox.locator('.row', { hasText: 'onerror' }).click();
    await inbox.locator('.tile', { hasText: 'onerror' }).first().waitFor();
    await phone.locator('.tab', { hasText: '<img' }).click();
    await phone.locator('.line .words', { hasText: 'onerror' }).waitFor();
    const stream = await desk.open('/events');
    await stream.locator('.event', { hasText: 'onerror' }).first().click();
    await stream.locator('pre.json').waitFor();
    for (const page of [inbox, phone, stream]) {
      expect(await page.evaluate('window.taken')).toBeUndefined();
      expect(await page.locator('main img').count()).toBe(0);
    }
    await stream.context().close();
  });

  it('is worked with the keyboard alone', async () => {
    await inbox.keyboard.press('Escape');
    await inbox.keyboard.press('Escape');
    await inbox.waitForURL(`${desk.demo.url}/`);
    await inbox.keyboard.press('k');
    await inbox.keyboard.press('k');
    await inbox.keyboard.press('j');
    await inbox.keyboard.press('Enter');
    await inbox.waitForURL(/\/c\/cv_/);
    await inbox.locator('.composer').waitFor();
    await inbox.keyboard.press('r');
    await until(inbox, 'document.activeElement.closest(".composer") !== null');
    await inbox.keyboard.press('Escape');
    await until(inbox, 'document.activeElement.closest(".list") !== null');
  });

  it('keeps what is typed before anybody’s phone is open', async () => {
    const page = await desk.open('/phone');
    await page.route('**/sandbox/state', async (route) => {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
      await route.continue();
    });
    await page.reload();
    await page.fill('#phone-text', 'Soy rápida');
    await page.keyboard.press('Enter');
    await page.locator('.chat-items', { hasText: 'Soy rápida' }).waitFor();
    await page.context().close();
  });

  it('closes the phone and the inbox', async () => {
    await phone.context().close();
    await inbox.context().close();
  });
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
