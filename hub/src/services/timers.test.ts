import { type ConversationId, teamId, userId } from '@centralita/core/model';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
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
