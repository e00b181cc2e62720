import { HubError } from '@centralita/core/hub-client';
import type { ConversationId, MessageId, OutboundContent } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { later, Stop } from '../client/stop.ts';
import { failureWords, needsTemplate } from '../consumer/marks.ts';
import { splitText } from '../format/split.ts';
import type { Parts } from '../parts.ts';
import type { Person } from '../people.ts';
import { addLink, type Thread } from '../threads.ts';
import type { Words } from '../words/index.ts';
import { contentOf, FileProblem, readyFile } from './files.ts';
import type { Written } from './take.ts';
import { type Offer, tellNotSent } from './unsent.ts';

/** https://developers.facebook.com/docs/whatsapp/cloud-api/messages/text-messages */
const mostText = 4096;
const mostParts = 10;
const mostCaption = 1024;

/** What could not be sent for this long is not sent at all: the customer would not know what it answers. */
const mostWaitMs = 4 * 3_600_000;

/**
 * A reply on its way to the customer: it reaches them once, or the thread says why not. Every step may be repeated:
 * the hub knows each part by its key.
 */
export const reply = async (parts: Parts, written: Written, performance: Performance): Promise<void> => {
  try {
    await trySend(parts, written, performance);
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal) return refuseByHub(parts, written, refusal);
    if (error instanceof Stop && error.outcome.state !== 'retry') throw error;
    const waited = parts.realNow() - written.at - parts.settings.holdSeconds * 1000;
    if (waited > mostWaitMs) {
      const words = parts.words(await parts.channels.byId(written.team, written.channel));
      const begun = (await stateOf(parts, written)) === 'sending';
      return refuse(parts, written, words.reasons.too_late, words.steps.too_late, [], !begun);
    }
    // Often at first, and rarely enough that it lasts until then.
    const wait = Math.min(10 * 60_000, waited / 10);
    const asked = error instanceof Stop && error.outcome.state === 'retry' ? (error.outcome.afterMs ?? 0) : 0;
    throw later(error instanceof Error ? error.message : String(error), Math.max(wait, asked));
  }
};

const trySend = async (parts: Parts, written: Written, performance: Performance): Promise<void> => {
  if (!open(written).includes(await stateOf(parts, written))) return;
  const words = parts.words(await parts.channels.byId(written.team, written.channel));
  if (!(await exists(parts, written)))
    return refuse(parts, written, words.reasons.erased, words.steps.erased);
  const person = await parts.people.find(written.team, written.user);
  const barred = parts.people.barred(person, 'agent');
  if (barred) return refuse(parts, written, words.reasons[barred], words.steps[barred]);
  let contents: readonly OutboundContent[];
  try {
    contents = await contentsOf(parts, written, words);
  } catch (error) {
    if (!(error instanceof FileProblem)) throw error;
    return refuse(parts, written, error.message, error.nextStep);
  }
  if (contents.length === 0) return refuse(parts, written, words.reasons.empty, words.steps.empty);
  if (contents.length > mostParts) {
    const reason = words.reasons.too_long(written.text.length, mostText * mostParts);
    return refuse(parts, written, reason, words.steps.too_long);
  }
  if (await begin(parts, written)) await sendAll(parts, written, person, contents, performance);
};

const stateOf = async (parts: Parts, { team, channel, ts }: Written): Promise<string> => {
  const [row] = await parts.store.query(
    'select state from slack_replies where team = $1 and channel = $2 and ts = $3',
    team,
    channel,
    ts,
  );
  return (row?.state as string | undefined) ?? '';
};

const open = ({ again }: Written): readonly string[] =>
  again ? ['waiting', 'sending', 'refused'] : ['waiting', 'sending'];

/**
 * From here on it is being sent, and others see that. False: it was edited, made a note or taken back while this was
 * being prepared, and what became of it has its own place in the lane.
 */
const begin = async (parts: Parts, written: Written): Promise<boolean> =>
  (await parts.store.write((tx) =>
    tx.run(
      `update slack_replies set state = 'sending', at = $4 where team = $1 and channel = $2 and ts = $3
         and (state = 'sending' or $5 = 1 and state in ('waiting', 'refused')
           or state = 'waiting' and kind = 'reply' and coalesce(edited_ts, '') = $6)`,
      written.team,
      written.channel,
      written.ts,
      parts.realNow(),
      written.again ? 1 : 0,
      written.edited ?? '',
    ),
  )) > 0;

/** A conversation goes when its customer is erased. */
const exists = async (parts: Parts, { conversation }: Written): Promise<boolean> => {
  try {
    await parts.hub.conversation(conversation as ConversationId);
    return true;
  } catch (error) {
    if (error instanceof HubError && error.problem.status === 404) return false;
    throw error;
  }
};

const sendAll = async (
  parts: Parts,
  written: Written,
  person: Person,
  contents: readonly OutboundContent[],
  performance: Performance,
): Promise<void> => {
  const thread = threadOf(written);
  const key = `slack:${written.team}:${written.channel}:${written.ts}${written.again ? ':again' : ''}`;
  for (const [part, content] of contents.entries()) {
    // What the hub did not answer, or could not store, is asked again under the same key.
    const message = await parts.hub.send(
      {
        conversationId: written.conversation as ConversationId,
        content,
        ...(person.user ? { authorId: person.user.id } : {}),
        ...(part === 0 && written.lastSeen && !written.again
          ? { lastSeen: written.lastSeen as MessageId }
          : {}),
      },
      { idempotencyKey: `${key}:${part}` },
    );
    addLink(performance.store, thread, {
      ts: part === 0 ? written.ts : `${written.ts}#${part}`,
      kind: 'out',
      message: message.id,
      part,
    });
  }
  performance.store.run(
    `update slack_replies set state = 'sent' where team = $1 and channel = $2 and ts = $3`,
    written.team,
    written.channel,
    written.ts,
  );
};

const refusalOf = (error: unknown): HubError | undefined => {
  if (!(error instanceof HubError)) return undefined;
  const { code, status } = error.problem;
  if (code === 'idempotency_in_progress') throw later('the first attempt is still under way', 1_000);
  if (status === 429) throw later('the hub asked to wait', (error.retryAfter ?? 5) * 1000);
  return status >= 500 && code !== 'send_uncertain' ? undefined : error;
};

const refuseByHub = async (parts: Parts, written: Written, { problem }: HubError): Promise<void> => {
  const channel = await parts.channels.byId(written.team, written.channel);
  const words = parts.words(channel);
  const said = failureWords(
    {
      code: problem.code,
      message: [problem.title, problem.detail].filter(Boolean).join(': '),
      nextStep: problem.nextStep,
    },
    parts.language(channel),
  );
  const reason = problem.code === 'answered_meanwhile' ? words.answeredMeanwhile : said.reason;
  const offer: Offer[] = needsTemplate(problem.code)
    ? ['template']
    : problem.code === 'answered_meanwhile'
      ? ['sendAnyway', 'keepAsNote']
      : problem.code === 'conversation_claimed'
        ? ['takeOver', 'sendAnyway']
        : [];
  // An earlier attempt under this key carried something else, and may well have arrived.
  await refuse(parts, written, reason, said.nextStep, offer, problem.code !== 'idempotency_mismatch');
};

const refuse = async (
  parts: Parts,
  written: Written,
  reason: string,
  nextStep: string,
  offer: readonly Offer[] = [],
  certain = true,
): Promise<void> => {
  await tellNotSent(parts, written, { reason, nextStep, offer, certain });
};

export const threadOf = (written: Written): Thread => ({
  conversation: written.conversation as ConversationId,
  episode: 0,
  team: written.team,
  channel: written.channel,
  root: written.root,
});

/** One file with a short text becomes its caption; otherwise the text first, then file by file. */
const contentsOf = async (parts: Parts, written: Written, words: Words): Promise<OutboundContent[]> => {
  const text = written.text.trim();
  if (written.files.length === 0) return textsOf(text);
  const { channelAccountId } = await parts.hub.conversation(written.conversation as ConversationId);
  const files: Awaited<ReturnType<typeof readyFile>>[] = [];
  for (const id of written.files) {
    const key = `up:${written.team}:${written.channel}:${written.ts}:${id}`;
    files.push(await readyFile(parts, written.team, id, channelAccountId, key, words));
  }
  const [only] = files;
  if (only && files.length === 1 && only.kind !== 'audio' && text.length <= mostCaption)
    return [contentOf(only, text)];
  return [...textsOf(text), ...files.map((file) => contentOf(file))];
};

const textsOf = (text: string): OutboundContent[] =>
  text === '' ? [] : splitText(text, mostText).map((part) => ({ kind: 'text', text: part }));
