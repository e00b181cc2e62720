import type { ConversationId } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import type { Parts } from '../parts.ts';
import { ensureThread } from '../threads.ts';
import { lanes } from './lanes.ts';

const most = 500;

/** Conversations that no channel shows are tried again: after a start, with other settings perhaps, or an invitation. */
export const wantUnshown = (parts: Pick<Parts, 'store' | 'realNow'>): Promise<void> =>
  parts.store.write((tx) => {
    const rows = tx.query('select conversation from slack_unshown order by since limit $1', most);
    for (const row of rows) {
      const conversation = row.conversation as string;
      tx.effect({
        lane: lanes.thread(conversation),
        kind: 'appear',
        key: 'appear',
        payload: { conversation, at: parts.realNow() },
      });
    }
  });

export const appear = async (
  parts: Parts,
  payload: { readonly conversation: ConversationId; readonly at: number },
  performance: Performance,
): Promise<void> => {
  await ensureThread(parts, { ...payload, recent: true }, performance);
};
