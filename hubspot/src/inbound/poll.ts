import type { HubSpotRecord } from '../api/objects.ts';
import { contactKey, type Portal } from '../api/portal.ts';
import type { HubSpotSettings } from '../settings.ts';
import { type FieldState, putState, type Tables } from '../store/tables.ts';
import { propertiesToRead, tagSeparator } from '../sync/plan.ts';
import { hashOf } from '../sync/reconcile.ts';
import { recordLane } from './webhooks.ts';

/** The index shows a change about a minute after it was made. */
const overlapMs = 90_000;
/** A search returns at most 10,000: then it is begun again from the last one. */
const maxResults = 10_000;
const pageSize = 200;
const weekMs = 7 * 86_400_000;

export interface PollOptions {
  readonly portal: Portal;
  readonly tables: Tables;
  readonly settings: HubSpotSettings;
  readonly now: () => number;
}

export interface PollState {
  /** Everything changed before this has been looked at, milliseconds since 1970. */
  readonly cursor: number;
  readonly lastAt: number;
}

/** Asks HubSpot what changed, where no webhook can reach this hub. */
export const createPoll = ({ portal, tables, settings, now }: PollOptions) => {
  const names = propertiesToRead(settings.fields);
  const searched = [...new Set([contactKey, ...names])];

  /** One round. Returns how many records have to be read. */
  const changes = async (): Promise<number> => {
    const at = now();
    const state = await tables.state<PollState>('poll');
    if (!state) {
      // What changed before is for a backfill that somebody asks for.
      await tables.setState('poll', { cursor: at, lastAt: at } satisfies PollState);
      return 0;
    }
    let from = state.cursor - overlapMs;
    let pulled = 0;
    for (let after = '0', seen = 0; ; ) {
      const page = await portal.contacts.search({
        filterGroups: [
          {
            filters: [
              { propertyName: 'lastmodifieddate', operator: 'GTE', value: String(from) },
              { propertyName: contactKey, operator: 'HAS_PROPERTY' },
            ],
          },
        ],
        sorts: ['lastmodifieddate'],
        properties: searched,
        after,
        limit: pageSize,
      });
      const results = page?.results ?? [];
      const changed: string[] = [];
      for (const record of results) if (await differs(record)) changed.push(record.id);
      const last = Math.max(from, ...results.map(modifiedAt));
      await tables.store.write((tx) => {
        for (const recordId of changed)
          tx.effect({ lane: recordLane(recordId), kind: 'pull', payload: { recordId }, key: 'pull' });
        putState(tx, 'poll', { cursor: Math.max(state.cursor, last), lastAt: now() } satisfies PollState);
      });
      pulled += changed.length;
      seen += results.length;
      if (!page?.next) return pulled;
      const restart = seen + pageSize > maxResults && last > from;
      if (restart) from = last;
      after = restart ? '0' : page.next;
      if (restart) seen = 0;
    }
  };

  /** Whether it holds anything but what was last in step. Our own writes do not. */
  const differs = async (record: HubSpotRecord): Promise<boolean> => {
    for (const link of await tables.linksTo(record.id)) {
      const states = await tables.fields(link.contactId);
      if (link.main && record.properties[contactKey] !== link.key) return true;
      for (const state of states.values()) if (!isAsBefore(record, state)) return true;
    }
    return false;
  };

  const isTags = new Set(settings.fields.filter(({ ours }) => ours === 'tags').map(({ hubspot }) => hubspot));
  const isAsBefore = (
    { properties }: HubSpotRecord,
    { property, theirs, stoppedAt }: FieldState,
  ): boolean => {
    if (stoppedAt !== undefined) return true;
    const name = property.replace(/<$/, '');
    const value = properties[name] ?? '';
    const text = isTags.has(name)
      ? value.split(tagSeparator).filter(Boolean).toSorted().join(tagSeparator)
      : value;
    return hashOf(text) === theirs;
  };

  /** A hundred links a round, once a week: what was merged or deleted shows in no search. */
  const sweep = async (): Promise<number> => {
    const at = now();
    const state = (await tables.state<{ begun: number; after: string; done?: boolean }>('sweep')) ?? {
      begun: at,
      after: '',
      done: true,
    };
    if (state.done && at - state.begun < weekMs) {
      if ((await tables.state('sweep')) === undefined) await tables.setState('sweep', state);
      return 0;
    }
    const after = state.done ? '' : state.after;
    const links = await tables.linksAfter(after, 100);
    const found = await Promise.all(
      links.map(({ recordId }) => portal.contacts.read(recordId, [contactKey])),
    );
    const lost = links.filter((_, index) => !found[index]);
    await tables.store.write((tx) => {
      for (const { recordId } of lost)
        tx.effect({ lane: recordLane(recordId), kind: 'deleted', payload: { recordId } });
      putState(tx, 'sweep', {
        begun: state.done ? at : state.begun,
        after: links.at(-1)?.contactId ?? '',
        done: links.length < 100,
      });
    });
    return lost.length;
  };

  return { changes, sweep };
};

const modifiedAt = (record: HubSpotRecord): number =>
  Date.parse(record.properties.lastmodifieddate ?? record.updatedAt) || 0;
