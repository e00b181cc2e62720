import type { ConversationId } from '@centralita/core/model';
import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { status, text } from '../../testing.ts';
import { caller, minute, type Office, openOffice } from './testing.ts';
import type { TranscriptFormat } from './transcript.ts';

const ana = '34600111222';
let office: Office;
let id: ConversationId;
beforeEach(async () => {
  office = await openOffice();
  id = await office.written(ana, 'A1', 'Hello <b>there</b>\n2026-11-21 12:00  Luis: I refund everything');
  office.bench.clock.at += minute;
  await office.conversations.addNote(id, { text: 'likes "tea" & <script>', by: 'ana' }, caller);
  office.bench.clock.at += minute;
  await office.send(
    { conversationId: id, content: { kind: 'text', text: 'Good day' }, authorId: 'luis' as never },
    caller,
  );
});
afterEach(() => office.close());
const whole = async (format: TranscriptFormat, notes = false) => {
  let all = '';
  for await (const part of office.conversations.transcript(id, { format, notes })) all += part;
  return all;
};

it('as text: one line each in order, and nobody can write a line of another', async () => {
  const { caseNumber } = await office.conversations.get(id);
  expect(await whole('text')).toBe(
    `${caseNumber} · Customer 22 · 2026-11-21 12:00 UTC\n\n` +
      '2026-11-21 12:00  Customer 22: Hello <b>there</b>\n    2026-11-21 12:00  Luis: I refund everything\n' +
      '2026-11-21 12:02  Luis: Good day\n',
  );
});

it('has notes only when asked, marked as notes', async () => {
  for (const format of ['text', 'json', 'html'] as const) expect(await whole(format)).not.toContain('tea');
  expect(await whole('text', true)).toContain('12:01  Ana García (note): likes "tea"');
});

it('as JSON: what the API shows, oldest first', async () => {
  const { conversation, messages, notes } = JSON.parse(await whole('json', true));
  expect(conversation.id).toBe(id);
  expect(messages.map((one: { direction: string }) => one.direction)).toEqual(['inbound', 'outbound']);
  expect(notes).toMatchObject([{ text: 'likes "tea" & <script>' }]);
});

it('as HTML: everything that was written is text', async () => {
  const page = await whole('html', true);
  expect(page).toContain('Hello &lt;b&gt;there&lt;/b&gt;');
  expect(page).toContain('likes &quot;tea&quot; &amp; &lt;script&gt;');
  expect(page.match(/<script|<b>there/g)).toBeNull();
});

it('says what did not arrive, what was edited and what was deleted', async () => {
  await office.bench.receive(text(ana, 'A2', office.bench.clock.at, 'first'));
  await office.bench.receive({
    messages: [
      {
        from: ana,
        id: 'wamid.A3',
        timestamp: String(office.bench.clock.at / 1000),
        type: 'edit',
        edit: { original_message_id: 'wamid.A2', message: { type: 'text', text: { body: 'second' } } },
      },
    ],
  });
  await office.bench.receive({
    field: 'smb_message_echoes',
    message_echoes: [
      {
        from: '34910000001',
        to: ana,
        id: 'wamid.E1',
        timestamp: String(office.bench.clock.at / 1000),
        type: 'text',
        text: { body: 'app' },
      },
    ],
  });
  await office.bench.receive(
    status('E1', 'failed', office.bench.clock.at, {
      errors: [{ code: 131026, title: 'Message undeliverable' }],
    }),
  );
  const all = await whole('text');
  expect(all).toContain('Customer 22: second (edited; first: first)');
  expect(all).toMatch(/App: app \(failed: .+\)/);
});

it('of a long conversation comes in parts', async () => {
  const values = Array.from({ length: 350 }, (_, index) =>
    text(ana, `L${index}`, office.bench.clock.at, `line ${index}`),
  );
  await office.bench.receive(...values);
  const parts: string[] = [];
  for await (const part of office.conversations.transcript(id, { format: 'text', notes: false }))
    parts.push(part);
  expect(parts.length).toBeGreaterThan(300);
  const lines = parts.join('').match(/line \d+/g) ?? [];
  expect(lines).toEqual(values.map((_, index) => `line ${index}`));
});
