import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type SlackDouble, signed, signingSecret, startDouble } from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleUser } from '../../slack-app/src/testing/workspace.ts';
import { type Kit, startKit, until } from './kit.ts';

const people = `
users:
  ana: { name: Ana Ruiz, role: agent, email: ana@example.com }
teams:
  support: { name: Support, members: [ana] }
`;

const begin = async (
  socket: boolean,
): Promise<{ double: SlackDouble; channel: DoubleChannel; ana: DoubleUser; kit: Kit }> => {
  const double = await startDouble();
  const channel = double.workspace.channel('whatsapp');
  const ana = double.workspace.user('Ana', { email: 'ana@example.com' });
  const kit = await startKit({ double, socket, slack: 'defaultChannel: "#whatsapp"', more: people });
  return { double, channel, ana, kit };
};

describe('what Slack delivers over HTTP', () => {
  let it_: Awaited<ReturnType<typeof begin>>;
  beforeAll(async () => {
    it_ = await begin(false);
  }, 30_000);
  afterAll(async () => {
    await it_?.kit.stop();
    await it_?.double.stop();
  });
  const post = (request: Request) => it_.double.deliver?.(request) as Promise<Response>;

  it.each([
    ['another secret', () => signed({ type: 'event_callback' }, false, Date.now(), 'wrong')],
    ['a time six minutes ago', () => signed({ type: 'event_callback' }, false, Date.now() - 360_000)],
    [
      'no signature',
      () => new Request('http://hub.example/ext/slack/events', { method: 'POST', body: '{}' }),
    ],
    [
      'a changed body',
      () => {
        const genuine = signed({ type: 'event_callback', event_id: 'Ev1' });
        return new Request(genuine.url, {
          method: 'POST',
          body: '{"type":"event_callback"}',
          headers: genuine.headers,
        });
      },
    ],
  ])('is refused with %s', async (_, make) => {
    expect((await post(make())).status).toBe(401);
  });

  it('answers Slack’s check of the address, and refuses what cannot be read', async () => {
    expect(await (await post(signed({ type: 'url_verification', challenge: 'c0ffee' }))).json()).toEqual({
      challenge: 'c0ffee',
    });
    expect((await fetch(`${it_.kit.hub.url}/ext/slack/events`)).status).toBe(405);
    expect((await fetch(`${it_.kit.hub.url}/ext/slack/elsewhere`, { method: 'POST' })).status).toBe(404);
  });

  it('is taken once however often it is delivered, also a day late', async () => {
    const { kit, double, channel, ana } = it_;
    await kit.writes('34600111222', 'Hola', 'Lucía');
    const root = await kit.root(channel, 'Lucía');
    const ts = double.workspace.nextTs();
    channel.messages.push({
      ts,
      thread_ts: root.ts,
      user: ana.id,
      text: 'Una vez',
      blocks: [],
      reactions: [],
    });
    const event = {
      type: 'message',
      channel: channel.id,
      user: ana.id,
      text: 'Una vez',
      ts,
      thread_ts: root.ts,
    };
    await Promise.all(Array.from({ length: 5 }, () => double.event(event, { id: 'EvTwice' })));
    // The same message as another event: Slack’s own retry with a new id, or what catching up found.
    await double.event(event, { id: 'EvOther' });
    await until(async () => (await kit.phone('34600111222')).length > 0);
    await double.event(event, { id: 'EvTwice' });
    const marker = await double.say(ana, channel, root.ts, { text: 'Después' });
    await until(() => marker.reactions.length > 0);
    expect((await kit.phone('34600111222')).map(({ text }) => text.body)).toEqual(['Una vez', 'Después']);
  });

  it('is refused with 5xx when it cannot be stored, so that Slack comes again', async () => {
    const { createRemember } = await import('../../slack-app/src/inbox/remember.ts');
    const { StoringReceiver } = await import('../../slack-app/src/receiver.ts');
    const remember = createRemember({
      realNow: Date.now,
      store: {
        query: async () => [{ one: 1 }],
        write: async () => {
          throw new Error('the disk is full');
        },
      },
    });
    const receiver = new StoringReceiver({ signingSecret, remember, now: Date.now });
    const body = {
      type: 'event_callback',
      event_id: 'Ev9',
      event: { type: 'message', channel: 'C1', user: 'U1', ts: '2.0', thread_ts: '1.0' },
    };
    await expect(receiver.fetch(signed(body))).rejects.toThrow('disk');
  });
});

describe('Socket Mode', () => {
  let it_: Awaited<ReturnType<typeof begin>>;
  beforeAll(async () => {
    it_ = await begin(true);
  }, 30_000);
  afterAll(async () => {
    await it_?.kit.stop();
    await it_?.double.stop();
  });

  it('takes replies and buttons over real frames, and comes back after the connection was cut', async () => {
    const { kit, double, channel, ana } = it_;
    await until(() => double.sockets.length === 1);
    await kit.writes('34600111222', 'Hola', 'Lucía');
    const root = await kit.root(channel, 'Lucía');
    const first = await double.say(ana, channel, root.ts, { text: 'Uno' });
    await until(() => first.reactions.length > 0);
    const command = await double.command('', ana, channel);
    expect(await command.text()).toContain('/whatsapp');
    const [before] = double.sockets;
    before?.cut();
    await until(() => double.sockets.length === 1 && double.sockets[0] !== before);
    const second = await double.say(ana, channel, root.ts, { text: 'Dos' });
    await until(() => second.reactions.length > 0);
    double.sockets[0]?.send({ type: 'disconnect', reason: 'refresh_requested' });
    await until(() => double.calls.filter(({ method }) => method === 'apps.connections.open').length >= 3);
    expect((await kit.phone('34600111222')).map(({ text }) => text.body)).toEqual(['Uno', 'Dos']);
  });

  it('reads after a downtime what was written meanwhile, once and in order', async () => {
    const { kit, double, channel, ana } = it_;
    const root = await kit.root(channel, 'Lucía');
    await kit.hub.stop();
    // Nobody listens: Slack keeps the messages and gives up delivering them.
    for (const text of ['Tres', 'Cuatro']) {
      channel.messages.push({
        ts: double.workspace.nextTs(),
        thread_ts: root.ts,
        user: ana.id,
        text,
        blocks: [],
        reactions: [],
      });
    }
    await kit.restart();
    await until(async () => (await kit.phone('34600111222')).length === 4);
    expect((await kit.phone('34600111222')).map(({ text }) => text.body)).toEqual([
      'Uno',
      'Dos',
      'Tres',
      'Cuatro',
    ]);
    expect(double.violations).toEqual([]);
  });

  it('notices after a downtime what was deleted meanwhile, and says what the customer keeps, once', async () => {
    const { kit, double, channel } = it_;
    const root = await kit.root(channel, 'Lucía');
    const lines = () =>
      double.posts(channel, root.ts).filter(({ text }) => text.includes('The customer keeps this message'));
    await kit.hub.stop();
    channel.messages.splice(
      channel.messages.findIndex(({ text }) => text === 'Dos'),
      1,
    );
    await kit.restart();
    await until(() => lines().length > 0);
    await kit.restart();
    const replies = () => double.calls.filter(({ method }) => method === 'conversations.replies').length;
    const before = replies();
    await until(() => replies() > before);
    await kit.writes('34600111222', 'Otra cosa');
    await until(() => double.posts(channel, root.ts).some(({ text }) => text.includes('Otra cosa')));
    expect(lines()).toHaveLength(1);
    expect((await kit.phone('34600111222')).map(({ text }) => text.body)).toHaveLength(4);
    expect(double.violations).toEqual([]);
  });
});
