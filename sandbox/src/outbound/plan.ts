import { misfit } from '../media/fit.ts';
import { windowOpen } from '../people/window.ts';
import type { Message, Person, SendPlan, Template } from '../state.ts';
import type { CheckedMessage } from '../validate/message.ts';
import type { World } from '../world.ts';

const monthMs = 30 * 86_400_000;

/** Decides, when a message is accepted, what will be reported about it later. */
export const planSend = (
  world: World,
  person: Person,
  phoneNumberId: string,
  message: CheckedMessage,
  template: Template | undefined,
): SendPlan => {
  const occasion = { customer: person, phoneNumberId };
  const wanted = world.faults.take(['status_failed'], occasion);
  if (wanted) return { fail: { code: wanted.code, details: wanted.details } };
  if (!person.onWhatsApp) return { fail: { code: 131026 } };
  const refused = template
    ? templateFailure(person, template)
    : freeFormFailure(world, person, phoneNumberId, message);
  if (refused) return { fail: refused };
  const both = world.faults.take(['delivered_and_failed'], occasion);
  const held = template && world.faults.take(['hold_template', 'held_dropped'], occasion);
  return {
    ...(both && { alsoFail: both.code ?? 131000 }),
    ...(held && { holdMs: held.ms ?? 2000, dropHeld: held.kind === 'held_dropped' }),
  };
};

const templateFailure = (person: Person, template: Template): SendPlan['fail'] => {
  if (template.category !== 'MARKETING') return undefined;
  if (person.marketing === 'stopped') return { code: 131050 };
  if (person.marketingCapped) return { code: 131049 };
  return person.experiment ? { code: 130472 } : undefined;
};

const freeFormFailure = (
  world: World,
  person: Person,
  phoneNumberId: string,
  message: CheckedMessage,
): SendPlan['fail'] => {
  const direct = message.category === 'utility' && world.settings.directSend;
  if (!direct && !windowOpen(person, phoneNumberId, world.clock.now())) return { code: 131047 };
  if (message.type === 'reaction' && !reactionTarget(world, person, message)) return { code: 131009 };
  return mediaFailure(world, message);
};

/** At most 30 days old, in this thread, not deleted and not itself a reaction. */
export const reactionTarget = (
  world: World,
  person: Person,
  message: CheckedMessage,
): Message | undefined => {
  const { message_id } = message.content as { message_id: string };
  const target = world.state.messages.get(message_id);
  if (!target || target.person !== person.id || target.type === 'reaction' || target.revoked)
    return undefined;
  return world.clock.now() - target.at > monthMs ? undefined : target;
};

/** An uploaded file that is not what the message says. */
const mediaFailure = (world: World, message: CheckedMessage): SendPlan['fail'] => {
  const { id, voice } = message.content as { id?: string | number; voice?: boolean };
  const file = id === undefined ? undefined : world.state.media.get(String(id));
  const bytes = file && world.journal.bytes(file.id);
  if (!file || !bytes) return undefined;
  const details = misfit(message.type, { mimeType: file.mimeType, bytes }, voice);
  return details === undefined ? undefined : { code: 131053, details };
};

/** How long a message waits for a phone that is offline. */
export const ttlOf = (template: Template | undefined): number | undefined => {
  if (template?.ttlSeconds !== undefined && template.ttlSeconds > 0) return template.ttlSeconds * 1000;
  return template?.category === 'AUTHENTICATION' ? 600_000 : undefined;
};
