import type { DoubleChannel, DoubleMessage, DoubleUser } from '../../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../../support/hub-process.ts';
import { seeded } from '../../support/seeded.ts';
import { textOf, until } from '../kit.ts';
import type { Customer, Day, Wrote } from './day.ts';

export interface Team {
  readonly agents: readonly DoubleUser[];
  /** Not a user of the hub. */
  readonly stranger: DoubleUser;
  readonly channels: readonly DoubleChannel[];
}

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);

/** One customer’s day, step by step. Each step belongs to a time of the day; its own dice decide what it is. */
export const story = (day: Day, team: Team, customer: Customer, seed: number) => {
  const { kit } = day;
  const { slack } = kit;
  const random = seeded(seed * 7919 + customer.number);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const agent = pick(team.agents);
  let count = 0;
  const token = (letter: string) => `${letter}${customer.number}x${++count}z`;

  const customerSays = async (kind: 'text' | 'image' | 'audio' | 'document' | 'location', extra = '') => {
    const word = token('c');
    const bodies: Record<typeof kind, object> = {
      text: { type: 'text', text: { body: `${word} ${extra}¿qué tal?` } },
      image: { type: 'image', image: { caption: word } },
      audio: { type: 'audio', audio: { voice: true } },
      document: { type: 'document', document: { filename: `${word}.pdf`, caption: word } },
      location: { type: 'location', location: { latitude: 40.4, longitude: -3.7, name: word } },
    };
    const { id } = await kit.writes(customer.phone, bodies[kind], customer.name);
    customer.sent.push({ token: word, id });
    return id;
  };
  /** Waits for what is to be shown next: a person answers what they see. */
  const thread = async (): Promise<{ channel: DoubleChannel; root: DoubleMessage }> => {
    await until(() => {
      const all = [...slack.workspace.channels.values()].flatMap((channel) =>
        slack
          .roots(channel)
          .filter(({ text }) => text.startsWith(`${customer.name} · `))
          .map((root) => ({ channel, root })),
      );
      for (const each of all.sort((a, b) => (a.root.ts < b.root.ts ? -1 : 1)))
        if (!customer.roots.some(({ root }) => root === each.root)) customer.roots.push(each);
      return customer.roots.length >= customer.threads;
    }, 60_000).catch(() => {
      throw new Error(`${customer.name} has ${customer.roots.length} threads and not ${customer.threads}`);
    });
    return customer.roots.at(-1) as { channel: DoubleChannel; root: DoubleMessage };
  };
  const writes = async (
    by: DoubleUser,
    text: string,
    more: { kind?: 'note'; expected?: string; file?: boolean; broadcast?: boolean } = {},
  ): Promise<Wrote> => {
    const { channel, root } = await thread();
    const message = await slack.say(by, channel, root.ts, {
      text,
      ...(more.broadcast ? { broadcast: true } : {}),
      ...(more.file ? { files: [slack.file('foto.png', 'image/png', png)] } : {}),
    });
    const wrote: Wrote = {
      person: customer,
      by,
      channel,
      root,
      message,
      kind: more.kind ?? 'reply',
      texts: [more.expected ?? text],
    };
    day.wrote.push(wrote);
    return wrote;
  };
  const press = (user: DoubleUser, id: string, value: string, more: object = {}) =>
    slack.interact({
      type: 'block_actions',
      user: { id: user.id, team_id: slack.workspace.team },
      actions: [{ type: 'button', action_id: id, block_id: 'b', value }],
      ...more,
    });
  const submit = (user: DoubleUser, callback: string, conversation: string, values: Record<string, object>) =>
    slack.interact({
      type: 'view_submission',
      user: { id: user.id, team_id: slack.workspace.team },
      view: {
        id: 'V1',
        type: 'modal',
        callback_id: callback,
        private_metadata: JSON.stringify({ conversation }),
        state: { values: Object.fromEntries(Object.entries(values).map(([k, value]) => [k, { value }])) },
      },
    });
  const conversation = async (): Promise<string> => {
    const { root } = await thread();
    return /cv_[0-9a-f]+/.exec(JSON.stringify(root.blocks))?.[0] ?? '';
  };
  const whatsAppFails = (fault: object) =>
    kit.ask('POST', '/sandbox/faults', [{ ...fault, customer: customer.phone, times: 1 }]);
  const secret = (letter: string) => {
    const word = token(letter);
    day.secrets.push(word);
    return word;
  };

  const teamActs: readonly [number, () => Promise<unknown>][] = [
    [44, () => writes(agent, `${token('r')} con gusto`)],
    [
      5,
      () => {
        const word = token('r');
        return writes(agent, `${word} foto`, { file: true });
      },
    ],
    [4, () => writes(agent, `${token('r')} a todos`, { broadcast: true })],
    [7, () => writes(agent, `nota: ${secret('n')}`, { kind: 'note' })],
    [
      3,
      async () =>
        submit(agent, 'centralita_note_view', await conversation(), { note: { value: secret('n') } }),
    ],
    [
      4,
      async () => {
        const { channel } = await thread();
        await slack.say(agent, channel, undefined, { text: secret('t') });
      },
    ],
    [
      4,
      async () => {
        const text = `${token('p')} de un programa`;
        const content = { kind: 'text', text };
        const refused = await kit
          .ask('POST', '/v1/messages', { conversationId: await conversation(), content })
          .then(
            () => false,
            (error: Error) => {
              // The customer wrote a whole day ago.
              if (!error.message.includes('window_closed')) throw error;
              return true;
            },
          );
        if (refused) return;
        day.programs.push({ person: customer, text });
      },
    ],
    [
      6,
      async () => {
        await Promise.all([
          writes(agent, `${token('r')} uno`),
          writes(pick(team.agents), `${token('r')} dos`),
        ]);
      },
    ],
    [
      3,
      async () => {
        const wrote = await writes(agent, `${token('r')} primera`);
        const after = `${token('r')} segunda`;
        wrote.edited = true;
        wrote.texts.push(after);
        await slack.edit(wrote.channel, wrote.message, { text: after });
      },
    ],
    [
      3,
      async () => {
        const wrote = await writes(agent, `${token('r')} borrado`);
        wrote.removed = true;
        await slack.remove(wrote.channel, wrote.message);
      },
    ],
    [3, () => writes(team.stranger, `${token('r')} de fuera`)],
    [
      2,
      () => {
        const text = `${token('r')} ¿tú qué dices?`;
        return writes(agent, `<@${pick(team.agents).id}> ${text}`, { expected: text });
      },
    ],
    [
      2,
      async () => {
        await whatsAppFails({ kind: 'status_failed', code: 131026 });
        await writes(agent, `${token('r')} 131026`);
      },
    ],
    [
      2,
      async () => {
        await whatsAppFails({ kind: 'status_failed', code: 131047 });
        await writes(agent, `${token('r')} 131047`);
      },
    ],
    [
      2,
      async () => {
        await whatsAppFails({ kind: 'server_error', httpStatus: 500, on: 'messages' });
        await writes(agent, `${token('r')} 500`);
      },
    ],
    [
      2,
      async () => {
        await whatsAppFails({ kind: 'server_error', httpStatus: 503, accepted: true, on: 'messages' });
        await writes(agent, `${token('r')} 503`);
      },
    ],
    [
      2,
      async () => {
        await whatsAppFails({ kind: 'reset', accepted: true, on: 'messages' });
        await writes(agent, `${token('r')} reset`);
      },
    ],
    [
      2,
      async () => {
        await whatsAppFails({ kind: 'send_error', code: 131051, on: 'messages' });
        await writes(agent, `${token('r')} 131051`);
      },
    ],
  ];
  const customerActs: readonly [number, () => Promise<unknown>][] = [
    [50, () => customerSays('text')],
    [8, () => customerSays('image')],
    [4, () => customerSays('audio')],
    [4, () => customerSays('document')],
    [4, () => customerSays('location')],
    [
      6,
      async () => {
        const word = token('c');
        const { id } = await kit.writes(customer.phone, {
          type: 'text',
          text: { body: `${word} respondo` },
          context: { id: customer.sent.at(-1)?.id },
        });
        customer.sent.push({ token: word, id });
      },
    ],
    [
      4,
      () =>
        kit.writes(customer.phone, {
          type: 'reaction',
          reaction: { message_id: customer.sent.at(-1)?.id, emoji: '👍' },
        }),
    ],
    [
      3,
      async () => {
        const id = await customerSays('text');
        await kit.writes(customer.phone, {
          type: 'edit',
          edit: {
            original_message_id: id,
            message: { type: 'text', text: { body: `${token('e')} corregido` } },
          },
        });
      },
    ],
    [
      3,
      async () => {
        const id = await customerSays('text');
        await kit.writes(customer.phone, { type: 'revoke', revoke: { original_message_id: id } });
      },
    ],
  ];
  const throwDice = (acts: readonly [number, () => Promise<unknown>][]) => {
    let left = random() * acts.reduce((sum, [weight]) => sum + weight, 0);
    for (const [weight, act] of acts) {
      left -= weight;
      if (left < 0) return act;
    }
    return undefined;
  };

  const begin = async () => {
    customer.threads++;
    await customerSays('text', customer.home === team.channels[0] ? '' : `${customer.home.name} `);
    if (random() < 0.5) await customerSays('text');
  };
  const steps: (() => Promise<unknown>)[] = [begin];
  const rounds = 1 + Math.floor(random() * 3);
  for (let round = 0; round < rounds; round++) {
    const ours = throwDice(teamActs);
    const theirs = throwDice(customerActs);
    if (ours) steps.push(ours);
    if (theirs && random() < 0.8) steps.push(theirs);
  }
  if (customer.number % 13 === 5) {
    steps.splice(2, 0, async () => {
      const id = await conversation();
      const next = team.channels[1 + Math.floor(random() * (team.channels.length - 1))] as DoubleChannel;
      if (next === customer.roots.at(-1)?.channel) return;
      customer.moves.push(next);
      customer.threads++;
      await submit(agent, 'centralita_move_view', id, {
        target: { selected_option: { value: `team:${next.name}` } },
        note: { value: secret('h') },
      });
      await thread();
    });
  }
  if (random() < 0.35) {
    steps.push(async () => {
      const id = await conversation();
      await press(agent, 'centralita_close', id);
      await until(async () => (await kit.ask('GET', `/v1/conversations/${id}`)).state === 'closed');
    });
    // Whoever writes after that begins anew.
    if (random() < 0.3) steps.push(begin, () => writes(agent, `${token('r')} otra vez`));
  }
  let at = Math.floor(random() * 36);
  const plan = steps.map((run, index) => {
    if (index > 0) at += Math.floor(random() * 3);
    return { at, run };
  });

  return {
    plan,
    /** The next day: the window has closed. */
    tooLate: () => writes(agent, `${token('r')} demasiado tarde`),
    insist: async (wrote: Wrote) => {
      const notice = slack
        .posts(wrote.channel, wrote.root.ts)
        .find(
          (post) =>
            textOf(post).includes(`${wrote.channel.id}:${wrote.message.ts}`) &&
            textOf(post).includes('centralita_send_anyway'),
        ) as Loose;
      const value = /"value":"([^"]+)"/.exec(JSON.stringify(notice?.blocks ?? []))?.[1];
      if (!value) return;
      wrote.insisted = true;
      await press(wrote.by, 'centralita_send_anyway', value);
    },
  };
};
