import type { ExtensionLog } from '@centralita/core/consumer';
import { type Logger, LogLevel, WebClient } from '@slack/web-api';

/** Slack's client with everything that repeats a call switched off: the lanes own retries. */
export interface Clients {
  /** For what changes something: one attempt, no queue of its own. */
  write(token: string): WebClient;
  /** For what only reads: may be repeated a little. */
  read(token: string): WebClient;
}

export interface ClientsOptions {
  readonly fetch: typeof fetch;
  readonly log: ExtensionLog;
  readonly apiUrl?: string;
  readonly timeoutMs?: number;
}

/** Without what was asked and answered: that is customers' text. */
const quiet = (log: ExtensionLog): Logger => ({
  debug: () => undefined,
  info: () => undefined,
  warn: () => undefined,
  error: (...words: unknown[]) => log.warn(`Slack’s client: ${String(words[0]).slice(0, 200)}`),
  setLevel: () => undefined,
  getLevel: () => LogLevel.ERROR,
  setName: () => undefined,
});

export const createClients = ({ fetch, log, apiUrl, timeoutMs = 10_000 }: ClientsOptions): Clients => {
  const shared = {
    fetch: ((url, init) => fetch(url, init as RequestInit)) as NonNullable<
      ConstructorParameters<typeof WebClient>[1]
    >['fetch'],
    logger: quiet(log),
    timeout: timeoutMs,
    rejectRateLimitedCalls: true,
    allowAbsoluteUrls: false,
    ...(apiUrl ? { slackApiUrl: apiUrl } : {}),
  };
  const cached = (options: object) => {
    const clients = new Map<string, WebClient>();
    return (token: string): WebClient => {
      let client = clients.get(token);
      if (!client) {
        // Tokens rotate: old ones are not kept for ever.
        if (clients.size >= 200) clients.clear();
        client = new WebClient(token, { ...shared, ...options } as ConstructorParameters<
          typeof WebClient
        >[1]);
        clients.set(token, client);
      }
      return client;
    };
  };
  return {
    write: cached({ retryConfig: { retries: 0 } }),
    read: cached({ retryConfig: { retries: 2, minTimeout: 200, maxTimeout: 1000 } }),
  };
};

export const slackLogger = quiet;
