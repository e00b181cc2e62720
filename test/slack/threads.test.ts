import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

describe('a conversation as a thread', () => {
  let kit: Kit;
  let channel: DoubleChannel;
  let ana: DoubleUser;
  beforeAll(async () => {
    const double = await startDouble();
    channel = double.workspace.channel('whatsapp');
    ana = double.workspace.user('Ana', { email: 'ana@example.com' });
    kit = await startKit({
      double,
      slack: 'defaultChannel: "#whatsapp"',
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
teams:
  support: { name: Support, members: [ana] }
`,
    });
  });
  afterAll(async () => {
    await kit?.stop();
    await kit?.slack.stop();
  });
  afterEach(() => expect(kit.slack.violations).toEqual([]));

  it('opens one root and puts every message under it, in order', async () => {
    for (const number of [1, 2, 3]) await kit.writes('34600111222', `Hola ${number}`, 'Lucía');
    const root = await kit.root(channel, 'Lucía');
    await until(() => kit.slack.posts(channel, root.ts).length === 3);
    expect(kit.slack.posts(channel, root.ts).map(({ text }) => text)).toEqual([
      'Lucía: Hola 1',
      'Lucía: Hola 2',
      'Lucía: Hola 3',
    ]);
    expect(kit.slack.roots(channel)).toHaveLength(1);
    expect(root.text).toMatch(/^Lucía · [A-Z0-9-]+/);
  });

  it('takes a reply to the customer, once, and marks it', async () => {
    const root = await kit.root(channel, 'Lucía');
    const reply = await kit.slack.say(ana, channel, root.ts, { text: 'Buenos días, Lucía' });
    await until(async () => (await kit.phone('34600111222')).length === 1);
    await until(() => reply.reactions.length > 0);
    expect((await kit.phone('34600111222')).map(({ text }) => text.body)).toEqual(['Buenos días, Lucía']);
    // What was written here is not shown here a second time.
    expect(kit.slack.posts(channel, root.ts).filter(({ text }) => text.includes('Buenos'))).toHaveLength(1);
  });

  it('keeps a note inside', async () => {
    const root = await kit.root(channel, 'Lucía');
    const note = await kit.slack.say(ana, channel, root.ts, { text: '*Note:* she is a difficult one' });
    await until(() => note.reactions.includes('lock'));
    expect(JSON.stringify(await kit.phone('34600111222'))).not.toContain('difficult');
  });

  it('never relays what is written at the top of the channel', async () => {
    await kit.slack.say(ana, channel, undefined, { text: 'Who has lunch?' });
    const root = await kit.root(channel, 'Lucía');
    await kit.slack.say(ana, channel, root.ts, { text: 'Un momento' });
    await until(async () => JSON.stringify(await kit.phone('34600111222')).includes('Un momento'));
    expect(JSON.stringify(await kit.phone('34600111222'))).not.toContain('lunch');
  });

  it('tells an unmapped person lastingly that it was not sent', async () => {
    const root = await kit.root(channel, 'Lucía');
    const eve = kit.slack.workspace.user('Eve');
    const reply = await kit.slack.say(eve, channel, root.ts, { text: 'I am new here' });
    await until(() => reply.reactions.includes('no_entry_sign'));
    await until(() =>
      kit.slack.posts(channel, root.ts).some((post) => textOf(post).includes(`<@${eve.id}>`)),
    );
    expect(JSON.stringify(await kit.phone('34600111222'))).not.toContain('I am new here');
  });
});
