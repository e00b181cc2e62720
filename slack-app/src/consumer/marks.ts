import { HubError } from '@centralita/core/hub-client';
import type {
  ConversationId,
  Message,
  MessageFailure,
  MessageId,
  MessageState,
} from '@centralita/core/model';
import { codes, describeCode, type Language } from '@centralita/core/model';
import { tier3 } from '../client/gate.ts';
import { changeOnce, type Performance } from '../client/post.ts';
import { Refused } from '../client/stop.ts';
import type { Parts } from '../parts.ts';
import { notSent } from '../projection/notices.ts';
import { currentThread } from '../threads.ts';
import { wantPost } from './post.ts';

/** Reactions are only ever added: taking one away costs a call of the slowest kind. */
export const markOf: Readonly<Partial<Record<MessageState, string>>> = {
  sent: 'heavy_check_mark',
  delivered: 'white_check_mark',
  read: 'eyes',
  played: 'eyes',
  refused: 'no_entry_sign',
  failed: 'x',
  uncertain: 'grey_question',
};
const rank: readonly string[] = ['heavy_check_mark', 'white_check_mark', 'eyes'];

export interface MarkPayload {
  readonly conversation: ConversationId;
  readonly message: MessageId;
  readonly at: number;
}

/** The furthest a message came, as a mark on what was written; one that did not arrive says why in the thread. */
export const marked = async (parts: Parts, payload: MarkPayload, performance: Performance): Promise<void> => {
  let message: Message;
  try {
    message = await parts.hub.message(payload.message);
  } catch (error) {
    if (error instanceof HubError && error.problem.status === 404) return;
    throw error;
  }
  if (message.direction !== 'outbound') return;
  const name = markOf[message.state];
  const rows = await parts.store.query(
    `select team, channel, ts, kind, mark from slack_links where message = $1 and kind in ('out', 'shown') order by part`,
    payload.message,
  );
  // A reply of several parts is marked at its one Slack message.
  const link = rows[0];
  const lost = message.state === 'failed' || message.state === 'refused' || message.state === 'uncertain';
  if (link && name && further(link.mark as string | null, name)) {
    const at = { team: link.team as string, channel: link.channel as string, ts: link.ts as string };
    await addMark(parts, at, name);
    performance.store.run(
      'update slack_links set mark = $4 where team = $1 and channel = $2 and ts = $3',
      at.team,
      at.channel,
      at.ts,
      name,
    );
  }
  if (lost && message.error) await explain(parts, payload, message);
};

const further = (before: string | null, next: string): boolean => {
  if (before === next) return false;
  const at = rank.indexOf(next);
  return at < 0 || before === null || rank.indexOf(before) < at;
};

/** Adding what is there is no fault, and neither is a message that was deleted meanwhile. */
export const addMark = async (
  parts: Parts,
  at: { readonly team: string; readonly channel: string; readonly ts: string },
  name: string,
): Promise<void> => {
  const token = await parts.installations.token(at.team);
  try {
    await changeOnce(
      parts,
      { name: `react:${at.team}`, who: `${at.channel}:${at.ts}:${name}`, pace: tier3 },
      () => parts.clients.write(token).reactions.add({ channel: at.channel, timestamp: at.ts, name }),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.about === 'token') await parts.installations.doubt(at.team, error.reason);
    if (!['already_reacted', 'message_not_found', 'too_many_reactions'].includes(error.reason)) {
      parts.log.warn('a mark could not be set', { reason: error.reason });
    }
  }
};

const explain = async (parts: Parts, payload: MarkPayload, message: Message): Promise<void> => {
  const failure = message.error;
  if (!failure) return;
  const [written] = await parts.store.query(
    `select l.ts, r.user_id, l.team, l.channel from slack_links l left join slack_replies r on r.team = l.team and r.channel = l.channel and r.ts = l.ts
     where l.message = $1 and l.kind = 'out' limit 1`,
    payload.message,
  );
  const thread = await currentThread(parts.store, payload.conversation);
  const channel = thread && (await parts.channels.byId(thread.team, thread.channel));
  const words = parts.words(channel);
  const post = notSent(
    {
      ...failureWords(failure, parts.language(channel)),
      certain: message.state !== 'uncertain',
      conversation: payload.conversation,
      ...(written?.user_id ? { author: written.user_id as string } : {}),
      ...(needsTemplate(failure.code) ? { offer: ['template'] as const } : {}),
    },
    words,
  );
  await wantPost(parts, {
    conversation: payload.conversation,
    key: `f:${payload.message}:${message.state}`,
    post,
    at: payload.at,
  });
};

export const needsTemplate = (code: string): boolean => code === 'window_closed' || code === 'needs_template';

/** The reason in the reader's language where it is one of the hub's own; a provider's words stay as they came. */
export const failureWords = (
  failure: Pick<MessageFailure, 'code' | 'message' | 'nextStep'>,
  language: Language,
): { readonly reason: string; readonly nextStep: string } => {
  if (language === 'en' || !Object.hasOwn(codes, failure.code))
    return { reason: failure.message, nextStep: failure.nextStep };
  const { title, nextStep } = describeCode(failure.code as keyof typeof codes, language);
  // What the provider says itself tells more than the code does.
  const detail = failure.code === 'provider_rejected' ? ` (${failure.message})` : '';
  return { reason: `${title}${detail}`, nextStep };
};
