import type { ContactId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { defaultFields, type HubSpotSettings } from '../settings.ts';
import { group, ownProperties } from '../setup/properties.ts';
import { Bridge } from '../testing/bridge.ts';

let bridge: Bridge;
beforeEach(() => {
  bridge = new Bridge();
});
afterEach(() => bridge.stop());

const begin = (settings: Partial<HubSpotSettings> = {}): Promise<Bridge> => bridge.start(settings);
const write = async (phone: string, name = 'Ana Pérez'): Promise<ContactId> => {
  const id = bridge.hub.add({ phone, name });
  bridge.hub.message(id, 'hello');
  await bridge.settle();
  return id;
};
/** The record a contact is linked to. */
const recordOf = (id: ContactId): string | undefined =>
  bridge.store.db.prepare('select record_id from hubspot_links where contact_id = ?').get(id)?.record_id as
    | string
    | undefined;
const propertiesOf = (id: ContactId) => bridge.double.contact(recordOf(id) ?? '').properties;
const reviews = () => bridge.store.db.prepare('select * from hubspot_review').all();
const parked = () => bridge.store.db.prepare('select property, reason, next_step from hubspot_parked').all();

describe('somebody new', () => {
  it('is created with key, number and name', async () => {
    await begin();
    const id = await write('+34600000001');
    expect(bridge.double.contacts()).toHaveLength(1);
    expect(propertiesOf(id)).toMatchObject({
      wa_contact_key: 'p:+34600000001',
      wa_id: '34600000001',
      phone: '+34600000001',
      firstname: 'Ana',
      lastname: 'Pérez',
      wa_opt_in_status: 'unknown',
    });
  });

  it('is one record, however fast the second message comes and however late the search index is', async () => {
    await begin();
    const id = bridge.hub.add({ phone: '+34600000001' });
    bridge.hub.message(id, 'one');
    await bridge.settle();
    bridge.hub.message(id, 'two');
    bridge.hub.change(id, { tags: ['vip'] });
    await bridge.settle();
    expect(bridge.double.contacts()).toHaveLength(1);
  });

  it('known only by user id is created without a number', async () => {
    await begin();
    const id = bridge.hub.add({ userId: 'ES.100000000000000001', name: 'Ana' });
    bridge.hub.message(id, 'hello');
    await bridge.settle();
    expect(propertiesOf(id)).toMatchObject({ wa_contact_key: 'u:ES.100000000000000001' });
    expect(propertiesOf(id).phone).toBeUndefined();
  });

  it('is linked to the one record with the number, whose name and number stay as they were', async () => {
    await begin();
    const { id: record } = bridge.double.add({ phone: '600 000 001', firstname: 'Anita' });
    bridge.timers.advance(60_000);
    const id = await write('+34600000001');
    expect(recordOf(id)).toBe(record);
    expect(propertiesOf(id)).toMatchObject({
      phone: '600 000 001',
      firstname: 'Anita',
      lastname: 'Pérez',
      wa_contact_key: 'p:+34600000001',
    });
  });

  it('is not created when several records match: a person chooses', async () => {
    await begin();
    const records = ['600000001', '+34 600 000 001'].map((phone) => bridge.double.add({ phone }).id);
    bridge.timers.advance(60_000);
    const id = await write('+34600000001');
    expect(recordOf(id)).toBeUndefined();
    expect(bridge.double.contacts()).toHaveLength(2);
    expect(reviews()).toMatchObject([
      { contact_id: id, reason: 'several', candidates: JSON.stringify(records) },
    ]);
    const choose = await admin('POST', 'review/choose', { contactId: id, choice: records[1] ?? '' });
    expect(choose).toMatchObject({ done: 'linked' });
    expect(recordOf(id)).toBe(records[1]);
    expect(reviews()).toEqual([]);
  });

  it('with a hundred contacts of the same phone in HubSpot is one line of the review list', async () => {
    await begin();
    for (let n = 0; n < 100; n++) bridge.double.add({ phone: '+34600000001' });
    bridge.timers.advance(60_000);
    await write('+34600000001');
    expect(bridge.double.contacts()).toHaveLength(100);
    expect(reviews()).toHaveLength(1);
    expect(bridge.hub.known.size).toBe(1);
  });

  it.each([
    ['recent', 1],
    ['oldest', 0],
    ['with_owner', 2],
  ] as const)('is linked by the policy %s', async (several, which) => {
    await begin({ several });
    const records: string[] = [];
    for (const owner of ['', '', '42']) {
      records.push(bridge.double.add({ phone: '+34600000001', hubspot_owner_id: owner }).id);
      bridge.timers.advance(1_000);
    }
    bridge.double.edit(records[1] as string, { company: 'X' });
    bridge.timers.advance(60_000);
    expect(recordOf(await write('+34600000001'))).toBe(records[which]);
  });

  it('whose number a record of another contact has is not linked to it', async () => {
    await begin();
    bridge.double.add({ phone: '+34600000001', wa_contact_key: 'u:ES.999' });
    bridge.timers.advance(60_000);
    const id = bridge.hub.add({ phone: '+34600000001', userId: 'ES.1' });
    bridge.hub.message(id, 'hello');
    await bridge.settle();
    expect(reviews()).toMatchObject([{ reason: 'taken' }]);
  });

  it('in Brazil is found without the ninth digit', async () => {
    await begin();
    const { id } = bridge.double.add({ phone: '+55 11 8765-4321' });
    bridge.timers.advance(60_000);
    expect(recordOf(await write('+5511987654321'))).toBe(id);
  });

  it('is not created when create is off, and messages go on', async () => {
    await begin({ create: false });
    expect(recordOf(await write('+34600000001'))).toBeUndefined();
    expect(bridge.double.contacts()).toEqual([]);
    expect(bridge.dead).toEqual([]);
  });

  it('outside of the filter is left out', async () => {
    await begin({ filter: { tags: ['customer'] } });
    const id = await write('+34600000001');
    expect(recordOf(id)).toBeUndefined();
    bridge.hub.change(id, { tags: ['customer'] });
    await bridge.settle();
    expect(recordOf(id)).toBeDefined();
  });
});

describe('the key', () => {
  it('changes on the same record when the user id becomes known', async () => {
    await begin();
    const id = await write('+34600000001');
    bridge.hub.setUserId(id, 'ES.5');
    await bridge.settle();
    expect(bridge.double.contacts()).toHaveLength(1);
    expect(propertiesOf(id)).toMatchObject({ wa_contact_key: 'u:ES.5', wa_user_id: 'ES.5' });
  });
});

describe('fields', () => {
  const fields = [
    ...defaultFields,
    { hubspot: 'company', ours: 'attributes.company', direction: 'both', prefer: 'hubspot' },
  ] as HubSpotSettings['fields'];

  it('go both ways, and what was emptied is emptied', async () => {
    await begin({ fields });
    const id = await write('+34600000001');
    bridge.hub.change(id, { attributes: { company: 'Panadería Sol' } });
    await bridge.settle();
    expect(propertiesOf(id).company).toBe('Panadería Sol');
    bridge.double.edit(recordOf(id) as string, { company: 'Sol SL' });
    await bridge.deliverHooks();
    await bridge.settle();
    expect(bridge.hub.known.get(id)?.contact.attributes.company).toBe('Sol SL');
    bridge.double.edit(recordOf(id) as string, { company: '' });
    await bridge.deliverHooks();
    await bridge.settle();
    expect(bridge.hub.known.get(id)?.contact.attributes).not.toHaveProperty('company');
  });

  it.each([
    ['hubspot', 'theirs'],
    ['centralita', 'ours'],
  ] as const)('changed on both sides follow %s', async (prefer, wins) => {
    await begin({
      fields: fields.map((field) => (field.hubspot === 'company' ? { ...field, prefer } : field)),
    });
    const id = await write('+34600000001');
    bridge.double.edit(recordOf(id) as string, { company: 'theirs' });
    bridge.hub.change(id, { attributes: { company: 'ours' } });
    await bridge.settle();
    await bridge.deliverHooks();
    await bridge.settle();
    expect(propertiesOf(id).company).toBe(wins);
    expect(bridge.hub.known.get(id)?.contact.attributes.company).toBe(wins);
  });

  it('bring owner, stage and team for routing, and a new conversation is routed again', async () => {
    await begin();
    bridge.hub.users.push({
      id: 'us_1',
      key: 'eva',
      name: 'Eva',
      role: 'agent',
      email: 'eva@example.test',
    } as never);
    bridge.double.owners.push({ id: '42', email: 'Eva@example.test' });
    bridge.double.add({ phone: '+34600000001', hubspot_owner_id: '42', lifecyclestage: 'customer' });
    bridge.timers.advance(60_000);
    const id = await write('+34600000001');
    const { attributes } = bridge.hub.known.get(id)?.contact ?? { attributes: {} };
    expect(attributes).toMatchObject({ owner: 'eva', lifecycleStage: 'customer' });
    expect(bridge.hub.routed).toEqual([bridge.hub.known.get(id)?.conversation?.id]);
  });

  it('write the assignment back as the owner where that is mapped', async () => {
    await begin({
      fields: defaultFields.map((field) =>
        field.transform === 'owner' ? { ...field, direction: 'both', prefer: 'newest' } : field,
      ),
    });
    const { userId } = await import('@centralita/core/model');
    bridge.hub.users.push({
      id: userId('eva'),
      key: 'eva',
      name: 'Eva',
      role: 'agent',
      hubspotOwnerId: '42',
    });
    const id = await write('+34600000001');
    bridge.hub.assign(id, 'eva');
    await bridge.settle();
    expect(propertiesOf(id).hubspot_owner_id).toBe('42');
  });

  it('hold tags of both sides, and an option for each', async () => {
    await begin();
    const id = await write('+34600000001');
    bridge.hub.change(id, { tags: ['vip', 'wholesale'] });
    await bridge.settle();
    expect(propertiesOf(id).wa_tags).toBe('vip;wholesale');
    bridge.double.edit(recordOf(id) as string, { wa_tags: 'wholesale' });
    bridge.hub.change(id, { tags: ['vip', 'wholesale', 'new'] });
    await bridge.settle();
    await bridge.deliverHooks();
    await bridge.settle();
    expect(bridge.hub.known.get(id)?.contact.tags).toEqual(['wholesale', 'new']);
    expect(propertiesOf(id).wa_tags?.split(';').toSorted()).toEqual(['new', 'wholesale']);
  });

  it('that two systems change back and forth are left alone after a while, and said', async () => {
    await begin({ fields });
    const id = await write('+34600000001');
    for (let n = 0; n < 12; n++) {
      bridge.double.edit(recordOf(id) as string, { company: `v${n}` });
      await bridge.deliverHooks();
      await bridge.settle();
      bridge.timers.advance(1_000);
    }
    expect(bridge.hub.known.get(id)?.contact.attributes.company).toBe('v5');
    expect(bridge.problems).toMatchObject([{ title: 'A field changes back and forth' }]);
    const health = await bridge.extension.health?.();
    expect(health?.lines.find(({ name }) => name.includes('left alone'))?.detail).toContain('company');
  });
});

describe('what did not change', () => {
  it('costs no call, and own writes that come back none either', async () => {
    await begin();
    const id = await write('+34600000001');
    bridge.hub.change(id, { tags: ['vip'] });
    await bridge.settle();
    const calls = bridge.double.calls;
    bridge.hub.change(id, { attributes: { unmapped: 1 } });
    await bridge.settle();
    await bridge.deliverHooks();
    await bridge.settle();
    expect(bridge.double.calls).toBe(calls);
  });
});

describe('bad input', () => {
  it('an enumeration value that does not exist is parked with its property, and the rest is written', async () => {
    await begin({
      fields: [
        ...defaultFields,
        {
          hubspot: 'lifecyclestage',
          ours: 'attributes.stage',
          direction: 'to_hubspot',
          prefer: 'centralita',
        },
      ],
    });
    const id = await write('+34600000001');
    bridge.hub.change(id, { attributes: { stage: 'friend' }, tags: ['vip'] });
    await bridge.settle();
    expect(propertiesOf(id).wa_tags).toBe('vip');
    expect(parked()).toMatchObject([{ property: 'lifecyclestage' }]);
    bridge.hub.change(id, { attributes: { stage: 'customer' } });
    await bridge.settle();
    expect(propertiesOf(id).lifecyclestage).toBe('customer');
    expect(parked()).toEqual([]);
  });

  it('a property of the wrong type is named, with what to do', async () => {
    await begin({
      fields: [
        ...defaultFields,
        { hubspot: 'age', ours: 'attributes.age', direction: 'to_hubspot', prefer: 'centralita' },
      ],
    });
    const company = bridge.double.properties.get('company');
    if (company) bridge.double.properties.set('age', { ...company, name: 'age', type: 'number' });
    const id = await write('+34600000001');
    bridge.hub.change(id, { attributes: { age: 'forty' } });
    await bridge.settle();
    const health = await bridge.extension.health?.();
    const line = health?.lines.find(({ name }) => name.includes('age'));
    expect(line).toMatchObject({ ok: false, nextStep: expect.stringContaining('age') });
    expect(line?.detail).not.toContain('forty');
  });

  it('validation rules that refuse a write are shown with what HubSpot wants; a retry succeeds once they are met', async () => {
    await begin();
    bridge.double.rule = ({ company = '' }, creating) => (creating && company === '' ? ['company'] : []);
    const id = await write('+34600000001');
    expect(recordOf(id)).toBeUndefined();
    expect(parked()).toMatchObject([{ property: '', next_step: expect.stringContaining('company') }]);
    bridge.double.rule = () => [];
    expect(await admin('POST', 'review/retry')).toMatchObject({ retried: 1, parked: 0 });
    expect(recordOf(id)).toBeDefined();
  });

  it('the buttons of the health view try one refused contact again, or all of them, and say how it went', async () => {
    await begin();
    bridge.double.rule = ({ company = '' }, creating) => (creating && company === '' ? ['company'] : []);
    const [one, other] = [await write('+34600000001'), await write('+34600000002')];
    const actions = async () =>
      ((await bridge.extension.health?.())?.lines ?? []).flatMap(({ action }) => action?.id ?? []);
    expect((await actions()).sort()).toEqual(['retry', `retry:${one}`, `retry:${other}`].sort());
    expect(await bridge.extension.act?.(`retry:${one}`)).toMatchObject({
      ok: false,
      detail: { en: expect.stringContaining('company') },
    });
    bridge.double.rule = () => [];
    expect(await bridge.extension.act?.(`retry:${one}`)).toMatchObject({ ok: true });
    expect([recordOf(one) !== undefined, recordOf(other) !== undefined]).toEqual([true, false]);
    expect(await bridge.extension.act?.('retry')).toMatchObject({
      ok: true,
      detail: { en: '1 tried again, 0 still refused.' },
    });
    expect(recordOf(other)).toBeDefined();
    expect(await actions()).toEqual([]);
    expect(await bridge.extension.act?.(`retry:${one}`)).toBeUndefined();
    expect(await bridge.extension.act?.('erase everything')).toBeUndefined();
  });

  it('a missing mapped property does not stop the others', async () => {
    await begin({
      fields: [
        ...defaultFields,
        { hubspot: 'nowhere', ours: 'attributes.x', direction: 'to_hubspot', prefer: 'centralita' },
      ],
    });
    const id = await write('+34600000001');
    bridge.hub.change(id, { attributes: { x: '1' }, tags: ['vip'] });
    await bridge.settle();
    expect(propertiesOf(id).wa_tags).toBe('vip');
    expect(parked()).toMatchObject([{ property: 'nowhere' }]);
  });

  it('the id of the record comes back where it is mapped: what a link is made from', async () => {
    await begin({
      fields: [
        ...defaultFields,
        {
          hubspot: 'hs_object_id',
          ours: 'attributes.hubspotId',
          direction: 'from_hubspot',
          prefer: 'hubspot',
        },
      ],
    });
    const { id: record } = bridge.double.add({ phone: '+34600000001' });
    bridge.timers.advance(60_000);
    const id = await write('+34600000001');
    expect(bridge.hub.known.get(id)?.contact.attributes.hubspotId).toBe(record);
    expect(parked()).toEqual([]);
  });

  it('an e-mail that another record has leads to that record instead of a second one', async () => {
    await begin({
      fields: [
        ...defaultFields,
        { hubspot: 'email', ours: 'attributes.email', direction: 'both', prefer: 'hubspot' },
      ],
    });
    const { id: record } = bridge.double.add({ email: 'ana@example.test' });
    const id = bridge.hub.add({ phone: '+34600000001' });
    bridge.hub.change(id, { attributes: { email: 'ana@example.test' } });
    await bridge.settle();
    expect(bridge.double.contacts()).toHaveLength(1);
    expect(recordOf(id)).toBe(record);
  });

  it.each([
    ['a wrong token', { 'pat-other': [] }, 'token'],
    ['a narrowed token', { 'pat-test': ['crm.objects.contacts.read'] }, 'crm.schemas.contacts.read'],
  ] as const)('%s is said once, and what waits is written later', async (_what, tokens, words) => {
    await begin();
    const granted = bridge.double.tokens;
    await bridge.start({}, false);
    bridge.double.tokens = { ...tokens };
    const id = await write('+34600000001');
    await bridge.run(bridge.extension.poll());
    await bridge.run(bridge.extension.poll());
    expect(bridge.problems).toHaveLength(1);
    const health = await bridge.extension.health?.();
    expect(health?.ok).toBe(false);
    expect(JSON.stringify(health?.lines[0])).toContain(words);
    bridge.double.tokens = granted;
    await bridge.pass(600_000);
    expect(recordOf(id)).toBeDefined();
    expect(bridge.dead).toEqual([]);
  });

  it('a portal that is not set up says so and loses nothing', async () => {
    await bridge.start({}, false);
    const id = await write('+34600000001');
    const health = await bridge.extension.health?.();
    expect(health?.lines[0]).toMatchObject({ ok: false, nextStep: 'Run centralita hubspot setup.' });
    await bridge.start();
    await bridge.pass(600_000);
    expect(recordOf(id)).toBeDefined();
  });

  it('a portal that was set up late is written to with the next look, an opt-out of the meantime with it', async () => {
    await bridge.start({}, false);
    const id = await write('+34600000001');
    // For many attempts long: the next one is up to an hour away.
    await bridge.pass(6 * 3_600_000, 600_000);
    bridge.hub.consent({
      contactId: id,
      state: 'withdrawn',
      purposes: 'all',
      actor: 'person',
      source: 'keyword',
    });
    await bridge.settle();
    for (const property of ownProperties) bridge.double.properties.set(property.name, property);
    bridge.double.groups.set(group.name, group.label);
    await bridge.pass(60_000);
    await bridge.run(bridge.extension.poll());
    await bridge.settle();
    expect(propertiesOf(id).wa_opt_in_status).toBe('opted_out');
  });

  it('a portal at its daily limit pauses, says so, and goes on the next day', async () => {
    await begin();
    bridge.double.limits.limits.perDay = 0;
    const id = await write('+34600000001');
    const { calls } = bridge.double;
    await write('+34600000002');
    expect(bridge.double.calls).toBe(calls);
    const health = await bridge.extension.health?.();
    expect(health?.lines[1]).toMatchObject({ ok: false, detail: expect.stringContaining('daily limit') });
    bridge.double.limits.limits.perDay = 1_000;
    await bridge.pass(26 * 3_600_000, 3_600_000);
    expect(recordOf(id)).toBeDefined();
    expect(bridge.dead).toEqual([]);
  });
});

const admin = async (method: string, action: string, body?: Record<string, string>): Promise<unknown> => {
  const path = `/ext/hubspot/admin/${action}`;
  const context = bridge.context();
  const sealed = context.seal(JSON.stringify({ method, path, at: bridge.timers.now() }));
  const request = new Request(`https://hub.example.test${path}`, {
    method,
    headers: { 'x-centralita-sealed': sealed },
    ...(body ? { body: JSON.stringify(body) } : {}),
  });
  const response = await bridge.run(Promise.resolve(bridge.extension.fetch?.(request)));
  return response?.json();
};
