import { HubError } from '@centralita/core/hub-client';
import type { ConversationId, NoteId } from '@centralita/core/model';
import type { Performance } from '../client/post.ts';
import { markEffect } from '../consumer/mark.ts';
import type { Parts } from '../parts.ts';
import { changeNote, keepNote } from './notes.ts';
import type { Written } from './take.ts';
import { tellNotSent } from './unsent.ts';

/** A note from a thread: kept in the hub and marked with a lock. Nothing here could send it. */
export const note = async (parts: Parts, written: Written, performance: Performance): Promise<void> => {
  const person = await parts.people.find(written.team, written.user);
  const at = [written.team, written.channel, written.ts] as const;
  const words = parts.words(await parts.channels.byId(written.team, written.channel));
  if (person.external && !parts.settings.allow.externals) {
    await tellNotSent(parts, written, {
      reason: words.reasons.external,
      nextStep: words.steps.external,
      offer: [],
    });
    return;
  }
  await parts.store.write((tx) =>
    tx.run(
      `update slack_replies set state = 'sending', at = $4 where team = $1 and channel = $2 and ts = $3 and state = 'waiting'`,
      ...at,
      parts.realNow(),
    ),
  );
  const kept = await keepNote(parts.hub, {
    conversation: written.conversation as ConversationId,
    text: written.text,
    name: person.name,
    again: performance.attempt > 1,
    ...(person.user ? { author: person.user.id } : {}),
  });
  await parts.store.write((tx) => {
    tx.run(
      `update slack_replies set state = 'sent', note = $4 where team = $1 and channel = $2 and ts = $3`,
      ...at,
      kept.id,
    );
    tx.effect(markEffect(written.conversation, written, 'lock'));
  });
};

/** The note's text changed in Slack, or its message was deleted. It stays a note. */
export const editNote = async (
  parts: Parts,
  payload: {
    readonly team: string;
    readonly channel: string;
    readonly ts: string;
    readonly text: string;
    readonly user?: string;
  },
): Promise<void> => {
  const [row] = await parts.store.query(
    'select note, user_id from slack_replies where team = $1 and channel = $2 and ts = $3',
    payload.team,
    payload.channel,
    payload.ts,
  );
  if (!row?.note) return;
  const person = await parts.people.find(payload.team, row.user_id as string);
  const text = payload.text.trim() === '' ? parts.words().deletedMessage : payload.text;
  try {
    await changeNote(parts.hub, row.note as NoteId, text, person.user?.id);
  } catch (error) {
    if (error instanceof HubError && error.problem.status < 500) {
      parts.log.warn('a note could not be changed', { code: error.problem.code });
      return;
    }
    throw error;
  }
};
