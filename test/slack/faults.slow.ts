import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Call, type Fault, type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

/** What hurts users of such bridges, each by name. */
describe('when something goes wrong', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let channel: DoubleChannel;
  let other: DoubleChannel;
  let ana: DoubleUser;
  let bea: DoubleUser;
  let people = 0;
  beforeAll(async () => {
    slack = await startDouble();
    channel = slack.workspace.channel('whatsapp');
    other = slack.workspace.channel('sales');
    ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
    bea = slack.workspace.user('Bea', { email: 'bea@example.com' });
    kit = await startKit({
      double: slack,
      slack: 'defaultChannel: "#whatsapp"',
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
  bea: { name: Bea Soto, role: agent, email: bea@example.com }
teams:
  support: { name: Support, members: [ana, bea] }
  sales: { name: Sales, members: [ana, bea], slackChannel: "#sales" }
routing:
  rules:
    - { id: sales, when: { text: { words: [precio] } }, to: { team: sales } }
  otherwise: { team: support }
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

  /** A customer nobody knows yet. */
  const customer = async (says = 'Hola'): Promise<{ phone: string; name: string }> => {
    const number = ++people;
    const phone = `3460077${String(number).padStart(4, '0')}`;
    const name = `Cliente ${'ABCDEFGHIJKLMNOPQRSTUVWXYZ'[number]}`;
    await kit.writes(phone, says, name);
    return { phone, name };
  };
  /** The fault, for the first so many calls that fit. */
  const failing = (fits: (call: Call) => boolean, fault: Fault, times = 1) => {
    let left = times;
    slack.fault = (call) => (fits(call) && left-- > 0 ? fault : undefined);
    return () => times - Math.max(0, left);
  };
  const isPost = ({ method }: Call) => method === 'chat.postMessage';
  const isRoot = (call: Call) => isPost(call) && call.args.thread_ts === undefined;
  const rootsOf = (name: string, where = channel) =>
    slack.roots(where).filter((root) => textOf(root).includes(name));
  const thread = async (name: string, where = channel): Promise<DoubleMessage> => kit.root(where, name);
  const replies = (root: DoubleMessage, where = channel) => slack.posts(where, root.ts);
  const heard = async (phone: string) => (await kit.phone(phone)).map(({ text }) => text?.body);

  it.each<[string, Fault]>([
    ['the connection is cut after Slack took it', { kind: 'reset', after: true }],
    ['Slack answers 500 after it took it', { kind: 'status', status: 500, after: true }],
    ['Slack says internal_error after it took it', { kind: 'error', error: 'internal_error', after: true }],
    ['the connection is cut before Slack took it', { kind: 'reset', after: false }],
    ['Slack answers 503 before it took it', { kind: 'status', status: 503, after: false }],
  ])('there is one root, and never a second, when %s', async (_, fault) => {
    failing(isRoot, fault);
    const { name } = await customer();
    const root = await thread(name);
    await until(() => replies(root).length === 1);
    expect(rootsOf(name)).toHaveLength(1);
  });

  it('a message is in its thread once when nobody knew whether Slack took it', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    await until(() => replies(root).length === 1);
    failing(isPost, { kind: 'reset', after: true });
    await kit.writes(phone, 'Segundo');
    await kit.writes(phone, 'Tercero');
    await until(() => replies(root).length >= 3);
    expect(replies(root).map(({ text }) => text.split(': ')[1])).toEqual(['Hola', 'Segundo', 'Tercero']);
  });

  it('a 429 storm in one channel does not hold up another, and loses nothing', async () => {
    const quiet = await customer('¿precio?');
    const quietRoot = await thread(quiet.name, other);
    const busy = await customer();
    const busyRoot = await thread(busy.name);
    await until(() => replies(busyRoot).length === 1 && replies(quietRoot, other).length === 1);
    let refused = 0;
    slack.fault = (call) =>
      isPost(call) && call.args.channel === channel.id && refused++ < 2
        ? { kind: 'rate', seconds: 2 }
        : undefined;
    await kit.writes(busy.phone, 'Uno');
    await until(() => refused > 0);
    await kit.writes(quiet.phone, 'Dos');
    await until(() => replies(quietRoot, other).length === 2);
    expect(replies(busyRoot)).toHaveLength(1);
    await until(() => replies(busyRoot).length === 2);
  });

  it('an archived channel: the conversation goes on in the default channel, and comes with what was said', async () => {
    const { phone, name } = await customer('precio uno');
    const before = await thread(name, other);
    await until(() => replies(before, other).length === 1);
    other.archived = true;
    await kit.writes(phone, 'precio dos');
    const next = await thread(name, channel);
    await until(() => replies(next).some(({ text }) => text.includes('precio dos')));
    expect(replies(next).map(textOf).join()).toContain('precio uno');
    expect(rootsOf(name, channel)).toHaveLength(1);
    other.archived = false;
    await slack.event({ type: 'channel_unarchive', channel: other.id, user: ana.id });
  });

  it('the app removed from a channel: the same, and the card says where it was meant for', async () => {
    await slack.event({
      type: 'member_left_channel',
      user: slack.workspace.botUser,
      channel: other.id,
      channel_type: 'C',
      team: slack.workspace.team,
    });
    other.member = false;
    const { name } = await customer('otro precio');
    const root = await thread(name, channel);
    await until(() => replies(root).some(({ text }) => text.includes('otro precio')));
    expect(textOf(root)).toContain('#sales');
    other.member = true;
    await slack.event({
      type: 'member_joined_channel',
      user: slack.workspace.botUser,
      channel: other.id,
      channel_type: 'C',
      team: slack.workspace.team,
    });
    await until(() => slack.roots(other).some(({ text }) => text.includes('Sales')));
  });

  it('a customer’s file arrives as a file; one that cannot be had says why', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    await kit.writes(phone, { type: 'image', image: { caption: 'la mesa' } });
    await until(() => replies(root).some(({ files }) => files?.length === 1));
    expect(replies(root).some((post) => textOf(post).includes('la mesa'))).toBe(true);
    slack.fault = ({ method }) =>
      method === 'files.getUploadURLExternal' ? { kind: 'error', error: 'storage_limit_reached' } : undefined;
    await kit.writes(phone, { type: 'document', document: { filename: 'oferta.pdf' } });
    await until(() => replies(root).some((post) => textOf(post).includes('storage_limit_reached')));
  });

  it('a file is shared once although Slack’s answer was lost and it tells of shares late', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    slack.methodContext.sharesAfter = 2;
    const made = failing(({ method }) => method === 'files.completeUploadExternal', {
      kind: 'reset',
      after: true,
    });
    await kit.writes(phone, { type: 'audio', audio: { voice: true } });
    await until(() => replies(root).some(({ files }) => files));
    await kit.writes(phone, 'después');
    await until(() => replies(root).some(({ text }) => text.includes('después')));
    await until(async () => (await kit.ask('GET', '/v1/deliveries?consumer=slack')).items.length === 0);
    expect(made()).toBe(1);
    expect(replies(root).filter(({ files }) => files)).toHaveLength(1);
    slack.methodContext.sharesAfter = 0;
  });

  it('40,000 characters arrive whole, in both directions', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    await kit.writes(phone, 'x'.repeat(4096));
    await until(() => replies(root).length >= 3);
    const shown = replies(root)
      .slice(1)
      .flatMap(({ blocks }) => JSON.stringify(blocks).match(/x{20,}/g) ?? []);
    expect(shown.join('')).toHaveLength(4096);
    const long = Array.from({ length: 4_000 }, (_, index) => String(index).padStart(9, ' '))
      .join(' ')
      .slice(0, 39_999)
      .trim();
    const reply = await slack.say(ana, channel, root.ts, { text: long });
    await until(() => reply.reactions.length > 0);
    await until(async () => (await heard(phone)).length === 10);
    expect((await heard(phone)).join(' ').replace(/\s+/g, ' ')).toBe(long.replace(/\s+/g, ' '));
  });

  it('a message that quotes a deleted one says so, and a deletion takes the text away', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    const { id } = await kit.writes(phone, 'me equivoqué');
    await until(() => replies(root).length === 2);
    await kit.writes(phone, { type: 'revoke', revoke: { original_message_id: id } });
    await until(() => !textOf(replies(root)[1] as DoubleMessage).includes('me equivoqué'));
    await kit.writes(phone, { type: 'text', text: { body: 'eso' }, context: { id } });
    await until(() => replies(root).some(({ text }) => text.includes('eso')));
    expect(textOf(replies(root).find(({ text }) => text.includes('eso')) as DoubleMessage)).toContain(
      'a deleted message',
    );
  });

  it('two agents who answer at once: the second is told, and may insist', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    await until(() => replies(root).length === 1);
    const first = await slack.say(ana, channel, root.ts, { text: 'De Ana' });
    await until(async () => (await heard(phone)).includes('De Ana'));
    await until(() => first.reactions.length > 0);
    const second = await slack.say(bea, channel, root.ts, { text: 'De Bea' });
    await until(() => second.reactions.includes('no_entry_sign'));
    expect(await heard(phone)).toEqual(['De Ana']);
    await until(() => replies(root).some((post) => textOf(post).includes('centralita_send_anyway')));
    const notice = replies(root).find((post) =>
      textOf(post).includes('centralita_send_anyway'),
    ) as DoubleMessage;
    const value = /"value":"([^"]+)"/.exec(JSON.stringify(notice.blocks))?.[1];
    await slack.interact({
      type: 'block_actions',
      user: { id: bea.id },
      trigger_id: 't',
      actions: [{ type: 'button', action_id: 'centralita_send_anyway', block_id: 'b', value }],
    });
    await until(async () => (await heard(phone)).includes('De Bea'));
    expect(await heard(phone)).toEqual(['De Ana', 'De Bea']);
  });

  it('“also send to channel” is a reply like any other', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    await slack.say(ana, channel, root.ts, { text: 'A todos', broadcast: true });
    await until(async () => (await heard(phone)).includes('A todos'));
  });

  it('an edit or deletion after sending is said to be too late, and turns no note into a message', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    const reply = await slack.say(ana, channel, root.ts, { text: 'Son 20' });
    await until(async () => (await heard(phone)).length === 1);
    await until(() => reply.reactions.length > 0);
    await slack.edit(channel, reply, { text: 'Son 30' });
    await until(() => replies(root).some(({ text }) => text.includes('keeps the first version')));
    const note = await slack.say(ana, channel, root.ts, { text: 'note: paga mal' });
    await until(() => note.reactions.includes('lock'));
    await slack.edit(channel, note, { text: 'paga mal' });
    await slack.remove(channel, reply);
    await until(() => replies(root).some(({ text }) => text.includes('keeps this message')));
    expect(await heard(phone)).toEqual(['Son 20']);
    const [{ id }] = (await kit.ask('GET', '/v1/conversations?limit=200')).items.filter(
      ({ contact }: { contact: { name: string } }) => contact.name === name,
    );
    await until(async () =>
      JSON.stringify(await kit.ask('GET', `/v1/conversations/${id}/notes`)).includes('"paga mal"'),
    );
  });

  it.each([
    ['a guest', { guest: true, email: 'guest@example.com' }],
    ['somebody of another company', { teamId: 'T0OTHER', stranger: true, email: 'ana@example.com' }],
    ['an unmapped person', {}],
  ])('%s does not reach a customer', async (_, more) => {
    const { phone, name } = await customer();
    const root = await thread(name);
    const who = slack.workspace.user('Otro', more);
    const reply = await slack.say(who, channel, root.ts, { text: 'Hola de fuera' });
    await until(() => reply.reactions.includes('no_entry_sign'));
    await until(() => replies(root).some((post) => textOf(post).includes('Not sent')));
    expect(await heard(phone)).toEqual([]);
  });

  it('files of the team: a caption, a wrong kind, one that is too large, a page instead of the file', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    await slack.say(ana, channel, root.ts, {
      text: 'La foto',
      files: [slack.file('mesa.png', 'image/png', png)],
    });
    await until(async () => (await kit.phone(phone)).some(({ type }) => type === 'image'));
    const wrong = await slack.say(ana, channel, root.ts, {
      text: '',
      files: [slack.file('a.exe', 'application/x-msdownload', png)],
    });
    await until(() => wrong.reactions.includes('no_entry_sign'));
    const large = await slack.say(ana, channel, root.ts, {
      text: '',
      files: [slack.file('big.png', 'image/png', png, { size: 9_000_000 })],
    });
    await until(() => large.reactions.includes('no_entry_sign'));
    failing(({ method }) => method === 'download', { kind: 'page' });
    const page = await slack.say(ana, channel, root.ts, {
      text: '',
      files: [slack.file('b.png', 'image/png', png)],
    });
    await until(() => page.reactions.includes('no_entry_sign'));
    const said = () => replies(root).map(textOf).join('\n');
    await until(() => said().includes('a.exe') && said().includes('8.6 MB') && said().includes('files:read'));
    expect((await kit.phone(phone)).filter(({ type }) => type !== 'text')).toHaveLength(1);
  });

  it('a closed window: not sent, why, and the template at hand', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    await until(() => replies(root).length === 1);
    await kit.ask('POST', '/sandbox/clock', { advance: '25h' });
    const reply = await slack.say(ana, channel, root.ts, { text: 'Demasiado tarde' });
    await until(() => reply.reactions.includes('no_entry_sign'));
    await until(() =>
      replies(root).some(
        (post) => textOf(post).includes('centralita_template') && textOf(post).includes(`<@${ana.id}>`),
      ),
    );
    expect(await heard(phone)).toEqual([]);
  });

  it('Slack is down for an hour: nothing is lost, doubled or out of order when it is back', async () => {
    const { phone, name } = await customer();
    const root = await thread(name);
    await until(() => replies(root).length === 1);
    slack.fault = () => ({ kind: 'status', status: 503, after: false });
    for (const number of [1, 2, 3, 4, 5]) await kit.writes(phone, `Durante ${number}`);
    const looked = () => slack.calls.filter(({ method }) => method === 'conversations.replies').length;
    const before = looked();
    await until(() => looked() > before);
    expect(replies(root)).toHaveLength(1);
    slack.fault = () => undefined;
    await until(() => replies(root).length === 6);
    expect(replies(root).map(({ text }) => text.split(': ')[1])).toEqual([
      'Hola',
      ...[1, 2, 3, 4, 5].map((number) => `Durante ${number}`),
    ]);
  });
});
