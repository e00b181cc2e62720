import type { Performance } from '../client/post.ts';
import type { Parts } from '../parts.ts';
import { section } from '../projection/parts.ts';
import { threadsOfContact } from '../threads.ts';
import { updatePost } from './edits.ts';
import { removeFile } from './taken-back.ts';

interface ErasedPost {
  readonly team: string;
  readonly channel: string;
  readonly ts: string;
  readonly file?: string;
}

/**
 * A person is erased: what the app wrote about them loses its content, files go, and with them what leads there.
 * What people typed themselves is theirs and stays in Slack; the workspace's own retention decides about it.
 */
export const erased = async (
  parts: Parts,
  { contact }: { readonly contact: string },
  _performance: Performance,
): Promise<void> => {
  const threads = await threadsOfContact(parts.store, contact);
  await parts.store.write((tx) => {
    for (const { conversation } of threads) {
      const links = tx.query(
        `select team, channel, ts, file from slack_links where conversation = $1 and kind not in ('out', 'erased')`,
        conversation,
      );
      // One effect each: many posts at Slack's pace take longer than one attempt may.
      for (const link of links) {
        tx.effect({
          lane: `erase:${contact}`,
          kind: 'erase-post',
          payload: {
            team: link.team as string,
            channel: link.channel as string,
            ts: link.ts as string,
            ...(link.file ? { file: link.file as string } : {}),
          },
        });
      }
      tx.run('update slack_threads set contact = null, card = null where conversation = $1', conversation);
      tx.run('delete from slack_unshown where conversation = $1', conversation);
      tx.run('update slack_audit set detail = null where conversation = $1', conversation);
    }
  });
};

export const erasedPost = async (parts: Parts, post: ErasedPost, { store }: Performance): Promise<void> => {
  const text = `:wastebasket: ${parts.words().erased}`;
  if (post.file) await removeFile(parts, post.team, post.file);
  await updatePost(parts, post, { text, blocks: [section(text)] });
  store.run(
    `update slack_links set kind = 'erased', message = null, file = null where team = $1 and channel = $2 and ts = $3`,
    post.team,
    post.channel,
    post.ts,
  );
};
