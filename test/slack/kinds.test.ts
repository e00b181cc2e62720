import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlackDouble, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../support/hub-process.ts';
import { type Kit, startKit, textOf, until } from './kit.ts';

const ana34 = '34600111222';

/** Every kind of message in a thread, and what the channel’s setting makes of what the team writes. */
describe('kinds and settings', () => {
  let kit: Kit;
  let slack: SlackDouble;
  let general: DoubleChannel;
  let careful: DoubleChannel;
  let ana: DoubleUser;
  let root: DoubleMessage;
  beforeAll(async () => {
    slack = await startDouble();
    general = slack.workspace.channel('whatsapp');
    careful = slack.workspace.channel('careful');
    ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
    kit = await startKit({
      double: slack,
      slack: `
defaultChannel: "#whatsapp"
maskPhones: true
channels:
  "#careful": { replies: mention, language: es }
`,
      more: `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
teams:
  support: { name: Support, members: [ana] }
  careful: { name: Careful, members: [ana], slackChannel: "#careful" }
routing:
  rules:
    - { id: careful, when: { text: { words: [precio] } }, to: { team: careful } }
  otherwise: { team: support }
`,
    });
    await kit.writes(ana34, 'Hola', 'Lucía');
    root = await kit.root(general, 'Lucía');
  }, 30_000);
  afterAll(async () => {
    await kit?.stop();
    await slack?.stop();
  });
  afterEach(() => expect(slack.violations).toEqual([]));

  const thread = (of = root, channel = general) => slack.posts(channel, of.ts);
  const appears = (text: string | RegExp, of = root, channel = general) =>
    until(() => thread(of, channel).some((post) => new RegExp(text).test(textOf(post))));

  it('the card hides the number where that is wished, and says that only the default took it', async () => {
    await until(() => textOf(root).includes('No rule fitted'));
    expect(textOf(root)).not.toContain('600111222');
    expect(textOf(root)).toContain('22');
  });

  it.each<[string, object, RegExp]>([
    [
      'formatting',
      { type: 'text', text: { body: 'es *muy* bonita' } },
      /"text":"muy","style":\{"bold":true\}/,
    ],
    [
      'a place',
      { type: 'location', location: { latitude: 40.4, longitude: -3.7, name: 'Sol' } },
      /Sol .*maps.*40\.4/,
    ],
    [
      'a contact card',
      {
        type: 'contacts',
        contacts: [
          { name: { formatted_name: 'Pepe Gil', first_name: 'Pepe' }, phones: [{ phone: '+34611' }] },
        ],
      },
      /Pepe Gil.*\+34611/,
    ],
    [
      'a customer who would ping everybody',
      { type: 'text', text: { body: '<!channel> &' } },
      /<!channel>|&lt;!channel&gt;/,
    ],
    ['a kind nobody passes on', { type: 'unsupported' }, /does not pass on|does not know/],
  ])('%s', async (_, message, shown) => {
    await kit.writes(ana34, message);
    await appears(shown);
    // Only as text: nobody is called by a customer.
    for (const post of thread()) {
      expect(post.text).not.toContain('<!channel>');
      expect(JSON.stringify(post.blocks)).not.toMatch(/"type":"broadcast"/);
    }
  });

  it('what is written in a group says so, and that a reply goes to its author alone', async () => {
    const { id } = await kit.ask('POST', '/sandbox/groups', { subject: 'Vecinos', customers: [ana34] });
    await kit.ask('POST', `/sandbox/groups/${id}/messages`, {
      customer: ana34,
      type: 'text',
      text: { body: 'Buenas a todos' },
    });
    await appears(/Buenas a todos.*written in a group; a reply goes to this person alone/);
    const [conversation] = (await kit.ask('GET', '/v1/conversations')).items;
    const { items } = await kit.ask('GET', `/v1/conversations/${conversation.id}/messages?limit=5`);
    expect(items.map(({ content, groupId }: Loose) => [content.text, groupId])).toContainEqual([
      'Buenas a todos',
      id,
    ]);
  });

  it('a reply names what it answers, with the way there; a reaction says to what', async () => {
    const reply = await slack.say(ana, general, root.ts, { text: '¿De qué color?' });
    await until(() => reply.reactions.length > 0);
    const [sent] = (await kit.phone(ana34)).slice(-1) as Loose[];
    await kit.writes(ana34, { type: 'text', text: { body: 'Roja' }, context: { id: sent.id } });
    await appears(/Answering.*De qué color/);
    expect(thread().map(textOf).join()).toContain(`p${reply.ts.replace('.', '')}`);
    await kit.writes(ana34, { type: 'reaction', reaction: { message_id: sent.id, emoji: '👍' } });
    await appears(/reacted 👍 to .*De qué color/);
  });

  it('formatting, links, mentions and emoji of a reply read right at the customer', async () => {
    const reply = await slack.say(ana, general, root.ts, {
      text: 'x',
      blocks: [
        {
          type: 'rich_text',
          elements: [
            {
              type: 'rich_text_section',
              elements: [
                { type: 'text', text: 'Hoy', style: { bold: true } },
                { type: 'text', text: ' con ' },
                { type: 'user', user_id: ana.id },
                { type: 'text', text: ': ' },
                { type: 'link', url: 'https://shop.example/a', text: 'aquí' },
                { type: 'text', text: ' ' },
                { type: 'emoji', name: 'tada', unicode: '1f389' },
              ],
            },
          ],
        },
      ],
    });
    await until(() => reply.reactions.length > 0);
    const [last] = (await kit.phone(ana34)).slice(-1) as Loose[];
    expect(last.text.body).toBe('*Hoy* con @Ana: aquí (https://shop.example/a) 🎉');
  });

  it('a customer who opted out: not sent, why, and nothing arrives', async () => {
    await kit.writes(ana34, 'STOP');
    await appears('does not want any more messages');
    const reply = await slack.say(ana, general, root.ts, { text: 'Una oferta' });
    await until(() => reply.reactions.includes('no_entry_sign'));
    await appears(new RegExp(`<@${ana.id}>`));
    expect(JSON.stringify(await kit.phone(ana34))).not.toContain('Una oferta');
  });

  it('where a mention sends, nothing else leaves; and the words are those of the channel', async () => {
    await kit.writes('34600333444', '¿Qué precio tiene?', 'Marta');
    const marta = await kit.root(careful, 'Marta');
    await until(() => textOf(marta).includes('Asignarme') || textOf(marta).includes('Equipo'));
    const inside = await slack.say(ana, careful, marta.ts, { text: 'Mírale el descuento' });
    await until(() => inside.reactions.includes('no_entry_sign'));
    const out = await slack.say(ana, careful, marta.ts, {
      text: `<@${slack.workspace.botUser}> Doce euros`,
    });
    await until(() => out.reactions.some((mark) => mark !== 'no_entry_sign'));
    await slack.say(ana, careful, marta.ts, { text: 'reply: Y envío gratis' });
    await until(async () => (await kit.phone('34600333444')).length === 2);
    expect((await kit.phone('34600333444')).map(({ text }: Loose) => text.body)).toEqual([
      'Doce euros',
      'Y envío gratis',
    ]);
  });

  it('edits, deletions and reactions are told in those words too, and nothing repeats what was taken back', async () => {
    const said = await kit.writes('34600333444', '¿Y el precio de dos?');
    const marta = await kit.root(careful, 'Marta');
    const lines = () => thread(marta, careful).map(textOf).join();
    await until(() => lines().includes('¿Y el precio de dos?'));
    const message = { type: 'text', text: { body: '¿Y el precio de tres?' } };
    await kit.writes('34600333444', { type: 'edit', edit: { original_message_id: said.id, message } });
    await until(() => lines().includes('*Marta* (editado): ¿Y el precio de tres?'));
    await kit.writes('34600333444', { type: 'reaction', reaction: { message_id: said.id, emoji: '👍' } });
    await until(() => lines().includes('reaccionó 👍'));
    await kit.writes('34600333444', { type: 'revoke', revoke: { original_message_id: said.id } });
    await until(() => !/de dos|de tres/.test(lines()));
    expect(thread(marta, careful).filter(({ text }) => text.includes('El cliente eliminó'))).toHaveLength(3);
    await until(() => !/de dos|de tres/.test(textOf(marta)));
    expect(lines()).not.toMatch(/edited|reacted|deleted/);
  });

  it('a conversation nobody would see is reported, and appears with its history once it has a channel', async () => {
    await kit.restart('language: en');
    await kit.writes('34600777888', 'Nadie me ve', 'Olga');
    const line = async () =>
      (await kit.ask('GET', '/v1/health')).items.find(({ name }: Loose) =>
        name.includes('without a channel'),
      );
    await until(async () => (await line())?.ok === false);
    expect((await line()).nextStep).toContain('slack.defaultChannel');
    await kit.restart('defaultChannel: "#whatsapp"');
    await kit.writes('34600777888', '¿Hola?');
    const olga = await kit.root(general, 'Olga');
    await appears('Nadie me ve', olga);
    await until(async () => (await line())?.ok === true);
  });
});
