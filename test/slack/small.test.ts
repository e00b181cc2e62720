import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import * as act from './act.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

const lucia = '34600111222';

/** Smaller promises to the team, each seen through once: notes by shortcut, assigning, marks, the link, changes, lists. */
describe('what else a team is promised', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let general: DoubleChannel;
  let ana: DoubleUser;
  let eva: DoubleUser;
  let root: DoubleMessage;
  let id: string;
  beforeAll(async () => {
    slack = await startDouble();
    general = slack.workspace.channel('whatsapp');
    ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
    eva = slack.workspace.user('Eva', { email: 'eva@example.com' });
    kit = await startKit({
      double: slack,
      slack: `
defaultChannel: "#whatsapp"
contactLink: https://app.hubspot.example/contacts/1234/contact/{hubspotId}
`,
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
  eva: { name: Eva Soto, role: agent, email: eva@example.com }
teams:
  support: { name: Support, members: [ana, eva], firstResponseMinutes: 30 }
`,
    });
    await kit.writes(lucia, 'Quiero una lámpara', 'Lucía');
    root = await kit.root(general, 'Lucía');
    id = (await conversationOf('Lucía')).id;
    await until(() => thread().length > 0);
    // The app has written down where the thread is.
    await until(() => slack.calls.some(({ method }) => method === 'chat.update'));
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await slack?.stop();
  });
  afterEach(() => expect(slack.violations).toEqual([]));

  const conversationOf = (name: string) => act.conversationOf(kit, name);
  const conversation = () => kit.ask('GET', `/v1/conversations/${id}`);
  const thread = (of = root) => slack.posts(general, of.ts);
  const appears = (text: string | RegExp, of = root) =>
    until(() => thread(of).some((post) => new RegExp(text).test(textOf(post))));
  const press = (user: DoubleUser, actionId: string, value = id) =>
    act.press(slack, general, user, actionId, value);
  const useShortcut = (user: DoubleUser, message: DoubleMessage) =>
    slack.interact({
      type: 'message_action',
      callback_id: 'centralita_note_shortcut',
      user: { id: user.id, team_id: slack.workspace.team },
      trigger_id: 'trigger',
      channel: { id: general.id, name: general.name },
      message_ts: message.ts,
      message: {
        type: 'message',
        ts: message.ts,
        text: message.text,
        ...(message.thread_ts ? { thread_ts: message.thread_ts } : {}),
      },
    });
  const opened = (work: () => Promise<unknown>) => act.opened(slack, work);
  const submit = async (user: DoubleUser, view: Loose, values: Record<string, object>) => {
    const answer = await act.submitted(slack, user, 'V1', view, values);
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe('');
  };

  it('a note by the message shortcut: kept in the hub, marked as a note in the thread, never at the customer', async () => {
    const [shown] = thread();
    const form = await opened(() => useShortcut(ana, shown as DoubleMessage));
    expect(form.callback_id).toBe('centralita_note_view');
    await submit(ana, form, { note: { value: 'La quiere de latón' } });
    await appears(':lock:.*Note by Ana Ruiz, not sent to the customer');
    expect(thread().filter((post) => textOf(post).includes('La quiere de latón'))).toHaveLength(1);
    const notes = await kit.ask('GET', `/v1/conversations/${id}/notes`);
    expect((notes.items ?? notes).map(({ text, authorId }: Loose) => [text, authorId])).toEqual([
      ['La quiere de latón', expect.stringMatching(/^us_/)],
    ]);
    expect(await kit.phone(lucia)).toEqual([]);
    // On the card itself as well; on anything else it says why there is nothing to note.
    expect((await opened(() => useShortcut(ana, root))).callback_id).toBe('centralita_note_view');
    const talk = await slack.say(ana, general, undefined, { text: 'Buenos días a todos' });
    expect(JSON.stringify(await opened(() => useShortcut(ana, talk)))).toContain('part of no conversation');
  });

  it('assigning to somebody else: the hub, the card and the thread say whose it is, and by whom', async () => {
    const form = await opened(() => press(ana, 'centralita_assign'));
    const { options } = form.blocks[0].element;
    const chosen = options.find(({ text }: Loose) => text.text === 'Eva Soto');
    expect(chosen.value).not.toBe('none');
    await submit(ana, form, { person: { selected_option: chosen } });
    expect((await conversation()).assigneeId).toBe(chosen.value);
    await appears('Eva Soto has the conversation \\(by Ana Ruiz\\)');
    await until(() => /\*Assigned to\*\\nEva Soto/.test(textOf(root)));
    // The form opens with who has it, and can set it free again.
    const again = await opened(() => press(eva, 'centralita_assign'));
    expect(again.blocks[0].element.initial_option).toEqual(chosen);
    await submit(eva, again, { person: { selected_option: options[0] } });
    expect((await conversation()).assigneeId).toBeUndefined();
    await appears('Nobody has the conversation now \\(by Eva Soto\\)');
    await until(() => /\*Assigned to\*\\nnobody/.test(textOf(root)));
  });

  it('a reply is marked as it goes: sent, delivered, read', async () => {
    await kit.ask('PUT', `/sandbox/customers/${lucia}`, { online: false });
    const reply = await slack.say(ana, general, root.ts, { text: 'La tenemos en latón' });
    await until(() => reply.reactions.length > 0);
    expect(reply.reactions).toEqual(['heavy_check_mark']);
    await kit.ask('PUT', `/sandbox/customers/${lucia}`, { online: true });
    await until(() => reply.reactions.length > 1);
    expect(reply.reactions).toEqual(['heavy_check_mark', 'white_check_mark']);
    await kit.ask('POST', `/sandbox/customers/${lucia}/read`, {});
    await until(() => reply.reactions.length > 2);
    expect(reply.reactions).toEqual(['heavy_check_mark', 'white_check_mark', 'eyes']);
    expect(thread().some((post) => textOf(post).includes('Not sent'))).toBe(false);
  });

  it('a reply that fails after it was taken has its mark, and a line for its author: reason and next step', async () => {
    await kit.ask('POST', '/sandbox/faults', { kind: 'status_failed', code: 131026, customer: lucia });
    const reply = await slack.say(ana, general, root.ts, { text: 'Se la apartamos hasta el viernes' });
    await until(() => reply.reactions.includes('x'));
    const about = () => thread().filter((post) => post.bot_id && textOf(post).includes('hasta el viernes'));
    await until(() => about().length > 0);
    const [line] = about() as [DoubleMessage];
    const failed = (await kit.ask('GET', `/v1/conversations/${id}/messages`)).items.find(
      ({ state }: Loose) => state === 'failed',
    );
    expect(failed.error.providerCode).toBe(131026);
    expect(line.text).toContain(`<@${ana.id}> Not sent to the customer: ${failed.error.message}`);
    expect(failed.error.nextStep).not.toBe('');
    expect(textOf(line)).toContain(`*Next step:* ${failed.error.nextStep}`);
    expect(textOf(line)).toContain(`p${reply.ts.replace('.', '')}`);
    expect(reply.reactions).not.toContain('white_check_mark');
    expect(about()).toHaveLength(1);
  });

  it('the card leads to the contact in HubSpot once it is known there', async () => {
    expect(textOf(root)).not.toContain('app.hubspot.example');
    const { contactId } = await conversation();
    await kit.ask('PATCH', `/v1/contacts/${contactId}`, { attributes: { hubspotId: '50 1' } });
    await until(() =>
      textOf(root).includes('<https://app.hubspot.example/contacts/1234/contact/50%201|Contact>'),
    );
  });

  const picture = (caption: string) => ({ type: 'image', image: { caption } });

  it('an order is listed item by item', async () => {
    await kit.writes(lucia, {
      type: 'order',
      order: {
        catalog_id: '77',
        text: 'Para regalo <urgente>',
        product_items: [
          { product_retailer_id: 'LAMP-1', quantity: 2, item_price: 30.5, currency: 'EUR' },
          { product_retailer_id: 'BULB-9', quantity: 1, item_price: 4, currency: 'EUR' },
        ],
      },
    });
    await appears('LAMP-1');
    const order = thread().find((post) => textOf(post).includes('LAMP-1')) as DoubleMessage;
    expect(JSON.stringify(order.blocks)).toContain(
      JSON.stringify(
        ':shopping_trolley: *Order*\nPara regalo &lt;urgente&gt;\n2 × LAMP-1 at 30.5 EUR\n1 × BULB-9 at 4 EUR',
      ),
    );
  });

  it('what a customer edits is shown as it is now, marked; what they delete is nowhere in Slack any more', async () => {
    const said = await kit.writes(lucia, 'Mi dirección es Sol 1');
    await appears('Sol 1');
    const shown = thread().find((post) => textOf(post).includes('Sol 1')) as DoubleMessage;
    await kit.writes(lucia, {
      type: 'edit',
      edit: {
        original_message_id: said.id,
        message: { type: 'text', text: { body: 'Mi dirección es Luna 2' } },
      },
    });
    await until(() => textOf(shown).includes('Luna 2'));
    expect(textOf(shown)).not.toContain('Sol 1');
    expect(JSON.stringify(shown.blocks)).toContain('edited');
    await appears(':pencil2: \\*Lucía\\* \\(edited\\): Mi dirección es Luna 2');
    await kit.writes(lucia, { type: 'revoke', revoke: { original_message_id: said.id } });
    await until(() => textOf(shown).includes('The customer deleted this message.'));
    await until(() => !general.messages.some((post) => /Sol 1|Luna 2/.test(textOf(post))));
  });

  it('… and what quotes it, which stays and says what it answers is gone; an edit keeps the quote', async () => {
    const said = await kit.writes(lucia, '¿Hacéis envíos a Soria?');
    const answer = await kit.writes(lucia, {
      type: 'text',
      text: { body: 'Digo, a Teruel' },
      context: { id: said.id },
    });
    await appears('Digo, a Teruel');
    const quoting = thread().find((post) => textOf(post).includes('Digo, a Teruel')) as DoubleMessage;
    expect(JSON.stringify(quoting.blocks)).toContain('Soria');
    await kit.writes(lucia, {
      type: 'edit',
      edit: {
        original_message_id: answer.id,
        message: { type: 'text', text: { body: 'Digo, a Huesca' } },
      },
    });
    await until(() => textOf(quoting).includes('Digo, a Huesca'));
    expect(JSON.stringify(quoting.blocks)).toContain('Soria');
    await kit.writes(lucia, { type: 'revoke', revoke: { original_message_id: said.id } });
    await until(() => !general.messages.some((post) => textOf(post).includes('Soria')));
    expect(textOf(quoting)).toContain('Digo, a Huesca');
    expect(JSON.stringify(quoting.blocks)).toContain('a deleted message');
    expect(JSON.stringify(quoting.blocks)).toContain('edited');
  });

  it('a picture that the customer deletes goes with its caption', async () => {
    const said = await kit.writes(lucia, picture('Así, en negro'));
    await until(() => [...slack.workspace.files.values()].some(({ shares }) => shares.has(general.id)));
    const shown = thread().find((post) => textOf(post).includes('en negro')) as DoubleMessage;
    await kit.writes(lucia, { type: 'revoke', revoke: { original_message_id: said.id } });
    await until(() => [...slack.workspace.files.values()].every(({ deleted }) => deleted));
    await until(() => textOf(shown).includes('The customer deleted this message.'));
    await until(() => !general.messages.some((post) => textOf(post).includes('en negro')));
  });

  it('… and so does one whose file was still on its way', async () => {
    let isComing = false;
    slack.fault = ({ method }) => {
      if (method !== 'files.completeUploadExternal') return undefined;
      isComing = true;
      return { kind: 'slow', ms: 1_000 };
    };
    const before = slack.workspace.files.size;
    const said = await kit.writes(lucia, picture('Perdón, esta no'));
    await until(() => isComing);
    expect(slack.workspace.files.size).toBe(before);
    await kit.writes(lucia, { type: 'revoke', revoke: { original_message_id: said.id } });
    await until(() => slack.workspace.files.size > before);
    await until(() => [...slack.workspace.files.values()].every(({ deleted }) => deleted));
    slack.fault = () => undefined;
    await until(() => !general.messages.some((post) => textOf(post).includes('Perdón')));
  });

  it('a reply whose deletion arrives first is not sent when it comes, and its author is told', async () => {
    const ts = slack.workspace.nextTs();
    const about = { channel: general.id, channel_type: 'channel' };
    const written = { type: 'message', user: eva.id, ts, thread_ts: root.ts, text: 'Mejor no' };
    await slack.event({
      ...about,
      type: 'message',
      subtype: 'message_deleted',
      hidden: true,
      deleted_ts: ts,
      previous_message: written,
      ts: slack.workspace.nextTs(),
    });
    const calledOff = () => thread().filter(({ text }) => text.includes('Called off before it was sent'));
    const before = calledOff().length;
    await slack.event({ ...about, ...written });
    await until(() => calledOff().length > before);
    await slack.event({ ...about, ...written });
    await slack.say(eva, general, root.ts, { text: 'Mejor así' });
    await until(async () => JSON.stringify(await kit.phone(lucia)).includes('Mejor así'));
    expect(calledOff()).toHaveLength(before + 1);
    expect(JSON.stringify(await kit.phone(lucia))).not.toContain('Mejor no');
  });

  it('App Home lists as overdue whoever waits past the first-response target, until somebody answers', async () => {
    await kit.writes('34600777888', '¿Abren hoy?', 'Olga');
    const olga = await kit.root(general, 'Olga');
    const overdue = async () => {
      slack.workspace.homes.delete(ana.id);
      await slack.event({ type: 'app_home_opened', user: ana.id, tab: 'home', channel: 'D1' });
      await until(() => slack.workspace.homes.has(ana.id));
      const { blocks } = slack.workspace.homes.get(ana.id) as Loose;
      const texts = blocks.map((block: Loose) => block.text?.text ?? block.elements?.[0]?.text ?? '');
      const from = texts.indexOf('*Overdue*');
      return { list: texts.slice(from + 1, texts.indexOf('*Mine*')).join('\n'), all: JSON.stringify(blocks) };
    };
    expect((await overdue()).list).toContain('Nothing here.');
    await kit.ask('POST', '/sandbox/clock', { advance: '31m' });
    const late = await overdue();
    expect(late.list).toContain('Olga');
    expect(late.list).toContain(`p${olga.ts.replace('.', '')}|Open the thread`);
    expect(late.list).not.toContain('Lucía');
    expect(late.all).toContain('1 overdue');
    const reply = await slack.say(ana, general, olga.ts, { text: 'Sí, hasta las ocho' });
    await until(() => reply.reactions.length > 0);
    expect((await overdue()).list).toContain('Nothing here.');
  });

  const closed = async () => {
    await press(ana, 'centralita_close');
    await until(async () => (await conversation()).state === 'closed');
    await until(() => /\*State\*\\nclosed/.test(textOf(root)));
    expect(textOf(root)).toContain('centralita_reopen');
    expect(textOf(root)).not.toContain('centralita_close"');
    await appears('Closed by Ana Ruiz');
  };
  const open = async () => {
    await until(async () => (await conversation()).state === 'open');
    await until(() => /\*State\*\\nopen/.test(textOf(root)));
    expect(textOf(root)).toContain('centralita_close"');
    expect(textOf(root)).not.toContain('centralita_reopen');
  };
  /** Posts that say this; only those shown in the channel too, where that is asked. */
  const wrote = (text: RegExp, inChannel = false) =>
    slack.calls.filter(
      ({ method, args }) =>
        method === 'chat.postMessage' &&
        text.test(String(args.text)) &&
        (!inChannel || String(args.reply_broadcast) === 'true'),
    );

  it('closed is opened again by the button: said by whom, and in the thread alone', async () => {
    await closed();
    await press(eva, 'centralita_reopen');
    await appears('Open again \\(by Eva Soto\\)');
    await open();
    expect(wrote(/wrote again|Open again/, true)).toEqual([]);
    expect(wrote(/wrote again/)).toEqual([]);
  });

  it('… by the customer who names the case: said in the channel too; whoever names none begins a new one', async () => {
    await closed();
    const { caseNumber } = await conversation();
    await kit.writes(lucia, `Una cosa más sobre ${caseNumber}`);
    await appears('The customer wrote again: the conversation is open again');
    await appears('Una cosa más');
    await open();
    expect(wrote(/wrote again/, true)).toHaveLength(1);
    expect(slack.roots(general).filter((each) => textOf(each).includes('Lucía'))).toHaveLength(1);
    await closed();
    await kit.writes(lucia, 'Otro asunto');
    const roots = () => slack.roots(general).filter((each) => textOf(each).includes('Lucía'));
    await until(() => roots().length === 2);
    await appears('Otro asunto', roots()[1]);
    expect(textOf(roots()[1] as DoubleMessage)).not.toContain(caseNumber);
    expect((await conversation()).state).toBe('closed');
  });

  it('… and a snooze ends by either: said in the channel when it was the customer', async () => {
    await kit.writes('34600999000', 'Luego le digo', 'Pepe');
    const pepe = await kit.root(general, 'Pepe');
    const { id: his } = await conversationOf('Pepe');
    const state = async () => (await kit.ask('GET', `/v1/conversations/${his}`)).state;
    const snoozed = async () => {
      const at = { selected_date_time: Math.floor(Date.now() / 1000) + 86_400 };
      await submit(ana, await opened(() => press(ana, 'centralita_snooze', his)), { until: at });
      expect(await state()).toBe('snoozed');
    };
    const ended = () => thread(pepe).filter((post) => textOf(post).includes('snooze has ended'));
    await snoozed();
    await press(ana, 'centralita_reopen', his);
    await until(() => ended().length === 1);
    expect(wrote(/snooze has ended/, true)).toEqual([]);
    await snoozed();
    await kit.writes('34600999000', 'Ya lo sé');
    await until(() => ended().length === 2);
    expect(await state()).toBe('open');
    expect(wrote(/snooze has ended/, true)).toHaveLength(1);
  });
});
