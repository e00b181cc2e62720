import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

const minute = 60_000;
const day = 24 * 60 * minute;
const days = ['sun', 'mon', 'tue', 'wed', 'thu', 'fri', 'sat'] as const;

/** What the clock brings: late answers, by each team’s hours; the end of the window; who is told when nobody moves. */
describe('as time goes by', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let general: DoubleChannel;
  let sales: DoubleChannel;
  let leads: DoubleChannel;
  let ana: DoubleUser;
  const began = Date.now();
  /** The only day sales works, and this week it is a holiday. */
  const opens = new Date(Math.floor(began / day) * day + 2 * day);
  beforeAll(async () => {
    slack = await startDouble();
    general = slack.workspace.channel('whatsapp');
    sales = slack.workspace.channel('sales');
    leads = slack.workspace.channel('leads');
    ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
    kit = await startKit({
      double: slack,
      slack: `
defaultChannel: "#whatsapp"
escalation: { afterMinutes: 15, channel: "#leads" }
`,
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com, slackId: ${ana.id} }
teams:
  support: { name: Support, members: [ana], firstResponseMinutes: 30 }
  sales: { name: Sales, members: [ana], slackChannel: "#sales", firstResponseMinutes: 30, hours: fair }
hours:
  fair:
    timeZone: UTC
    week: { ${days[opens.getUTCDay()]}: "09:00-17:00" }
    holidays: ["${opens.toISOString().slice(0, 10)}"]
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
  afterEach(() => expect(slack.violations).toEqual([]));

  let offset = 0;
  /** Moves the clock to so many milliseconds after the test began. */
  const goTo = async (ms: number) => {
    const by = ms - offset - (Date.now() - began);
    if (by > 0) await kit.ask('POST', '/sandbox/clock', { advance: by });
    offset += Math.max(0, by);
  };
  const says = (channel: DoubleChannel, root: DoubleMessage, text: string) =>
    slack.posts(channel, root.ts).filter((post) => textOf(post).includes(text));
  const conversationOf = async (name: string): Promise<Loose> =>
    (await kit.ask('GET', '/v1/conversations?limit=200')).items.find(
      ({ contact }: Loose) => contact.name === name,
    );
  let lucia: DoubleMessage;
  let marta: DoubleMessage;
  let nuria: DoubleMessage;

  it('a due time stands on the card: minutes of the clock, or of the team’s hours without its holidays', async () => {
    await kit.writes('34600111222', 'Hola', 'Lucía');
    await kit.writes('34600333444', '¿Qué precio tiene?', 'Marta');
    await kit.writes('34600555666', 'Buenas', 'Nuria');
    [lucia, marta, nuria] = [
      await kit.root(general, 'Lucía'),
      await kit.root(sales, 'Marta'),
      await kit.root(general, 'Nuria'),
    ];
    await until(
      () => textOf(lucia).includes('first answer due') && textOf(marta).includes('first answer due'),
    );
    const { dueAt, createdAt } = await conversationOf('Lucía');
    expect(Math.round((dueAt - createdAt) / 5_000)).toBe((30 * minute) / 5_000);
    expect(new Date((await conversationOf('Marta')).dueAt).toISOString()).toBe(
      new Date(opens.getTime() + 7 * day + 9.5 * 60 * minute).toISOString(),
    );
  });

  it('a late answer is pointed out once, in the thread and the channel, and not where somebody answered', async () => {
    const reply = await slack.say(ana, general, nuria.ts, { text: 'Buenas, Nuria' });
    await until(() => reply.reactions.length > 0);
    await until(() => textOf(nuria).includes('first answered after'));
    await kit.ask('POST', `/v1/conversations/${(await conversationOf('Lucía')).id}/assign`, {
      to: 'ana',
    });
    await goTo(29 * minute);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(says(general, lucia, 'has been waiting')).toHaveLength(0);
    await goTo(31 * minute);
    await until(() => says(general, lucia, 'has been waiting').length === 1);
    expect(textOf(says(general, lucia, 'has been waiting')[0] as DoubleMessage)).toContain(`<@${ana.id}>`);
    const call = slack.calls.find(({ args }) => String(args.text).includes('has been waiting'));
    expect(String(call?.args.reply_broadcast)).toBe('true');
  });

  it('nobody moved: the leads hear of it, once, with the way to the thread', async () => {
    await goTo(46 * minute);
    await until(() => leads.messages.length === 1);
    expect(textOf(leads.messages[0] as DoubleMessage)).toContain(`p${lucia.ts.replace('.', '')}`);
    await goTo(60 * minute);
    expect(leads.messages).toHaveLength(1);
    expect(says(general, nuria, 'has been waiting')).toHaveLength(0);
    expect(says(sales, marta, 'has been waiting')).toHaveLength(0);
  });

  it('the window is about to end: said once, where a customer waits', async () => {
    await goTo(21.9 * 60 * minute);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(says(general, lucia, 'reply window ends')).toHaveLength(0);
    await goTo(22.1 * 60 * minute);
    await until(() => says(general, lucia, 'reply window ends').length === 1);
    await until(() => says(sales, marta, 'reply window ends').length === 1);
    expect(says(general, nuria, 'reply window ends')).toHaveLength(0);
  });

  it('the window has ended: the card says so by itself, a reply stays inside and has a template at hand', async () => {
    expect(textOf(lucia)).toContain('open until');
    await goTo(24.1 * 60 * minute);
    await until(() => textOf(lucia).includes('only templates'));
    const reply = await slack.say(ana, general, lucia.ts, { text: 'Perdone la espera' });
    await until(() => reply.reactions.includes('no_entry_sign'));
    await until(() => says(general, lucia, 'centralita_template').length > 0);
    expect(await kit.phone('34600111222')).toEqual([]);
  });

  it('a holiday is no working day: the answer is late on the next one', async () => {
    await goTo(opens.getTime() - began + 12 * 60 * minute);
    await new Promise((resolve) => setTimeout(resolve, 300));
    expect(says(sales, marta, 'has been waiting')).toHaveLength(0);
    await goTo(opens.getTime() - began + 7 * day + 9.6 * 60 * minute);
    await until(() => says(sales, marta, 'has been waiting').length === 1);
    await until(() => says(general, lucia, 'has been waiting').length === 1);
  });
});
