import type { ConversationId, JsonObject } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { Refused } from '../client/stop.ts';
import type { Parts } from '../parts.ts';
import type { Post } from '../projection/parts.ts';
import { addLink, asStop, inThread, type Thread, writeInThread } from '../threads.ts';
import { lanes } from './lanes.ts';

export interface PostPayload {
  readonly conversation: ConversationId;
  readonly key: string;
  readonly post: Post;
  readonly at: number;
  readonly broadcast?: boolean;
  /** The thread it belongs into, where that need not be the conversation's newest. */
  readonly where?: { readonly team: string; readonly channel: string; readonly root: string };
}

/**
 * Asks for a post in a conversation's thread. Whoever works in another lane does not write there itself: only the
 * thread's own lane opens threads, so that there is never a second root.
 */
export const wantPost = (parts: Pick<Parts, 'store'>, payload: PostPayload): Promise<void> =>
  parts.store.write((tx) =>
    tx.effect({
      lane: lanes.thread(payload.conversation),
      kind: 'post',
      key: payload.key,
      payload: payload as unknown as JsonObject,
    }),
  );

export const posted = async (parts: Parts, payload: PostPayload, performance: Performance): Promise<void> => {
  const { conversation, post, at, where, broadcast } = payload;
  const write = async (thread: Thread, key: string): Promise<void> => {
    const ts = await inThread(
      parts,
      thread,
      { key, post, since: at, ...(broadcast ? { broadcast } : {}) },
      performance,
    );
    addLink(performance.store, thread, { ts, kind: 'notice' });
  };
  if (where) {
    try {
      await write({ conversation, episode: 0, ...where }, payload.key);
      return;
    } catch (error) {
      // Archived meanwhile: it is said where the conversation goes on.
      if (!(error instanceof Refused) || error.about === 'token') throw asStop(error);
    }
  }
  await writeInThread(
    parts,
    { conversation, at, recent: true },
    (thread) => write(thread, where ? `${payload.key}:${thread.episode}` : payload.key),
    performance,
  );
};
