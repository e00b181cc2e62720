import type { CallContext, Channel } from '@centralita/core/channels';
import { meta } from '@centralita/core/channels/meta';
import type { ProviderId } from '@centralita/core/model';
import type { Log } from '../ops/log.ts';
import type { Metrics } from '../ops/metrics.ts';
import { appendProblem, type HubProblem } from '../problems.ts';
import { createDirectory, type Directory } from '../services/team/directory.ts';
import type { Settings } from '../settings/index.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Reader } from '../store/reader.ts';
import type { Tables } from '../store/tables.ts';

/** What the parts of a hub are built from. */
export interface Base {
  readonly settings: Settings;
  readonly tables: Tables;
  readonly reader: Reader;
  /** The teams and people of the settings. */
  readonly directory: Directory;
  readonly log: Log;
  readonly metrics: Metrics;
  /** Domain time. */
  readonly now: () => number;
  readonly channel: (provider: ProviderId) => Channel;
  /** What a call for this account needs; undefined when it is not configured any more. */
  readonly callContext: (account: AccountRow, signal: AbortSignal) => Omit<CallContext, 'now'> | undefined;
  /** Logs a problem and puts it into the event log. */
  readonly problem: (problem: HubProblem) => void;
}

const channels: Readonly<Record<ProviderId, Channel>> = { meta };
export const graph = { baseUrl: 'https://graph.facebook.com', version: 'v25.0' };

export interface BaseOptions
  extends Pick<Base, 'settings' | 'tables' | 'reader' | 'log' | 'metrics' | 'now'> {
  /** Where the platform is, when it is not the real one. */
  readonly platform: () => string | undefined;
}

export const createBase = ({ platform, ...given }: BaseOptions): Base => {
  const { settings, tables, log, now } = given;
  const configured = new Map(settings.accounts.map((account) => [account.phoneNumberId, account]));
  return {
    ...given,
    directory: createDirectory(() => settings, tables.store.db),
    channel: (provider) => channels[provider],
    callContext: ({ providerId, businessId }, signal) => {
      const account = configured.get(providerId);
      return (
        account && {
          account: { providerId, ...(businessId ? { businessId } : {}) },
          accessToken: account.accessToken,
          baseUrl: platform() ?? account.apiBaseUrl ?? graph.baseUrl,
          version: account.apiVersion ?? graph.version,
          fetch,
          signal,
        }
      );
    },
    problem: (problem) => {
      log.warn(problem.title, { code: problem.code, source: problem.source });
      // A store that refuses has said so already, to everybody.
      tables.store.write(() => appendProblem(tables, problem, now())).catch(() => undefined);
    },
  };
};
