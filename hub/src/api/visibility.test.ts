import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from './openapi/examples.ts';
import { createKit, type Kit, problemIn } from './testing/kit.ts';

const own = examples.MessageQueued.channelAccountId;
const foreign = 'ca_00000000000000000000000000000000';
const all = [
  'messages:send',
  'events:read',
  'subscriptions:write',
  'contacts:read',
  'contacts:write',
] as const;

let kit: Kit;
let ownKey: string;
let foreignKey: string;
beforeEach(async () => {
  kit = createKit();
  ownKey = await kit.newKey(all, [own]);
  foreignKey = await kit.newKey(all, [foreign]);
});
afterEach(() => kit.close());

const items = async (path: string, key: string) =>
  ((await (await kit.fetch(path, { key })).json()) as { items: unknown[] }).items.length;
const post = (path: string, key: string, body: unknown, method = 'POST') =>
  kit.fetch(path, { method, key, body: JSON.stringify(body) });
const lastCall = (name: string) => kit.services.calls.filter((call) => call.name === name).at(-1)?.args;

describe('a key that is limited to accounts', () => {
  it.each(['/v1/accounts', '/v1/contacts', '/v1/search?q=order'])(
    'sees of %s only what is theirs',
    async (path) => {
      expect([await items(path, ownKey), await items(path, foreignKey)]).toEqual([1, 0]);
    },
  );

  it('sends through its own only', async () => {
    const refused = await post('/v1/messages', foreignKey, examples.SendMessage);
    expect(await problemIn(refused)).toMatchObject({ status: 422, code: 'account_unknown' });
    const { channelAccountId, ...rest } = examples.SendMessage;
    const answered = await post('/v1/messages', foreignKey, {
      ...rest,
      to: undefined,
      conversationId: examples.Conversation.id,
    });
    expect(answered.status).toBe(404);
    const toContact = await post('/v1/messages', foreignKey, { ...rest, to: examples.Contact.id });
    expect(toContact.status).toBe(404);
    expect(lastCall('messages.send')).toBeUndefined();
    expect((await post('/v1/messages', ownKey, examples.SendMessage)).status).toBe(202);
    expect(lastCall('messages.send')?.[1]).toMatchObject({ accounts: [own] });
  });

  it('knows an account by its id at the provider too', async () => {
    const { providerId } = examples.AccountList.items[0] ?? { providerId: '' };
    const key = (await (
      await post('/v1/keys', await kit.newKey(['admin']), {
        name: 'x',
        scopes: ['messages:send'],
        accounts: [own],
      })
    ).json()) as { text: string };
    expect(key.text).toMatch(/^ctl_/);
    expect(providerId).toMatch(/^\d+$/);
  });

  it('subscribes to its accounts when it names none', async () => {
    kit.services.subscriptions.list = async () => [];
    await post('/v1/subscriptions/mine', ownKey, {}, 'PUT');
    expect(lastCall('subscriptions.put')?.[1]).toEqual({ accounts: [own] });
    const refused = await post('/v1/subscriptions/mine', ownKey, { accounts: [own, foreign] }, 'PUT');
    expect(await problemIn(refused)).toMatchObject({
      status: 422,
      code: 'account_unknown',
      field: 'accounts',
    });
  });

  it('cannot take over the subscription of another', async () => {
    const answer = await post('/v1/subscriptions/n8n-orders', ownKey, {}, 'PUT');
    expect(await problemIn(answer)).toMatchObject({ status: 409, code: 'conflict' });
  });

  it('reads events as itself', async () => {
    await kit.fetch('/v1/events', { key: ownKey });
    expect(lastCall('events.read')?.[1]).toMatchObject({ accounts: [own] });
  });
});

describe('making keys', () => {
  it('refuses an account that is not there', async () => {
    const answer = await post('/v1/keys', await kit.newKey(['admin']), {
      name: 'x',
      scopes: ['messages:send'],
      accounts: [own, '123'],
    });
    expect(await problemIn(answer)).toMatchObject({
      status: 422,
      code: 'account_unknown',
      field: 'accounts[1]',
    });
  });

  it('refuses to limit admin', async () => {
    const answer = await post('/v1/keys', await kit.newKey(['admin']), {
      name: 'x',
      scopes: ['admin'],
      accounts: [own],
    });
    expect(await problemIn(answer)).toMatchObject({ status: 400, field: 'accounts' });
  });
});
