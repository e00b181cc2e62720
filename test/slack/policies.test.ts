import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

/** Channels in which not every reply goes out: what stays says so, and why, without drowning a talk among colleagues. */
describe('a reply policy', () => {
  let kit: Kit;
  let asking: DoubleChannel;
  let silent: DoubleChannel;
  let ana: DoubleUser;
  let bea: DoubleUser;
  beforeAll(async () => {
    const double = await startDouble();
    asking = double.workspace.channel('vip');
    silent = double.workspace.channel('mirror');
    ana = double.workspace.user('Ana', { email: 'ana@example.com' });
    bea = double.workspace.user('Bea', { email: 'bea@example.com' });
    kit = await startKit({
      double,
      slack: `
defaultChannel: "#vip"
channels:
  "#vip": { replies: mention }
  "#mirror": { replies: notes, language: es }
`,
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
  bea: { name: Bea Soto, role: agent, email: bea@example.com }
teams:
  support: { name: Support, members: [ana, bea] }
  watchers: { name: Watchers, members: [ana, bea], slackChannel: "#mirror" }
routing:
  rules:
    - { id: watched, when: { text: { words: [espejo] } }, to: { team: watchers } }
  otherwise: { team: support }
`,
    });
    await kit.writes('34600111222', 'Hola', 'Lucía');
    await kit.writes('34600111333', 'Hola espejo', 'Mario');
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await kit?.slack.stop();
  });
  afterEach(() => expect(kit.slack.violations).toEqual([]));

  const heard = async (phone: string) => (await kit.phone(phone)).map(({ text }) => text.body);
  const isMarked = (message: DoubleMessage, mark = 'no_entry_sign') =>
    until(() => message.reactions.includes(mark));
  /** The lines that say why this very message stayed inside. */
  const linesAbout = (channel: DoubleChannel, root: DoubleMessage, message: DoubleMessage) =>
    kit.slack
      .posts(channel, root.ts)
      .filter((post) => post.bot_id && textOf(post).includes(`p${message.ts.replace('.', '')}`));

  it('“mention”: what lacks the mention says why the first time, and after that by its mark alone', async () => {
    const root = await kit.root(asking, 'Lucía');
    const first = await kit.slack.say(ana, asking, root.ts, { text: 'Ya lo miro' });
    await until(() => linesAbout(asking, root, first).length === 1);
    const [line] = linesAbout(asking, root, first) as [DoubleMessage];
    expect(textOf(line)).toContain(`<@${ana.id}>`);
    expect(textOf(line)).toContain('Ya lo miro');
    expect(line.text).toContain('begins with a mention of the app');
    expect(textOf(line)).toContain('centralita_send_anyway');
    const second = await kit.slack.say(ana, asking, root.ts, { text: 'Está en el almacén' });
    await isMarked(first);
    await isMarked(second);
    expect(linesAbout(asking, root, second)).toEqual([]);
    // Somebody else has not been told yet.
    const other = await kit.slack.say(bea, asking, root.ts, { text: 'Y yo lo llevo' });
    await until(() => linesAbout(asking, root, other).length === 1);
    expect(textOf(linesAbout(asking, root, other)[0] as DoubleMessage)).toContain(`<@${bea.id}>`);
    expect(await heard('34600111222')).toEqual([]);
  });

  it('“mention”: whoever reached the customer a moment ago is told again', async () => {
    const root = await kit.root(asking, 'Lucía');
    await kit.slack.say(ana, asking, root.ts, { text: 'responder: Mañana lo tiene' });
    await until(async () => (await heard('34600111222')).includes('Mañana lo tiene'));
    const forgotten = await kit.slack.say(ana, asking, root.ts, { text: 'Entre las nueve y las diez' });
    await until(() => linesAbout(asking, root, forgotten).length === 1);
    expect(await heard('34600111222')).toEqual(['Mañana lo tiene']);
    // The button under the line sends it after all.
    const [line] = linesAbout(asking, root, forgotten);
    const value = /"value":"([^"]+)"/.exec(JSON.stringify(line?.blocks))?.[1];
    await kit.slack.interact({
      type: 'block_actions',
      user: { id: ana.id },
      actions: [{ type: 'button', action_id: 'centralita_send_anyway', block_id: 'b', value }],
    });
    await until(async () => (await heard('34600111222')).includes('Entre las nueve y las diez'));
  });

  it('“notes”: nothing leaves, the first line says so, and no button would send it', async () => {
    const root = await kit.root(silent, 'Mario');
    const first = await kit.slack.say(ana, silent, root.ts, {
      text: `<@${kit.slack.workspace.botUser}> hola`,
    });
    await until(() => linesAbout(silent, root, first).length === 1);
    const [line] = linesAbout(silent, root, first) as [DoubleMessage];
    expect(line.text).toContain('en este canal todo queda dentro del equipo');
    expect(textOf(line)).not.toContain('centralita_send_anyway');
    expect(textOf(line)).toContain('centralita_keep_as_note');
    const second = await kit.slack.say(ana, silent, root.ts, { text: `<@${bea.id}> ¿lo has visto?` });
    await isMarked(second);
    expect(linesAbout(silent, root, second)).toEqual([]);
    // Not even with a button from a time when the setting was another.
    const conversation = /cv_[0-9a-f]+/.exec(JSON.stringify(root.blocks))?.[0];
    await kit.slack.interact({
      type: 'block_actions',
      user: { id: ana.id },
      actions: [
        {
          type: 'button',
          action_id: 'centralita_send_anyway',
          block_id: 'b',
          value: `${conversation}:${silent.id}:${second.ts}`,
        },
      ],
    });
    await until(() => linesAbout(silent, root, second).length === 1);
    expect(await heard('34600111333')).toEqual([]);
  });
});
