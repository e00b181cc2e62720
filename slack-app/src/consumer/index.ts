import type { Consumer, Effect, EffectOutcome, PerformContext } from '@centralita/core/consumer';
import { HubError } from '@centralita/core/hub-client';
import { Stop } from '../client/stop.ts';
import { editNote, note } from '../inbox/note.ts';
import { reply } from '../inbox/reply.ts';
import { noteAfterAll, sendAgain, sendFromModal } from '../inbox/send.ts';
import { kept, unsent } from '../inbox/unsent.ts';
import type { Parts } from '../parts.ts';
import { migrations } from '../tables/migrations.ts';
import { alerted } from './alert.ts';
import { appear } from './appear.ts';
import { cardChanged, cardsOfContact } from './cards.ts';
import { noted, remarked, routed } from './changes.ts';
import { edited, reaction } from './edits.ts';
import { erased, erasedPost } from './erase.ts';
import { fileArrived } from './file.ts';
import { effectsOf, types } from './handle.ts';
import { lost } from './lost.ts';
import { addMark } from './mark.ts';
import { marked } from './marks.ts';
import { posted } from './post.ts';
import { escalated, overdue, windowEnds } from './reminders.ts';
import { show } from './show.ts';
import { deleted, fileRemoved, takenBack, unquoted } from './taken-back.ts';

type Perform = (parts: Parts, payload: never, context: PerformContext) => Promise<void>;

/** What each kind of effect does. Those of the inbox are added by the app, which reads them with Bolt. */
export const performers = {
  show,
  edited,
  deleted,
  'take-back': takenBack,
  unquote: unquoted,
  'remove-file': fileRemoved,
  reaction,
  remark: remarked,
  route: routed,
  appear,
  note: noted,
  card: cardChanged,
  cards: cardsOfContact,
  mark: marked,
  lost,
  'add-mark': addMark,
  file: fileArrived,
  overdue,
  window: windowEnds,
  escalate: escalated,
  erase: erased,
  'erase-post': erasedPost,
  reply,
  'keep-note': note,
  'edit-note': editNote,
  unsent,
  kept,
  post: posted,
  alert: alerted,
  send: sendFromModal,
  again: sendAgain,
  'note-after-all': noteAfterAll,
} satisfies Readonly<Record<string, Perform>>;

export const createConsumer = (parts: Parts, more: Readonly<Record<string, Perform>>): Consumer => {
  const all: Readonly<Record<string, Perform>> = { ...performers, ...more };
  return {
    name: 'slack',
    types,
    migrations,
    handle: async (event) => effectsOf(event, parts),
    perform: async (effect, context) => {
      const perform = all[effect.kind];
      if (!perform) return { state: 'failed', code: 'internal', reason: `no such work: ${effect.kind}` };
      try {
        await perform(parts, effect.payload as never, context);
        return { state: 'done' };
      } catch (error) {
        return outcomeOf(parts, error, effect);
      }
    },
  };
};

const outcomeOf = async (parts: Parts, error: unknown, effect: Effect): Promise<EffectOutcome> => {
  const stop = stopIn(error);
  if (stop) return stop.outcome;
  if (!(error instanceof HubError)) throw error;
  const { status, code } = error.problem;
  if (status === 404 && (await isGone(parts, effect.payload.conversation))) return { state: 'done' };
  if (status >= 400 && status < 500 && status !== 404 && status !== 409 && status !== 429) {
    return { state: 'failed', code, reason: `${effect.kind}: ${error.message}` };
  }
  throw error;
};

/** Erased or merged away meanwhile: nothing is left to be shown, and nobody to answer. */
const isGone = async (parts: Parts, conversation: unknown): Promise<boolean> => {
  if (typeof conversation !== 'string') return false;
  try {
    await parts.hub.conversation(conversation as Parameters<Parts['hub']['conversation']>[0]);
    return false;
  } catch (error) {
    return error instanceof HubError && error.problem.status === 404;
  }
};

/** Bolt wraps what its listeners throw. */
export const stopIn = (error: unknown, depth = 0): Stop | undefined => {
  if (error instanceof Stop) return error;
  if (!(error instanceof Error) || depth > 5) return undefined;
  const {
    original,
    originals = [],
    cause,
  } = error as Error & { original?: unknown; originals?: readonly unknown[] };
  for (const each of [original, cause, ...originals]) {
    const found = each === undefined ? undefined : stopIn(each, depth + 1);
    if (found) return found;
  }
  return undefined;
};
