import { type ConversationView, isPlaced } from '@centralita/core/hub-client';
import type { ConversationId } from '@centralita/core/model';
import { later } from './client/stop.ts';
import type { Parts } from './parts.ts';

/** The rules place a new conversation moments after its first message; one that nobody places is shown all the same. */
const patienceMs = 3_000;
const lookMs = 10;

/**
 * A conversation with its place: a thread opened before the rules have decided would be in the wrong channel. Waited
 * for here: an effect that comes again has to look up at Slack what it may have posted.
 */
export const placedView = async (
  parts: Pick<Parts, 'hub' | 'directory' | 'realNow'>,
  { conversation, at }: { readonly conversation: ConversationId; readonly at: number },
  signal: AbortSignal,
): Promise<ConversationView> => {
  for (;;) {
    const view = await parts.hub.conversation(conversation);
    const waited = parts.realNow() - at;
    if (isPlaced(view) || waited >= patienceMs || !(await parts.directory.hasRules())) return view;
    if (signal.aborted) throw later('the rules have not placed this conversation yet');
    await new Promise((resolve) => setTimeout(resolve, lookMs));
  }
};
