import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { botToken, type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

/** More of what other bridges are known to get wrong, each by name. */
describe('a bridge that can be relied on', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let channel: DoubleChannel;
  let other: DoubleChannel;
  let ana: DoubleUser;
  let people = 0;
  beforeAll(async () => {
    slack = await startDouble();
    channel = slack.workspace.channel('whatsapp');
    other = slack.workspace.channel('second');
    ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
    kit = await startKit({
      double: slack,
      slack: 'defaultChannel: "#whatsapp"\nholdSeconds: 3',
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
`,
    });
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await slack?.stop();
  });
  afterEach(() => {
    slack.fault = () => undefined;
    expect(slack.violations).toEqual([]);
  });

  const customer = async (says = 'Hola', where = () => channel) => {
    const number = ++people;
    const phone = `3460088${String(number).padStart(4, '0')}`;
    const name = `Cliente ${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number]}`;
    await kit.writes(phone, says, name);
    const root = await kit.root(where(), name);
    await until(() => slack.posts(where(), root.ts).length === 1);
    return { phone, name, root };
  };
  const replies = (root: DoubleMessage, where = channel) => slack.posts(where, root.ts);
  const heard = async (phone: string) => (await kit.phone(phone)).map(({ text }) => text?.body);
  const marked = (message: DoubleMessage, name: string) => until(() => message.reactions.includes(name));

  it('a restart, and another channel in the settings, lose no thread that is there', async () => {
    const before = await customer();
    await kit.restart('defaultChannel: "#second"\nholdSeconds: 3');
    await kit.writes(before.phone, 'Sigo aquí');
    await slack.say(ana, channel, before.root.ts, { text: 'Y yo' });
    await until(async () => (await heard(before.phone)).includes('Y yo'));
    await until(() => slack.roots(channel).length + slack.roots(other).length >= 1);
    await until(() =>
      [channel, other].some((where) => where.messages.some(({ text }) => text.includes('Sigo aquí'))),
    );
    expect(replies(before.root).filter(({ text }) => text.includes('Sigo aquí'))).toHaveLength(1);
    expect(slack.roots(other)).toEqual([]);
    await customer('Soy nuevo', () => other);
    await kit.restart('defaultChannel: "#whatsapp"\nholdSeconds: 3');
  });

  it('the same timestamp in two channels is two threads', async () => {
    const { phone, root } = await customer();
    const twin = { ...root, user: ana.id, bot_id: undefined } as unknown as DoubleMessage;
    other.messages.push(twin);
    await slack.say(ana, other, root.ts, { text: 'Nada que ver con el cliente' });
    await slack.say(ana, channel, root.ts, { text: 'Para el cliente' });
    await until(async () => (await heard(phone)).includes('Para el cliente'));
    expect(await heard(phone)).toEqual(['Para el cliente']);
    other.messages.splice(other.messages.indexOf(twin), 1);
  });

  it('a reply is from whoever wrote it, never from a bot', async () => {
    const { phone, root } = await customer();
    await slack.say(ana, channel, root.ts, { text: 'Soy Ana' });
    await until(async () => (await heard(phone)).includes('Soy Ana'));
    const id = /cv_[0-9a-f]+/.exec(JSON.stringify(root.blocks))?.[0];
    const { items } = await kit.ask('GET', `/v1/conversations/${id}/messages`);
    const users = (await kit.ask('GET', '/v1/users')).items;
    const sent = items.find(({ content }: Loose) => content.text === 'Soy Ana');
    expect(users.find(({ id: user }: Loose) => user === sent.authorId).name).toBe('Ana Ruiz');
  });

  it('an unfurled link, a thread counter and a repeated event are no edits; a real one is told once', async () => {
    const { phone, root } = await customer();
    const reply = await slack.say(ana, channel, root.ts, { text: 'https://example.com' });
    await until(async () => (await heard(phone)).length === 1);
    await marked(reply, 'white_check_mark');
    const about = (message: object) => ({
      type: 'message',
      subtype: 'message_changed',
      hidden: true,
      channel: channel.id,
      ts: slack.workspace.nextTs(),
      message,
      previous_message: { ts: reply.ts },
    });
    const plain = {
      type: 'message',
      user: ana.id,
      ts: reply.ts,
      thread_ts: root.ts,
      text: reply.text,
      blocks: reply.blocks,
    };
    await slack.event(about({ ...plain, attachments: [{ from_url: 'https://example.com' }] }));
    await slack.event(about({ ...plain, reply_count: 3 }));
    await slack.edit(channel, reply, { text: 'https://example.org' });
    const edited = about({ ...plain, text: reply.text, edited: reply.edited });
    await slack.event(edited);
    await slack.event(edited);
    await until(() => replies(root).some(({ text }) => text.includes('keeps the first version')));
    const marker = await slack.say(ana, channel, root.ts, { text: 'Fin' });
    await marked(marker, 'white_check_mark');
    expect(replies(root).filter(({ text }) => text.includes('keeps the first version'))).toHaveLength(1);
    expect(await heard(phone)).toEqual(['https://example.com', 'Fin']);
  });

  it('an edit before a reply has left changes what leaves, or keeps it inside; a deletion calls it off', async () => {
    const { phone, root } = await customer();
    const changed = await slack.say(ana, channel, root.ts, { text: 'Son 20' });
    await slack.edit(channel, changed, { text: 'Son 30' });
    const noted = await slack.say(ana, channel, root.ts, { text: 'paga mal' });
    await slack.edit(channel, noted, { text: 'nota: paga mal' });
    const gone = await slack.say(ana, channel, root.ts, { text: 'Mejor no' });
    await slack.remove(channel, gone);
    await marked(noted, 'lock');
    await until(() => replies(root).some(({ text }) => text.includes('Called off')));
    await until(async () => (await heard(phone)).length > 0);
    const marker = await slack.say(ana, channel, root.ts, { text: 'Fin' });
    await marked(marker, 'white_check_mark');
    expect(await heard(phone)).toEqual(['Son 30', 'Fin']);
  });

  it('a file WhatsApp does not take is told to whoever sent it', async () => {
    const { phone, root } = await customer();
    await kit.ask('POST', '/sandbox/faults', [
      { kind: 'send_error', code: 131053, on: 'media', customer: undefined, times: 1 },
    ]);
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const reply = await slack.say(ana, channel, root.ts, {
      text: 'La foto',
      files: [slack.file('mesa.png', 'image/png', png)],
    });
    await until(() =>
      replies(root).some(
        (post) => textOf(post).includes('Not sent') && textOf(post).includes(`p${reply.ts.replace('.', '')}`),
      ),
    );
    await marked(reply, 'no_entry_sign');
    expect(await kit.phone(phone)).toEqual([]);
  });

  it('without the scope for names the customer’s name stands in the message itself', async () => {
    const { phone, name, root } = await customer();
    const all = [
      'chat:write',
      'channels:read',
      'channels:history',
      'reactions:write',
      'users:read',
      'files:read',
    ];
    slack.scopes = new Set(all);
    await kit.writes(phone, 'Sin nombre');
    await until(() => replies(root).length === 2);
    slack.scopes = undefined;
    const post = replies(root)[1] as DoubleMessage;
    expect(post.username).toBeUndefined();
    expect(JSON.stringify(post.blocks)).toContain(name);
    await kit.restart();
  });

  it('a revoked token: what is to be shown waits, health says what to do, and it goes on', async () => {
    const { phone, root } = await customer();
    slack.tokens.delete(botToken);
    await kit.writes(phone, 'Mientras tanto');
    await until(async () => JSON.stringify(await kit.ask('GET', '/v1/health')).includes('invalid_auth'));
    expect(JSON.stringify(await kit.ask('GET', '/v1/health'))).toContain('Install the app again');
    expect(replies(root)).toHaveLength(1);
    slack.tokens.add(botToken);
    await kit.restart();
    await until(() => replies(root).some(({ text }) => text.includes('Mientras tanto')), 60_000);
    expect(replies(root)).toHaveLength(2);
  }, 90_000);
});
