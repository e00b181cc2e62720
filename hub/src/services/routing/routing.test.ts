import { type ConversationId, type Event, type MessageId, teamId, userId } from '@centralita/core/model';
import { hasRouting, type RuleSet } from '@centralita/core/routing';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { inboundSince } from '../../store/inbound-since.ts';
import { caller, minute, type Office, openOffice } from '../conversations/testing.ts';
import { createRoutingConsumer } from './consumer.ts';
import { createDryRun } from './dry-run.ts';
import { createDueAt } from './due.ts';

const rules: RuleSet = {
  rules: [
    { id: 'billing', when: { reply: ['menu:billing*'] }, to: { team: 'sales' }, priority: 3 },
    { id: 'vip', when: { contact: { tags: ['vip'] } }, to: { owner: true, otherwise: { user: 'eva' } } },
    { id: 'channel', when: { text: { words: ['slack'] } }, to: { slackChannel: '#all' } },
    {
      id: 'technical',
      name: 'Technical problem',
      when: { text: { words: ['error'] } },
      to: { team: 'support' },
      tags: ['technical'],
      priority: 5,
    },
  ],
  otherwise: { team: 'company' },
};

let office: Office;
/** Gives the events that came to the consumer, as the hub does. */
let follow: () => Promise<number>;
beforeEach(async () => {
  office = await openOffice(undefined, rules);
  const consumer = createRoutingConsumer(office.bench.tables, office.router);
  const store = { query: async () => [], run: () => undefined };
  const context = { store, attempt: 1, signal: AbortSignal.timeout(10_000), now: 0 };
  let seen = 0;
  follow = async () => {
    let effects = 0;
    const events = office.bench.events('message.received');
    for (const event of events.slice(seen)) {
      for (const effect of await consumer.handle(event, store)) {
        effects += 1;
        // As after a crash before the outcome was stored: done twice comes to the same.
        await consumer.perform(effect, context);
        await consumer.perform(effect, context);
      }
    }
    seen = events.length;
    return effects;
  };
});
afterEach(() => office.close());

const routed = () => office.bench.events('conversation.routed').map((event) => event.data as Event['data']);
const tap = (from: string, id: string, reply: string) =>
  office.bench.receive({
    contacts: [{ wa_id: from, profile: { name: 'C' } }],
    messages: [
      {
        from,
        id: `wamid.${id}`,
        timestamp: String(office.bench.clock.at / 1000),
        type: 'interactive',
        interactive: { type: 'button_reply', button_reply: { id: reply, title: 'Tapped' } },
      },
    ],
  });

describe('a new conversation', () => {
  it('goes where the rules say, with reasons, priority, tags and somebody of the team', async () => {
    const id = await office.written('34600111222', 'A1', 'I see an ERROR');
    expect(await follow()).toBe(1);
    const view = await office.conversations.get(id);
    expect(view).toMatchObject({
      teamId: teamId('support'),
      assigneeId: userId('ana'),
      priority: 5,
      tags: ['technical'],
      dueAt: office.bench.clock.at + 30 * minute,
      route: { rule: 'technical', summary: { en: expect.stringContaining('Technical problem') } },
    });
    expect(view.byDefault).toBeUndefined();
    expect(routed()).toMatchObject([
      {
        conversation: { teamId: teamId('support'), assigneeId: userId('ana'), priority: 5 },
        route: {
          teamId: teamId('support'),
          userId: userId('ana'),
          rule: 'technical',
          explanation: {
            steps: [{ rule: 'billing', fits: false }, { fits: false }, { fits: false }, { fits: true }],
          },
        },
      },
    ]);
    expect(office.bench.events('conversation.assigned')).toHaveLength(1);
    expect(office.bench.events('conversation.tagged')).toHaveLength(1);
  });

  it('by default is marked so and counted as untriaged', async () => {
    const id = await office.written('34600111222', 'A1', 'hello');
    await follow();
    expect(await office.conversations.get(id)).toMatchObject({ byDefault: true, teamId: teamId('company') });
    expect((await office.conversations.list({ byDefault: true }, caller)).items).toHaveLength(1);
  });

  it('is routed once: what follows is not looked at again', async () => {
    await office.written('34600111222', 'A1', 'hello');
    await follow();
    await office.written('34600111222', 'A2', 'an error');
    expect(await follow()).toBe(0);
    expect(routed()).toHaveLength(1);
  });

  it('goes to the owner, or to whoever the rule names otherwise', async () => {
    const update = async (from: string, attributes: object) => {
      const person = office.bench.tables.contacts.find({ waId: from });
      await office.bench.store.write(() =>
        office.bench.tables.contacts.update(
          person?.no ?? 0,
          { tags: ['VIP'], attributes: attributes as never },
          0,
        ),
      );
    };
    const first = await office.written('34600111222', 'A1', 'hi');
    await update('34600111222', { owner: 'Luis' });
    const second = await office.written('34600999888', 'B1', 'hi');
    await update('34600999888', { owner: 'somebody who left' });
    const third = await office.written('34600999777', 'C1', 'on slack please');
    await follow();
    expect((await office.conversations.get(first)).assigneeId).toBe(userId('luis'));
    expect((await office.conversations.get(second)).assigneeId).toBe(userId('eva'));
    expect(await office.conversations.get(third)).toMatchObject({ slackChannel: '#all' });
  });
});

describe('a routed conversation', () => {
  it('follows a tapped button where a rule asks for it, and only then', async () => {
    const id = await office.written('34600111222', 'A1', 'hello');
    await follow();
    await tap('34600111222', 'T1', 'other:1');
    await follow();
    expect(routed()).toHaveLength(1);
    await tap('34600111222', 'T2', 'menu:billing:7');
    await follow();
    expect(await office.conversations.get(id)).toMatchObject({ teamId: teamId('sales'), priority: 3 });
    expect(routed().at(-1)).toMatchObject({ previous: { teamId: teamId('company') } });
    await tap('34600111222', 'T3', 'menu:billing:8');
    await follow();
    expect(routed()).toHaveLength(2);
  });

  it('that a person moved stays there, until somebody asks for the rules again', async () => {
    const id = await office.written('34600111222', 'A1', 'hello');
    await office.conversations.move(id, { user: 'eva' }, caller);
    await follow();
    await tap('34600111222', 'T1', 'menu:billing:7');
    await follow();
    expect((await office.conversations.get(id)).assigneeId).toBe(userId('eva'));
    const again = await office.conversations.route(id, { by: 'ana' }, caller);
    expect(again).toMatchObject({ teamId: teamId('sales'), route: { rule: 'billing' } });
  });

  it('hands out turns across conversations', async () => {
    const assigned: (string | undefined)[] = [];
    for (let index = 0; index < 4; index += 1) {
      const id = await office.written(`3460099900${index}`, `R${index}`, 'error');
      await follow();
      assigned.push((await office.conversations.get(id)).assigneeId);
    }
    expect(assigned).toEqual([userId('ana'), userId('luis'), userId('ana'), userId('luis')]);
  });
});

it('erased meanwhile is nothing to route', async () => {
  await office.router.routeMessage(
    `cv_${'0'.repeat(32)}` as ConversationId,
    `ms_${'0'.repeat(32)}` as MessageId,
  );
  expect(routed()).toEqual([]);
});

it('has nothing to do without teams and rules', () => {
  expect(hasRouting({ rules: [], otherwise: { output: 'otherwise' } })).toBe(false);
  expect(hasRouting({ rules: [], otherwise: { team: 'a' } })).toBe(true);
});

it('counts the first answer in the hours of the team', () => {
  const hours = { night: { timeZone: 'UTC', week: { mon: [{ from: '20:00', to: '22:00' }] } } };
  const dueAt = createDueAt(() => ({ ...rules, hours }));
  const team = office.directory.team('support');
  if (!team) throw new Error('no team');
  const monday = Date.UTC(2026, 10, 30, 21, 45);
  expect(dueAt({ ...team, hours: 'night' }, monday)).toBe(Date.UTC(2026, 11, 7, 20, 15));
  expect(dueAt(team, monday)).toBe(monday + 30 * minute);
});

describe('a dry run', () => {
  const dryRun = (query: Parameters<ReturnType<typeof createDryRun>>[0]) =>
    createDryRun({
      tables: office.bench.tables,
      directory: office.directory,
      reader: { inboundSince: async (since, limit) => inboundSince(office.bench.store.db, since, limit) },
      rules: () => rules,
      now: office.bench.clock.now,
    })(query);

  it('decides what was written and changes nothing', async () => {
    await office.written('34600111222', 'A1', 'an error');
    await office.written('34600999888', 'B1', 'hello');
    const before = office.bench.store.log.head;
    const run = await dryRun({
      rules: {
        rules: [{ id: 'hello', when: { text: { words: 'hello' } }, to: { team: 'sales' } }],
        otherwise: { team: 'company' },
      },
    });
    expect(run.byRule).toEqual({ otherwise: 1, hello: 1 });
    expect(run.changed).toBe(2);
    expect(run.decided).toMatchObject([
      { text: 'an error', before: 'team support', changed: true },
      { text: 'hello', decision: { rule: { id: 'hello' } } },
    ]);
    expect((await dryRun({})).changed).toBe(0);
    expect((await dryRun({ limit: 1 })).decided).toMatchObject([{ text: 'hello' }]);
    expect(office.bench.store.log.head).toBe(before);
  });

  it('refuses rules that are none, and says what is wrong', async () => {
    await expect(
      dryRun({ rules: { rules: [{ id: 'a', to: { taem: 'x' } }], otherwise: { team: 'company' } } }),
    ).rejects.toMatchObject({
      code: 'invalid_request',
      detail: expect.stringContaining('Did you mean "team"?'),
    });
    await expect(dryRun({ rules: { rules: [], otherwise: { team: 'nowhere' } } })).rejects.toMatchObject({
      code: 'invalid_request',
      field: 'rules.otherwise.team',
    });
  });
});
