import { HubError, type ProblemDetails } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import { type Environment, type RemoteConfig, readRemoteConfig } from '../config.ts';
import { operatorKey } from '../store/keys.ts';
import { readHolder } from '../store/lock.ts';

/** A running hub, and how to speak to it. */
export interface RemoteHub {
  readonly url: string;
  readonly key?: string;
  /** The answer's JSON; undefined when it has none. Rejects with `HubError`. */
  call(method: string, path: string, body?: unknown): Promise<unknown>;
}

/** Where commands work: with the running hub, or when none runs in its data folder. */
export type Place =
  | { readonly remote: RemoteHub }
  | { readonly folder: string; readonly config: RemoteConfig };

/**
 * The hub at CENTRALITA_URL, or else the one that holds the data folder. The key is CENTRALITA_API_KEY, or else
 * the one that CENTRALITA_KEY stands for.
 */
export const findHub = (env: Environment): Place => {
  const config = readRemoteConfig(env);
  const key = config.apiKey ?? (config.key === undefined ? undefined : operatorKey(config.key));
  const found = config.url ?? config.dataFolders.map(runningIn).find((url) => url !== undefined);
  if (found !== undefined) return { remote: remoteHub(found, key) };
  return { folder: config.dataFolders[0] as string, config };
};

const runningIn = (folder: string): string | undefined => {
  const holder = readHolder(folder);
  if (!holder?.url) return undefined;
  try {
    process.kill(holder.pid, 0);
  } catch (error) {
    // A process of another user is there all the same.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return undefined;
  }
  return holder.url;
};

const remoteHub = (url: string, key: string | undefined): RemoteHub => ({
  url,
  ...(key === undefined ? {} : { key }),
  call: async (method, path, body) => {
    const answer = await fetch(url + path, {
      method,
      headers: {
        ...(key === undefined ? {} : { authorization: `Bearer ${key}` }),
        ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      },
      ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      redirect: 'error',
    }).catch((cause: unknown) => {
      throw new CentralitaError('not_found', `no hub answers at ${url}`, { cause, field: 'CENTRALITA_URL' });
    });
    const text = await answer.text();
    if (answer.ok) return text === '' ? undefined : JSON.parse(text);
    throw problemIn(text, url, answer.status);
  },
});

const problemIn = (text: string, url: string, status: number): Error => {
  try {
    const problem = JSON.parse(text) as ProblemDetails;
    if (typeof problem.code === 'string') return new HubError(problem);
  } catch {
    // Something else stands at this address.
  }
  return new CentralitaError('not_found', `${url} answered ${status} and is no hub`, {
    field: 'CENTRALITA_URL',
  });
};
