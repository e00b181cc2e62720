import type { SqlRow } from '@centralita/core/consumer';
import type { ConversationId, MessageId } from '@centralita/core/model';
import { tier3 } from '../client/gate.ts';
import { changeOnce, type Performance } from '../client/post.ts';
import { Refused } from '../client/stop.ts';
import type { Parts } from '../parts.ts';
import { nameOf } from '../projection/card.ts';
import { showMessage } from '../projection/message.ts';
import { section } from '../projection/parts.ts';
import { type Linked, updatePost, wordsAt } from './edits.ts';
import { lanes } from './lanes.ts';

type Place = Pick<Linked, 'team' | 'channel' | 'ts'>;

/**
 * The customer deleted a message for everybody: Slack does not keep what they took back, neither in its own post, nor
 * in the lines about it, nor in what quotes it.
 */
export const deleted = async (
  parts: Parts,
  payload: { readonly original: string },
  _performance: Performance,
): Promise<void> => {
  const telling = await tellingOf(parts, payload.original);
  const quoting = await quotingOf(parts, payload.original);
  const files = await filesOf(parts, payload.original);
  const lane = lanes.gone(payload.original);
  await parts.store.write((tx) => {
    // One effect each: at Slack's pace an attempt that began anew with the first would hardly come to the last.
    for (const payload of telling) tx.effect({ lane, kind: 'take-back', payload });
    for (const payload of quoting) tx.effect({ lane, kind: 'unquote', payload });
    for (const payload of files) tx.effect({ lane, kind: 'remove-file', payload });
  });
};

export const takenBack = async (parts: Parts, at: Place, _performance: Performance): Promise<void> => {
  const text = `:wastebasket: ${(await wordsAt(parts, at)).deletedByCustomer}`;
  await updatePost(parts, at, { text, blocks: [section(text)] });
};

const placeOf = (row: SqlRow): Place => ({
  team: row.team as string,
  channel: row.channel as string,
  ts: row.ts as string,
});

/** Where a message is shown, and after that the lines about it that repeat what it says. */
const tellingOf = async (parts: Parts, message: string): Promise<Place[]> =>
  (
    await parts.store.query(
      `select team, channel, ts from slack_links where message = $1 and kind in ('in', 'shown', 'echo')
       order by case kind when 'echo' then 1 else 0 end, part`,
      message,
    )
  ).map(placeOf);

const quotingOf = async (parts: Parts, message: string) =>
  (
    await parts.store.query(
      'select team, channel, ts, message, conversation from slack_links where quotes = $1',
      message,
    )
  ).map((row) => ({
    ...placeOf(row),
    message: row.message as MessageId,
    conversation: row.conversation as ConversationId,
  }));

/** What quotes a message that was taken back stays, and says that what it answers is gone. */
export const unquoted = async (
  parts: Parts,
  at: Place & { readonly message: MessageId; readonly conversation: ConversationId },
  _performance: Performance,
): Promise<void> => {
  const message = await parts.hub.message(at.message);
  if (message.deletedAt) return;
  const view = await parts.hub.conversation(at.conversation);
  const words = await wordsAt(parts, at);
  const { posts } = showMessage(
    {
      content: message.content,
      author: nameOf(view, words),
      named: !parts.installations.mayName(at.team),
      quoted: { deleted: true },
      ...(message.groupId ? { inGroup: true } : {}),
      edited: message.original !== undefined,
    },
    words,
  );
  if (posts[0]) await updatePost(parts, at, posts[0]);
};

const filesOf = async (parts: Parts, message: string) =>
  (
    await parts.store.query(
      'select distinct team, file from slack_links where message = $1 and file is not null',
      message,
    )
  ).map((row) => ({ team: row.team as string, file: row.file as string }));

export const fileRemoved = async (
  parts: Parts,
  { team, file }: { readonly team: string; readonly file: string },
  _performance: Performance,
): Promise<void> => removeFile(parts, team, file);

export const removeFile = async (parts: Parts, team: string, file: string): Promise<void> => {
  const token = await parts.installations.token(team);
  try {
    await changeOnce(parts, { name: `files:${team}`, who: file, pace: tier3 }, () =>
      parts.clients.write(token).files.delete({ file }),
    );
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
  }
};
