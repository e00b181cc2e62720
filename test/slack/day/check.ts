import { expect } from '@jest/globals';
import type { DoubleChannel, DoubleMessage } from '../../../slack-app/src/testing/workspace.ts';
import type { Loose } from '../../support/hub-process.ts';
import { textOf } from '../kit.ts';
import type { Customer, Day, Wrote } from './day.ts';

interface Shown {
  readonly channel: DoubleChannel;
  readonly post: DoubleMessage;
  readonly message: string;
  readonly episode: number;
  readonly part: number;
}

/** The hub's log, from its API. */
export const readLog = async ({ kit }: Pick<Day, 'kit'>): Promise<Loose[]> => {
  const events: Loose[] = [];
  for (let after = '0'; ; ) {
    const answer = await kit.ask('GET', `/v1/events?limit=200&after=${after}`);
    events.push(...answer.events);
    if (!answer.more) return events;
    after = answer.cursor;
  }
};

const everyPost = (day: Day): { channel: DoubleChannel; post: DoubleMessage }[] =>
  [...day.kit.slack.workspace.channels.values()].flatMap((channel) =>
    channel.messages.filter(({ bot_id }) => bot_id).map((post) => ({ channel, post })),
  );
const keyOf = (post: DoubleMessage): string | undefined =>
  post.metadata?.event_payload.k as string | undefined;

/**
 * What customers wrote, read twice: by the keys the app gives its posts, and by the words alone as a person would see
 * them. Each is in one thread, the right one for that time, in the order of the log, and nowhere else.
 */
export const checkThreads = (day: Day, log: readonly Loose[]): Record<string, number> => {
  const posts = everyPost(day);
  const keys = posts.map(({ post }) => keyOf(post)).filter((key) => key !== undefined);
  expect(repeated(keys)).toEqual([]);
  // Whatever the app writes can be looked up again; files carry none, and are looked up by their own id.
  expect(posts.filter(({ post }) => !keyOf(post) && !post.files).map(({ post }) => post.text)).toEqual([]);

  const shown: Shown[] = posts.flatMap(({ channel, post }) => {
    const [, message, episode, part] = /^m:(ms_[^:]+):(\d+):(\d+)$/.exec(keyOf(post) ?? '') ?? [];
    return message ? [{ channel, post, message, episode: Number(episode), part: Number(part) }] : [];
  });
  const roots = posts.flatMap(({ channel, post }) => {
    const [, conversation, episode] = /^root:(cv_[^:]+):(\d+)$/.exec(keyOf(post) ?? '') ?? [];
    return conversation ? [{ channel, post, conversation, episode: Number(episode) }] : [];
  });
  const conversations = new Map<string, Loose[]>();
  for (const event of log) {
    const id = event.data.hub?.conversationId;
    if (id) conversations.set(id, [...(conversations.get(id) ?? []), event]);
  }
  const problems: string[] = [];
  const ours = new Set(day.wrote.flatMap(({ texts }) => texts.map(firstWord)));
  let messages = 0;
  for (const [conversation, events] of conversations) {
    const received = events.filter(({ type }) => type === 'message.received');
    if (received.length === 0) continue;
    const customer = customerOf(day, received[0]);
    const places = [customer.home];
    const handovers = events.filter(({ type, data }) => type === 'conversation.routed' && data.by);
    places.push(...(handovers.length > 0 ? customer.moves : []));
    if (places.length !== handovers.length + 1)
      problems.push(`${customer.name}: ${handovers.length} hand-overs, ${customer.moves.length} were made`);
    const own = roots
      .filter((root) => root.conversation === conversation)
      .sort((a, b) => a.episode - b.episode);
    const { caseNumber } = received[0].data.conversation ?? {};
    if (own.length !== places.length || own.some(({ post }) => post.thread_ts))
      problems.push(`${customer.name}: ${own.length} roots and not ${places.length}`);
    for (const [index, place] of places.entries()) {
      const root = own.find(({ episode }) => episode === index + 1);
      if (root?.channel !== place)
        problems.push(`${customer.name}: root ${index + 1} is not in ${place.name}`);
      if (caseNumber && !root?.post.text.includes(caseNumber))
        problems.push(`${customer.name}: another case`);
    }
    // What is to be shown, in store order, each in the place the conversation had then.
    let place = 0;
    const expected: string[] = [];
    for (const { type, data } of events) {
      if (type === 'conversation.routed' && data.by) place++;
      const said = data.message?.content;
      const shownToo =
        type === 'message.received' || (type === 'message.sent' && !ours.has(firstWord(wordsOf(said))));
      if (shownToo) expected.push(`${places[place]?.name} ${own[place]?.post.ts} ${data.hub.messageId}`);
    }
    messages += received.length;
    const found = shown
      .filter(({ message }) => events.some(({ data }) => data.hub?.messageId === message))
      .sort((a, b) => (a.post.ts < b.post.ts ? -1 : 1))
      .map(({ channel, post, message }) => `${channel.name} ${post.thread_ts} ${message}`);
    if (JSON.stringify(found) !== JSON.stringify(expected))
      problems.push(`${customer.name}: shown\n  ${found.join('\n  ')}\nand not\n  ${expected.join('\n  ')}`);
  }

  // Again, by the words alone.
  const state = new Map<string, { text: string; customer: Customer; deleted: boolean }>();
  for (const { type, data } of log) {
    if (type === 'message.received') {
      const text = firstWord(wordsOf(data.message.content));
      state.set(data.message.providerId, { text, customer: customerOf(day, { data }), deleted: false });
    }
    const before = state.get(data.message?.originalProviderId);
    if (before && type === 'message.edited')
      state.set(data.message.originalProviderId, {
        ...before,
        text: firstWord(wordsOf(data.message.content)),
      });
    if (before && type === 'message.deleted') before.deleted = true;
  }
  const lines = posts.map(({ post }) => post.text);
  for (const { text, customer, deleted } of state.values()) {
    if (text === '') continue;
    const voice = `${customer.name}: `;
    const seen = lines.filter((line) => line.startsWith(voice) && line.includes(text)).length;
    if (seen !== (deleted ? 0 : 1)) problems.push(`${customer.name}: ${text} is shown ${seen} times`);
  }
  // Everything written on a phone is in the log, once.
  const logged = log
    .filter(({ type }) => type === 'message.received')
    .map(({ data }) => data.message.providerId);
  expect(repeated(logged)).toEqual([]);
  const written = day.customers.flatMap(({ sent }) => sent.map(({ id }) => id));
  expect(written.filter((id) => !logged.includes(id))).toEqual([]);
  expect(problems).toEqual([]);
  return { conversations: roots.length, messages };
};

const firstWord = (text: string): string => text.split(/[\s.]/)[0] ?? '';
const wordsOf = (content: Loose): string => content?.text ?? content?.caption ?? content?.name ?? '';

const customerOf = (day: Day, { data }: Loose): Customer => {
  const phone = String(data.contact?.waId ?? data.contact?.phone ?? '').replace('+', '');
  const found = day.customers.find((customer) => customer.phone === phone);
  if (!found) throw new Error(`nobody has the phone ${phone}`);
  return found;
};

const repeated = (list: readonly string[]): string[] => {
  const seen = new Set<string>();
  return list.filter((each) => seen.has(each) || !seen.add(each));
};

/** Each file a customer sent is in the thread of its message, once. */
export const checkFiles = (day: Day, log: readonly Loose[]): number => {
  const kinds = new Set(['image', 'audio', 'video', 'document', 'sticker']);
  const problems: string[] = [];
  let files = 0;
  for (const { channel, post } of everyPost(day)) {
    if (!/^root:/.test(keyOf(post) ?? '')) continue;
    const inThread = everyPost(day).filter(
      (each) => each.channel === channel && each.post.thread_ts === post.ts,
    );
    const shared = inThread.filter((each) => each.post.files).length;
    const ids = new Set(inThread.map((each) => /^m:(ms_[^:]+)/.exec(keyOf(each.post) ?? '')?.[1]));
    const wanted = log.filter(
      ({ type, data }) =>
        type === 'message.received' && ids.has(data.hub.messageId) && kinds.has(data.message.content.kind),
    ).length;
    files += shared;
    if (shared !== wanted) problems.push(`${post.text}: ${shared} files and not ${wanted}`);
  }
  expect(problems).toEqual([]);
  return files;
};

/**
 * What the team wrote: once on the phone of the customer and nowhere else, or an explanation under it in its thread,
 * addressed to whoever wrote it. One or the other; both only where somebody insisted or nobody can know.
 */
export const checkReplies = async (day: Day): Promise<Record<string, number>> => {
  const { kit, weather } = day;
  const phones = new Map<Customer, Loose[]>();
  for (const customer of day.customers)
    phones.set(
      customer,
      (await kit.phone(customer.phone)).filter(({ status }) => status !== 'failed'),
    );
  const wordsOn = (message: Loose): string =>
    message.text?.body ?? message[message.type]?.caption ?? JSON.stringify(message);
  const problems: string[] = [];
  const counts: Record<string, number> = { reached: 0, explained: 0, uncertain: 0, cancelled: 0 };
  const tally = (what: string) => {
    counts[what] = (counts[what] ?? 0) + 1;
  };
  for (const wrote of day.wrote.filter(({ kind }) => kind === 'reply')) {
    const { person, texts, channel, root, message } = wrote;
    const what = `${person.name}: “${texts.join('” or “')}”`;
    const here = (phones.get(person) ?? []).filter((each) => texts.includes(wordsOn(each))).length;
    const anywhere = [...phones.values()]
      .flat()
      .filter((each) => texts.some((text) => wordsOn(each).includes(firstWord(text)))).length;
    if (anywhere !== here) problems.push(`${what} is ${anywhere} times on phones, ${here} of them right`);
    if (here > 1) problems.push(`${what} reached the customer ${here} times`);
    const about = `p${message.ts.replace('.', '')}`;
    const lines = kit.slack
      .posts(channel, root.ts)
      .filter(
        (post) => post.bot_id && textOf(post).includes(about) && textOf(post).includes(`<@${wrote.by.id}>`),
      );
    const no = lines.filter(({ text }) => text.includes('Not sent to the customer')).length;
    const perhaps = lines.filter(({ text }) => text.includes('Nobody knows whether')).length;
    const calledOff = kit.slack
      .posts(channel, root.ts)
      .some(({ text }) => text.includes('Called off before it was sent'));
    if (perhaps > 1 || no > (wrote.insisted ? 2 : 1))
      problems.push(`${what}: ${no} and ${perhaps} explanations`);
    if (here === 1) {
      tally('reached');
      if (no > 0 && !wrote.insisted) problems.push(`${what} reached the customer and is called not sent`);
    } else if (no > 0) tally('explained');
    else if (perhaps === 1) tally('uncertain');
    else if (wrote.removed && calledOff) tally('cancelled');
    else problems.push(`${what} was neither received nor explained (${message.reactions.join()})`);
    if (wrote.insisted && here !== 1) problems.push(`${what} was insisted on and not received`);
    // Whoever changed their mind too late is told that the customer keeps what they had, where anybody knows that.
    const knows = here === 1 && perhaps === 0;
    if (knows && wrote.edited && (phones.get(person) ?? []).some((each) => wordsOn(each) === texts[0]))
      if (!says(day, wrote, 'keeps the first version'))
        problems.push(`${what}: the edit came too late, untold`);
    if (knows && wrote.removed && !says(day, wrote, 'keeps this message'))
      problems.push(`${what}: the deletion came too late, untold`);
  }

  // In the order they were written in one thread, but for those Slack delivered late and those that were sent in the end.
  for (const customer of day.customers) {
    const own = day.wrote.filter(
      ({ person, kind, insisted, message }) =>
        person === customer && kind === 'reply' && !insisted && !weather.late.has(message.ts),
    );
    const order = (phones.get(customer) ?? [])
      .map((each) => own.find(({ texts }) => texts.includes(wordsOn(each))))
      .filter((wrote) => wrote !== undefined)
      .filter(({ edited }) => !edited);
    for (const root of new Set(order.map((wrote) => wrote.root))) {
      const times = order.filter((wrote) => wrote.root === root).map(({ message }) => Number(message.ts));
      // Two who write at the same moment may be taken in either order: Slack delivers side by side.
      if (times.some((at, index) => (times[index + 1] ?? at) < at - 0.05))
        problems.push(`${customer.name}: replies came in another order: ${times.join()}`);
    }
    // Nothing else is there: each message on the phone was written by somebody, for this customer.
    const allowed = new Set([
      ...day.wrote
        .filter(({ person, kind }) => person === customer && kind === 'reply')
        .flatMap(({ texts }) => texts),
      ...day.programs.filter(({ person }) => person === customer).map(({ text }) => text),
    ]);
    for (const each of phones.get(customer) ?? [])
      if (!allowed.has(wordsOn(each))) problems.push(`${customer.name} got “${wordsOn(each)}”`);
  }
  for (const { person, text } of day.programs) {
    const here = (phones.get(person) ?? []).filter((each) => wordsOn(each) === text).length;
    if (here !== 1) problems.push(`${person.name}: the program’s “${text}” is there ${here} times`);
  }
  expect(problems).toEqual([]);
  return counts;
};

const says = ({ kit }: Day, { channel, root }: Wrote, words: string): boolean =>
  kit.slack.posts(channel, root.ts).some(({ bot_id, text }) => bot_id && text.includes(words));

/** Not a word of what stays inside left the house, whatever became of the rest. */
export const checkSecrets = async (day: Day): Promise<number> => {
  const { kit } = day;
  const { sends } = await kit.ask('GET', '/sandbox/sends?limit=100000');
  const outside = [JSON.stringify(sends)];
  for (const { phone } of day.customers) outside.push(JSON.stringify(await kit.phone(phone)));
  const all = outside.join('\n');
  expect(day.secrets.filter((word) => all.includes(word))).toEqual([]);
  // Nothing went out twice, not even to be refused.
  expect(sends.filter(({ count }: Loose) => count !== 1)).toEqual([]);
  // And the notes are kept, each once.
  const notes: string[] = [];
  const { items } = await allConversations(day);
  for (const { id } of items)
    for (const { text } of (await kit.ask('GET', `/v1/conversations/${id}/notes`)).items) notes.push(text);
  const wanted = day.secrets.filter((word) => !word.startsWith('t'));
  expect(wanted.filter((word) => notes.filter((text) => text.includes(word)).length !== 1)).toEqual([]);
  return wanted.length;
};

const allConversations = async ({ kit }: Day): Promise<{ items: Loose[] }> => {
  const items: Loose[] = [];
  for (let cursor = ''; ; ) {
    const page = await kit.ask(
      'GET',
      `/v1/conversations?limit=200${cursor && `&after=${encodeURIComponent(cursor)}`}`,
    );
    items.push(...page.items);
    if (!page.next) return { items };
    cursor = page.next;
  }
};
