import type { HubClient, SendMessageRequest } from '@centralita/core/hub-client';
import { HubError } from '@centralita/core/hub-client';
import {
  type Code,
  type ConversationId,
  codes,
  digest,
  type Language,
  parseId,
} from '@centralita/core/model';
import { failureOf, hubAway, NodeFailure } from '../shared/failure.ts';
import { type Journal, maskOf } from '../shared/journal.ts';
import { topicOf } from '../shared/message.ts';
import type { SendCommand, SendOnce, Sent } from '../shared/source.ts';

export interface HubSenderParts {
  readonly client: HubClient;
  readonly journal: Journal;
  readonly now: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly language: Language;
}

/** Seconds to wait for what the platform says; the message goes out later too. */
const outcomeSeconds = 10;
const attemptsAtMost = 4;
const refusedStates = new Set(['refused', 'failed']);

/** Hands the message to the hub, which stores it, obeys consent and window, and sends it. Repeated with one key. */
export const createHubSender = (parts: HubSenderParts): SendOnce => {
  const { client, journal, now } = parts;

  return async (command, { key, nodeId }) => {
    const request = requestOf(command);
    const line = { key, at: now(), nodeId, to: maskOf(command.to), digest: digest(JSON.stringify(request)) };
    journal.begin({ ...line, state: 'started', told: false });
    try {
      const message = await post(request, key);
      const { id, state, providerId, error } = message;
      if (refusedStates.has(state)) {
        throw new NodeFailure(codeOf(error?.code), {
          ...(error ? { details: error.message, nextStep: error.nextStep } : {}),
          ...(error?.providerCode === undefined ? {} : { providerCode: error.providerCode }),
          outcome: 'rejected',
        });
      }
      journal.settle(key, {
        state: state === 'queued' || state === 'sending' ? 'queued' : 'accepted',
        messageId: id,
      });
      return { id, to: command.to, state, ...(providerId ? { providerId } : {}) } satisfies Sent;
    } catch (error) {
      const failure = failureOf(error);
      journal.settle(key, { state: failure.cause.outcome ?? 'rejected', code: failure.code });
      throw failure;
    }
  };

  /** The key makes it safe to ask again: the hub sends once, however often it hears of it. */
  async function post(request: SendMessageRequest, key: string) {
    for (let count = 1; ; count += 1) {
      try {
        return await client.send(request, { idempotencyKey: key, wait: outcomeSeconds });
      } catch (error) {
        const away = !(error instanceof HubError) || error.problem.status >= 500;
        const again =
          away || error.problem.status === 429 || error.problem.code === 'idempotency_in_progress';
        if (!again || count >= attemptsAtMost) {
          if (error instanceof HubError && !away) throw error;
          throw hubAway(parts.language);
        }
        const asked = error instanceof HubError ? (error.retryAfter ?? 0) * 1000 : 0;
        await parts.wait(Math.min(30_000, Math.max(asked, 500 * 3 ** (count - 1))));
      }
    }
  }
};

const codeOf = (code: string | undefined): Code =>
  code !== undefined && code in codes ? (code as Code) : 'provider_rejected';

/** An answer goes into the conversation the message came from, and so out through the number it came in by. */
const requestOf = (command: SendCommand): SendMessageRequest => {
  const { to, content, replyTo, purpose, channelAccountId, expiresAt, event } = command;
  const conversationId =
    (command.conversationId as ConversationId | undefined) ??
    parseId('cv', to) ??
    (event && topicOf(event) === to ? event.data.hub?.conversationId : undefined);
  if (!conversationId && !to) {
    throw new NodeFailure('recipient_unknown', { field: 'to', outcome: 'not-sent' });
  }
  return {
    ...(conversationId ? { conversationId } : { to }),
    content,
    ...(replyTo ? { replyTo } : {}),
    ...(purpose ? { purpose } : {}),
    ...(channelAccountId ? { channelAccountId } : {}),
    ...(expiresAt ? { expiresAt } : {}),
  };
};
