import type { SqlValue } from '@centralita/core/consumer';
import { type ConversationView, HubError } from '@centralita/core/hub-client';
import type { ConversationId } from '@centralita/core/model';
import { type Channel, meantForIn, type Place } from '../channels.ts';
import type { Performance } from '../client/post.ts';
import { Stop } from '../client/stop.ts';
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
  const meantFor = await meantForNow(parts, view, channel, row?.meant_for);
  const post = await cardOf(parts, view, { channel, ...(meantFor ? { meantFor } : {}) });
  const picture = JSON.stringify(post);
  if (row?.card === picture) return;
  await updatePost(parts, { team: thread.team, channel: thread.channel, ts: thread.root }, post, 'card');
  performance.store.run(
    'update slack_threads set card = $3, meant_for = $4 where conversation = $1 and episode = $2',
    conversation,
    thread.episode,
    picture,
    meantFor ? JSON.stringify(meantFor) : null,
  );
};

/** The route may have changed since the thread was opened, and a channel may be back. */
const meantForNow = async (
  parts: Parts,
  view: ConversationView,
  channel: Channel,
  before: SqlValue | undefined,
): Promise<Place['meantFor']> => {
  try {
    return meantForIn(channel, await parts.channels.placeOf(view));
  } catch (error) {
    // No channel can be used at this moment: nothing new is known.
    if (!(error instanceof Stop)) throw error;
    return before ? (JSON.parse(before as string) as Place['meantFor']) : undefined;
  }
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
