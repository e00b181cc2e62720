import { describe, expect, it } from '@jest/globals';
import { hubWorld, type Loose } from './hub-world.ts';

describe('contacts, conversations and routing of a hub', () => {
  const { items, refused, written, to, run, hub } = hubWorld();

  it('reads and changes contacts', async () => {
    await written();
    const contact = { resource: 'contact', contact: to() };
    const [got] = await items({ ...contact, operation: 'getContact' });
    expect(got.json.id).toMatch(/^ct_/);
    const [set] = await items({
      ...contact,
      contact: got.json.id,
      operation: 'setAttributes',
      attributes: '={{ { tier: "gold" } }}',
      contactChange: { tags: 'vip, madrid', name: 'Luis P.', language: 'es' },
    });
    expect(set.json).toMatchObject({ attributes: { tier: 'gold' }, tags: ['vip', 'madrid'], language: 'es' });
    expect(await refused({ ...contact, contact: '+34699999999', operation: 'getContact' })).toMatch(
      /country code/,
    );
    expect(await refused({ ...contact, operation: 'setAttributes', attributes: '[1]' })).toMatch(/"tier"/);
  });

  it('grants and withdraws consent, and tells its history', async () => {
    const contact = { resource: 'contact', contact: to() };
    const [granted] = await items({
      ...contact,
      operation: 'grantConsent',
      purposes: ['marketing'],
      source: 'form',
      proof: 'https://shop.example/form/7',
    });
    expect(granted.json).toMatchObject({ state: 'granted', purposes: ['marketing'] });
    await items({ ...contact, operation: 'withdrawConsent', purposes: [] });
    const history = await items({ ...contact, operation: 'consentHistory' });
    expect(history.map(({ json }: Loose) => json.state).sort()).toEqual(['granted', 'withdrawn']);
    expect(history.map(({ pairedItem }: Loose) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }]);
  });

  it('works on conversations', async () => {
    const { conversation: found, contact } = await written('it is broken');
    const conversation = { resource: 'conversation', conversation: found.id };
    const one = async (parameters: Loose) => (await items({ ...conversation, ...parameters }))[0].json;
    expect((await one({ operation: 'getConversation', conversation: found.caseNumber })).id).toBe(found.id);
    expect((await one({ operation: 'tag', addTags: 'urgent, vip' })).tags).toEqual(['urgent', 'vip']);
    expect((await one({ operation: 'tag', removeTags: 'urgent' })).tags).toEqual(['vip']);
    expect(await one({ operation: 'addNote', note: 'Called back', by: 'ana' })).toMatchObject({
      text: 'Called back',
      authorId: expect.stringMatching(/^us_/),
    });
    expect((await one({ operation: 'assign', assignTo: 'team', assignee: 'support' })).teamId).toMatch(
      /^tm_/,
    );
    expect((await one({ operation: 'assign', assignTo: 'user', assignee: 'ana' })).assigneeId).toMatch(
      /^us_/,
    );
    expect((await one({ operation: 'assign', assignTo: 'nobody' })).assigneeId).toBeUndefined();
    const until = new Date(Date.now() + 3_600_000).toISOString();
    expect((await one({ operation: 'snooze', until })).state).toBe('snoozed');
    expect((await one({ operation: 'close' })).state).toBe('closed');
    const list = { resource: 'conversation', operation: 'listConversations' };
    const mine = { contactId: contact.id, state: ['closed', 'snoozed'] };
    const listed = await items({ ...list, returnAll: true, filters: mine });
    expect(listed.map(({ json }: Loose) => json.id)).toEqual([found.id]);
    expect(await items({ ...list, limit: 1 })).toHaveLength(1);
    expect(await refused({ ...conversation, operation: 'snooze', until: 'soon' })).toMatch(/2030-01-31/);
    expect(
      await refused({ ...conversation, operation: 'close', conversation: 'cv_0123456789abcdef' }),
    ).toMatch(/not.*found|no conversation/i);
    expect(
      await refused({ ...conversation, operation: 'assign', assignTo: 'team', assignee: 'nobody' }),
    ).toMatch(/team/i);
  });

  describe('routing', () => {
    const event = (text: string, more: Loose = {}) => ({
      json: {
        type: 'message.received',
        data: {
          account: { providerId: '1' },
          contact: { waId: '34600111222' },
          message: { content: { kind: 'text', text } },
          ...more,
        },
      },
    });
    const route = { resource: 'routing', operation: 'route' };

    it('by rules of the node: an output a team and a default, the reason on the item, no hub needed', async () => {
      const values = [
        { output: 'Sales', text: 'price, precio' },
        { output: 'Support', text: 'broken', country: 'ES' },
        { output: 'Sales', kind: ['order'] },
      ];
      const ran = await run(
        { ...route, connection: 'direct', rulesFrom: 'node', rules: { values } },
        {},
        [event('¿Qué PRECIO?'), event('it is broken'), event('hello'), { json: { type: 'nothing' } }],
        {},
      );
      const [sales, support, otherwise] = ran.runs.Centralita?.[0]?.outputs ?? [];
      expect(
        [sales, support, otherwise].map((each) => each?.map(({ pairedItem }) => pairedItem.item)),
      ).toEqual([[0], [1], [2, 3]]);
      expect(sales?.[0].json.route).toMatchObject({
        to: 'Sales',
        rule: '1 Sales',
        byDefault: false,
        explanation: { summary: { en: expect.stringMatching(/precio/i), es: expect.any(String) } },
      });
      expect(otherwise?.[0].json.route).toMatchObject({ to: 'Default', byDefault: true });
      expect(ran.runs['Out 0']).toHaveLength(1);
    });

    it('by the rules of the hub, which moves the conversation', async () => {
      const { conversation, contact } = await written('it is broken');
      const input = [
        event('it is broken', { hub: { contactId: contact.id, conversationId: conversation.id } }),
      ];
      const values = [{ name: 'sales' }, { name: 'support' }];
      const [item] = await items(
        { ...route, rulesFrom: 'hub', teams: { values }, assignInHub: true },
        {},
        input,
      );
      expect(item.json.route).toMatchObject({ to: 'support', byDefault: false });
      const { body } = await hub().api('GET', `/v1/conversations/${conversation.id}`);
      expect(body.teamId).toMatch(/^tm_/);
      expect(
        await refused({ ...route, rulesFrom: 'hub', teams: { values }, assignInHub: true }, undefined, [
          event('it is broken'),
        ]),
      ).toMatch(/connected to the hub/);
    });
  });
});
