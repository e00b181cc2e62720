import { HubError } from '@centralita/core/hub-client';
import type { ConversationId } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import type { Parts } from '../parts.ts';
import { currentThread, threadsOfContact } from '../threads.ts';
import { cardOf } from './card.ts';
import { updatePost } from './edits.ts';
import { lanes } from './lanes.ts';
import { planReminders } from './reminders.ts';

/** Brings the card of a conversation up to date; one that looks the same costs no call. */
export const cardChanged = async (
  parts: Parts,
  { conversation }: { readonly conversation: ConversationId },
  performance: Performance,
): Promise<void> => {
  const thread = await currentThread(parts.store, conversation);
  if (!thread) return;
  const [row] = await parts.store.query(
    'select card, meant_for from slack_threads where conversation = $1 and episode = $2',
    conversation,
    thread.episode,
  );
  const view = await parts.hub.conversation(conversation).catch((error: unknown) => {
    if (error instanceof HubError && error.problem.status === 404) return undefined;
    throw error;
  });
  if (!view) return;
  await planReminders(parts, view);
  const channel = await parts.channels.byId(thread.team, thread.channel);
  const meantFor = row?.meant_for
    ? (JSON.parse(row.meant_for as string) as { name: string; reason: string })
    : undefined;
  const post = await cardOf(parts, view, { channel, ...(meantFor ? { meantFor } : {}) });
  const picture = JSON.stringify(post);
  if (row?.card === picture) return;
  await updatePost(parts, { team: thread.team, channel: thread.channel, ts: thread.root }, post);
  performance.store.run(
    'update slack_threads set card = $3 where conversation = $1 and episode = $2',
    conversation,
    thread.episode,
    picture,
  );
};

/** What is known of a contact changed: the cards of all its conversations. */
export const cardsOfContact = async (
  parts: Parts,
  payload: { readonly contact: string; readonly from?: string },
  performance: Performance,
): Promise<void> => {
  const contacts = [payload.contact, ...(payload.from ? [payload.from] : [])];
  const threads = (
    await Promise.all(contacts.map((contact) => threadsOfContact(parts.store, contact)))
  ).flat();
  const conversations = [...new Set(threads.map(({ conversation }) => conversation))];
  for (const conversation of conversations) {
    const view = await parts.hub.conversation(conversation).catch(() => undefined);
    if (view)
      performance.store.run(
        'update slack_threads set contact = $2 where conversation = $1',
        conversation,
        view.contactId,
      );
  }
  await parts.store.write((tx) => {
    for (const conversation of conversations) {
      tx.effect({ lane: lanes.card(conversation), kind: 'card', key: 'card', payload: { conversation } });
    }
  });
};
