import type { ContactId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Bridge, webhookUrl } from '../testing/bridge.ts';
import { signV3 } from '../testing/double/webhooks.ts';
import { isSigned } from './signature.ts';

describe('the signature of version 3', () => {
  const vector = {
    method: 'POST',
    url: 'https://hub.example.test/in/hubspot',
    body: new TextEncoder().encode('[]'),
    timestamp: '1790000000000',
    signature: 'fxlZqzk/pMxyNZuHCVbqlF1Fngi7FXbmesmLFSZYXw8=',
  };
  const secret = 'hs_secret_example';
  const now = 1_790_000_000_000;

  it('is the one HubSpot’s own signer makes', () => expect(isSigned(vector, secret, now)).toBe(true));

  it('is made over the address with its escapes decoded', () => {
    const url = 'https://hub.example.test/in?x=a%3Ab%2Fc&y=%20';
    const signature = signV3(secret, url, '[]', now);
    expect(signature).toBe(signV3(secret, 'https://hub.example.test/in?x=a:b/c&y=%20', '[]', now));
    expect(isSigned({ ...vector, url, signature }, secret, now)).toBe(true);
  });

  it.each([
    ['another body', { body: new TextEncoder().encode('[ ]') }, secret, now],
    ['another address', { url: 'https://hub.example.test/in/hubspot?' }, secret, now],
    ['another secret', {}, 'hs_secret_other', now],
    ['no secret', {}, undefined, now],
    ['an empty secret', {}, '', now],
    ['an old one', {}, secret, now + 300_001],
    ['one of the future', {}, secret, now - 60_001],
    ['no time', { timestamp: null }, secret, now],
    ['a strange time', { timestamp: '1790000000000x' }, secret, now],
    ['no signature', { signature: null }, secret, now],
    ['half a signature', { signature: 'fxlZ' }, secret, now],
  ] as const)('does not hold for %s', (_what, change, key, at) => {
    expect(isSigned({ ...vector, ...change }, key, at)).toBe(false);
  });
});

let bridge: Bridge;
const company = {
  hubspot: 'company',
  ours: 'attributes.company',
  direction: 'both',
  prefer: 'hubspot',
} as const;
const begin = async (settings: Parameters<Bridge['start']>[0] = {}) => {
  const { defaultFields } = await import('../settings.ts');
  return bridge.start({ fields: [...defaultFields, company], changes: 'webhooks', ...settings });
};
const write = async (phone: string): Promise<ContactId> => {
  const id = bridge.hub.add({ phone });
  bridge.hub.message(id, 'hello');
  await bridge.settle();
  return id;
};
const recordOf = (id: ContactId): string =>
  (bridge.store.db.prepare('select record_id from hubspot_links where contact_id = ?').get(id)
    ?.record_id as string) ?? '';
const companyOf = (id: ContactId) => bridge.hub.known.get(id)?.contact.attributes.company;
const settleHooks = async (arrange?: <T>(events: readonly T[]) => readonly T[]) => {
  await bridge.deliverHooks(arrange);
  await bridge.settle();
};
beforeEach(() => {
  bridge = new Bridge();
});
afterEach(() => bridge.stop());

describe('webhooks', () => {
  it.each([
    ['a bad signature', 'other-secret', 0],
    ['an old signature', 'hook-secret', -301_000],
  ] as const)('with %s are refused and counted, and change nothing', async (_what, secret, shift) => {
    await begin();
    const id = await write('+34600000001');
    bridge.double.edit(recordOf(id), { company: 'forged' });
    expect(await bridge.deliverHooks((events) => events, secret, bridge.timers.now() + shift)).toEqual([401]);
    await bridge.settle();
    expect(companyOf(id)).toBeUndefined();
    const health = await bridge.extension.health?.();
    const line = health?.lines.find(({ name }) => name.includes('changes'));
    expect(line).toMatchObject({
      ok: false,
      detail: expect.stringContaining('1 with a wrong or old signature'),
    });
  });

  it('in bursts, twice and out of order end in what the record holds', async () => {
    await begin();
    const id = await write('+34600000001');
    for (let n = 0; n < 5; n++) {
      bridge.double.edit(recordOf(id), { company: `v${n}` });
      bridge.timers.advance(1_000);
    }
    await settleHooks((events) => [...events, ...events].toReversed());
    expect(companyOf(id)).toBe('v4');
  });

  it('of our own changes are known and cost nothing', async () => {
    await begin();
    const id = await write('+34600000001');
    bridge.hub.change(id, { attributes: { company: 'Sol' } });
    await bridge.settle();
    const { calls } = bridge.double;
    await settleHooks();
    expect(bridge.double.calls).toBe(calls);
  });

  it('that carry the value we wrote last are known even without our app’s id', async () => {
    await begin({ appId: undefined });
    const id = await write('+34600000001');
    await settleHooks();
    bridge.hub.change(id, { attributes: { company: 'Sol' } });
    await bridge.settle();
    const { calls } = bridge.double;
    await settleHooks();
    expect(bridge.double.calls).toBe(calls);
  });

  it('about records nobody here is linked to cost nothing', async () => {
    await begin();
    for (let n = 0; n < 20; n++) bridge.double.add({ company: `C${n}` });
    const { calls } = bridge.double;
    await settleHooks();
    expect(bridge.double.calls).toBe(calls);
  });

  it('that are no list are refused, and the rest of a strange list is taken', async () => {
    await begin();
    const post = async (body: string) => {
      const at = bridge.timers.now();
      const headers = {
        'x-hubspot-signature-v3': signV3('hook-secret', webhookUrl, body, at),
        'x-hubspot-request-timestamp': String(at),
      };
      return (await bridge.extension.fetch?.(new Request(webhookUrl, { method: 'POST', headers, body })))
        ?.status;
    };
    expect(await post('{}')).toBe(400);
    expect(await post('no json')).toBe(400);
    expect(await post('[null, 1, {"subscriptionType":"contact.future","objectId":5}]')).toBe(200);
  });

  it('without a client secret are refused', async () => {
    await begin({ clientSecret: undefined });
    bridge.double.add({});
    expect(await bridge.deliverHooks()).toEqual([401]);
  });
});

describe('records that are', () => {
  it.each([false, true])('merged are followed, links and opt-outs kept (a new id: %s)', async (newId) => {
    await begin();
    const [ana, eva] = [await write('+34600000001'), await write('+34600000002')];
    bridge.hub.consent({
      contactId: eva,
      state: 'withdrawn',
      purposes: 'all',
      actor: 'person',
      source: 'keyword',
    });
    await bridge.settle();
    const left = bridge.double.merge(recordOf(ana), recordOf(eva), newId);
    await settleHooks();
    expect([recordOf(ana), recordOf(eva)]).toEqual([left, left]);
    expect(bridge.double.contact(left).properties.wa_opt_in_status).toBe('opted_out');
    expect(bridge.hub.known.get(ana)?.consents.at(-1)?.state).toBe('withdrawn');
    const review = bridge.store.db.prepare('select reason from hubspot_review').all();
    expect(review).toEqual([{ reason: 'merge' }]);
    expect(bridge.double.contact(left).properties.wa_contact_key).toBe('p:+34600000001');
  });

  it('deleted are unlinked, made again only when the person writes, and linked again when restored', async () => {
    await begin();
    const id = await write('+34600000001');
    const record = recordOf(id);
    bridge.double.delete(record);
    await settleHooks();
    expect(recordOf(id)).toBe('');
    bridge.hub.change(id, { tags: ['vip'] });
    await bridge.settle();
    expect(bridge.double.contacts()).toHaveLength(0);
    bridge.double.restore(record);
    await settleHooks();
    expect(recordOf(id)).toBe(record);
    expect(bridge.double.contact(record).properties.wa_tags).toBe('vip');
    bridge.timers.advance(60_000);
    bridge.double.delete(record);
    await settleHooks();
    bridge.timers.advance(60_000);
    bridge.hub.message(id, 'again');
    await bridge.settle();
    expect(bridge.double.contacts()).toHaveLength(1);
  });

  it('deleted stay out where the settings say so', async () => {
    await begin({ afterDeletion: 'stay_out' });
    const id = await write('+34600000001');
    bridge.double.delete(recordOf(id));
    await settleHooks();
    bridge.hub.message(id, 'again');
    await bridge.settle();
    expect(bridge.double.contacts()).toHaveLength(0);
  });

  it('deleted for privacy erase the person here, with nothing left in our tables but that they are gone', async () => {
    await begin();
    const id = await write('+34600000001');
    await bridge.pass(300_000);
    const record = recordOf(id);
    bridge.double.erase(record);
    await settleHooks();
    expect(bridge.hub.known.has(id)).toBe(false);
    for (const table of ['links', 'fields', 'sessions', 'review', 'parked'])
      expect(bridge.store.db.prepare(`select * from hubspot_${table}`).all()).toEqual([]);
    expect(bridge.store.db.prepare('select how from hubspot_gone').all()).toEqual([{ how: 'erased' }]);
  });

  it('of somebody erased here lose all that is ours, but that they opted out', async () => {
    await begin();
    const id = await write('+34600000001');
    await bridge.pass(300_000);
    const record = recordOf(id);
    expect(bridge.double.records.communications.all.size).toBe(1);
    bridge.hub.erase(id);
    await bridge.settle();
    const own = Object.entries(bridge.double.contact(record).properties).filter(
      ([name, value]) => name.startsWith('wa_') && value !== '',
    );
    expect(own).toEqual([['wa_opt_in_status', 'opted_out']]);
    expect([...bridge.double.records.communications.all.values()].every(({ archivedAt }) => archivedAt)).toBe(
      true,
    );
  });

  it('of somebody erased here go for ever where the settings say so', async () => {
    await begin({ erasure: 'gdpr_delete' });
    const id = await write('+34600000001');
    bridge.hub.erase(id);
    await bridge.settle();
    expect(bridge.double.contacts()).toEqual([]);
  });
});

describe('two contacts of ours that become one', () => {
  it('keep one record linked and propose to merge the other', async () => {
    await begin();
    const [ana, eva] = [await write('+34600000001'), await write('+34600000002')];
    const kept = recordOf(ana);
    bridge.hub.merge(ana, eva);
    await bridge.settle();
    expect(recordOf(ana)).toBe(kept);
    expect(recordOf(eva)).toBe('');
    expect(bridge.store.db.prepare('select reason from hubspot_review').all()).toEqual([{ reason: 'merge' }]);
  });
});

describe('polling', () => {
  it('finds changes by a cursor, once the index shows them, and asks for no record twice', async () => {
    await begin({ changes: 'polling' });
    const poll = () => bridge.run(bridge.extension.poll());
    await poll();
    const [ana, eva] = [await write('+34600000001'), await write('+34600000002')];
    await bridge.pass(120_000);
    await poll();
    bridge.double.edit(recordOf(ana), { company: 'Sol' });
    await poll();
    await bridge.settle();
    expect(companyOf(ana)).toBeUndefined();
    bridge.timers.advance(60_000);
    await poll();
    await bridge.settle();
    expect(companyOf(ana)).toBe('Sol');
    expect(companyOf(eva)).toBeUndefined();
    const reads = () => bridge.extension.portal.counts().byWhat['contacts batch read'] ?? 0;
    const before = reads();
    bridge.timers.advance(60_000);
    await poll();
    await bridge.settle();
    expect(reads()).toBe(before);
  });

  it('begins with now: what changed before is left to a backfill', async () => {
    await begin({ changes: 'polling' });
    bridge.double.add({ wa_contact_key: 'p:+34600000009', company: 'old' });
    bridge.timers.advance(120_000);
    await bridge.run(bridge.extension.poll());
    expect(bridge.extension.portal.counts().byWhat['contacts search']).toBeUndefined();
  });

  it('sees once a week which records are gone or merged', async () => {
    await begin({ changes: 'polling' });
    await bridge.run(bridge.extension.poll());
    const [ana, eva, leo] = [
      await write('+34600000001'),
      await write('+34600000002'),
      await write('+34600000003'),
    ];
    bridge.double.delete(recordOf(ana));
    const left = bridge.double.merge(recordOf(eva), recordOf(leo), true);
    bridge.timers.advance(8 * 86_400_000);
    await bridge.run(bridge.extension.poll());
    await bridge.settle();
    expect(recordOf(ana)).toBe('');
    expect([recordOf(eva), recordOf(leo)]).toEqual([left, left]);
  });
});

describe('the door for the command line', () => {
  it('opens only for what is sealed with the hub’s key, for that path, now', async () => {
    await begin();
    const path = '/ext/hubspot/admin/review';
    const ask = async (sealed?: string) =>
      (
        await bridge.extension.fetch?.(
          new Request(
            `https://hub.example.test${path}`,
            sealed ? { headers: { 'x-centralita-sealed': sealed } } : {},
          ),
        )
      )?.status;
    const { seal } = bridge.context();
    const at = bridge.timers.now();
    expect(await ask(seal(JSON.stringify({ method: 'GET', path, at })))).toBe(200);
    expect(await ask()).toBe(401);
    expect(await ask('{}')).toBe(401);
    expect(await ask(seal(JSON.stringify({ method: 'GET', path, at: at - 61_000 })))).toBe(401);
    expect(await ask(seal(JSON.stringify({ method: 'POST', path, at })))).toBe(401);
    expect(await ask(seal(JSON.stringify({ method: 'GET', path: `${path}/x`, at })))).toBe(401);
  });
});
