import { type ConversationId, teamId, userId } from '@centralita/core/model';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { caller, minute, type Office, openOffice } from './conversations/testing.ts';

let office: Office;
let id: ConversationId;
beforeEach(async () => {
  office = await openOffice();
  id = await office.written('34600111222', 'A1');
});
afterEach(() => office.close());

it('ends a snooze at its time, once, also where the hub was off then', async () => {
  const until = office.bench.clock.at + 60 * minute;
  await office.conversations.snooze(id, { until }, caller);
  expect(await office.timers.tick()).toBe(0);
  const again = await openOffice(await office.bench.reopen());
  again.bench.clock.at = until + 5 * minute;
  expect(await again.timers.tick()).toBe(1);
  expect(await again.timers.tick()).toBe(0);
  expect(await again.conversations.get(id)).toMatchObject({ state: 'open' });
  expect(again.bench.events('conversation.opened').at(-1)?.data).toMatchObject({ again: 'snooze_ended' });
  await again.bench.store.close();
});

it('leaves alone what was closed or opened meanwhile', async () => {
  await office.conversations.snooze(id, { until: office.bench.clock.at + minute }, caller);
  await office.conversations.close(id, {}, caller);
  office.bench.clock.at += 2 * minute;
  expect(await office.timers.tick()).toBe(0);
});

it('tells once that the first answer is late, and the team above takes it', async () => {
  await office.conversations.move(id, { team: 'support' }, caller);
  office.bench.clock.at += 31 * minute;
  expect(await office.timers.tick()).toBe(1);
  expect(await office.timers.tick()).toBe(0);
  expect(office.bench.events('conversation.changed').map((event) => event.data)).toMatchObject([
    { change: { kind: 'overdue' } },
  ]);
  const view = await office.conversations.get(id);
  expect(view).toMatchObject({ teamId: teamId('company'), assigneeId: userId('ana') });
  expect(view.route?.summary?.en).toBe('No answer in time in Support: Company takes it.');
  expect((await office.conversations.list({ overdue: true }, caller)).items).toHaveLength(1);
});

it('does many in steps', async () => {
  const until = office.bench.clock.at + minute;
  for (let index = 0; index < 230; index += 1) {
    const from = String(34611000000 + index);
    await office.conversations.snooze(await office.written(from, `M${index}`), { until }, caller);
  }
  office.bench.clock.at = until;
  expect(await office.timers.tick()).toBe(230);
});

describe('a case that is open again', () => {
  const answer = () =>
    office.send(
      { conversationId: id, content: { kind: 'text', text: 'hi' }, authorId: userId('ana') },
      caller,
    );
  const due = async () => (await office.conversations.get(id)).dueAt;

  it('is due anew where its customer opened it, and falls late like a new one', async () => {
    await office.conversations.move(id, { team: 'support' }, caller);
    await answer();
    await office.conversations.close(id, {}, caller);
    expect(await due()).toBeUndefined();
    const { caseNumber } = await office.conversations.get(id);
    office.bench.clock.at += 100 * minute;
    expect(await office.written('34600111222', 'A2', `About ${caseNumber} again`)).toBe(id);
    expect(await due()).toBe(office.bench.clock.at + 30 * minute);
    office.bench.clock.at += 10 * minute;
    await office.written('34600111222', 'A3', 'Hello?');
    expect(await due()).toBe(office.bench.clock.at + 20 * minute);
    office.bench.clock.at += 21 * minute;
    expect((await office.conversations.list({ overdue: true }, caller)).items.map((one) => one.id)).toEqual([
      id,
    ]);
    expect(await office.timers.tick()).toBe(1);
    expect(office.bench.events('conversation.changed').at(-1)?.data).toMatchObject({
      change: { kind: 'overdue' },
    });
  });

  it('is no longer due once it is answered', async () => {
    await office.conversations.move(id, { team: 'support' }, caller);
    await office.conversations.close(id, {}, caller);
    const { caseNumber } = await office.conversations.get(id);
    await office.written('34600111222', 'A2', caseNumber);
    office.bench.clock.at += 5 * minute;
    await answer();
    expect(await due()).toBeUndefined();
    expect(office.bench.events('conversation.changed').at(-1)?.data).toMatchObject({
      change: { kind: 'first_response', detail: { ms: 5 * minute, onTime: true } },
    });
  });

  it('is due anew where the team opened it and nobody ever answered, and only then', async () => {
    await office.conversations.move(id, { team: 'support' }, caller);
    await office.conversations.close(id, {}, caller);
    office.bench.clock.at += 100 * minute;
    await office.conversations.reopen(id, {}, caller);
    expect(await due()).toBe(office.bench.clock.at + 30 * minute);
    await answer();
    await office.conversations.close(id, {}, caller);
    await office.conversations.reopen(id, {}, caller);
    expect(await due()).toBeUndefined();
  });

  it('keeps the time it had where only its snooze ended', async () => {
    await office.conversations.move(id, { team: 'support' }, caller);
    const before = await due();
    await office.conversations.snooze(id, { until: office.bench.clock.at + 50 * minute }, caller);
    office.bench.clock.at += minute;
    await office.conversations.reopen(id, {}, caller);
    expect(await due()).toBe(before);
  });

  it('of a team without a target is not due', async () => {
    await office.conversations.move(id, { team: 'sales' }, caller);
    await office.conversations.close(id, {}, caller);
    const { caseNumber } = await office.conversations.get(id);
    await office.written('34600111222', 'A2', caseNumber);
    expect(await due()).toBeUndefined();
  });
});
