import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

const phone = '34677889900';
/** Whatever tells who she was, what she wrote, or what was written to her and about her. */
const traces = [phone, 'Anastasia', 'xylophone', 'marmalade', 'hippogriff', 'quicksilver', 'brass'];

describe('a person who is to be forgotten', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let channel: DoubleChannel;
  let ana: DoubleUser;
  beforeAll(async () => {
    slack = await startDouble();
    channel = slack.workspace.channel('whatsapp');
    ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
    kit = await startKit({
      double: slack,
      slack: 'defaultChannel: "#whatsapp"',
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
teams:
  support: { name: Support, members: [ana] }
`,
    });
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await slack?.stop();
  });

  const replies = (root: DoubleMessage) => slack.posts(channel, root.ts);
  const own = (root: DoubleMessage) =>
    channel.messages.filter(
      ({ ts, thread_ts, bot_id }) => bot_id && (ts === root.ts || thread_ts === root.ts),
    );
  const tables = (): Readonly<Record<string, string>> => {
    const file = readdirSync(kit.folder, { recursive: true, encoding: 'utf8' }).find((name) =>
      /centralita\.db$|hub\.db$/.test(name),
    );
    const db = new DatabaseSync(join(kit.folder, file ?? ''), { readOnly: true });
    try {
      const names = db
        .prepare(`select name from sqlite_master where type = 'table'`)
        .all()
        .map(({ name }) => String(name))
        .filter((name) => name.startsWith('slack_') || name.includes('effects'));
      return Object.fromEntries(
        names.map((name) => [name, JSON.stringify(db.prepare(`select * from ${name}`).all())]),
      );
    } finally {
      db.close();
    }
  };
  const found = (): string[] =>
    Object.entries(tables()).flatMap(([table, rows]) =>
      traces.filter((trace) => rows.includes(trace)).map((trace) => `${table}: ${trace}`),
    );

  it('leaves the thread without her words, her name and her file, and nothing in the tables', async () => {
    await kit.writes(phone, 'I want a xylophone', 'Anastasia');
    const root = await kit.root(channel, 'Anastasia');
    await kit.writes(phone, {
      type: 'document',
      document: { filename: 'marmalade.pdf', caption: 'hippogriff' },
    });
    await until(() => replies(root).some(({ files }) => files?.length === 1));
    const reply = await slack.say(ana, channel, root.ts, { text: 'We have quicksilver ones' });
    await until(
      () => reply.reactions.includes('white_check_mark') || reply.reactions.includes('heavy_check_mark'),
    );
    const note = await slack.say(ana, channel, root.ts, { text: 'note: wants brass' });
    await until(() => note.reactions.includes('lock'));
    await kit.writes('34600111222', 'Sigo aquí', 'Lucía');
    const other = await kit.root(channel, 'Lucía');
    expect(Object.keys(tables())).toEqual(expect.arrayContaining(['slack_threads', 'slack_links']));
    expect(found()).not.toEqual([]);

    const [{ id }] = (await kit.ask('GET', `/v1/contacts?phone=${phone}`)).items;
    await kit.ask('DELETE', `/v1/contacts/${id}`);
    const said = () => own(root).map(textOf).join('\n');
    await until(() => !traces.some((trace) => said().includes(trace)));
    expect(textOf(root)).toContain('Erased');
    await until(() => [...slack.workspace.files.values()].every(({ deleted }) => deleted));
    // What the team typed is theirs, and under their own retention.
    expect([reply.text, note.text]).toEqual(['We have quicksilver ones', 'note: wants brass']);
    await until(() => found().length === 0, 10_000).catch(() => expect(found()).toEqual([]));

    // Whoever answers the empty thread is told that nobody is there any more.
    const late = await slack.say(ana, channel, root.ts, { text: 'Are you there?' });
    await until(() => late.reactions.includes('no_entry_sign'));
    await until(() => own(root).some((post) => textOf(post).includes('forgotten')));
    expect((await kit.phone(phone)).map(({ text }: Loose) => text?.body)).not.toContain('Are you there?');
    // Nobody else lost anything.
    expect(textOf(other)).toContain('Lucía');
    expect(slack.posts(channel, other.ts).map(({ text }) => text)).toEqual(['Lucía: Sigo aquí']);
  });
});
