import type { ConversationView } from '@centralita/core/hub-client';
import type { ConsentRecord, Contact } from '@centralita/core/model';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Page } from 'playwright-core';
import { type Desk, shopSettings, startDesk } from './desk.ts';
import { accessibilityFindings } from './pages.ts';
import { sit } from './sit.ts';

jest.setTimeout(120_000);

/** One person with two phones, who said yes on one and no on the other; and somebody else. */
const [work, home, other] = ['34600777001', '34600777002', '447700900555'];

let desk: Desk;
let page: Page;
let conversation: ConversationView;
let second: ConversationView;

const ask: Desk['demo']['ask'] = (...of) => desk.demo.ask(...of);
const conversationWith = async (name: string): Promise<ConversationView> => {
  const { items } = await ask<{ items: ConversationView[] }>('GET', '/v1/conversations?limit=50');
  const found = items.find(({ contact }) => contact.name === name);
  if (!found) throw new Error(`no conversation with ${name}`);
  return found;
};
const says = (id: string, text: string) =>
  ask('POST', `/sandbox/customers/${id}/messages`, { type: 'text', text: { body: text } });
const offer = (to: string) =>
  ask<{ id: string }>('POST', '/v1/messages', {
    to,
    content: {
      kind: 'template',
      name: 'oferta_verano',
      language: 'es',
      body: [{ type: 'text', text: '20' }],
    },
  }).then(
    () => 'sent',
    (error: Error) => /"code":"(\w+)"/.exec(error.message)?.[1] ?? error.message,
  );
const card = () => page.locator('#card');

beforeAll(async () => {
  desk = await startDesk({ config: shopSettings });
  for (const [id, name] of [
    [work, 'Elena Trabajo'],
    [home, 'Elena Casa'],
    [other, 'Owen Park'],
  ] as const) {
    await ask('PUT', `/sandbox/customers/${id}`, { name });
    await says(id, `Hola, soy ${name}`);
  }
  conversation = await conversationWith('Elena Trabajo');
  second = await conversationWith('Elena Casa');
  page = await sit(desk, 'Nadia Ruiz', `/c/${conversation.id}`);
}, 120_000);
afterAll(() => desk?.stop());

describe('the contact card', () => {
  it('records a yes with what it is about and how it is known', async () => {
    await card().getByRole('button', { name: 'Record a yes' }).click();
    const panel = card().locator('.panel:not([hidden])');
    await panel.locator('label', { hasText: 'marketing' }).locator('input').check();
    await panel.locator('input:not([type=checkbox])').fill('Formulario del 3 de mayo');
    await panel.getByRole('button', { name: 'Record the consent' }).click();
    await card().locator('.consent', { hasText: 'Granted' }).filter({ hasText: 'marketing' }).waitFor();
    await card().locator('.consent', { hasText: 'Formulario del 3 de mayo' }).waitFor();
    const { items } = await ask<{ items: ConsentRecord[] }>(
      'GET',
      `/v1/consents?contactId=${conversation.contactId}`,
    );
    expect(items).toMatchObject([
      { state: 'granted', purposes: ['utility', 'marketing'], source: 'form', actor: 'operator' },
    ]);
    expect(await offer(conversation.contactId)).toBe('sent');
  });

  it('keeps tags of the person apart from those of the case', async () => {
    await card().locator('#contact-tag').fill('VIP');
    await page.keyboard.press('Enter');
    await card().getByRole('button', { name: 'Remove the tag VIP' }).waitFor();
    const { tags } = await ask<Contact>('GET', `/v1/contacts/${conversation.contactId}`);
    expect(tags).toEqual(['VIP']);
    expect((await ask<ConversationView>('GET', `/v1/conversations/${conversation.id}`)).tags).toEqual([]);
    await card().getByRole('button', { name: 'Remove the tag VIP' }).click();
    await card().getByRole('button', { name: 'Remove the tag VIP' }).waitFor({ state: 'detached' });
  });

  it('merges two records of one person; the stricter consent of the two holds', async () => {
    await ask('POST', '/v1/consents', {
      contactId: second.contactId,
      state: 'withdrawn',
      purposes: ['marketing'],
      actor: 'operator',
      source: 'operator',
      proof: 'Llamada',
    });
    await card().getByRole('button', { name: 'Merge with another contact' }).click();
    await card().locator('.panel input[type=search]').fill('elena');
    // Oneself is nobody to merge with.
    await card().locator('.panel .choice', { hasText: 'Elena Casa' }).waitFor();
    expect(await card().locator('.panel .choice').count()).toBe(1);
    await card().locator('.panel .choice', { hasText: 'Elena Casa' }).click();
    await card().locator('.panel', { hasText: 'Elena Casa becomes part of Elena Trabajo' }).waitFor();
    expect(await accessibilityFindings(page)).toEqual([]);
    await card().locator('.panel').getByRole('button', { name: 'Merge', exact: true }).click();
    await card().getByRole('button', { name: 'Undo the merge' }).waitFor();

    await card().locator('.fact', { hasText: '+34600777002' }).waitFor();
    await card().locator('.consent', { hasText: 'Withdrawn' }).filter({ hasText: 'marketing' }).waitFor();
    await card().locator('.consent', { hasText: 'Granted' }).waitFor();
    await card().locator('.case', { hasText: second.caseNumber }).waitFor();
    expect(await offer(conversation.contactId)).toBe('consent_withdrawn');
    expect(await offer(second.contactId)).toBe('consent_withdrawn');
  });

  it('opens the other case of the same person', async () => {
    await card().locator('.case a', { hasText: second.caseNumber }).click();
    await page.waitForURL(`**/c/${second.id}`);
    await page.locator('.message.inbound', { hasText: 'Hola, soy Elena Casa' }).waitFor();
    await card().locator('.case a', { hasText: conversation.caseNumber }).click();
    await page.waitForURL(`**/c/${conversation.id}`);
  });

  it('says when and by whom it was merged, undoes it, and gives back what each had said', async () => {
    await card().locator('.merged', { hasText: 'Nadia Ruiz' }).waitFor();
    await card().getByRole('button', { name: 'Undo the merge' }).click();
    await card().getByRole('button', { name: 'Undo the merge' }).waitFor({ state: 'detached' });
    await card().locator('.fact', { hasText: '+34600777002' }).waitFor({ state: 'detached' });
    await card().locator('.consent', { hasText: 'Withdrawn' }).waitFor({ state: 'detached' });
    expect(await offer(conversation.contactId)).toBe('sent');
    expect(await offer(second.contactId)).toBe('consent_withdrawn');
    const { items } = await ask<{ items: { action: string; by: { name: string } }[] }>(
      'GET',
      `/v1/audit?contactId=${conversation.contactId}`,
    );
    const merges = items.filter(({ action }) => action.startsWith('contact.'));
    expect(merges.map(({ action, by }) => [action, by.name])).toEqual(
      expect.arrayContaining([
        ['contact.merged', 'Nadia Ruiz'],
        ['contact.unmerged', 'Nadia Ruiz'],
      ]),
    );
  });

  it('lets an agent not merge: that is for supervisors, and it says so', async () => {
    const luis = await sit(desk, 'Luis Pons', `/c/${conversation.id}`);
    await luis.getByRole('button', { name: 'Merge with another contact' }).click();
    await luis.locator('.panel input[type=search]').fill('Owen');
    await luis.locator('.panel .choice', { hasText: 'Owen Park' }).click();
    await luis.locator('.panel').getByRole('button', { name: 'Merge', exact: true }).click();
    await luis.locator('.panel .notice', { hasText: /may not|role/i }).waitFor();
    await luis.context().close();
  });

  it('erases a person once their name is typed, and not before', async () => {
    const { id, contactId } = await conversationWith('Owen Park');
    await page.goto(`${desk.demo.url}/c/${id}`);
    await card().getByRole('button', { name: 'Erase this person' }).click();
    const name = card().locator('.panel input');
    await name.fill('Owen');
    await card().getByRole('button', { name: 'Erase for good' }).click();
    expect(await ask<Contact>('GET', `/v1/contacts/${contactId}`)).toMatchObject({ name: 'Owen Park' });
    await name.fill('Owen Park');
    expect(await accessibilityFindings(page)).toEqual([]);
    await card().getByRole('button', { name: 'Erase for good' }).click();
    await page.locator('#thread', { hasText: 'This person was erased' }).waitFor();
    expect((await page.content()).includes('Owen Park')).toBe(false);
    await page.goto(desk.demo.url);
    await page.locator('.row', { hasText: 'Elena Trabajo' }).waitFor();
    expect(await page.locator('.row', { hasText: 'Owen Park' }).count()).toBe(0);
    await page.fill('#search', 'Owen');
    await page.locator('.rows', { hasText: 'Nobody found.' }).waitFor();
  });
});

it('leaves nothing to complain about in the browser', () => {
  expect(desk.complaints()).toEqual([]);
});
