import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import * as act from './act.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

/** What people do with a conversation beside answering: buttons, modals, commands, App Home. */
describe('the team at work', () => {
  let kit: Kit;
  let general: DoubleChannel;
  let sales: DoubleChannel;
  let ana: DoubleUser;
  let bea: DoubleUser;
  let root: DoubleMessage;
  let id: string;
  beforeAll(async () => {
    const double = await startDouble();
    general = double.workspace.channel('whatsapp');
    sales = double.workspace.channel('sales');
    ana = double.workspace.user('Ana', { email: 'ana@example.com' });
    bea = double.workspace.user('Bea', { email: 'bea@example.com' });
    kit = await startKit({
      double,
      slack: `
defaultChannel: "#whatsapp"
cannedReplies:
  - { key: hours, title: Opening hours, text: "Hi {name}, we open at nine." }
`,
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
  bea: { name: Bea Soto, role: read_only, email: bea@example.com }
teams:
  support: { name: Support, members: [ana] }
  sales: { name: Sales, members: [ana], slackChannel: "#sales" }
`,
    });
    await kit.writes('34600111222', 'Quiero una lámpara', 'Lucía');
    root = await kit.root(general, 'Lucía');
    id = (await kit.ask('GET', '/v1/conversations')).items[0].id;
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await kit?.slack.stop();
  });
  afterEach(() => expect(kit.slack.violations).toEqual([]));

  const conversation = () => kit.ask('GET', `/v1/conversations/${id}`);
  const press = (user: DoubleUser, actionId: string, value = id, more: object = {}) =>
    act.press(kit.slack, general, user, actionId, value, more);
  const opened = (work: () => Promise<unknown>) => act.opened(kit.slack, work);
  const submit = async (user: DoubleUser, view: Loose, values: Record<string, object>, viewId = 'V1') => {
    const answer = await act.submitted(kit.slack, user, viewId, view, values);
    expect(answer.status).toBe(200);
    const text = await answer.text();
    return text === '' ? undefined : JSON.parse(text);
  };

  it('claims a conversation, and the card and the thread say whose it is', async () => {
    expect((await press(ana, 'centralita_claim')).status).toBe(200);
    await until(async () => (await conversation()).assigneeId !== undefined);
    await until(() => textOf(root).includes('Ana Ruiz'));
    await until(() => kit.slack.posts(general, root.ts).some((post) => post.text.includes('Ana Ruiz')));
  });

  it('tells whoever may only read that this is not for them, and does nothing', async () => {
    const view = await opened(() => press(bea, 'centralita_close'));
    expect(JSON.stringify(view)).toContain('level agent');
    expect((await conversation()).state).toBe('open');
  });

  it('snoozes until later, and refuses a time that has passed', async () => {
    const view = await opened(() => press(ana, 'centralita_snooze'));
    const past = await submit(ana, view, { until: { selected_date_time: 1 } });
    expect(past).toMatchObject({
      response_action: 'errors',
      errors: { until: expect.stringContaining('passed') },
    });
    const at = Math.floor(Date.now() / 1000) + 7200;
    expect(await submit(ana, view, { until: { selected_date_time: at } })).toBeUndefined();
    await until(async () => (await conversation()).state === 'snoozed');
    await press(ana, 'centralita_reopen');
    await until(async () => (await conversation()).state === 'open');
  });

  it('sends a template from a form made of its parameters, after a preview, once', async () => {
    const list = await opened(() => press(ana, 'centralita_template'));
    const { options } = list.blocks[0].accessory;
    const chosen = options.find(({ text }: Loose) => text.text.startsWith('aviso_envio'));
    const form = await opened(() =>
      press(ana, 'centralita_template_chosen', '', {
        actions: [
          {
            type: 'static_select',
            action_id: 'centralita_template_chosen',
            block_id: 'template',
            selected_option: chosen,
          },
        ],
        view: {
          id: 'V7',
          type: 'modal',
          private_metadata: list.private_metadata,
          callback_id: list.callback_id,
        },
      }),
    );
    const inputs = form.blocks
      .filter(({ type }: Loose) => type === 'input')
      .map(({ block_id }: Loose) => block_id);
    expect(inputs).toEqual(['body.1', 'body.2']);
    const long = 'x'.repeat(1_400);
    const values = { 'body.1': { value: long }, 'body.2': { value: `${long}y` } };
    expect(await submit(ana, form, values, 'V7')).toEqual({
      response_action: 'errors',
      errors: { 'body.2': expect.stringContaining('characters too long') },
    });
    const preview = await submit(
      ana,
      form,
      { 'body.1': { value: 'Lucía' }, 'body.2': { value: 'A-17' } },
      'V7',
    );
    expect(JSON.stringify(preview.view)).toContain('Lucía');
    expect(JSON.stringify(preview.view)).toContain('A-17');
    await submit(ana, preview.view, {}, 'V7');
    await submit(ana, preview.view, {}, 'V7');
    await until(async () => (await kit.phone('34600111222')).some(({ type }) => type === 'template'));
    await until(() => kit.slack.posts(general, root.ts).some((post) => textOf(post).includes('aviso_envio')));
    expect((await kit.phone('34600111222')).filter(({ type }) => type === 'template')).toHaveLength(1);
  });

  it('fills a prepared reply and sends what is left of it', async () => {
    const list = await opened(() =>
      press(ana, 'centralita_more', '', {
        actions: [
          {
            type: 'overflow',
            action_id: 'centralita_more',
            block_id: 'b',
            selected_option: { value: `canned:${id}` },
          },
        ],
      }),
    );
    const filled = await opened(() =>
      press(ana, 'centralita_canned_chosen', '', {
        actions: [
          {
            type: 'static_select',
            action_id: 'centralita_canned_chosen',
            block_id: 'canned',
            selected_option: { value: 'hours' },
          },
        ],
        view: {
          id: 'V8',
          type: 'modal',
          private_metadata: list.private_metadata,
          callback_id: list.callback_id,
        },
      }),
    );
    expect(JSON.stringify(filled)).toContain('Hi Lucía, we open at nine.');
    await submit(ana, filled, { text: { value: 'Hi Lucía, we open at ten.' } }, 'V8');
    await until(async () => JSON.stringify(await kit.phone('34600111222')).includes('we open at ten'));
  });

  it('keeps a note from a modal, tags, and finds it all by case number', async () => {
    const note = await opened(() => press(ana, 'centralita_note'));
    await submit(ana, note, { note: { value: 'Wants it in brass' } });
    await until(() =>
      kit.slack.posts(general, root.ts).some((post) => textOf(post).includes('Wants it in brass')),
    );
    const { caseNumber } = await conversation();
    const found = await kit.slack.command(caseNumber.toLowerCase(), ana, general);
    expect(await found.text()).toContain('Lucía');
    const nothing = await kit.slack.command('zzzz no such thing', ana, general);
    expect(await nothing.text()).toContain('Nothing found');
    const stranger = await kit.slack.command(caseNumber, kit.slack.workspace.user('Zoe'), general);
    expect(await stranger.text()).not.toContain('Lucía');
    expect(JSON.stringify(await kit.phone('34600111222'))).not.toContain('brass');
  });

  it('moves to another team: the new thread has the note and what was said, the old one says where', async () => {
    const modal = await opened(() =>
      press(ana, 'centralita_more', '', {
        actions: [
          {
            type: 'overflow',
            action_id: 'centralita_more',
            block_id: 'b',
            selected_option: { value: `move:${id}` },
          },
        ],
      }),
    );
    await submit(ana, modal, {
      target: { selected_option: { value: 'team:sales' } },
      note: { value: 'Brass, two pieces, by Friday' },
    });
    const next = await kit.root(sales, 'Lucía');
    await until(() =>
      kit.slack.posts(sales, next.ts).some((post) => textOf(post).includes('Quiero una lámpara')),
    );
    const intro = kit.slack.posts(sales, next.ts).find((post) => textOf(post).includes('Quiero una lámpara'));
    expect(textOf(intro as DoubleMessage)).toContain('Brass, two pieces');
    await until(() => kit.slack.posts(general, root.ts).some((post) => post.text.includes('#sales')));
    await until(() => !textOf(root).includes('centralita_claim'));
    await kit.writes('34600111222', '¿Y en negro?');
    await until(() => kit.slack.posts(sales, next.ts).some((post) => post.text.includes('negro')));
    expect(kit.slack.posts(general, root.ts).some((post) => post.text.includes('negro'))).toBe(false);
    expect(kit.slack.roots(sales)).toHaveLength(1);
  });

  it('says what an edit or a deletion came too late for in the thread it was made in, also after a move', async () => {
    const says = (words: string) =>
      kit.slack.posts(general, root.ts).some((post) => post.bot_id && post.text.includes(words));
    const first = await kit.slack.say(ana, general, root.ts, { text: 'Sí, en negro tambien' });
    const second = await kit.slack.say(ana, general, root.ts, { text: 'Y en gris' });
    await until(async () => JSON.stringify(await kit.phone('34600111222')).includes('Y en gris'));
    await kit.slack.edit(general, first, { text: 'Sí, en negro también' });
    await until(() => says('keeps the first version'));
    await kit.slack.remove(general, second);
    await until(() => says('keeps this message'));
  });

  it('shows App Home with what is mine, and closes and reopens', async () => {
    await kit.slack.event({ type: 'app_home_opened', user: ana.id, tab: 'home', channel: 'D1' });
    await until(() => kit.slack.workspace.homes.has(ana.id));
    expect(JSON.stringify(kit.slack.workspace.homes.get(ana.id))).toContain('Lucía');
    await kit.slack.event({ type: 'app_home_opened', user: bea.id, tab: 'home', channel: 'D2' });
    await until(() => kit.slack.workspace.homes.has(bea.id));
    await press(ana, 'centralita_close');
    await until(async () => (await conversation()).state === 'closed');
  });
});
