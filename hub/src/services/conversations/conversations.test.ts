import {
  type CentralitaError,
  type ConversationId,
  type EventType,
  teamId,
  userId,
} from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { auditOf } from '../../store/audit.ts';
import { text } from '../../testing.ts';
import { caller, minute, type Office, openOffice } from './testing.ts';

const ana = userId('ana');
const luis = userId('luis');
const customer = '34600111222';

let office: Office;
let id: ConversationId;
beforeEach(async () => {
  office = await openOffice();
  id = await office.written(customer, 'A1');
});
afterEach(() => office.close());

const told = (type: EventType) => office.bench.events(type).map((event) => event.data);
const audited = () =>
  auditOf(office.bench.store.db)
    .list({ before: Number.MAX_SAFE_INTEGER, limit: 100 })
    .map(({ action, user, key }) => ({ action, user, key }))
    .reverse();
const code = (promise: Promise<unknown>) =>
  promise.then(
    () => 'done',
    (error: CentralitaError) => error.code,
  );

describe('beginning', () => {
  it('with a message of ours is told once the customer takes it up', async () => {
    const opened = () =>
      office.bench.events('conversation.opened').map(({ data }) => data.hub?.conversationId);
    await office.conversations.close(id, {}, caller);
    const { message } = await office.send(
      { to: customer, content: { kind: 'text', text: 'Ya ha llegado' } },
      caller,
    );
    expect(message.conversationId).not.toBe(id);
    expect(opened()).toEqual([id]);
    await office.written(customer, 'A2');
    await office.written(customer, 'A3');
    expect(opened()).toEqual([id, message.conversationId]);
  });
});

describe('claiming', () => {
  it('gives it to the first of two who ask at the same moment, and names them to the second', async () => {
    const [first, second] = await Promise.allSettled([
      office.conversations.claim(id, { by: 'ana' }, caller),
      office.conversations.claim(id, { by: 'luis' }, caller),
    ]);
    expect(first).toMatchObject({ status: 'fulfilled', value: { assigneeId: ana } });
    expect(second).toMatchObject({
      status: 'rejected',
      reason: { code: 'conversation_claimed', detail: 'Ana García has it' },
    });
    expect(told('conversation.assigned')).toMatchObject([
      {
        assigneeId: ana,
        by: ana,
        conversation: { assigneeId: ana, state: 'open' },
        hub: { conversationId: id },
      },
    ]);
    expect(audited()).toEqual([{ action: 'conversation.claimed', user: ana, key: 'key_test' }]);
  });

  it('again by the same person is nothing new', async () => {
    await office.conversations.claim(id, { by: 'ana@SHOP.example' }, caller);
    await office.conversations.claim(id, { by: ana }, caller);
    expect(told('conversation.assigned')).toHaveLength(1);
    expect(audited()).toHaveLength(1);
  });

  it('takes over only when that is said', async () => {
    await office.conversations.claim(id, { by: 'ana' }, caller);
    const taken = await office.conversations.claim(id, { by: 'U0LUIS', takeOver: true }, caller);
    expect(taken.assigneeId).toBe(luis);
    expect(told('conversation.assigned').at(-1)).toMatchObject({ previousId: ana, assigneeId: luis });
    expect(audited().at(-1)?.action).toBe('conversation.taken_over');
  });

  it.each([
    ['kid', 'role_forbids'],
    ['nobody', 'user_unknown'],
  ])('by %s is refused with %s, and nothing is written', async (by, refusal) => {
    const before = office.bench.store.log.head;
    expect(await code(office.conversations.claim(id, { by }, caller))).toBe(refusal);
    expect(office.bench.store.log.head).toBe(before);
    expect(audited()).toEqual([]);
  });
});

describe('writing an answer', () => {
  it('is one person at a time, for two minutes', async () => {
    const locked = await office.conversations.lock(id, { by: 'ana' }, caller);
    expect(locked.lock).toEqual({ userId: ana, until: office.bench.clock.at + 2 * minute });
    expect(await code(office.conversations.lock(id, { by: 'luis' }, caller))).toBe('conversation_claimed');
    office.bench.clock.at += minute;
    await office.conversations.lock(id, { by: 'ana' }, caller);
    expect(told('conversation.changed')).toHaveLength(1);
    office.bench.clock.at += 2 * minute + 1;
    expect((await office.conversations.get(id)).lock).toBeUndefined();
    expect((await office.conversations.lock(id, { by: 'luis' }, caller)).lock?.userId).toBe(luis);
    expect((await office.conversations.lock(id, { by: 'ana', release: true }, caller)).lock?.userId).toBe(
      luis,
    );
    expect((await office.conversations.lock(id, { by: 'luis', release: true }, caller)).lock).toBeUndefined();
  });
});

describe('tags', () => {
  it('are the same whatever their case and accents, and found again', async () => {
    await office.conversations.tag(id, { add: ['Atención', ' VIP  client '], by: 'ana' }, caller);
    const tagged = await office.conversations.tag(id, { add: ['atencion', 'vip client'] }, caller);
    expect(tagged.tags).toEqual(['Atención', 'VIP client']);
    expect(told('conversation.tagged')).toHaveLength(1);
    const list = (tag: string) =>
      office.conversations.list({ tag }, caller).then(({ items }) => items.length);
    expect(await list('ATENCIÓN')).toBe(1);
    await office.conversations.tag(id, { remove: ['vip CLIENT'] }, caller);
    expect(told('conversation.tagged').at(-1)).toMatchObject({ removed: ['VIP client'], added: [] });
    expect(await list('vip client')).toBe(0);
  });

  it('are at most a hundred on one conversation', async () => {
    const many = (from: number) => Array.from({ length: 60 }, (_, index) => `tag ${from + index}`);
    await office.conversations.tag(id, { add: many(0) }, caller);
    expect(await code(office.conversations.tag(id, { add: many(60) }, caller))).toBe('invalid_request');
    expect((await office.conversations.get(id)).tags).toHaveLength(60);
  });
});

describe('snoozing, closing and reopening', () => {
  it('a customer who writes ends the snooze, and that is told', async () => {
    const until = office.bench.clock.at + 60 * minute;
    const snoozed = await office.conversations.snooze(id, { until, by: 'ana' }, caller);
    expect(snoozed).toMatchObject({ state: 'snoozed', snoozedUntil: until });
    expect(told('conversation.snoozed')).toMatchObject([{ until: new Date(until).toISOString() }]);
    await office.written(customer, 'A2');
    expect(await office.conversations.get(id)).toMatchObject({ state: 'open', unanswered: 2 });
    expect(told('conversation.opened').at(-1)).toMatchObject({
      again: 'snooze_ended',
      hub: { conversationId: id },
    });
  });

  it('after closing the next message opens another one, and the old one may be opened again', async () => {
    await office.conversations.close(id, { by: 'ana', note: 'Solved.' }, caller);
    expect(told('conversation.closed')).toMatchObject([{ by: ana, conversation: { state: 'closed' } }]);
    expect(await office.conversations.notes(id)).toMatchObject([{ text: 'Solved.', authorId: ana }]);
    const other = await office.written(customer, 'A2');
    expect(other).not.toBe(id);
    expect(await office.conversations.reopen(id, {}, caller)).toMatchObject({ state: 'open', unanswered: 0 });
    expect(told('conversation.opened').at(-1)).toMatchObject({ again: 'reopened' });
    await office.conversations.close(other, {}, caller);
    expect(await office.written(customer, 'A3')).toBe(id);
  });

  it('refuses what makes no sense', async () => {
    expect(await code(office.conversations.snooze(id, { until: office.bench.clock.at - 1 }, caller))).toBe(
      'invalid_request',
    );
    await office.conversations.close(id, {}, caller);
    expect(await code(office.conversations.snooze(id, { until: Number.MAX_SAFE_INTEGER }, caller))).toBe(
      'conflict',
    );
    expect(await code(office.conversations.claim(id, { by: 'ana' }, caller))).toBe('conflict');
  });

  it('stays as it was decided when the process ends without warning', async () => {
    await office.bench.receive(text(customer, 'A2', office.bench.clock.at, 'and'));
    await office.conversations.claim(id, { by: 'ana' }, caller);
    await office.conversations.close(id, { by: 'ana' }, caller);
    const again = await openOffice(await office.bench.reopen());
    expect(await again.conversations.get(id)).toMatchObject({
      state: 'closed',
      unanswered: 0,
      assigneeId: ana,
    });
    expect(await again.written(customer, 'A3')).not.toBe(id);
    await again.bench.store.close();
  });
});

describe('moving', () => {
  it('to a team hands it to whose turn it is, with a due time and a note', async () => {
    const moved = await office.conversations.move(id, { team: 'support', note: 'Angry.', by: 'eva' }, caller);
    expect(moved).toMatchObject({
      teamId: teamId('support'),
      assigneeId: ana,
      dueAt: office.bench.clock.at + 30 * minute,
    });
    const [note] = await office.conversations.notes(id);
    expect(told('conversation.routed')).toMatchObject([
      { route: { teamId: teamId('support'), userId: ana }, by: userId('eva'), note: note?.id, previous: {} },
    ]);
    expect(told('conversation.assigned')).toHaveLength(1);
    const second = await office.written('34600999888', 'B1');
    const third = await office.written('34600999777', 'C1');
    expect((await office.conversations.move(second, { team: 'support' }, caller)).assigneeId).toBe(luis);
    // Read-only people are handed nothing: the first one's turn again.
    expect((await office.conversations.move(third, { team: 'support' }, caller)).assigneeId).toBe(ana);
  });

  it('passes over who is away, and goes up where everybody is', async () => {
    await office.team.setAway('ana', true, caller);
    expect((await office.conversations.move(id, { team: 'support' }, caller)).assigneeId).toBe(luis);
    await office.team.setAway(luis, true, caller);
    const up = await office.conversations.move(id, { team: 'support' }, caller);
    expect(up.teamId).toBe(teamId('company'));
    expect(up.assigneeId).toBeUndefined();
    expect((await office.team.users()).filter(({ away }) => away)).toHaveLength(2);
  });

  it('to a person or a Slack channel', async () => {
    expect(await office.conversations.move(id, { user: 'luis' }, caller)).toMatchObject({
      assigneeId: luis,
      teamId: teamId('support'),
    });
    const moved = await office.conversations.move(id, { slackChannel: '#vip' }, caller);
    expect(moved).toMatchObject({ slackChannel: '#vip' });
    expect([moved.teamId, moved.assigneeId]).toEqual([undefined, undefined]);
    expect(await code(office.conversations.move(id, { team: 'suport' }, caller))).toBe('team_unknown');
    expect(await code(office.conversations.move(id, { user: 'kid' }, caller))).toBe('role_forbids');
    expect(await code(office.conversations.move(id, {}, caller))).toBe('invalid_request');
  });
});

describe('notes', () => {
  it('are told, changed by their author only, and audited without their text', async () => {
    const note = await office.conversations.addNote(id, { text: 'secret plan', by: 'ana' }, caller);
    expect(told('note.added')).toMatchObject([{ note: { id: note.id, text: 'secret plan', authorId: ana } }]);
    expect(await code(office.conversations.editNote(note.id, { text: 'x', by: 'luis' }, caller))).toBe(
      'role_forbids',
    );
    await office.conversations.editNote(note.id, { text: 'new plan', by: 'ana' }, caller);
    expect(await office.conversations.notes(id)).toMatchObject([
      { text: 'new plan', editedAt: office.bench.clock.at },
    ]);
    expect(told('conversation.changed')).toMatchObject([
      { change: { kind: 'note', detail: { noteId: note.id } } },
    ]);
    const lines = JSON.stringify(auditOf(office.bench.store.db).list({ before: 1e15, limit: 10 }));
    expect(lines).toContain('note.edited');
    expect(lines).not.toContain('plan');
  });
});

describe('lists', () => {
  const ids = async (query: Parameters<Office['conversations']['list']>[0]) =>
    (await office.conversations.list(query, caller)).items.map((item) => item.id);

  it('filter by everything at once, and count', async () => {
    const second = await office.written('34600999888', 'B1');
    office.bench.clock.at += minute;
    const third = await office.written('34600999777', 'C1');
    await office.conversations.move(second, { team: 'support' }, caller);
    await office.conversations.tag(second, { add: ['vip'] }, caller);
    await office.conversations.snooze(third, { until: office.bench.clock.at + minute }, caller);
    expect(await ids({})).toEqual([third, second, id]);
    expect(await ids({ state: 'open' })).toEqual([second, id]);
    expect(await ids({ state: 'open,snoozed' })).toEqual([third, second, id]);
    expect(await ids({ assigneeId: 'none', state: 'open' })).toEqual([id]);
    expect(await ids({ assigneeId: ana, teamId: teamId('support'), tag: 'VIP', unanswered: true })).toEqual([
      second,
    ]);
    expect(await ids({ assigneeId: luis })).toEqual([]);
    expect(await ids({ channelAccountId: '2000000000001' })).toHaveLength(3);
    expect(await ids({ channelAccountId: '9' })).toEqual([]);
    expect(await ids({ overdue: true })).toEqual([]);
    expect(await office.conversations.counts({ userId: ana }, caller)).toEqual({
      open: 2,
      mine: 1,
      unassigned: 1,
      overdue: 0,
      snoozed: 1,
      byTeam: { [teamId('support')]: 1 },
    });
    office.bench.clock.at += 60 * minute;
    expect(await ids({ overdue: true })).toEqual([second]);
    expect((await office.conversations.counts({}, caller)).overdue).toBe(1);
    expect(await code(office.conversations.list({ state: 'opne' }, caller))).toBe('invalid_request');
  });

  it('put whoever waits longest first, by priority, page after page', async () => {
    const all = [id];
    for (let index = 0; index < 6; index += 1) {
      office.bench.clock.at += minute;
      all.push(await office.written(`3460099900${index}`, `W${index}`));
    }
    // Writing again does not make them wait less.
    await office.written(customer, 'A2');
    const [, , third = id] = all;
    await office.conversations.setPriority(third, { priority: 5 }, caller);
    const pages: ConversationId[] = [];
    for (let after: string | undefined; ; ) {
      const page = await office.conversations.list(
        { order: 'waiting', limit: 2, ...(after ? { after } : {}) },
        caller,
      );
      pages.push(...page.items.map((item) => item.id));
      after = page.next;
      if (!after) break;
    }
    expect(pages).toEqual([third, ...all.filter((one) => one !== third)]);
  });
});

it('finds a case however it is written', async () => {
  const { caseNumber } = await office.conversations.get(id);
  expect((await office.conversations.byCase(` ${caseNumber.toLowerCase().replace('-', ' ')}`)).id).toBe(id);
  expect(await code(office.conversations.byCase('K7M4-QXPB'))).toBe('not_found');
});
