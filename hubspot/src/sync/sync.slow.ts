import type { ContactId } from '@centralita/core/model';
import { expect, it } from '@jest/globals';
import { defaultFields, type FieldMapping } from '../settings.ts';
import { Bridge } from '../testing/bridge.ts';

/** Chance that can be repeated: mulberry32. */
const chanceOf = (seed: number): (() => number) => {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
};

const people = 1_000;
const fields: FieldMapping[] = [
  ...defaultFields,
  { hubspot: 'company', ours: 'attributes.company', direction: 'both', prefer: 'hubspot' },
  { hubspot: 'city', ours: 'attributes.city', direction: 'both', prefer: 'centralita' },
  { hubspot: 'note', ours: 'attributes.note', direction: 'both', prefer: 'newest' },
  { hubspot: 'tier', ours: 'attributes.tier', direction: 'from_hubspot', prefer: 'hubspot' },
  { hubspot: 'shop', ours: 'attributes.shop', direction: 'to_hubspot', prefer: 'centralita' },
];

const shuffled = <T>(items: readonly T[], chance: () => number): T[] => {
  const result = [...items];
  for (let n = result.length - 1; n > 0; n--) {
    const other = Math.floor(chance() * (n + 1));
    [result[n], result[other]] = [result[other] as T, result[n] as T];
  }
  return result;
};

it.each([
  ['webhooks', 1],
  ['webhooks', 2],
  ['polling', 3],
] as const)(
  'both sides end equal by policy after a thousand people were edited on both, by %s (seed %i)',
  async (changes, seed) => {
    const chance = chanceOf(seed);
    const pick = <T>(items: readonly T[]): T => items[Math.floor(chance() * items.length)] as T;
    const bridge = new Bridge({ performers: 64 });
    try {
      const text = bridge.double.properties.get('company');
      for (const name of ['city', 'note', 'tier', 'shop'])
        if (text) bridge.double.properties.set(name, { ...text, name });
      await bridge.start({ changes, fields, several: 'review' });
      const { hub, double } = bridge;
      const phone = (n: number) => `+346${String(n).padStart(8, '0')}`;

      // A third is known to HubSpot, a few of them twice.
      const twice = new Set<number>();
      for (let n = 0; n < people; n += 3) {
        double.add({ phone: n % 2 === 0 ? phone(n) : phone(n).slice(3), company: `C${n}` });
        if (n % 60 === 0) {
          double.add({ phone: phone(n) });
          twice.add(n);
        }
      }
      bridge.timers.advance(120_000);
      await bridge.run(bridge.extension.poll());
      const before = double.contacts().length;
      const ids: ContactId[] = [];
      for (let n = 0; n < people; n++) {
        const id = hub.add({ phone: phone(n), name: `Name ${n}` });
        hub.message(id, 'hello');
        ids.push(id);
      }
      await bridge.settle();

      const optedOut = new Set<ContactId>();
      const linkOf = (id: ContactId): string | undefined =>
        bridge.store.db.prepare('select record_id from hubspot_links where contact_id = ?').get(id)
          ?.record_id as string | undefined;
      const living = (record: string | undefined): record is string =>
        record !== undefined && double.contacts().some(({ id }) => id === record);
      const merged = new Set<ContactId>();
      const used = new Set<string>();
      let sent = 0;

      for (let round = 0; round < 12; round++) {
        // Outages: errors, lost answers and cut ones, each for a while.
        const trouble =
          round % 3 === 1 ? pick(['error', 'lost', 'truncated', 'unavailable'] as const) : undefined;
        let calls = 0;
        double.fault = () => (trouble && ++calls % 4 === 0 ? trouble : undefined);
        double.wholeBatchErrors = round % 2 === 0;
        const alive = new Set(double.contacts().map(({ id }) => id));
        for (let edit = 0; edit < 150; edit++) {
          const id = pick(ids);
          const contact = hub.known.get(id)?.contact;
          const record = linkOf(id);
          const field = pick(['company', 'city', 'note', 'shop'] as const);
          const value = chance() < 0.1 ? '' : `${field} ${round}.${edit}`;
          const here = chance() < 0.5;
          if (here && contact) {
            const { [field]: _, ...others } = contact.attributes;
            const tags =
              chance() < 0.3 ? [...new Set([...contact.tags, `t${Math.floor(chance() * 8)}`])] : contact.tags;
            hub.change(id, { attributes: value === '' ? others : { ...others, [field]: value }, tags });
          } else if (record && alive.has(record)) {
            const tags = double.contact(record).properties.wa_tags ?? '';
            const fewer = tags.split(';').slice(1).join(';');
            double.edit(record, {
              [field === 'shop' ? 'tier' : field]: value,
              ...(chance() < 0.2 ? { wa_tags: fewer } : {}),
            });
          }
          const luck = chance();
          if (luck < 0.05) {
            optedOut.add(id);
            if (chance() < 0.5 || !record || !alive.has(record))
              hub.consent({
                contactId: id,
                state: 'withdrawn',
                purposes: 'all',
                actor: 'person',
                source: 'keyword',
                proof: 'ms',
              });
            else double.edit(record, { wa_opt_in_status: 'opted_out' });
          } else if (luck < 0.1 && !optedOut.has(id)) {
            hub.consent({
              contactId: id,
              state: 'granted',
              purposes: 'all',
              actor: 'person',
              source: 'keyword',
              proof: 'ms',
            });
          } else if (luck < 0.2 && record && alive.has(record) && optedOut.has(id)) {
            // Somebody in HubSpot means well.
            double.edit(record, {
              wa_opt_in_status: 'opted_in',
              wa_opt_in_source: 'a form',
              wa_opt_in_at: new Date(bridge.timers.now()).toISOString(),
            });
          }
          if (chance() < 0.1) hub.message(id, `message ${sent++}`);
          if (chance() < 0.02) hub.setUserId(id, `ES.${1000 + ids.indexOf(id)}`);
          bridge.timers.advance(Math.floor(chance() * 2_000));
        }
        // Two people who turn out to be one.
        const [a, b] = [pick(ids), pick(ids)];
        const [recordA, recordB] = [linkOf(a), linkOf(b)];
        if (
          a !== b &&
          !merged.has(a) &&
          !merged.has(b) &&
          living(recordA) &&
          living(recordB) &&
          recordA !== recordB
        ) {
          double.merge(recordA, recordB, round % 2 === 0);
          merged.add(a).add(b);
          used.add(recordA).add(recordB);
          if (optedOut.has(a) || optedOut.has(b)) optedOut.add(a).add(b);
        }
        if (changes === 'webhooks') {
          const upTo = double.events.length;
          await bridge.deliverHooks((events) => shuffled([...events, ...events.slice(0, 40)], chance));
          await bridge.settle();
          await bridge.redeliver(Math.max(0, upTo - 60), upTo);
        }
        await bridge.settle();
        await bridge.pass(180_000, 90_000);
        if (changes === 'polling') await bridge.run(bridge.extension.poll());
        await bridge.settle();
      }

      // The outages are over; time for what waits.
      double.fault = () => undefined;
      for (let quiet = 0; quiet < 6; quiet++) {
        if (changes === 'webhooks') await bridge.deliverHooks();
        await bridge.pass(600_000, 300_000);
        await bridge.run(bridge.extension.poll());
        await bridge.settle();
      }
      if (changes === 'polling') {
        // What was merged shows in the weekly look only.
        bridge.timers.advance(8 * 86_400_000);
        for (let part = 0; part < 12; part++) {
          await bridge.run(bridge.extension.poll());
          await bridge.settle();
        }
        bridge.timers.advance(120_000);
        await bridge.run(bridge.extension.poll());
        await bridge.settle();
      }

      // Equal by policy.
      const different: string[] = [];
      for (const id of ids) {
        const record = linkOf(id);
        const contact = hub.known.get(id)?.contact;
        if (!record || !contact || merged.has(id)) continue;
        const { properties } = double.contact(record);
        for (const { hubspot, ours } of fields) {
          if (!ours.startsWith('attributes.') || hubspot.startsWith('hubspot_')) continue;
          const here = String(contact.attributes[ours.slice(11)] ?? '');
          if (here !== (properties[hubspot] ?? ''))
            different.push(`${id} ${hubspot}: ${here} ≠ ${properties[hubspot]}`);
        }
        const tags = (properties.wa_tags ?? '').split(';').filter(Boolean).toSorted();
        if (JSON.stringify(tags) !== JSON.stringify(contact.tags.toSorted())) different.push(`${id} tags`);
      }
      expect(different).toEqual([]);

      // Nobody twice: one new record for each person HubSpot did not know; whoever it knew twice waits for a person.
      const unknown = Array.from({ length: people }, (_, n) => n).filter((n) => n % 3 !== 0).length;
      const created = double.events.filter(
        ({ subscriptionType, changeSource }) =>
          subscriptionType === 'contact.creation' && changeSource === 'INTEGRATION',
      );
      expect(created).toHaveLength(unknown);
      const keys = double
        .contacts()
        .map(({ properties }) => properties.wa_contact_key)
        .filter(Boolean);
      expect(new Set(keys).size).toBe(keys.length);
      expect(ids.filter((id) => !linkOf(id))).toHaveLength(twice.size);

      // No opt-out lost, on either side.
      const lost = [...optedOut].filter((id) => {
        const record = linkOf(id);
        const ledger = hub.known.get(id)?.consents ?? [];
        const there = record === undefined ? 'opted_out' : double.contact(record).properties.wa_opt_in_status;
        return there !== 'opted_out' || !ledger.some(({ state }) => state === 'withdrawn');
      });
      expect(lost).toEqual([]);
      expect(bridge.dead).toEqual([]);
      expect(double.limits.refused).toBe(0);
      // Only entries of the timeline wait: for those a person has to look at.
      expect(
        bridge
          .waiting()
          .filter(({ kind, payload }) => kind !== 'log' || linkOf(payload.contactId as ContactId)),
      ).toEqual([]);

      const { total, byWhat } = bridge.extension.portal.counts();
      process.stdout.write(
        `HubSpot by ${changes}, seed ${seed}: ${total} calls for ${people} people, ${before} records before, ${double.contacts().length} after: ${JSON.stringify(byWhat)}\n`,
      );
    } finally {
      await bridge.stop();
    }
  },
  600_000,
);
