import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

/** Who may do what by Slack user groups, replies that can be called off, and who is written down for what. */
describe('who may', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let channel: DoubleChannel;
  let root: DoubleMessage;
  let id: string;
  const people: Record<string, DoubleUser> = {};
  beforeAll(async () => {
    slack = await startDouble();
    const { workspace } = slack;
    channel = workspace.channel('whatsapp');
    people.ana = workspace.user('Ana', { email: 'ana@example.com' });
    people.bea = workspace.user('Bea', { email: 'bea@example.com' });
    // No users of the hub: what they may is what their groups say.
    people.agent = workspace.user('Gus');
    people.viewer = workspace.user('Vera');
    people.guest = workspace.user('Gina', { guest: true });
    people.external = workspace.user('Xavi', { teamId: 'T0ELSE', stranger: true });
    people.nobody = workspace.user('Noa');
    const idOf = (name: string) => (people[name] as DoubleUser).id;
    workspace.groups.set('S0AGENTS', [idOf('agent'), idOf('guest'), idOf('external')]);
    workspace.groups.set('S0VIEWERS', [idOf('viewer'), idOf('agent')]);
    kit = await startKit({
      double: slack,
      slack: `
defaultChannel: "#whatsapp"
holdSeconds: 2
access: { agent: [S0AGENTS], read_only: [S0VIEWERS, S0GONE1] }
`,
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
  bea: { name: Bea Soto, role: supervisor, email: bea@example.com }
teams:
  support: { name: Support, members: [ana, bea] }
`,
    });
    await kit.writes('34600111222', 'Quiero una lámpara', 'Lucía');
    root = await kit.root(channel, 'Lucía');
    id = (await kit.ask('GET', '/v1/conversations')).items[0].id;
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await slack?.stop();
  });
  afterEach(() => expect(slack.violations).toEqual([]));

  const who = (name: string) => people[name] as DoubleUser;
  const conversation = () => kit.ask('GET', `/v1/conversations/${id}`);
  const heard = async () => (await kit.phone('34600111222')).map(({ text }: Loose) => text?.body);
  const press = (name: string, actionId: string, value = id) =>
    slack.interact({
      type: 'block_actions',
      user: { id: who(name).id, team_id: slack.workspace.team },
      trigger_id: 'trigger',
      channel: { id: channel.id },
      actions: [{ type: 'button', action_id: actionId, block_id: 'b', value }],
    });
  const viewAfter = async (work: () => Promise<unknown>): Promise<string> => {
    const before = slack.workspace.views.length;
    await work();
    await until(() => slack.workspace.views.length > before);
    return JSON.stringify(slack.workspace.views.at(-1));
  };

  it.each(['viewer', 'guest', 'external', 'nobody'])(
    '%s cannot reach a customer, in no way',
    async (name) => {
      const reply = await slack.say(who(name), channel, root.ts, { text: `De ${name}` });
      await until(() => reply.reactions.includes('no_entry_sign'));
      await until(() =>
        slack.posts(channel, root.ts).some((post) => textOf(post).includes(`<@${who(name).id}>`)),
      );
      const modal = await viewAfter(() => press(name, 'centralita_close'));
      expect(modal).toContain('did not work');
      const answer = await slack.interact({
        type: 'view_submission',
        user: { id: who(name).id },
        view: {
          id: `V-${name}`,
          type: 'modal',
          callback_id: 'centralita_canned_view',
          private_metadata: JSON.stringify({ conversation: id }),
          state: { values: { text: { value: { value: `Por la puerta de atrás: ${name}` } } } },
        },
      });
      expect(await answer.text()).toContain('did not work');
      // Nor by what somebody else wrote and held back.
      await viewAfter(() => press(name, 'centralita_send_anyway', `${id}:${channel.id}:${reply.ts}`));
      expect((await conversation()).state).toBe('open');
      expect(await heard()).toEqual([]);
    },
  );

  it('whoever is in an agents’ group answers, though no user of the hub; the highest group counts', async () => {
    const reply = await slack.say(who('agent'), channel, root.ts, { text: 'De Gus' });
    await until(async () => (await heard()).includes('De Gus'));
    await until(() => reply.reactions.length > 0);
  });

  it('a viewer may look: search and home, and nothing else', async () => {
    const { caseNumber } = await conversation();
    expect(await (await slack.command(caseNumber, who('viewer'), channel)).text()).toContain('Lucía');
    expect(await (await slack.command(caseNumber, who('nobody'), channel)).text()).not.toContain('Lucía');
    expect(await (await slack.command(caseNumber, who('guest'), channel)).text()).not.toContain('Lucía');
    await slack.event({ type: 'app_home_opened', user: who('viewer').id, tab: 'home', channel: 'D1' });
    await slack.event({ type: 'app_home_opened', user: who('nobody').id, tab: 'home', channel: 'D2' });
    const home = (name: string) => JSON.stringify(slack.workspace.homes.get(who(name).id) ?? '');
    await until(() => home('viewer').includes('Lucía') && home('nobody') !== '""');
    expect(home('nobody')).not.toContain('Lucía');
  });

  it('a reply that is deleted while it is held is called off; one that is edited goes as edited', async () => {
    // Whoever writes sooner than this has not read the answer above.
    await new Promise((read) => setTimeout(read, 5_500));
    const off = await slack.say(who('ana'), channel, root.ts, { text: 'Esto no' });
    await slack.remove(channel, off);
    const changed = await slack.say(who('ana'), channel, root.ts, { text: 'Son 20' });
    await slack.edit(channel, changed, { text: 'Son 30' });
    const into = await slack.say(who('ana'), channel, root.ts, { text: 'paga mal' });
    await slack.edit(channel, into, { text: 'note: paga mal' });
    await until(async () => (await heard()).includes('Son 30'));
    await until(() => into.reactions.includes('lock'));
    expect(await heard()).toEqual(['De Gus', 'Son 30']);
    expect(slack.posts(channel, root.ts).map(textOf).join()).toContain('Called off');
  });

  it('a conversation that somebody has is taken over by a button, and that is said', async () => {
    await press('ana', 'centralita_claim');
    await until(async () => (await conversation()).assigneeId !== undefined);
    const before = (await conversation()).assigneeId;
    const refused = await viewAfter(() => press('bea', 'centralita_claim'));
    expect(refused).toContain('did not work');
    expect((await conversation()).assigneeId).toBe(before);
    await press('bea', 'centralita_take_over');
    await until(async () => (await conversation()).assigneeId !== before);
    await until(() =>
      slack.posts(channel, root.ts).some(({ text }) => text.includes('Bea Soto has the conversation')),
    );
    await until(() => textOf(root).includes('Bea Soto'));
  });

  it('tags, and finds by tag, name without accents, phone and words', async () => {
    const submit = await slack.interact({
      type: 'view_submission',
      user: { id: who('ana').id },
      view: {
        id: 'V-tags',
        type: 'modal',
        callback_id: 'centralita_tags_view',
        private_metadata: JSON.stringify({ conversation: id }),
        state: { values: { tags: { value: { value: 'Latón, urgente' } } } },
      },
    });
    expect(submit.status).toBe(200);
    await until(() => textOf(root).includes('urgente'));
    for (const query of ['laton', 'lucia', '+34 600 111 222', 'lámpara']) {
      expect([query, await (await slack.command(query, who('ana'), channel)).text()]).toEqual([
        query,
        expect.stringContaining('Lucía'),
      ]);
    }
  });

  it('the history of a contact names who did what', async () => {
    await kit.writes('34600111222', 'Gracias');
    const history = await viewAfter(() =>
      slack.interact({
        type: 'block_actions',
        user: { id: who('ana').id },
        trigger_id: 'trigger',
        actions: [
          {
            type: 'overflow',
            action_id: 'centralita_more',
            block_id: 'b',
            selected_option: { value: `history:${id}` },
          },
        ],
      }),
    );
    expect(history).toContain('Bea Soto');
    expect(history).toContain('Ana Ruiz');
    const trail = (await kit.ask('GET', `/v1/audit?conversationId=${id}&limit=100`)).items as Loose[];
    const by = trail.map(({ action, by }) => `${action} ${by.name}`).join('\n');
    expect(by).toContain('Ana Ruiz');
    expect(by).toContain('Bea Soto');
  });

  it('App Home: mine, unassigned, overdue, today’s figures', async () => {
    await kit.writes('34600333444', 'Hola', 'Marta');
    await kit.root(channel, 'Marta');
    const home = () => JSON.stringify(slack.workspace.homes.get(who('bea').id) ?? '');
    await until(async () => {
      await slack.event({ type: 'app_home_opened', user: who('bea').id, tab: 'home', channel: 'D3' });
      return home().includes('Marta');
    });
    const part = (from: string, to: string) =>
      home().slice(home().indexOf(`*${from}*`), home().indexOf(`*${to}*`));
    expect(home()).toMatch(/2 open · 1 mine · 1 unassigned · 0 overdue/);
    expect(home()).toContain('Median time to the first answer');
    expect(part('Mine', 'Unassigned')).toContain('Lucía');
    expect(part('Mine', 'Unassigned')).not.toContain('Marta');
    expect(home().slice(home().indexOf('*Unassigned*'))).toContain('Marta');
    await press('bea', 'centralita_away', `${(await conversation()).assigneeId}:away`);
    await until(() => home().includes('I am back'));
    const users = (await kit.ask('GET', '/v1/users')).items as Loose[];
    expect(users.find(({ name }) => name === 'Bea Soto').away).toBe(true);
  });
});
