import type { ExtensionHealth } from '@centralita/core/consumer';
import type { HubClient } from '@centralita/core/hub-client';
import type { ContactId } from '@centralita/core/model';
import type { Portal } from './api/portal.ts';
import { retryAll, retryOne } from './health-actions.ts';
import type { PollState } from './inbound/poll.ts';
import type { WebhookCounts } from './inbound/webhooks.ts';
import type { Readiness } from './readiness.ts';
import type { HubSpotSettings } from './settings.ts';
import type { Tables } from './store/tables.ts';

export interface HealthParts {
  readonly hub: HubClient;
  readonly portal: Portal;
  readonly tables: Tables;
  readonly settings: HubSpotSettings;
  readonly readiness: Readiness;
  readonly hooks: () => Readonly<WebhookCounts>;
  readonly pollProblem: () => string | undefined;
  readonly now: () => number;
}

type Line = ExtensionHealth['lines'][number];

const shownRecords = 10;
const time = (ms: number): string => `${new Date(ms).toISOString().slice(0, 16).replace('T', ' ')} UTC`;

/** Lines for the console: how the connection stands, and what a person can do about what does not. */
export const createHealth = (parts: HealthParts): (() => Promise<ExtensionHealth>) => {
  const { hub, portal, tables, settings, readiness, hooks, now } = parts;

  /** A person is recognised by the name, where there is one. */
  const nameOf = async (contactId: string): Promise<string> => {
    const contact = await hub.contact(contactId as ContactId).catch(() => undefined);
    return contact?.name ?? contactId;
  };

  const connection = (): Line => ({ name: 'HubSpot: connection', ...readiness.state() });

  const limits = (): Line => {
    const room = portal.room();
    const daily =
      room.dailyRemaining === undefined ? '' : `, ${room.dailyRemaining} of ${room.dailyLimit} left today`;
    const used = `${room.usedIn10Seconds} of ${room.per10Seconds} calls in 10 s${daily}, ${room.waiting} waiting`;
    if (room.pausedUntil === undefined) return { name: 'HubSpot: limits', ok: true, detail: used };
    return {
      name: 'HubSpot: limits',
      ok: room.pausedBy !== 'daily',
      detail: `${room.pausedBy === 'daily' ? 'the daily limit is used up' : 'the limit of 10 s is used up'}; paused until ${time(room.pausedUntil)}`,
      nextStep: 'Nothing to do: what waits is written then. See what else uses the calls of this portal.',
    };
  };

  const contacts = async (): Promise<Line> => {
    const [row] = await tables.store.query('select count(*) as n, max(synced_at) as at from hubspot_links');
    const at = Number(row?.at ?? 0);
    return {
      name: 'HubSpot: contacts',
      ok: true,
      detail: `${row?.n ?? 0} linked, last sync ${at > 0 ? time(at) : 'never'}`,
    };
  };

  const changes = async (): Promise<Line> => {
    const name = 'HubSpot: changes from HubSpot';
    if (settings.changes === 'off') return { name, ok: true, detail: 'off' };
    if (settings.changes === 'webhooks') {
      const { accepted, forged, echoes, duplicates, lastAt } = hooks();
      return {
        name,
        ok: forged === 0 || accepted > 0,
        detail: `webhooks: ${accepted} taken, ${echoes} of our own, ${duplicates} repeated, ${forged} with a wrong or old signature${lastAt ? `, last ${time(lastAt)}` : ''}`,
        ...(forged > 0
          ? {
              nextStep:
                'Compare hubspot.clientSecret with the app in HubSpot, PUBLIC_URL, and the clock of this machine.',
            }
          : {}),
      };
    }
    const state = await tables.state<PollState>('poll');
    const problem = parts.pollProblem();
    const late = state !== undefined && now() - state.lastAt > settings.pollSeconds * 5_000;
    return {
      name,
      ok: problem === undefined && !late,
      detail: `polling every ${settings.pollSeconds} s, last ${state ? time(state.lastAt) : 'never'}${problem ? `: ${problem}` : ''}`,
      ...(problem ? { nextStep: 'See the line on the connection.' } : {}),
    };
  };

  const failing = async (): Promise<Line[]> => {
    const [count, records] = await Promise.all([tables.count('parked'), tables.parked(shownRecords)]);
    const names = await Promise.all(records.map(({ contactId }) => nameOf(contactId)));
    if (count === 0) return [{ name: 'HubSpot: failing records', ok: true, detail: 'none' }];
    return [
      {
        name: 'HubSpot: failing records',
        ok: false,
        detail: `${count}; tried again with the next change`,
        nextStep:
          'Mend what the lines below name, then try again: here, or by centralita hubspot review retry.',
        action: retryAll,
      },
      ...records.map(
        ({ contactId, property, reason, nextStep }, index): Line => ({
          name: `HubSpot: ${names[index]}${property ? ` · ${property}` : ''}`,
          ok: false,
          detail: reason,
          nextStep,
          action: retryOne(contactId),
        }),
      ),
    ];
  };

  const reviews = async (): Promise<Line> => {
    const open = await tables.reviews();
    return {
      name: 'HubSpot: to review',
      ok: open.length === 0,
      detail: open.length === 0 ? 'nobody' : `${open.length} contacts match several records, or share one`,
      ...(open.length > 0 ? { nextStep: 'centralita hubspot review lists them and takes your choice.' } : {}),
    };
  };

  const stopped = async (): Promise<Line[]> => {
    const fields = await tables.stopped();
    if (fields.length === 0) return [];
    const names = [...new Set(fields.map(({ property }) => property))].join(', ');
    return [
      {
        name: 'HubSpot: fields left alone',
        ok: false,
        detail: `${names} changed back and forth for ${fields.length} contacts`,
        nextStep: 'Find what else writes it in HubSpot, then try again.',
        action: retryAll,
      },
    ];
  };

  return async () => {
    const lines = [
      connection(),
      limits(),
      await contacts(),
      await changes(),
      ...(await failing()),
      await reviews(),
      ...(await stopped()),
    ];
    // A person's work is waiting in some of them, and yet the connection is well.
    return { ok: lines.slice(0, 4).every(({ ok }) => ok), lines };
  };
};
