import type { Recipient, SendResult } from '@centralita/core/channels';
import { meta } from '@centralita/core/channels/meta';
import { digest, providerMessageId } from '@centralita/core/model';
import { backoff, pairPenaltyMs } from '@centralita/core/pacing';
import { channelFailure, NodeFailure } from '../shared/failure.ts';
import { type Journal, maskOf, type Outcome } from '../shared/journal.ts';
import type { Lanes } from '../shared/lanes.ts';
import { recipientOf, topicOf } from '../shared/message.ts';
import type { SendCommand, SendOnce, Sent } from '../shared/source.ts';
import { type AccountSettings, callContext } from './settings.ts';

export interface SenderParts {
  readonly settings: AccountSettings;
  readonly fetch: typeof fetch;
  readonly now: () => number;
  readonly random: () => number;
  readonly wait: (ms: number) => Promise<void>;
  readonly journal: Journal;
  readonly lanes: Lanes;
  /** Sends under way by key: the same again waits for the first. */
  readonly running: Map<string, { readonly fingerprint: string; readonly sent: Promise<Sent> }>;
}

const attemptTimeoutMs = 30_000;
/** Only of what the platform refused before doing anything, or what never left. */
const attemptsAtMost = 5;

/**
 * Sends through the Cloud API: in order for each person, written down before it leaves, never repeated when nobody
 * knows what became of it.
 */
export const createSender = (parts: SenderParts): SendOnce => {
  const { settings, journal, lanes, now } = parts;

  return async (command, { key, nodeId, onWaiting }) => {
    const to = recipientOf(command.to, command.event);
    if (!to) {
      const details = command.to
        ? 'this is no phone number with country code and no user id'
        : 'there is nobody to send to';
      throw new NodeFailure('recipient_unknown', { details, field: 'to', outcome: 'not-sent' });
    }
    const [problem] = meta.check({ content: command.content });
    if (problem) {
      const { message: details, field } = problem;
      throw new NodeFailure('content_invalid', { details, field, outcome: 'not-sent' });
    }
    const fingerprint = digest(JSON.stringify([to, command.content, command.replyTo]));
    const same = parts.running.get(key);
    if (same?.fingerprint === fingerprint) return same.sent;
    const before = journal.find(key);
    if (before) return again(before, fingerprint, command.to);

    const line = { key, at: now(), nodeId, to: maskOf(command.to), digest: fingerprint, told: false };
    // Known from here on, so that a second message with this key does not even queue.
    journal.begin({ ...line, state: 'waiting' });
    const turn = async () => {
      journal.begin({ ...line, state: 'started' });
      return attempt(command, to, key);
    };
    const sent = lanes.run(to.userId ?? to.waId ?? to.phone ?? '', nodeId, turn, onWaiting);
    parts.running.set(key, { fingerprint, sent });
    try {
      return await sent;
    } catch (error) {
      if (error instanceof NodeFailure)
        journal.settle(key, { state: error.cause.outcome ?? 'unknown', code: error.code });
      throw error;
    } finally {
      parts.running.delete(key);
    }
  };

  async function attempt(command: SendCommand, to: Recipient, key: string): Promise<Sent> {
    for (let count = 0; ; count += 1) {
      const result = await meta.send(
        { content: command.content, ...(command.replyTo ? { replyTo: command.replyTo } : {}) },
        {
          ...callContext(speaking(command), parts.fetch, now(), attemptTimeoutMs),
          to,
          correlationId: `nr1.${key}`,
        },
      );
      const delay = count + 1 < attemptsAtMost ? delayOf(result, count, parts.random) : undefined;
      if (delay === undefined) return settle(result, command, key);
      await parts.wait(delay);
    }
  }

  /** An answer goes out through the number the customer wrote to: that is where their window is open. */
  function speaking({ event, to }: SendCommand): AccountSettings {
    const account = event && 'account' in event.data ? event.data.account : undefined;
    const written = event && topicOf(event) === to ? account?.providerId : undefined;
    return written ? { ...settings, phoneNumberId: written } : settings;
  }

  function settle(result: SendResult, command: SendCommand, key: string): Sent {
    if (result.state !== 'accepted') throw failed(result);
    const { providerId } = result;
    const id = providerMessageId('meta', settings.phoneNumberId, providerId);
    journal.settle(key, { state: 'accepted', messageId: id, providerId });
    return { id, to: command.to, state: result.held ? 'held' : 'accepted', providerId };
  }
};

/** What a key that was used before means: the same answer for the same message, and nothing sent. */
const again = (before: Outcome, fingerprint: string, to: string): Sent => {
  if (before.digest !== fingerprint) throw new NodeFailure('idempotency_mismatch', { outcome: 'not-sent' });
  const { state, messageId, providerId } = before;
  if (providerId && messageId) return { id: messageId, to, state: 'accepted', providerId };
  if (state === 'started' || state === 'waiting')
    throw new NodeFailure('idempotency_in_progress', { outcome: 'unknown' });
  if (state === 'unknown') throw new NodeFailure('send_uncertain', { outcome: 'unknown' });
  const details = `it was refused before (${before.code ?? state})`;
  throw new NodeFailure('provider_rejected', { details, nextStep: 'Use a new key to try again.' });
};

const failed = (result: Exclude<SendResult, { state: 'accepted' }>): NodeFailure => {
  switch (result.state) {
    case 'rejected':
      return channelFailure(result.error, 'rejected');
    case 'not-sent':
      return new NodeFailure('provider_unavailable', {
        details: result.reason,
        nextStep: 'Nothing was sent. Check the way to the Internet and the proxy, then send again.',
        outcome: 'not-sent',
      });
    default: {
      const traceId = result.error?.traceId;
      return new NodeFailure('send_uncertain', {
        details: result.reason,
        outcome: 'unknown',
        ...(traceId ? { traceId } : {}),
      });
    }
  }
};

/** Milliseconds until the next attempt; undefined when there must be none. */
const delayOf = (result: SendResult, count: number, random: () => number): number | undefined => {
  const jitter = backoff(count, { baseMs: 1000, capMs: 30_000, random });
  if (result.state === 'not-sent') return jitter;
  if (result.state !== 'rejected' || result.error.class !== 'retry-later') return undefined;
  if (isPairLimit(result)) return pairPenaltyMs(count);
  const asked = result.error.retryAfterMs ?? 0;
  return asked > 60_000 ? undefined : asked + jitter;
};

const isPairLimit = (result: SendResult): boolean =>
  result.state === 'rejected' && result.error.providerCode === 131056;
