import { HubError, type StoredMedia } from '@centralita/core/hub-client';
import type { ConversationId, MessageId } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { later, Refused } from '../client/stop.ts';
import { uploadOnce } from '../client/upload.ts';
import type { Parts } from '../parts.ts';
import { showContent } from '../projection/content.ts';
import { notSent } from '../projection/notices.ts';
import { addLink, inThread, type Thread } from '../threads.ts';
import { lanes } from './lanes.ts';

export interface FilePayload {
  readonly conversation: ConversationId;
  readonly message: MessageId;
  readonly team: string;
  readonly channel: string;
  readonly root: string;
  readonly episode: number;
  /** The post it belongs to. */
  readonly ts: string;
  readonly at: number;
}

/** The hub fetches what customers send beside everything else: it may be there a moment later. */
const waitMs = 5 * 60_000;

/** What a customer sent, as a file of the thread; where it cannot be had, the thread says so and why. */
export const fileArrived = async (
  parts: Parts,
  payload: FilePayload,
  performance: Performance,
): Promise<void> => {
  const thread: Thread = { ...payload };
  const words = parts.words(await parts.channels.byId(payload.team, payload.channel));
  const { content, deletedAt } = await parts.hub.message(payload.message);
  const key = `file:${payload.message}:${payload.episode}`;
  const begun = await parts.store.query('select state from slack_posts where key = $1', key);
  if (deletedAt && begun.length === 0) return;
  const shown = showContent(content, words);
  const label = shown.file?.label ?? words.kinds.document;
  let media: StoredMedia;
  try {
    media = await parts.hub.media(payload.message);
  } catch (error) {
    if (!(error instanceof HubError)) throw error;
    if (error.problem.code !== 'media_unavailable' && error.problem.status >= 500) throw error;
    if (parts.realNow() - payload.at < waitMs) throw later('the hub has not fetched the file yet', 10_000);
    const reason = error.problem.detail ?? error.problem.title;
    return tell(parts, payload, thread, words.fileMissing(label, reason), words.askAgain, performance);
  }
  const filename =
    media.filename ?? shown.file?.filename ?? `${label.replace(/\s+/g, '-')}${extension(media.mimeType)}`;
  try {
    const file = await uploadOnce(
      parts,
      {
        key,
        team: payload.team,
        channel: payload.channel,
        thread: payload.root,
        bytes: media.bytes,
        filename,
      },
      performance,
    );
    performance.store.run(
      'update slack_links set file = $4 where team = $1 and channel = $2 and ts = $3',
      payload.team,
      payload.channel,
      payload.ts,
      file,
    );
    // Taken back while the file was on its way: whoever removed the message's files could not know of it.
    if ((await parts.hub.message(payload.message)).deletedAt) {
      await parts.store.write((tx) =>
        tx.effect({
          lane: lanes.gone(payload.message),
          kind: 'remove-file',
          payload: { team: payload.team, file },
        }),
      );
    }
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    if (error.about === 'token') throw later(error.message, 60_000);
    const steps: Readonly<Record<string, string>> = words.channelSteps;
    await tell(
      parts,
      payload,
      thread,
      words.fileMissing(label, error.reason),
      steps[error.reason] ?? words.channelSteps.other,
      performance,
    );
  }
};

const tell = async (
  parts: Parts,
  payload: FilePayload,
  thread: Thread,
  reason: string,
  nextStep: string,
  performance: Performance,
): Promise<void> => {
  const words = parts.words(await parts.channels.byId(payload.team, payload.channel));
  const post = notSent(
    { reason, nextStep, certain: true, conversation: payload.conversation },
    { ...words, notSent: (why) => why },
  );
  const key = `nofile:${payload.message}:${payload.episode}`;
  const ts = await inThread(parts, thread, { key, post, since: payload.at }, performance);
  addLink(performance.store, thread, { ts, kind: 'notice' });
};

/** Only for the name: Slack looks at the bytes. */
const extension = (mimeType: string): string => {
  const type = mimeType.split(';')[0]?.trim().toLowerCase() ?? '';
  const known: Readonly<Record<string, string>> = {
    'image/jpeg': '.jpg',
    'audio/ogg': '.ogg',
    'audio/mpeg': '.mp3',
    'video/mp4': '.mp4',
    'application/pdf': '.pdf',
    'text/plain': '.txt',
  };
  return known[type] ?? (/^(image|audio|video)\/[a-z0-9]{2,5}$/.test(type) ? `.${type.split('/')[1]}` : '');
};
