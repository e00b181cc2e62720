import type { JsonObject } from '../../model/json.ts';
import type { OutboundMessage } from '../../model/message.ts';
import type { ChannelError, SendContext, SendResult } from '../channel.ts';
import { build } from './build/build.ts';
import { addressOf, isBusinessScopedId, numberOf } from './build/recipient.ts';
import { check } from './check/check.ts';
import { countCharacters } from './check/rules.ts';
import { callGraph } from './graph.ts';
import { fieldOf, textOf } from './guards.ts';

const longestCorrelationId = 512;

/**
 * Sends once: `POST /<version>/<phone number id>/messages`. Never repeats and never throws. Accepted means
 * taken, not delivered. What {@link check} would refuse is rejected without a call.
 */
export async function send(message: OutboundMessage, context: SendContext): Promise<SendResult> {
  const error = refusal(message, context);
  if (error) return { state: 'rejected', error };
  const json = build(message, context.to, context.correlationId);
  const path = [context.account.providerId, 'messages'];
  const outcome = await callGraph(context, { method: 'POST', path, json });
  switch (outcome.state) {
    case 'ok':
      return accepted(outcome.body);
    case 'error':
      return { state: 'rejected', error: outcome.error };
    default:
      return outcome;
  }
}

function accepted(body: JsonObject): SendResult {
  const message = first(body.messages);
  const contact = first(body.contacts);
  const providerId = textOf(fieldOf(message, 'id'));
  if (!providerId) return { state: 'unknown', reason: 'WhatsApp answered 200 without a message id' };
  const status = textOf(fieldOf(message, 'message_status'));
  const called = textOf(fieldOf(contact, 'wa_id'));
  const scoped = called !== undefined && isBusinessScopedId(called);
  const userId = textOf(fieldOf(contact, 'user_id')) ?? (scoped ? called : undefined);
  return {
    state: 'accepted',
    providerId,
    ...(status === 'held_for_quality_assessment' || status === 'paused' ? { held: true } : {}),
    ...(called && !scoped ? { waId: called } : {}),
    ...(userId ? { userId } : {}),
  };
}

const first = (value: unknown): unknown => (Array.isArray(value) ? value[0] : undefined);

const notSendable = (message: string, nextStep: string, more: Partial<ChannelError> = {}): ChannelError => ({
  class: 'never-retry',
  kind: 'bad_request',
  message,
  nextStep,
  ...more,
});

/** What can be known to fail without asking the platform. */
function refusal(message: OutboundMessage, { to, correlationId }: SendContext): ChannelError | undefined {
  const [wrong] = check(message);
  if (wrong)
    return notSendable('The message breaks a limit of WhatsApp', 'Correct the field named.', {
      details: wrong.message,
    });
  if (typeof correlationId !== 'string' || countCharacters(correlationId) > longestCorrelationId) {
    return notSendable(
      'The correlation id is not a text or too long',
      `Use at most ${longestCorrelationId} characters.`,
    );
  }
  if (!addressOf(to)) {
    const nextStep = 'Name a number, a user id or a group.';
    return notSendable('There is nobody to send to', nextStep, { kind: 'invalid_recipient' });
  }
  return mismatch(message, to);
}

function mismatch({ content }: OutboundMessage, to: SendContext['to']): ChannelError | undefined {
  if (content.kind === 'pin' && !to.groupId) {
    return notSendable('Pinning works in groups only', 'Send it to a group.', { kind: 'unsupported' });
  }
  if (content.kind === 'template' && content.code !== undefined && !to.groupId && !numberOf(to)) {
    const nextStep = 'Ask the person for the phone number, then send the code there.';
    return notSendable('A one-time code can only be sent to a phone number', nextStep, {
      kind: 'invalid_recipient',
    });
  }
  return undefined;
}
