import { meta } from '@centralita/core/channels/meta';
import { standingOf } from '@centralita/core/consent';
import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { moreOf } from '../store/messages.ts';
import { viewConversation } from '../store/views.ts';
import { type Bench, bodyOf, openBench, status, text } from '../testing.ts';

const now = Date.UTC(2026, 10, 21, 12);
const day = 86_400_000;
const phones = ['34600000001', '34600000002', '34600000003'];

/** One update as a customer, a colleague or the platform makes it; `at` is unique, `of` is the number of an earlier update. */
type Update = { readonly id: string; readonly phone: string; readonly at: number } & (
  | { readonly kind: 'text'; readonly body: string }
  | { readonly kind: 'echo' | 'poison' }
  | { readonly kind: 'edit' | 'revoke' | 'react' | 'unreact'; readonly target: string }
  | {
      readonly kind: 'status';
      readonly target: string;
      readonly word: 'sent' | 'delivered' | 'read' | 'failed';
    }
  | { readonly kind: 'closed'; readonly target: string }
  | { readonly kind: 'preference'; readonly value: 'stop' | 'resume' }
);
type Kind = Update['kind'];

const seconds = (at: number): string => String(Math.floor(at / 1000));

/** The update as WhatsApp writes it. */
const written = (update: Update): object => {
  const { id, phone, at } = update;
  const from = (type: string, more: object) => ({
    contacts: [{ wa_id: phone, profile: { name: `Customer ${phone.slice(-2)}` } }],
    messages: [{ from: phone, id: `wamid.${id}`, timestamp: seconds(at), type, [type]: more }],
  });
  switch (update.kind) {
    case 'text':
      return text(phone, id, at, update.body);
    case 'poison':
      return text(phone, id, at, 'poison');
    case 'echo':
      return {
        field: 'smb_message_echoes',
        message_echoes: [
          {
            from: '34910000001',
            to: phone,
            id: `wamid.${id}`,
            timestamp: seconds(at),
            type: 'text',
            text: { body: id },
          },
        ],
      };
    case 'edit':
      return from('edit', {
        original_message_id: `wamid.${update.target}`,
        message: { type: 'text', text: { body: `edited by ${id}` } },
      });
    case 'revoke':
      return from('revoke', { original_message_id: `wamid.${update.target}` });
    case 'react':
      return from('reaction', { message_id: `wamid.${update.target}`, emoji: '👍' });
    case 'unreact':
      return from('reaction', { message_id: `wamid.${update.target}`, emoji: '' });
    case 'status':
      return status(update.target, update.word, at, { recipient_id: phone });
    case 'closed':
      return status(update.target, 'failed', at, {
        recipient_id: phone,
        errors: [{ code: 131047, title: 'Re-engagement message' }],
      });
    case 'preference':
      return {
        field: 'user_preferences',
        contacts: [{ wa_id: phone, profile: { name: `Customer ${phone.slice(-2)}` } }],
        user_preferences: [
          {
            wa_id: phone,
            detail: 'x',
            category: 'marketing_messages',
            value: update.value,
            timestamp: Math.floor(at / 1000),
          },
        ],
      };
  }
};

/** Two reports of one state of one message are one update, whatever else they say. */
const idOf = (update: Update): string =>
  meta.parse(Buffer.from(JSON.stringify(bodyOf([written(update)]))), now)[0]?.id ?? '';

interface ModelMessage {
  readonly id: string;
  readonly inbound: boolean;
  state: string;
  text: string;
  deleted: boolean;
  reaction: boolean;
}

interface ModelPerson {
  readonly messages: ModelMessage[];
  unanswered: number;
  window: number | undefined;
  withdrawn: number;
  granted: number;
  stopped: number;
  resumed: number;
}

const rank = ['sent', 'failed', 'delivered', 'read'];
const further = (a: string, b: string): string => (rank.indexOf(b) > rank.indexOf(a) ? b : a);

/** The plainest reading of the rules: everything in lists, looked through each time. */
class Model {
  readonly people = new Map<string, ModelPerson>();
  readonly seen = new Set<string>();
  parked = new Map<string, string>();

  apply(update: Update): void {
    const id = idOf(update);
    if (this.seen.has(id)) return;
    this.seen.add(id);
    const believed = Math.min(Math.floor(update.at / 1000) * 1000, now + 60_000);
    switch (update.kind) {
      case 'text': {
        const person = this.person(update.phone);
        person.messages.push({
          id: update.id,
          inbound: true,
          state: 'received',
          text: update.body,
          deleted: false,
          reaction: false,
        });
        person.unanswered += 1;
        person.window = Math.max(person.window ?? 0, believed + day);
        if (update.body === 'BAJA') person.withdrawn = Math.max(person.withdrawn, believed);
        if (update.body === 'ALTA') person.granted = Math.max(person.granted, believed);
        return;
      }
      case 'echo': {
        const person = this.person(update.phone);
        const state = this.parked.get(update.id) ?? 'sent';
        this.parked.delete(update.id);
        person.messages.push({
          id: update.id,
          inbound: false,
          state,
          text: update.id,
          deleted: false,
          reaction: false,
        });
        person.unanswered = 0;
        return;
      }
      case 'preference': {
        const person = this.person(update.phone);
        if (update.value === 'stop') person.stopped = Math.max(person.stopped, believed);
        else person.resumed = Math.max(person.resumed, believed);
        return;
      }
      case 'poison':
        return;
      default:
        this.change(update, believed);
    }
  }

  change(update: Extract<Update, { target: string }>, believed: number): void {
    const found = [...this.people.values()].flatMap((person) =>
      person.messages.filter(({ id }) => id === update.target).map((message) => ({ person, message })),
    )[0];
    const word = update.kind === 'status' ? update.word : 'failed';
    if (!found) {
      if (update.kind === 'status' || update.kind === 'closed')
        this.parked.set(update.target, further(this.parked.get(update.target) ?? 'sent', word));
      return;
    }
    const { person, message } = found;
    if (update.kind === 'edit') message.text = `edited by ${update.id}`;
    if (update.kind === 'revoke') message.deleted = true;
    if (update.kind === 'react') message.reaction = true;
    if (update.kind === 'unreact') message.reaction = false;
    if (update.kind !== 'status' && update.kind !== 'closed') return;
    if (!message.inbound) message.state = further(message.state, word);
    if (update.kind === 'closed' && person.window && person.window - day <= believed) person.window = 0;
  }

  person(phone: string): ModelPerson {
    const known = this.people.get(phone);
    if (known) return known;
    const made: ModelPerson = {
      messages: [],
      unanswered: 0,
      window: undefined,
      withdrawn: -1,
      granted: -1,
      stopped: -1,
      resumed: -1,
    };
    this.people.set(phone, made);
    return made;
  }
}

/** What the store holds of a person, in the model's words. */
const held = (bench: Bench, phone: string) => {
  const { tables } = bench;
  const person = tables.contacts.find({ waId: phone });
  if (!person) return undefined;
  const view = person.conversation
    ? viewConversation(tables, person.conversation, bench.clock.now())
    : undefined;
  const thread = person.conversation ? tables.conversations.byNo(person.conversation) : undefined;
  const standing = standingOf(person.consent);
  return {
    unanswered: view?.unanswered ?? 0,
    window: view?.windowUntil ?? [...person.windows.values()][0],
    service: standing.service.state,
    stopped: standing.marketing.platformStopped ?? false,
    messages: tables.messages
      .chain(thread?.lastMessage, 1000)
      .toReversed()
      .map((row) => {
        const { deletedAt, reactions } = moreOf(row);
        return {
          id: row.providerId?.replace('wamid.', ''),
          state: row.state,
          text: (JSON.parse(row.content) as { text: string }).text,
          deleted: deletedAt !== undefined,
          reaction: (reactions ?? []).length > 0,
        };
      }),
  };
};

const expected = (person: ModelPerson) => ({
  unanswered: person.unanswered,
  window: person.window,
  service: person.granted > person.withdrawn ? 'granted' : person.withdrawn >= 0 ? 'withdrawn' : 'unknown',
  stopped: person.stopped >= 0 && person.stopped >= person.resumed,
  messages: person.messages.map(({ inbound: _, ...rest }) => rest),
});

const compare = async (bench: Bench, model: Model): Promise<void> => {
  await bench.tables.touches.settled();
  for (const phone of phones) {
    const person = model.people.get(phone);
    expect({ phone, ...held(bench, phone) }).toEqual({ phone, ...(person && expected(person)) });
  }
};

/** Every update that was applied has one event, and no event comes twice. */
const compareEvents = (bench: Bench, delivered: readonly Update[]): void => {
  const counts = new Map<string, number>();
  for (const { id } of bench.events()) counts.set(id, (counts.get(id) ?? 0) + 1);
  expect([...counts].filter(([, count]) => count !== 1)).toEqual([]);
  const poisons = new Set<string>();
  for (const update of delivered) {
    if (update.kind === 'poison') {
      poisons.add(update.id);
      continue;
    }
    expect([update.kind, counts.get(idOf(update))]).toEqual([update.kind, 1]);
  }
  const raw = bench.events('unknown').map((event) => JSON.stringify(event));
  for (const id of poisons) expect(raw.filter((body) => body.includes(`wamid.${id}"`))).toHaveLength(1);
  expect(raw).toHaveLength(poisons.size);
};

const kinds: fc.Arbitrary<Kind> = fc.oneof(
  { weight: 6, arbitrary: fc.constant<Kind>('text') },
  { weight: 3, arbitrary: fc.constant<Kind>('echo') },
  { weight: 4, arbitrary: fc.constant<Kind>('status') },
  ...(['edit', 'revoke', 'react', 'unreact', 'closed', 'preference', 'poison'] as const).map((kind) => ({
    weight: 1,
    arbitrary: fc.constant<Kind>(kind),
  })),
);

const drafts = fc.array(
  fc.record({
    kind: kinds,
    phone: fc.constantFrom(...phones),
    /** Which earlier message it is about. */
    back: fc.nat({ max: 12 }),
    body: fc.constantFrom('hola', 'BAJA', 'ALTA', '¿cuánto es?', '👋'),
    word: fc.constantFrom('sent', 'delivered', 'read', 'failed'),
    value: fc.constantFrom('stop', 'resume'),
    /** By the sender's clock, which may be wrong. */
    future: fc.nat({ max: 20 }).map((dice) => dice === 0),
  }),
  { minLength: 1, maxLength: 40 },
);

/** The stream as it was made; what it is about comes before it, whatever the order it arrives in. */
const updatesOf = (list: typeof drafts extends fc.Arbitrary<infer T> ? T : never): Update[] => {
  const messages = new Map<string, string[]>(phones.map((phone) => [phone, []]));
  const updates: Update[] = [];
  for (const [index, draft] of list.entries()) {
    const base = {
      id: `M${index}`,
      phone: draft.phone,
      at: draft.future ? now + day + index * 1000 : now - 3_600_000 + index * 1000,
    };
    const own = messages.get(draft.phone) as string[];
    const target = own.at(-1 - (draft.back % Math.max(1, own.length)));
    switch (draft.kind) {
      case 'text':
      case 'echo':
        own.push(base.id);
        updates.push(
          draft.kind === 'text' ? { ...base, kind: 'text', body: draft.body } : { ...base, kind: 'echo' },
        );
        break;
      case 'poison':
        updates.push({ ...base, kind: 'poison' });
        break;
      case 'preference':
        updates.push({ ...base, kind: 'preference', value: draft.value as 'stop' | 'resume' });
        break;
      case 'status':
        if (target) updates.push({ ...base, kind: 'status', target, word: draft.word as 'sent' });
        break;
      default:
        if (target) updates.push({ ...base, kind: draft.kind, target });
    }
  }
  return updates;
};

/** How it arrives: in which order, what comes again, what shares a body, and where the process dies. */
const arrivals = fc.record({
  drafts,
  order: fc.array(fc.nat({ max: 1000 }), { minLength: 60, maxLength: 60 }),
  sizes: fc.array(fc.integer({ min: 1, max: 6 }), { minLength: 12, maxLength: 12 }),
  ends: fc.array(fc.constantFrom('go', 'go', 'go', 'wait', 'step', 'together', 'crash'), {
    minLength: 12,
    maxLength: 12,
  }),
});

describe('the write path', () => {
  it('holds what the plainest reading of the same stream gives, in any order, with repetitions and crashes', async () => {
    const end = Date.now() + 6_000;
    await fc.assert(
      fc.asyncProperty(arrivals, async ({ drafts: list, order, sizes, ends }) => {
        if (Date.now() > end) return;
        const updates = updatesOf(list);
        // A third comes out of order, and a quarter twice.
        const queue = updates
          .map((update, index) => ({
            update,
            key: index + ((order[index] ?? 0) % 3 === 0 ? (order[index] ?? 0) % 15 : 0),
          }))
          .flatMap(({ update, key }, index) =>
            (order[index] ?? 0) % 4 === 1
              ? [
                  { update, key },
                  { update, key: key + 4 },
                ]
              : [{ update, key }],
          )
          .sort((a, b) => a.key - b.key)
          .map(({ update }) => update);

        const model = new Model();
        const first = await openBench(undefined, now);
        const opened = [first];
        let bench = first;
        first.store.db.exec(
          "create trigger poison before insert on messages when new.content like '%poison%' begin select raise(abort, 'poison'); end",
        );
        const delivered: Update[] = [];
        try {
          const under: Promise<unknown>[] = [];
          for (let batch = 0; delivered.length < queue.length; batch += 1) {
            const size = sizes[batch % sizes.length] ?? 1;
            const part = queue.slice(delivered.length, delivered.length + size);
            delivered.push(...part);
            for (const update of part) model.apply(update);
            const how = ends[batch % ends.length];
            under.push(bench.receive(...part.map(written)));
            // A poisoned body is done again on its own, after what came meanwhile: then nothing may come meanwhile.
            const calm =
              how === 'together' &&
              !queue.slice(0, delivered.length + 6).some(({ kind }) => kind === 'poison');
            if (!calm) await Promise.all(under.splice(0));
            if (how === 'wait') await bench.tables.touches.settled();
            // As maintenance does: some rows are brought up to date, others stay behind.
            if (how === 'step') await bench.store.write(() => bench.tables.touches.step(1));
            if (how === 'crash') {
              bench = await bench.reopen();
              opened.push(bench);
              model.parked = new Map();
              await compare(bench, model);
            }
          }
          await Promise.all(under);
          await compare(bench, model);
          bench = await bench.reopen();
          opened.push(bench);
          await compare(bench, model);
          compareEvents(bench, delivered);
        } finally {
          for (const one of opened.slice(1)) await one.store.close();
          await first.close();
        }
      }),
      { numRuns: 150, seed: 20261121, endOnFailure: false },
    );
  }, 30_000);
});
