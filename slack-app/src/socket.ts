import { type ExtensionLog, inEnglish, type Said } from '@centralita/core/consumer';
import type { CodeText } from '@centralita/core/model';
import { SocketModeClient } from '@slack/socket-mode';
import { slackLogger } from './client/clients.ts';
import { outcomeOf } from './client/outcome.ts';
import { inBoth } from './words/index.ts';

export interface SocketOptions {
  readonly appToken: string;
  readonly apiUrl?: string;
  readonly fetch: typeof fetch;
  readonly log: ExtensionLog;
  readonly deliver: (payload: Readonly<Record<string, unknown>>) => Promise<Response>;
  /** After a connection stands, with how long there was none. */
  readonly onConnected: (gapMs: number | undefined) => void;
  readonly now: () => number;
}

export interface Socket {
  start(): void;
  stop(): Promise<void>;
  readonly connected: boolean;
  readonly lastError: Said | undefined;
}

/** It stood for too short a time, or not at all, and nobody said why. */
class Unsteady extends Error {
  readonly said: CodeText;

  constructor(said: CodeText) {
    super(said.en);
    this.said = said;
  }
}

/** Slack's word for it, or the system's, without what the client puts around them. */
const reasonOf = (error: unknown): Said => {
  if (error instanceof Unsteady) return error.said;
  const outcome = outcomeOf(error);
  return 'reason' in outcome ? outcome.reason : inBoth(({ health }) => health.asksToWait);
};

const mostWaitMs = 30_000;
const steadyMs = 10_000;

/**
 * A Socket Mode connection that is always being made anew. Slack's client makes one connection; when and how to make
 * the next is decided here, because its own loop gives up, and takes the process with it, when Slack is away for long.
 */
export const createSocket = (options: SocketOptions): Socket => {
  const { log, now } = options;
  let stopped = true;
  let client: SocketModeClient | undefined;
  let loop: Promise<void> | undefined;
  let wake: (() => void) | undefined;
  let connected = false;
  let lastError: Said | undefined;
  let downSince: number | undefined;

  const connect = async (): Promise<void> => {
    const current = new SocketModeClient({
      appToken: options.appToken,
      logger: slackLogger(log),
      autoReconnectEnabled: false,
      clientOptions: {
        fetch: ((url: string, init?: RequestInit) => options.fetch(url, init)) as never,
        retryConfig: { retries: 0 },
        timeout: 10_000,
        rejectRateLimitedCalls: true,
        ...(options.apiUrl ? { slackApiUrl: options.apiUrl } : {}),
      },
    });
    client = current;
    current.on('slack_event', (envelope: Envelope) => void receive(envelope));
    const ended = new Promise<void>((resolve) => current.once('disconnected', () => resolve()));
    const began = now();
    await Promise.race([
      current.start(),
      ended.then(() => {
        throw new Unsteady(inBoth(({ health }) => health.closedEarly));
      }),
    ]);
    connected = true;
    lastError = undefined;
    options.onConnected(downSince === undefined ? undefined : now() - downSince);
    downSince = undefined;
    await ended;
    if (now() - began < steadyMs) throw new Unsteady(inBoth(({ health }) => health.didNotLast));
  };

  const receive = async ({ ack, body, type }: Envelope): Promise<void> => {
    try {
      const answer = await options.deliver(body);
      // Not acknowledged: Slack sends it again.
      if (answer.status >= 400)
        return log.warn('Something Slack sent could not be taken', { type, status: answer.status });
      const text = await answer.text();
      await ack(text === '' ? undefined : text.startsWith('{') ? (JSON.parse(text) as object) : text);
    } catch (error) {
      log.error('Something Slack sent could not be stored; it comes again', { error, type });
    }
  };

  const run = async (): Promise<void> => {
    for (let failures = 0; !stopped; ) {
      try {
        await connect();
        failures = 0;
      } catch (error) {
        lastError = reasonOf(error);
        failures++;
        if (failures === 1 || failures % 20 === 0)
          log.warn('Slack’s socket does not stand', { reason: inEnglish(lastError), failures });
      }
      connected = false;
      downSince ??= now();
      if (stopped || failures === 0) continue;
      const wait = Math.min(mostWaitMs, 500 * 2 ** Math.min(failures - 1, 6));
      await new Promise<void>((resolve) => {
        const timer = setTimeout(resolve, wait);
        wake = () => {
          clearTimeout(timer);
          resolve();
        };
      });
    }
  };

  return {
    start: () => {
      stopped = false;
      loop = run();
    },
    stop: async () => {
      stopped = true;
      wake?.();
      // What is open is closed; what is just being opened finds nobody who waits for it.
      await Promise.race([
        client?.disconnect().catch(() => undefined) ?? Promise.resolve(),
        new Promise<void>((resolve) => setTimeout(resolve, 1_500).unref()),
      ]);
      await Promise.race([loop, new Promise<void>((resolve) => setTimeout(resolve, 500).unref())]);
    },
    get connected() {
      return connected;
    },
    get lastError() {
      return lastError;
    },
  };
};

interface Envelope {
  readonly type: string;
  readonly body: Readonly<Record<string, unknown>>;
  ack(response?: object | string): Promise<void>;
}
