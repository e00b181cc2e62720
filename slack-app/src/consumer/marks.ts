import { HubError } from '@centralita/core/hub-client';
import type {
  ConversationId,
  Message,
  MessageFailure,
  MessageId,
  MessageState,
} from '@centralita/core/model';
import { codes, describeCode, type Language } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import type { Parts } from '../parts.ts';
import { addMark } from './mark.ts';
import { repliesSettled } from './show.ts';

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

/** The furthest a message came, as a mark on what was written. */
export const marked = async (parts: Parts, payload: MarkPayload, performance: Performance): Promise<void> => {
  const message = await outbound(parts, payload);
  if (!message) return;
  const name = markOf[message.state];
  const [link] = await parts.store.query(
    `select team, channel, ts, kind, mark from slack_links where message = $1 and kind in ('out', 'shown') order by part limit 1`,
    payload.message,
  );
  // It may be a reply from here that is being written down this moment.
  if (!link) await repliesSettled(parts, payload.conversation);
  if (!link || !name || !further(link.mark as string | null, name)) return;
  const [team, channel, ts] = [link.team as string, link.channel as string, link.ts as string];
  await addMark(parts, { team, channel, ts: writtenTs(ts), name });
  performance.store.run(
    'update slack_links set mark = $4 where team = $1 and channel = $2 and ts = $3',
    team,
    channel,
    ts,
    name,
  );
};

/** Undefined: erased meanwhile, or none of ours. */
export const outbound = async (
  parts: Parts,
  { message: id }: Pick<MarkPayload, 'message'>,
): Promise<Message | undefined> => {
  try {
    const message = await parts.hub.message(id);
    return message.direction === 'outbound' ? message : undefined;
  } catch (error) {
    if (error instanceof HubError && error.problem.status === 404) return undefined;
    throw error;
  }
};

/** A reply of several parts is one Slack message; its later parts are linked as `ts#part`. */
export const writtenTs = (ts: string): string => ts.split('#')[0] as string;

const further = (before: string | null, next: string): boolean => {
  if (before === next) return false;
  const at = rank.indexOf(next);
  return at < 0 || before === null || rank.indexOf(before) < at;
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
