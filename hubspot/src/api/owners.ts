import type { Caller } from './call.ts';
import type { Paths } from './paths.ts';
import type { Timers } from './timers.ts';

export interface Owner {
  readonly id: string;
  readonly email?: string;
  readonly firstName?: string;
  readonly lastName?: string;
  readonly archived?: boolean;
  readonly teams?: readonly { readonly id: string; readonly name: string; readonly primary?: boolean }[];
}

export interface Owners {
  /** Read at most every ten minutes, and again for an id that is not known. */
  byId(id: string): Promise<Owner | undefined>;
  byEmail(email: string): Promise<Owner | undefined>;
}

const freshMs = 600_000;
/** For ids that nobody knows: not with every contact again. */
const againMs = 60_000;

export const createOwners = (caller: Caller, paths: Paths, timers: Timers): Owners => {
  let owners: readonly Owner[] = [];
  let readAt = Number.NEGATIVE_INFINITY;
  let reading: Promise<void> | undefined;

  const readAll = async (): Promise<void> => {
    const all: Owner[] = [];
    for (let after: string | undefined = ''; after !== undefined; ) {
      const page = (await caller.call({
        method: 'GET',
        path: paths.owners,
        query: { limit: '100', ...(after ? { after } : {}) },
        what: 'owners list',
        repeatable: true,
      })) as { results: Owner[]; paging?: { next?: { after?: string } } };
      all.push(...page.results);
      after = page.paging?.next?.after;
    }
    owners = all;
    readAt = timers.now();
  };
  const find = async (fits: (owner: Owner) => boolean): Promise<Owner | undefined> => {
    const age = timers.now() - readAt;
    const known = owners.find(fits);
    if (known ? age < freshMs : age < againMs) return known;
    reading ??= readAll().finally(() => {
      reading = undefined;
    });
    await reading;
    return owners.find(fits);
  };
  return {
    byId: (id) => find((owner) => owner.id === id),
    byEmail: (email) => find((owner) => owner.email?.toLowerCase() === email.toLowerCase()),
  };
};
