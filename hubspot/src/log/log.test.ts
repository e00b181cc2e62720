import type { ContactId, Message } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultSettings } from '../settings.ts';
import { Bridge } from '../testing/bridge.ts';
import { escapeHtml, renderMessages } from './render.ts';

let bridge: Bridge;
beforeEach(() => {
  bridge = new Bridge();
});
afterEach(() => bridge.stop());

const begin = (log: Partial<typeof defaultSettings.log> = {}, more = {}) =>
  bridge.start({ log: { ...defaultSettings.log, ...log }, changes: 'webhooks', ...more });
const communications = () =>
  [...bridge.double.records.communications.all.values()].filter(({ archivedAt }) => archivedAt === undefined);
const newcomer = async (): Promise<ContactId> => {
  const id = bridge.hub.add({ phone: '+34600000001', name: 'Ana <b>' });
  bridge.hub.message(id, 'first & <script>alert(1)</script>');
  await bridge.settle();
  return id;
};

describe('a session', () => {
  it('is one entry that grows, in order, with nothing of it taken for markup', async () => {
    await begin();
    const id = await newcomer();
    await bridge.pass(120_000);
    bridge.hub.message(id, 'answer', 'outbound');
    bridge.timers.advance(1_000);
    bridge.hub.message(id, 'last');
    await bridge.pass(180_000);
    const [entry, ...others] = communications();
    expect(others).toEqual([]);
    const body = entry?.properties.hs_communication_body ?? '';
    expect(body).toContain('Ana &lt;b&gt;</strong>: first &amp; &lt;script&gt;');
    expect(body.indexOf('first')).toBeLessThan(body.indexOf('answer'));
    expect(body.indexOf('answer')).toBeLessThan(body.indexOf('last'));
    expect(entry?.properties).toMatchObject({
      hs_communication_channel_type: 'WHATS_APP',
      hs_communication_logged_from: 'CRM',
    });
    expect(entry?.associations).toEqual([{ to: bridge.double.contacts()[0]?.id, typeId: 81 }]);
  });

  it('ends after silence, and with the case', async () => {
    await begin();
    const id = await newcomer();
    await bridge.pass(61 * 60_000, 600_000);
    bridge.hub.message(id, 'another day');
    await bridge.pass(240_000);
    expect(communications()).toHaveLength(2);
    bridge.hub.close(id);
    await bridge.settle();
    bridge.hub.message(id, 'after the end');
    await bridge.pass(240_000);
    expect(communications()).toHaveLength(3);
  });

  it('adds no more than one call a minute to a busy conversation', async () => {
    await begin();
    const id = await newcomer();
    await bridge.pass(600_000);
    const before = bridge.double.calls;
    const minutes = 60;
    for (let minute = 0; minute < minutes; minute++) {
      bridge.hub.message(id, `question ${minute}`);
      await bridge.pass(30_000, 30_000);
      bridge.hub.message(id, `answer ${minute}`, 'outbound');
      await bridge.pass(30_000, 30_000);
      await bridge.deliverHooks();
    }
    const calls = bridge.double.calls - before;
    expect(calls).toBeLessThanOrEqual(minutes);
    expect(communications()).toHaveLength(1);
    expect(communications()[0]?.properties.hs_communication_body).toContain('question 58');
  });

  it('is not logged twice when the answer to its making is lost', async () => {
    await begin();
    let lost = 0;
    bridge.double.fault = (path) =>
      path.endsWith('communications/batch/create') && lost++ === 0 ? 'lost' : undefined;
    await newcomer();
    await bridge.pass(300_000);
    expect(lost).toBe(1);
    expect(communications()).toHaveLength(1);
  });

  it('whose making never reached HubSpot is made later', async () => {
    await begin();
    let failing = 2;
    bridge.double.fault = (path) =>
      path.endsWith('communications/batch/create') && failing-- > 0 ? 'error' : undefined;
    await newcomer();
    await bridge.pass(300_000);
    expect(communications()).toHaveLength(1);
  });

  it('that somebody deleted in HubSpot is not put back', async () => {
    await begin();
    const id = await newcomer();
    await bridge.pass(120_000);
    const [entry] = communications();
    if (entry) entry.archivedAt = bridge.timers.now();
    bridge.hub.message(id, 'more');
    await bridge.pass(240_000);
    expect(communications()).toEqual([]);
    expect(bridge.dead).toEqual([]);
  });

  it('of somebody who asked for erasure is not logged, even when it was due', async () => {
    await begin();
    const id = await newcomer();
    bridge.hub.erase(id);
    await bridge.pass(300_000);
    expect(bridge.double.records.communications.all.size).toBe(0);
  });

  it('of somebody to be looked at waits until they are linked', async () => {
    await begin();
    const records = [1, 2].map(() => bridge.double.add({ phone: '+34600000001' }).id);
    bridge.timers.advance(60_000);
    const id = await newcomer();
    await bridge.pass(240_000);
    expect(communications()).toEqual([]);
    bridge.store.db
      .prepare('update hubspot_review set choice = ? where contact_id = ?')
      .run(records[0] ?? '', id);
    await bridge.pass(2 * 3_600_000, 600_000);
    expect(communications()[0]?.associations[0]?.to).toBe(records[0]);
  });
});

it('logs each message by itself where that is wanted', async () => {
  await begin({ mode: 'message' });
  const id = await newcomer();
  bridge.hub.message(id, 'second');
  await bridge.settle();
  await bridge.pass(60_000);
  expect(communications()).toHaveLength(2);
});

it('logs nothing where that is off', async () => {
  await begin({ mode: 'off' });
  await newcomer();
  await bridge.pass(600_000);
  expect(communications()).toEqual([]);
});

describe('a ticket', () => {
  const tickets = { tickets: { pipeline: '0', stage: '1' } };
  const made = () => [...bridge.double.records.tickets.all.values()];

  it('is made for a new case, with its number, once', async () => {
    await begin({}, tickets);
    await newcomer();
    await bridge.pass(60_000);
    expect(made()).toHaveLength(1);
    expect(made()[0]?.properties).toMatchObject({
      subject: expect.stringMatching(/^WhatsApp C-/),
      hs_pipeline_stage: '1',
    });
  });

  it('is made once although the answer was lost', async () => {
    await begin({}, tickets);
    let lost = 0;
    bridge.double.fault = (path) =>
      path.endsWith('tickets/batch/create') && lost++ === 0 ? 'lost' : undefined;
    await newcomer();
    await bridge.pass(300_000);
    expect(made()).toHaveLength(1);
  });

  it('that the token may not make is said, and contacts go on', async () => {
    await begin({}, tickets);
    bridge.double.tokens = {
      'pat-test': (bridge.double.tokens['pat-test'] ?? []).filter((scope) => scope !== 'tickets'),
    };
    await newcomer();
    await bridge.pass(60_000);
    expect(bridge.double.contacts()).toHaveLength(1);
    const health = await bridge.extension.health?.();
    expect(health?.lines[0]).toMatchObject({ ok: false, detail: expect.stringContaining('tickets') });
  });
});

describe('what is written', () => {
  const message = (more: object): Message =>
    ({ id: 'ms_1', direction: 'inbound', state: 'received', timestamp: 0, ...more }) as never;

  it('escapes every sign of markup', () => {
    expect(escapeHtml(`<a href="x" onclick='y'>&`)).toBe(
      '&lt;a href=&quot;x&quot; onclick=&#39;y&#39;&gt;&amp;',
    );
  });

  it('links files to this hub and never to the provider', () => {
    const html = renderMessages(
      [message({ content: { kind: 'image', id: 'm', link: 'https://lookaside.example/x', caption: 'see' } })],
      { contactName: 'Ana', caseNumber: 'C', publicUrl: 'https://hub.example.test' },
    );
    expect(html).toContain('https://hub.example.test/v1/media/ms_1');
    expect(html).not.toContain('lookaside');
  });

  it('keeps to what HubSpot takes, leaving the oldest out', () => {
    const many = Array.from({ length: 200 }, (_, n) =>
      message({ content: { kind: 'text', text: `${n} ${'x'.repeat(1000)}` } }),
    );
    const html = renderMessages(many, { contactName: 'Ana', caseNumber: 'C' });
    expect(html.length).toBeLessThan(65_536);
    expect(html).toContain('>: 199 ');
    expect(html).not.toContain('>: 0 ');
  });
});
