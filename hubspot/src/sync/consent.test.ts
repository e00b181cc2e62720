import type { ContactId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Bridge } from '../testing/bridge.ts';

let bridge: Bridge;
let id: ContactId;
let record: string;

beforeEach(async () => {
  bridge = await new Bridge().start();
  id = bridge.hub.add({ phone: '+34600000001' });
  bridge.hub.message(id, 'hello');
  await bridge.settle();
  record = bridge.double.contacts()[0]?.id ?? '';
});
afterEach(() => bridge.stop());

const status = () => bridge.double.contact(record).properties.wa_opt_in_status;
const ledger = () => bridge.hub.known.get(id)?.consents ?? [];
const say = (state: 'granted' | 'withdrawn', more = {}) =>
  bridge.hub.consent({
    contactId: id,
    state,
    purposes: 'all',
    actor: 'person',
    source: 'keyword',
    proof: 'ms_1',
    ...more,
  });
const fromHubSpot = async (values: Record<string, string>) => {
  bridge.double.edit(record, values);
  await bridge.deliverHooks();
  await bridge.settle();
};
const optIn = {
  wa_opt_in_status: 'opted_in',
  wa_opt_in_source: 'fair of May',
  wa_opt_in_at: '2026-05-02T10:00:00Z',
};

describe('consent', () => {
  it('said here stands in HubSpot with source and time', async () => {
    say('granted', { policyVersion: '3' });
    await bridge.settle();
    expect(bridge.double.contact(record).properties).toMatchObject({
      wa_opt_in_status: 'opted_in',
      wa_opt_in_at: new Date(bridge.timers.now()).toISOString(),
      wa_opt_in_source: 'keyword (person): ms_1',
      wa_legal_basis: 'consent (policy 3)',
    });
    bridge.timers.advance(1_000);
    say('withdrawn');
    await bridge.settle();
    expect(bridge.double.contact(record).properties).toMatchObject({
      wa_opt_in_status: 'opted_out',
      wa_opt_out_source: 'keyword (person): ms_1',
      wa_legal_basis: '',
    });
  });

  it('withdrawn in HubSpot is withdrawn here', async () => {
    say('granted');
    await bridge.settle();
    await fromHubSpot({ wa_opt_in_status: 'opted_out' });
    expect(ledger().at(-1)).toMatchObject({
      state: 'withdrawn',
      actor: 'operator',
      proof: `hubspot:${record}`,
    });
    expect(status()).toBe('opted_out');
  });

  it('withdrawn on one side wins over a grant on the other, whichever came later', async () => {
    bridge.double.edit(record, { wa_opt_in_status: 'opted_out' });
    bridge.timers.advance(60_000);
    say('granted');
    await bridge.settle();
    expect(status()).toBe('opted_out');
    expect(ledger().at(-1)?.state).toBe('withdrawn');
  });

  it('withdrawn here is not undone by an opt-in in HubSpot, however well it is documented', async () => {
    say('withdrawn');
    await bridge.settle();
    await fromHubSpot({ ...optIn, wa_opt_in_at: '2026-11-30T12:00:00Z' });
    expect(status()).toBe('opted_out');
    expect(ledger()).toHaveLength(1);
    const health = await bridge.extension.health?.();
    expect(JSON.stringify(health?.lines)).toContain('does not lift a withdrawal');
  });

  it('given again by the person lifts a withdrawal made in HubSpot', async () => {
    await fromHubSpot({ wa_opt_in_status: 'opted_out' });
    bridge.timers.advance(60_000);
    say('granted');
    await bridge.settle();
    await bridge.deliverHooks();
    await bridge.settle();
    expect(status()).toBe('opted_in');
    expect(ledger()).toHaveLength(2);
  });

  it('withdrawn in HubSpot and given there again before anybody looked is withdrawn', async () => {
    bridge.double.edit(record, { wa_opt_in_status: 'opted_out' });
    bridge.timers.advance(1_000);
    await fromHubSpot(optIn);
    expect(ledger()).toMatchObject([{ state: 'withdrawn' }]);
    expect(status()).toBe('opted_out');
  });

  it('given in HubSpot counts with its source and time', async () => {
    await fromHubSpot(optIn);
    expect(ledger()).toMatchObject([
      { state: 'granted', actor: 'import', purposes: ['marketing'], at: Date.parse(optIn.wa_opt_in_at) },
    ]);
    expect(status()).toBe('opted_in');
  });

  it.each([
    ['its source', { ...optIn, wa_opt_in_source: '' }, 'wa_opt_in_source'],
    ['its time', { ...optIn, wa_opt_in_at: '' }, 'wa_opt_in_at'],
  ])('given in HubSpot without %s is refused, put back and shown', async (_what, values, property) => {
    await fromHubSpot(values);
    expect(ledger()).toEqual([]);
    expect(status()).toBe('unknown');
    const health = await bridge.extension.health?.();
    expect(health?.lines.find(({ name }) => name.endsWith(property))).toMatchObject({ ok: false });
  });

  it('withdrawn in HubSpot before the two were linked holds from the first moment', async () => {
    bridge.double.add({ phone: '+34600000002', wa_opt_in_status: 'opted_out' });
    bridge.timers.advance(60_000);
    const other = bridge.hub.add({ phone: '+34600000002' });
    bridge.hub.message(other, 'hello');
    await bridge.settle();
    expect(bridge.hub.known.get(other)?.consents).toMatchObject([{ state: 'withdrawn' }]);
  });

  it('withdrawn in HubSpot holds here although writing to HubSpot fails', async () => {
    bridge.double.edit(record, { wa_opt_in_status: 'opted_out' });
    bridge.double.fault = (path) => (path.endsWith('/update') ? 'error' : undefined);
    bridge.hub.change(id, { tags: ['vip'] });
    await bridge.deliverHooks();
    const settling = bridge.settle();
    await settling;
    expect(ledger().at(-1)?.state).toBe('withdrawn');
  });
});
