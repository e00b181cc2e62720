import type { CallResult, ChannelError } from '../channel.ts';
import type { GraphOutcome } from './graph.ts';

/** For calls that may be repeated without harm a lost answer is no mystery: try again. */
const tryAgain = (reason: string, error?: ChannelError): ChannelError => ({
  kind: 'provider_down',
  message: reason,
  ...error,
  class: 'retry-later',
  nextStep: 'Try again in a moment.',
});

export const failed = <T>(error: ChannelError): CallResult<T> => ({ ok: false, error });

/** The value that `read` finds in the answer; an answer without it counts as lost. */
export function resultOf<T>(
  outcome: GraphOutcome,
  read: (body: Extract<GraphOutcome, { state: 'ok' }>['body']) => T | undefined,
): CallResult<T> {
  switch (outcome.state) {
    case 'ok': {
      const value = read(outcome.body);
      return value === undefined ? failed(tryAgain('WhatsApp gave no usable answer')) : { ok: true, value };
    }
    case 'error':
      return failed(outcome.error);
    case 'not-sent':
      return failed(tryAgain(outcome.reason));
    case 'unknown':
      return failed(tryAgain(outcome.reason, outcome.error));
  }
}

/** A setting is missing that the call needs. */
export const unset = <T>(message: string, nextStep: string): CallResult<T> =>
  failed({ class: 'fix-config', kind: 'bad_request', message, nextStep });
