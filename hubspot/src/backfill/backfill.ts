import type { HubClient } from '@centralita/core/hub-client';
import type { ContactId } from '@centralita/core/model';
import { isLater } from '../api/call.ts';
import { isHubSpotError } from '../api/errors.ts';
import type { Portal } from '../api/portal.ts';
import { sleep, type Timers } from '../api/timers.ts';
import { putState, type Tables } from '../store/tables.ts';
import type { Sync, SyncOutcome } from '../sync/sync-contact.ts';

export interface BackfillCounts {
  readonly total: number;
  readonly linked: number;
  readonly created: number;
  readonly updated: number;
  readonly unchanged: number;
  readonly review: number;
  readonly skipped: number;
  readonly failed: number;
}

export interface BackfillRun {
  readonly id: string;
  readonly state: 'looked' | 'running' | 'stopped' | 'done' | 'undone';
  readonly dryRun: boolean;
  /** How many there are, from the look before. */
  readonly expected?: number;
  /** Where in the hub's list of contacts it goes on. */
  readonly after?: string;
  readonly counts: BackfillCounts;
  /** Why contacts were skipped, and how many. */
  readonly reasons: Readonly<Record<string, number>>;
  /** A few of each, for a person to look at before anything is written. */
  readonly sample: readonly { readonly contactId: string; readonly name?: string; readonly would: string }[];
  readonly begunAt: number;
  readonly endedAt?: number;
  readonly problem?: string;
}

export interface BackfillOptions {
  readonly hub: HubClient;
  readonly tables: Tables;
  /** Through the portal's background. */
  readonly sync: Sync;
  readonly portal: Portal;
  readonly timers: Timers;
  readonly now: () => number;
  readonly newId: () => string;
}

export type Progress = (run: BackfillRun) => void;

const none: BackfillCounts = {
  total: 0,
  linked: 0,
  created: 0,
  updated: 0,
  unchanged: 0,
  review: 0,
  skipped: 0,
  failed: 0,
};
const pageSize = 200;
/** Pages under way together: batches and searches are filled from several. */
const pagesAtOnce = 4;
const samplesEach = 3;

/**
 * Brings every contact of the hub into step once. Looks first, writes only what was looked at, goes on where it
 * stopped, says nothing to anybody, and can be taken back.
 */
export const createBackfill = (options: BackfillOptions) => {
  const { hub, tables, sync, portal, timers, now, newId } = options;
  let stopping = false;
  let running = false;

  const save = (run: BackfillRun): Promise<void> => tables.store.write((tx) => putState(tx, 'backfill', run));
  const current = (): Promise<BackfillRun | undefined> => tables.state<BackfillRun>('backfill');

  const one = async (id: ContactId, run: BackfillRun): Promise<SyncOutcome> => {
    for (;;) {
      try {
        return run.dryRun ? await sync.look(id) : await sync.contact(id, 'backfill', run.id);
      } catch (error) {
        if (stopping || !isLater(error) || needsPerson(error)) throw error;
        await sleep(timers, error.facts.afterMs ?? 30_000);
      }
    }
  };

  const add = (run: BackfillRun, page: readonly Done[]): BackfillRun => {
    const counts = { ...run.counts } as { -readonly [K in keyof BackfillCounts]: number };
    const reasons = { ...run.reasons };
    const sample = [...run.sample];
    for (const { contactId, name, outcome } of page) {
      counts.total++;
      const what = outcome === undefined ? 'failed' : countedAs(outcome);
      counts[what]++;
      const would =
        outcome?.done === 'skipped'
          ? `skip: ${outcome.why}`
          : outcome?.done === 'linked'
            ? `link to ${outcome.recordId}`
            : what;
      if (outcome?.done === 'skipped') reasons[outcome.why] = (reasons[outcome.why] ?? 0) + 1;
      if (sample.filter((each) => each.would.split(' ')[0] === would.split(' ')[0]).length < samplesEach)
        sample.push({ contactId, would, ...(name ? { name } : {}) });
    }
    return { ...run, counts, reasons, sample };
  };

  const go = async (first: BackfillRun, progress: Progress): Promise<BackfillRun> => {
    let run = first;
    running = true;
    stopping = false;
    const underWay: Promise<{ readonly done: readonly Done[]; readonly next?: string }>[] = [];
    try {
      let after = run.after;
      let more = true;
      while (more || underWay.length > 0) {
        while (more && !stopping && underWay.length < pagesAtOnce) {
          const page = await hub.contacts({ limit: pageSize, ...(after ? { after } : {}) });
          after = page.next;
          more = after !== undefined;
          const work = Promise.all(
            page.items.map(async ({ id, name }): Promise<Done> => {
              const outcome = await one(id, run).catch((error: unknown) => {
                if (stopping || needsPerson(error)) throw error;
                return undefined;
              });
              return { contactId: id, ...(name ? { name } : {}), outcome };
            }),
          ).then((done) => ({ done, ...(page.next ? { next: page.next } : {}) }));
          work.catch(() => undefined);
          underWay.push(work);
        }
        const finished = underWay.shift();
        if (!finished) break;
        const { done, next } = await finished;
        run = { ...add(run, done), ...(next ? { after: next } : {}) };
        // In the order of the pages: what is behind the cursor is done.
        await save(run);
        progress(run);
        if (stopping) more = false;
      }
      run = stopping
        ? { ...run, state: 'stopped' }
        : { ...run, state: run.dryRun ? 'looked' : 'done', endedAt: now() };
    } catch (error) {
      run = { ...run, state: 'stopped', problem: error instanceof Error ? error.message : String(error) };
    } finally {
      running = false;
    }
    await save(run);
    progress(run);
    return run;
  };

  const fresh = (dryRun: boolean): BackfillRun => ({
    id: newId(),
    state: 'running',
    dryRun,
    counts: none,
    reasons: {},
    sample: [],
    begunAt: now(),
  });

  return {
    current,
    isRunning: () => running,
    look: (progress: Progress = () => undefined) => go(fresh(true), progress),
    start: async (progress: Progress = () => undefined) => {
      const looked = await current();
      const expected = looked?.dryRun ? looked.counts.total : undefined;
      return go({ ...fresh(false), ...(expected === undefined ? {} : { expected }) }, progress);
    },
    /** Goes on where a run was stopped or the hub ended. */
    resume: async (progress: Progress = () => undefined): Promise<BackfillRun | undefined> => {
      const run = await current();
      if (!run || run.dryRun || !['running', 'stopped'].includes(run.state)) return undefined;
      const { problem: _, ...rest } = run;
      return go({ ...rest, state: 'running' }, progress);
    },
    stop: () => {
      stopping = true;
    },
    /** Archives the records this run created, and only those. HubSpot keeps them for 90 days. */
    undo: async (runId: string): Promise<number> => {
      const rows = await tables.store.query(
        'select contact_id, record_id from hubspot_created where run_id = $1',
        runId,
      );
      await portal.contacts.archive(rows.map((row) => String(row.record_id)));
      await tables.store.write((tx) => {
        for (const row of rows) {
          tx.run(
            'delete from hubspot_links where contact_id = $1 and record_id = $2',
            row.contact_id as string,
            row.record_id as string,
          );
          tx.run('delete from hubspot_fields where contact_id = $1', row.contact_id as string);
        }
        tx.run('delete from hubspot_created where run_id = $1', runId);
      });
      const run = await current();
      if (run?.id === runId) await save({ ...run, state: 'undone' });
      return rows.length;
    },
  };
};

export type Backfill = ReturnType<typeof createBackfill>;

const needsPerson = (error: unknown): boolean => isHubSpotError(error, 'token', 'scope');

interface Done {
  readonly contactId: string;
  readonly name?: string;
  readonly outcome: SyncOutcome | undefined;
}

const countedAs = ({ done }: SyncOutcome): Exclude<keyof BackfillCounts, 'total'> => {
  switch (done) {
    case 'parked':
      return 'failed';
    case 'unlinked':
      return 'skipped';
    default:
      return done;
  }
};
