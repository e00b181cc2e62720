import { HubError } from '@centralita/core/hub-client';
import type { ConversationId, Role } from '@centralita/core/model';
import type { ModalView } from '@slack/types';
import { attempt } from '../client/outcome.ts';
import { Stop } from '../client/stop.ts';
import { failureWords } from '../consumer/marks.ts';
import type { Parts } from '../parts.ts';
import type { Person } from '../people.ts';
import { sayModal } from '../projection/modals.ts';

/** Who pressed something, where, and how to answer. */
export interface Deed {
  readonly parts: Parts;
  readonly team: string;
  readonly person: Person;
  readonly conversation: ConversationId;
  /** `{ by }` for the hub, where it knows this person. */
  readonly by: { readonly by?: string };
  open(modal: ModalView): Promise<void>;
}

interface Pressed {
  readonly team: string;
  readonly user: string;
  readonly trigger?: string;
  readonly conversation: string;
  /** What is written down about it. */
  readonly action: string;
  readonly needs: Role;
}

/**
 * Does what somebody asked for by a button or a modal: who may not, and what the hub refuses, is told in words.
 * Who did what is written down either way. Undefined: done; otherwise why not.
 */
export const act = async (
  parts: Parts,
  pressed: Pressed,
  work: (deed: Deed) => Promise<void>,
): Promise<string | undefined> => {
  const words = parts.words();
  const open = (modal: ModalView) => openModal(parts, pressed.team, pressed.trigger, modal);
  let why: string | undefined;
  try {
    const person = await parts.people.find(pressed.team, pressed.user);
    const barred = parts.people.barred(person, pressed.needs);
    if (barred) {
      why =
        barred === 'read_only'
          ? words.notAllowed(words.levels[pressed.needs])
          : `${words.reasons[barred]} ${words.steps[barred]}`;
    } else {
      await work({
        parts,
        team: pressed.team,
        person,
        conversation: pressed.conversation as ConversationId,
        by: person.user ? { by: person.user.id } : {},
        open,
      });
    }
  } catch (error) {
    why = whyNot(parts, error);
    if (why === undefined) throw error;
  }
  await parts.store.write((tx) =>
    tx.run(
      'insert into slack_audit (at, user_id, team, action, conversation, detail) values ($1, $2, $3, $4, $5, $6)',
      parts.now(),
      pressed.user,
      pressed.team,
      pressed.action,
      pressed.conversation,
      why === undefined ? null : 'refused',
    ),
  );
  if (why !== undefined && pressed.trigger)
    await open(sayModal(words.modal.helpTitle, [words.modal.failed(why)], words));
  return why;
};

const whyNot = (parts: Parts, error: unknown): string | undefined => {
  if (error instanceof Stop) return error.message;
  if (!(error instanceof HubError)) return undefined;
  const { code, title, detail, nextStep } = error.problem;
  const said = failureWords({ code, message: title, nextStep }, parts.settings.language);
  return [said.reason, detail, said.nextStep].filter(Boolean).join(' ');
};

/** A trigger holds for three seconds; one that came too late opens nothing and breaks nothing. */
export const openModal = async (
  parts: Parts,
  team: string,
  trigger: string | undefined,
  modal: ModalView,
): Promise<void> => {
  if (!trigger) return;
  const token = await parts.installations.token(team);
  const outcome = await attempt(() =>
    parts.clients.write(token).views.open({ trigger_id: trigger, view: modal }),
  );
  if (outcome.kind !== 'done') parts.log.warn('a modal could not be opened', { outcome: outcome.kind });
};

export const updateModal = async (
  parts: Parts,
  team: string,
  viewId: string,
  modal: ModalView,
): Promise<void> => {
  const token = await parts.installations.token(team);
  const outcome = await attempt(() =>
    parts.clients.write(token).views.update({ view_id: viewId, view: modal }),
  );
  if (outcome.kind !== 'done') parts.log.warn('a modal could not be changed', { outcome: outcome.kind });
};
