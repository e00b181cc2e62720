import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Bridge } from '../testing/bridge.ts';
import type { BackfillRun } from './backfill.ts';

let bridge: Bridge;
const phone = (n: number) => `+346${String(n).padStart(8, '0')}`;
beforeEach(async () => {
  bridge = await new Bridge().start();
  for (let n = 0; n < 450; n++) bridge.hub.add({ phone: phone(n), name: `N ${n}` });
  for (let n = 0; n < 50; n++) bridge.double.add({ phone: phone(n) });
  for (let n = 50; n < 55; n++)
    for (let twice = 0; twice < 2; twice++) bridge.double.add({ phone: phone(n) });
  bridge.hub.add({});
  bridge.timers.advance(120_000);
});
afterEach(() => bridge.stop());

const writes = () =>
  bridge.double.exchanges.filter(({ path }) => /contacts\/batch\/(create|update|upsert|archive)/.test(path))
    .length;
const expected = { total: 451, linked: 50, created: 395, review: 5, skipped: 1, failed: 0 };

describe('a backfill', () => {
  it('looks first: counts, a sample, and nothing written', async () => {
    const before = writes();
    const run = await bridge.run(bridge.extension.backfill.look());
    expect(run).toMatchObject({ state: 'looked', counts: expected });
    expect(run.reasons).toEqual({ 'neither a number nor a user id is known': 1 });
    expect(run.sample.map(({ would }) => would.split(' ')[0])).toEqual(
      expect.arrayContaining(['created', 'link', 'review', 'skip:']),
    );
    expect(writes()).toBe(before);
    expect(bridge.store.db.prepare('select count(*) as n from hubspot_review').get()).toEqual({ n: 0 });
  });

  it('does what it said, in full batches, and tells how far it is', async () => {
    const seen: number[] = [];
    const { calls } = bridge.double;
    const run = await bridge.run(bridge.extension.backfill.start(({ counts }) => seen.push(counts.total)));
    expect(run).toMatchObject({ state: 'done', counts: expected });
    expect(seen.length).toBeGreaterThan(1);
    expect(bridge.double.contacts()).toHaveLength(60 + 395);
    expect(bridge.double.calls - calls).toBeLessThan(60);
    expect(bridge.double.records.communications.all.size).toBe(0);
  });

  it('is silent: no message, no consent, no event but what it keeps in step', async () => {
    await bridge.run(bridge.extension.backfill.start());
    const types = new Set(bridge.hub.events.map(({ type }) => type));
    expect(
      [...types].filter((type) => type.startsWith('message') || type.startsWith('conversation')),
    ).toEqual([]);
    expect([...bridge.hub.known.values()].every(({ consents }) => consents.length === 0)).toBe(true);
  });

  it('stopped in the middle goes on there, and nobody is created twice', async () => {
    const { backfill } = bridge.extension;
    for (let n = 450; n < 1_050; n++) bridge.hub.add({ phone: phone(n) });
    const stopped = await bridge.run(backfill.start(() => backfill.stop()));
    expect(stopped).toMatchObject({ state: 'stopped' });
    expect(stopped.counts.total).toBeLessThan(1_051);
    // Another process of the same hub.
    await bridge.start({}, false);
    const done = await bridge.run(bridge.extension.backfill.resume());
    expect(done).toMatchObject({ state: 'done', counts: { total: 1_051 } });
    expect(bridge.double.contacts()).toHaveLength(60 + 995);
  });

  it('goes on after an outage, and lost answers make no twins', async () => {
    let calls = 0;
    bridge.double.fault = () => (++calls % 3 === 0 ? 'lost' : calls % 5 === 0 ? 'unavailable' : undefined);
    const run = (await bridge.run(bridge.extension.backfill.start())) as BackfillRun;
    expect(run.counts.failed).toBe(0);
    expect(bridge.double.contacts()).toHaveLength(60 + 395);
  });

  it('is taken back: only what it created goes, and what it linked stays', async () => {
    const { backfill } = bridge.extension;
    const { id } = await bridge.run(backfill.start());
    expect(await bridge.run(backfill.undo(id))).toBe(395);
    expect(bridge.double.contacts()).toHaveLength(60);
    expect(bridge.store.db.prepare('select count(*) as n from hubspot_links').get()).toEqual({ n: 50 });
    expect(await backfill.current()).toMatchObject({ state: 'undone' });
  });

  it('with a token that is refused stops and says why', async () => {
    bridge.double.tokens = {};
    const run = await bridge.run(bridge.extension.backfill.start());
    expect(run).toMatchObject({ state: 'stopped', problem: expect.stringContaining('refuses the token') });
  });
});
