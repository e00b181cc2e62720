import { HubError } from '@centralita/core/hub-client';
import type { ConversationId, OutboundContent } from '@centralita/core/model';
import { attempt } from '../client/outcome.ts';
import type { Performance } from '../client/post.ts';
import { later } from '../client/stop.ts';
import { failureWords, needsTemplate } from '../consumer/marks.ts';
import { wantPost } from '../consumer/post.ts';
import { toWhatsApp } from '../format/to-whatsapp.ts';
import type { Parts } from '../parts.ts';
import { stripForCustomer } from '../policy.ts';
import { notSent } from '../projection/notices.ts';
import { threadAt } from '../threads.ts';
import type { SlackMessage } from './events.ts';
import { note } from './note.ts';
import { reply } from './reply.ts';
import { namesOf, type Written } from './take.ts';
import { tellNotSent } from './unsent.ts';

interface SendPayload {
  readonly conversation: ConversationId;
  readonly content: OutboundContent;
  /** The modal it comes from. */
  readonly view: string;
  readonly team: string;
  readonly user: string;
  readonly at: number;
}

/** A template or a prepared reply out of a modal. It appears in the thread once it is sent, or why not. */
export const sendFromModal = async (parts: Parts, payload: SendPayload): Promise<void> => {
  const person = await parts.people.find(payload.team, payload.user);
  try {
    await parts.hub.send(
      {
        conversationId: payload.conversation,
        content: payload.content,
        ...(person.user ? { authorId: person.user.id } : {}),
      },
      { idempotencyKey: `slack:view:${payload.team}:${payload.view}` },
    );
  } catch (error) {
    if (!(error instanceof HubError) || error.problem.status >= 500 || error.problem.status === 429)
      throw error;
    if (error.problem.code === 'idempotency_in_progress')
      throw later('the first attempt is still under way', 1_000);
    const { code, title, detail, nextStep } = error.problem;
    const message = [title, detail].filter(Boolean).join(': ');
    const said = failureWords({ code, message, nextStep }, parts.settings.language);
    await wantPost(parts, {
      conversation: payload.conversation,
      key: `ns:view:${payload.view}`,
      post: notSent(
        {
          ...said,
          author: payload.user,
          certain: true,
          ...(payload.content.kind === 'text' ? { message: { text: payload.content.text } } : {}),
          conversation: payload.conversation,
          ...(needsTemplate(code) ? { offer: ['template'] as const } : {}),
        },
        parts.words(),
      ),
      at: payload.at,
    });
  }
};

interface AgainPayload {
  readonly conversation: ConversationId;
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  /** Who pressed the button. */
  readonly user: string;
  readonly at: number;
}

/** Something that was held back is sent after all, as it stands in Slack now. */
export const sendAgain = async (
  parts: Parts,
  payload: AgainPayload,
  performance: Performance,
): Promise<void> => {
  const written = await readAgain(parts, payload);
  if (!written) return;
  const channel = await parts.channels.byId(payload.team, payload.channel);
  // The button may be older than the setting.
  if (parts.policy(channel) === 'notes') {
    const words = parts.words(channel);
    await tellNotSent(
      parts,
      { ...written, again: true },
      { reason: words.reasons.notes_only, nextStep: words.steps.notes_only, offer: ['keepAsNote'] },
    );
    return;
  }
  await reply(parts, { ...written, again: true }, performance);
};

/** … or kept as a note. It never was a message, so nothing turns into one. */
export const noteAfterAll = async (
  parts: Parts,
  payload: AgainPayload,
  performance: Performance,
): Promise<void> => {
  const written = await readAgain(parts, payload);
  if (!written) return;
  await parts.store.write((tx) =>
    tx.run(
      `update slack_replies set kind = 'keep-note', state = 'waiting' where team = $1 and channel = $2 and ts = $3 and state = 'refused'`,
      payload.team,
      payload.channel,
      payload.ts,
    ),
  );
  await note(parts, written, performance);
};

/** The app keeps no copy of what was not sent: Slack has it. */
const readAgain = async (parts: Parts, payload: AgainPayload): Promise<Written | undefined> => {
  const [row] = await parts.store.query(
    'select user_id, kind, state from slack_replies where team = $1 and channel = $2 and ts = $3 and conversation = $4',
    payload.team,
    payload.channel,
    payload.ts,
    payload.conversation,
  );
  if (!row || row.kind === 'keep-note' || row.state === 'sent') return undefined;
  const client = parts.clients.read(await parts.installations.token(payload.team));
  const [root] = await parts.store.query(
    'select root_ts from slack_threads where team = $1 and channel = $2 and conversation = $3 and root_ts is not null order by episode desc limit 1',
    payload.team,
    payload.channel,
    payload.conversation,
  );
  if (!root) return undefined;
  const thread = await threadAt(parts.store, payload.team, payload.channel, root.root_ts as string);
  if (!thread) return undefined;
  const outcome = await attempt(() =>
    client.conversations.replies({
      channel: payload.channel,
      ts: thread.root,
      oldest: payload.ts,
      latest: payload.ts,
      inclusive: true,
      limit: 10,
    }),
  );
  if (outcome.kind === 'wait') throw later('Slack asked to wait', outcome.ms);
  if (outcome.kind === 'refused') return undefined;
  if (outcome.kind !== 'done') throw later('Slack is not there', parts.outage.failed());
  const message = (outcome.value.messages as readonly SlackMessage[] | undefined)?.find(
    ({ ts }) => ts === payload.ts,
  );
  if (!message) return undefined;
  const app = (await parts.installations.find(payload.team))?.botUser;
  const ids = [...JSON.stringify(message.blocks ?? []).matchAll(/"user_id":"([UW][A-Z0-9]+)"/g)].map(
    (match) => match[1] as string,
  );
  const names = await namesOf(parts, payload.team, ids);
  return {
    conversation: payload.conversation,
    team: payload.team,
    channel: payload.channel,
    root: thread.root,
    ts: payload.ts,
    // Whoever insists answers for it.
    user: payload.user,
    text: stripForCustomer(toWhatsApp(message, names), (app && names.user(app)) ?? '', undefined),
    files: (message.files ?? []).map(({ id }) => id),
    at: payload.at,
  };
};
