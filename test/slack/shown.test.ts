import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import * as act from './act.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

const more = `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
teams:
  sales: { name: Sales, members: [ana], slackChannel: "#sales", firstResponseMinutes: 30 }
  lost: { name: Lost, members: [ana] }
routing:
  rules:
    - { id: sales, when: { text: { words: [precio] } }, to: { team: sales } }
    - { id: lost, when: { text: { words: [perdido] } }, to: { team: lost } }
  otherwise: { team: lost }
`;

describe('what a team sees of where conversations went', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let sales: DoubleChannel;
  let found: DoubleChannel;
  let ana: DoubleUser;
  beforeAll(async () => {
    slack = await startDouble();
    sales = slack.workspace.channel('sales');
    found = slack.workspace.channel('found');
    ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
    kit = await startKit({ double: slack, more });
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await slack?.stop();
  });
  afterEach(() => expect(slack.violations).toEqual([]));

  const conversationOf = (name: string) => act.conversationOf(kit, name);

  it('the first answer: due on the card until it comes, then how long it took, kept by the hub', async () => {
    await kit.writes('34600111222', '¿precio?', 'Lucía');
    const root = await kit.root(sales, 'Lucía');
    await until(() => textOf(root).includes('first answer due'));
    await kit.ask('POST', '/sandbox/clock', { advance: '12m' });
    await slack.say(ana, sales, root.ts, { text: 'Son veinte' });
    await until(async () => (await kit.phone('34600111222')).length === 1);
    await until(() => textOf(root).includes('first answered after 12 min'));
    expect(textOf(root)).not.toContain('first answer due');
    const { firstResponseAt, createdAt } = await conversationOf('Lucía');
    expect(Math.round((firstResponseAt - createdAt) / 60_000)).toBe(12);
    const { events } = await kit.ask('GET', '/v1/events?limit=200');
    expect(
      events
        .filter(
          ({ type, data }: Loose) => type === 'conversation.changed' && data.change.kind === 'first_response',
        )
        .map(({ data }: Loose) => data.change.detail),
    ).toEqual([{ ms: expect.any(Number), onTime: true }]);
    // A second answer changes nothing of it.
    await kit.ask('POST', '/sandbox/clock', { advance: '20m' });
    await slack.say(ana, sales, root.ts, { text: 'Con IVA' });
    await until(async () => (await kit.phone('34600111222')).length === 2);
    expect((await conversationOf('Lucía')).firstResponseAt).toBe(firstResponseAt);
  });

  it('a conversation in no channel is reported: problem, health and App Home', async () => {
    await kit.writes('34600111333', 'Estoy perdido', 'Mario');
    await kit.writes('34600111333', '¿Hay alguien?');
    const { id } = await conversationOf('Mario');
    const problems = async () =>
      (await kit.ask('GET', '/v1/events?limit=200')).events.filter(
        ({ type, data }: Loose) => type === 'problem' && data.problem?.detail === id,
      );
    await until(async () => (await problems()).length > 0);
    expect((await problems())[0].data.problem.title).toContain('no Slack channel');
    const health = JSON.stringify(await kit.ask('GET', '/v1/health'));
    expect(health).toContain('Slack conversations without a channel');
    await slack.event({ type: 'app_home_opened', user: ana.id, tab: 'home', channel: 'D1' });
    await until(() => slack.workspace.homes.has(ana.id));
    expect(JSON.stringify(slack.workspace.homes.get(ana.id))).toContain(
      '1 conversations are shown in no channel',
    );
    expect((await problems()).length).toBe(1);
  });

  it('it comes with all that was said once it has a channel, though nobody writes again', async () => {
    await kit.restart('defaultChannel: "#found"');
    const root = await kit.root(found, 'Mario');
    await until(() => slack.posts(found, root.ts).length > 0);
    const [intro] = slack.posts(found, root.ts) as [DoubleMessage];
    expect(textOf(intro)).toContain('What was said last');
    expect(textOf(intro)).toContain('Estoy perdido');
    expect(textOf(intro)).toContain('¿Hay alguien?');
    await kit.writes('34600111333', 'Sigo aquí');
    await until(() => slack.posts(found, root.ts).some(({ text }) => text.includes('Sigo aquí')));
    expect(slack.roots(found)).toHaveLength(1);
    slack.workspace.homes.clear();
    await slack.event({ type: 'app_home_opened', user: ana.id, tab: 'home', channel: 'D1' });
    await until(() => slack.workspace.homes.has(ana.id));
    expect(JSON.stringify(slack.workspace.homes.get(ana.id))).not.toContain('shown in no channel');
  });

  it('what only the default rule took says so on its card, what a rule placed does not', async () => {
    await kit.writes('34600111444', 'Buenas', 'Nadia');
    const root = await kit.root(found, 'Nadia');
    await until(() => textOf(root).includes('No rule fitted this conversation'));
    await kit.writes('34600111555', 'precio por favor', 'Olga');
    const placed = await kit.root(sales, 'Olga');
    await until(() => slack.posts(sales, placed.ts).length === 1);
    expect(textOf(placed)).not.toContain('No rule fitted');
  });
});
