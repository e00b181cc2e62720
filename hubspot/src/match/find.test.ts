import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createPortal, type Portal } from '../api/portal.ts';
import { ownProperties } from '../setup/properties.ts';
import { HubSpotDouble } from '../testing/double/index.ts';
import { VirtualTimers } from '../testing/virtual-timers.ts';
import { createFinder, type Found, type Wanted } from './find.ts';
import { isSameNumber, type PhoneForms, phoneForms } from './phones.ts';

const forms = (number: string): PhoneForms => phoneForms(number) as PhoneForms;

describe('a number in HubSpot', () => {
  it.each([
    ['+34 600 000 001', '+34600000001', 'ES'],
    ['600 00 00 01', '+34600000001', 'ES'],
    ['0034600000001', '+34600000001', 'ES'],
    ['34600000001', '+34600000001', undefined],
    ['(11) 98765-4321', '551187654321', 'BR'],
    ['+55 11 8765-4321', '5511987654321', undefined],
    ['+52 55 1234 5678', '5215512345678', undefined],
    ['+54 11 2345-6789', '5491123456789', undefined],
    ['011 15 2345-6789', '5491123456789', 'AR'],
  ])('%s is %s', (text, number, country) => {
    expect(isSameNumber(text, forms(number), country)).toBe(true);
  });

  it.each([
    ['600 000 001', '+34600000001', undefined, 'no country is known'],
    ['600 000 001', '+34600000001', 'PT', 'it is of another country'],
    ['+44 600 000 001', '+34600000001', 'ES', 'it is of another country'],
    ['+34 600 000 001 ext. 5', '+34600000001', 'ES', 'an extension is somebody else'],
    ['call me', '+34600000001', 'ES', 'it is no number'],
    ['+55 11 3765-4321', '5511937654321', undefined, 'a landline never gets a 9'],
  ])('%s is not %s (country %s): %s', (text, number, country, _why) => {
    expect(isSameNumber(text, forms(number), country)).toBe(false);
  });
});

describe('looking up', () => {
  let double: HubSpotDouble;
  let timers: VirtualTimers;
  let portal: Portal;
  beforeEach(async () => {
    timers = new VirtualTimers(1_790_000_000_000);
    double = new HubSpotDouble({ now: () => timers.now() });
    for (const property of ownProperties) double.properties.set(property.name, property);
    portal = createPortal({
      token: 'pat-test',
      baseUrl: await double.start(),
      version: '2026-09',
      limits: { per10Seconds: 190, searchesPerSecond: 5 },
      timers,
    });
  });
  afterEach(() => double.stop());

  const wanted = (number: string, more: Partial<Wanted> = {}): Wanted => ({
    contactId: number,
    key: `p:${number}`,
    phone: forms(number),
    ...more,
  });
  const find = (...all: Wanted[]): Promise<Found[]> => {
    const finder = createFinder(portal.contacts, 'ES');
    return timers.run(Promise.all(all.map(finder)), () => portal.underWay() > 0);
  };
  const numberOf = (n: number) => `+346${String(n).padStart(8, '0')}`;

  it('finds by number however it is written, and nobody with the same digits elsewhere', async () => {
    const ids = ['600 000 001', '+34-600-000-001'].map((phone) => double.add({ phone }).id);
    double.add({ phone: '+44 600000001' });
    double.add({ mobilephone: '+34 600000002' });
    timers.advance(60_000);
    const [found] = await find(wanted('+34600000001'));
    expect(found?.by).toBe('phone');
    expect(found?.records.map(({ id }) => id)).toEqual(ids);
  });

  it('does not see what the index has not taken up yet', async () => {
    double.add({ phone: '+34600000001' });
    expect((await find(wanted('+34600000001')))[0]?.by).toBe('nothing');
    timers.advance(10_000);
    expect((await find(wanted('+34600000001')))[0]?.by).toBe('phone');
  });

  it('takes the key before the number and the number before the e-mail', async () => {
    const { id } = double.add({ phone: '+34600000001', wa_contact_key: 'u:ES.1', email: 'ana@example.test' });
    const other = double.add({ email: 'eva@example.test' }).id;
    timers.advance(60_000);
    const [byKey] = await find(wanted('+34600000001', { key: 'u:ES.1' }));
    expect(byKey).toMatchObject({ by: 'key', records: [{ id }] });
    const [byEmail] = await find(wanted('+34600000009', { email: 'eva@example.test' }));
    expect(byEmail).toMatchObject({ by: 'email', records: [{ id: other }] });
  });

  it('finds a hundred with a few searches, each under the limit of characters', async () => {
    for (let n = 0; n < 100; n++) double.add({ phone: numberOf(n) });
    timers.advance(60_000);
    double.calls = 0;
    const found = await find(...Array.from({ length: 100 }, (_, n) => wanted(numberOf(n))));
    expect(found.every(({ by, records }) => by === 'phone' && records.length === 1)).toBe(true);
    expect(double.calls).toBeLessThanOrEqual(5);
  });

  it('returns all of a hundred contacts with the same phone', async () => {
    for (let n = 0; n < 300; n++) double.add({ phone: '+34600000001', firstname: `N${n}` });
    timers.advance(60_000);
    expect((await find(wanted('+34600000001')))[0]?.records).toHaveLength(300);
  });
});
