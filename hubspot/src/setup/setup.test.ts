import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { createPortal, type Portal } from '../api/portal.ts';
import type { Property } from '../api/properties.ts';
import { systemTimers } from '../api/timers.ts';
import { HubSpotDouble } from '../testing/double/index.ts';
import { ownProperties } from './properties.ts';
import { applySetup, planSetup } from './setup.ts';

let double: HubSpotDouble;
let portal: Portal;

beforeEach(async () => {
  double = new HubSpotDouble();
  portal = createPortal({
    token: 'pat-test',
    baseUrl: await double.start(),
    version: '2026-09',
    limits: { per10Seconds: 190, searchesPerSecond: 5 },
    timers: systemTimers(Date.now),
  });
});
afterEach(() => double.stop());

const writes = () => double.exchanges.filter(({ method }) => method !== 'GET').length;

it('makes the group and the properties, and the second time nothing', async () => {
  const plan = await planSetup(portal);
  expect(plan).toMatchObject({ group: 'missing', there: [], problems: [] });
  expect(writes()).toBe(0);
  await applySetup(portal, plan);
  for (const { name, type } of ownProperties) expect(double.properties.get(name)).toMatchObject({ type });
  const before = writes();
  const again = await planSetup(portal);
  expect(again).toMatchObject({ group: 'there', create: [], extend: [], problems: [] });
  await applySetup(portal, again);
  expect(writes()).toBe(before);
});

it('stops at a property of the wrong type and writes nothing', async () => {
  double.properties.set('wa_opt_in_at', { ...own('wa_opt_in_at'), type: 'string' });
  double.properties.set('wa_contact_key', { ...own('wa_contact_key'), hasUniqueValue: false });
  const plan = await planSetup(portal);
  expect(plan.problems.map(({ property }) => property)).toEqual(['wa_contact_key', 'wa_opt_in_at']);
  await expect(applySetup(portal, plan)).rejects.toThrow('problems');
  expect(writes()).toBe(0);
});

it('adds the options an enumeration lacks and keeps those it has', async () => {
  await applySetup(portal, await planSetup(portal));
  const [unknown] = own('wa_opt_in_status').options ?? [];
  const mine = { label: 'Mine', value: 'mine', hidden: false };
  double.properties.set('wa_opt_in_status', {
    ...own('wa_opt_in_status'),
    options: [unknown as NonNullable<typeof unknown>, mine],
  });
  const plan = await planSetup(portal);
  expect(plan.extend).toEqual([{ name: 'wa_opt_in_status', values: ['pending', 'opted_in', 'opted_out'] }]);
  await applySetup(portal, plan);
  const values = double.properties.get('wa_opt_in_status')?.options?.map(({ value }) => value);
  expect(values).toEqual(['unknown', 'mine', 'pending', 'opted_in', 'opted_out']);
});

it('names the mapped properties that are not there or cannot be written', async () => {
  const plan = await planSetup(portal, [
    { name: 'customer_tier', writes: false },
    { name: 'createdate', writes: true },
    { name: 'lifecyclestage', writes: true },
  ]);
  expect(plan.problems.map(({ property }) => property)).toEqual(['customer_tier', 'createdate']);
});

const own = (name: string): Property => ownProperties.find((property) => property.name === name) as Property;
