import { Client } from '@hubspot/api-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { HubSpotDouble } from '../testing/double/index.ts';
import { VirtualTimers } from '../testing/virtual-timers.ts';
import { HubSpotError } from './errors.ts';
import { createPortal, type Portal, type PortalOptions } from './portal.ts';
import { systemTimers } from './timers.ts';

let double: HubSpotDouble;
let timers: VirtualTimers;
let portal: Portal;

const portalOf = (more: Partial<PortalOptions> = {}): Portal =>
  createPortal({
    token: 'pat-test',
    baseUrl: double.baseUrl,
    version: '2026-09',
    limits: { per10Seconds: 190, searchesPerSecond: 5 },
    timers,
    ...more,
  });
const run = <T>(work: Promise<T>): Promise<T> => timers.run(work, () => portal.underWay() > 0);
const failure = async (work: Promise<unknown>): Promise<HubSpotError> => {
  const error = await run(work).then(
    () => undefined,
    (reason: unknown) => reason,
  );
  if (!(error instanceof HubSpotError)) throw new Error(`no failure of HubSpot's: ${String(error)}`);
  return error;
};

beforeEach(async () => {
  timers = new VirtualTimers(1_790_000_000_000);
  double = new HubSpotDouble({ now: () => timers.now() });
  await double.start();
  double.properties.set('wa_contact_key', {
    ...(double.properties.get('email') as NonNullable<ReturnType<typeof double.properties.get>>),
    name: 'wa_contact_key',
  });
  portal = portalOf();
});
afterEach(() => double.stop().catch(() => undefined));

describe('one call', () => {
  it('is one attempt, also when another client of the process wants retries', async () => {
    double.fault = () => 'error';
    new Client({ accessToken: 'other', numberOfApiCallRetries: 5 });
    const creation = { properties: { firstname: 'Ana' }, associations: [], traceId: 't1' };
    expect((await failure(portal.contacts.create(creation))).kind).toBe('unknown');
    expect(double.calls).toBe(1);
  });

  it('that can be repeated is, with growing waits, when nobody knows what became of it', async () => {
    const failing: string[] = ['error', 'lost', 'truncated'];
    double.fault = () => failing.shift() as never;
    const begun = timers.now();
    const write = { id: 'p:+34600000001', properties: { firstname: 'Ana' }, traceId: 't1' };
    expect(await run(portal.contacts.upsert(write))).toMatchObject({ new: false });
    expect(double.calls).toBe(4);
    expect(double.contacts()).toHaveLength(1);
    expect(timers.now() - begun).toBeGreaterThanOrEqual(7_000);
  });

  it('that hangs ends after its time', async () => {
    double.fault = () => 'hang';
    portal = portalOf({ timers: systemTimers(Date.now), timeoutMs: 50 });
    const creation = { properties: {}, associations: [], traceId: 't1' };
    const error = await portal.contacts.create(creation).catch((reason: unknown) => reason);
    expect(error).toMatchObject({ kind: 'unknown', code: 'hubspot_unavailable' });
  });

  it('to nobody says that nothing was sent', async () => {
    const { baseUrl } = double;
    await double.stop();
    portal = portalOf({ baseUrl });
    expect(await failure(portal.properties.list())).toMatchObject({ kind: 'unreachable' });
  });

  it('with a wrong token says so, and never the token', async () => {
    portal = portalOf({ token: 'pat-wrong-secret' });
    const error = await failure(portal.properties.list());
    expect(error).toMatchObject({ kind: 'token', code: 'hubspot_token_refused' });
    expect(JSON.stringify({ ...error, message: error.message })).not.toContain('pat-wrong');
  });

  it('with a narrowed token names the scope', async () => {
    double.tokens = { 'pat-test': ['crm.objects.contacts.read'] };
    const write = { id: 'p:1', properties: {}, traceId: 't' };
    const error = await failure(portal.contacts.upsert(write));
    expect(error).toMatchObject({ kind: 'scope', code: 'hubspot_scope_missing' });
    expect(error.detail).toContain('crm.objects.contacts.write');
  });

  it('names the property of a wrong type, and not the value', async () => {
    const id = double.add({ firstname: 'Ana' }).id;
    const write = { id, properties: { lifecyclestage: 'regular customer 600000001' }, traceId: 't' };
    const error = await failure(portal.contacts.update(write));
    expect(error).toMatchObject({ kind: 'refused', facts: { properties: ['lifecyclestage'] } });
    expect(error.message).not.toContain('600000001');
  });
});

describe('batches', () => {
  const writes = (count: number, bad: readonly number[] = []) =>
    Array.from({ length: count }, (_, n) => ({
      id: `p:+3460000${String(n).padStart(4, '0')}`,
      properties: { [bad.includes(n) ? 'lifecyclestage' : 'firstname']: `N${n}` },
      traceId: `t${n}`,
    }));
  const outcomes = async (count: number, bad: readonly number[]) =>
    run(Promise.allSettled(writes(count, bad).map((write) => portal.contacts.upsert(write))));

  it('carry what is asked for together', async () => {
    await outcomes(250, []);
    expect(double.calls).toBe(3);
    expect(double.contacts()).toHaveLength(250);
  });

  it.each([true, false])(
    'isolate the bad records and write the others (whole batch refused: %s)',
    async (whole) => {
      double.wholeBatchErrors = whole;
      const settled = await outcomes(100, [3, 77]);
      const failed = settled.flatMap(({ status }, n) => (status === 'rejected' ? [n] : []));
      expect(failed).toEqual([3, 77]);
      expect(double.contacts()).toHaveLength(98);
    },
  );

  it('split on version 3 as well, where 207 says so', async () => {
    portal = portalOf({ version: 'v3' });
    const settled = await outcomes(20, [5]);
    expect(settled.filter(({ status }) => status === 'rejected')).toHaveLength(1);
    expect(double.exchanges.map(({ status }) => status)).toContain(207);
  });

  it('never hold the same key twice', async () => {
    const twice = [...writes(2), ...writes(2)].map((write, n) => ({ ...write, traceId: `x${n}` }));
    const settled = await run(Promise.allSettled(twice.map((write) => portal.contacts.upsert(write))));
    expect(settled.map(({ status }) => status)).toEqual(Array(4).fill('fulfilled'));
    expect(double.contacts()).toHaveLength(2);
  });

  it('tell the id of the record that has a unique value', async () => {
    const { id } = double.add({ email: 'ana@example.test' });
    const write = { id: 'p:1', properties: { email: 'ana@example.test' }, traceId: 't' };
    expect((await failure(portal.contacts.upsert(write))).facts.existingId).toBe(id);
  });

  it('that read say which ids are gone', async () => {
    const { id } = double.add({ firstname: 'Ana' });
    const both = Promise.all([portal.contacts.read(id, ['firstname']), portal.contacts.read('999', [])]);
    expect(await run(both)).toMatchObject([{ properties: { firstname: 'Ana' } }, undefined]);
    expect(double.calls).toBe(1);
  });
});

describe('limits', () => {
  const search = () => portal.contacts.search({ filterGroups: [], properties: [] });

  it('of the portal are never reached', async () => {
    const begun = timers.now();
    await run(Promise.all(Array.from({ length: 60 }, search)));
    expect(double.limits.refused).toBe(0);
    expect(timers.now() - begun).toBeLessThan(60 * 200 * 1.3);
  });

  it('let conversations pass a backfill', async () => {
    portal = portalOf({ limits: { per10Seconds: 20, searchesPerSecond: 5 } });
    const order: string[] = [];
    const behind = Array.from({ length: 40 }, () =>
      portal
        .inBackground()
        .contacts.get('1', [])
        .then(() => order.push('background')),
    );
    const before = Array.from({ length: 3 }, () =>
      portal.contacts.get('1', []).then(() => order.push('live')),
    );
    await run(Promise.all([...behind, ...before]));
    expect(order.lastIndexOf('live')).toBeLessThan(22);
    expect(double.limits.refused).toBe(0);
  });

  it.each([true, false])('that others used up are waited for (Retry-After: %s)', async (retryAfter) => {
    double.limits.limits.per10Seconds = 5;
    double.limits.limits.retryAfter = retryAfter;
    portal = portalOf({ limits: { per10Seconds: 100, searchesPerSecond: 5 } });
    await run(Promise.all(Array.from({ length: 12 }, () => portal.contacts.get('1', []))));
    expect(double.limits.refused).toBeGreaterThan(0);
  });

  it('of the day pause the portal instead of asking again', async () => {
    double.limits.limits.perDay = 2;
    for (let n = 0; n < 2; n++) await run(portal.contacts.get('1', []));
    expect(await failure(portal.contacts.get('1', []))).toMatchObject({
      kind: 'limit',
      facts: { daily: true },
    });
    const calls = double.calls;
    expect(await failure(portal.contacts.get('1', []))).toMatchObject({ kind: 'limit' });
    expect(double.calls).toBe(calls);
    expect(portal.room()).toMatchObject({ pausedBy: 'daily', dailyRemaining: 0 });
    timers.advance(24 * 3_600_000);
    expect(await run(portal.contacts.get('1', []))).toBeUndefined();
  });
});
