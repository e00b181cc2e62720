import { type ExtensionHealth, healthLine, type Said } from '@centralita/core/consumer';
import type { HubClient } from '@centralita/core/hub-client';
import type { ContactId } from '@centralita/core/model';
import type { Portal } from './api/portal.ts';
import { retryAll, retryOne } from './health-actions.ts';
import { details, names, nextSteps } from './health-words.ts';
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
  readonly pollProblem: () => Said | undefined;
  readonly now: () => number;
}

type Line = ExtensionHealth['lines'][number];

const shownRecords = 10;

/** Lines for the console: how the connection stands, and what a person can do about what does not. */
export const createHealth = (parts: HealthParts): (() => Promise<ExtensionHealth>) => {
  const { hub, portal, tables, settings, readiness, hooks, now } = parts;

  /** A person is recognised by the name, where there is one. */
  const nameOf = async (contactId: string): Promise<string> => {
    const contact = await hub.contact(contactId as ContactId).catch(() => undefined);
    return contact?.name ?? contactId;
  };

  const connection = (): Line => healthLine({ name: names.connection, ...readiness.state() });

  const limits = (): Line => {
    const room = portal.room();
    const { pausedUntil, pausedBy } = room;
    if (pausedUntil === undefined)
      return healthLine({ name: names.limits, ok: true, detail: details.room(room) });
    return healthLine({
      name: names.limits,
      ok: pausedBy !== 'daily',
      detail: details.paused(pausedBy === 'daily', pausedUntil),
      nextStep: nextSteps.limits,
    });
  };

  const contacts = async (): Promise<Line> => {
    const [row] = await tables.store.query('select count(*) as n, max(synced_at) as at from hubspot_links');
    return healthLine({
      name: names.contacts,
      ok: true,
      detail: details.linked(Number(row?.n ?? 0), Number(row?.at ?? 0)),
    });
  };

  const changes = async (): Promise<Line> => {
    const name = names.changes;
    if (settings.changes === 'off') return healthLine({ name, ok: true, detail: details.off });
    if (settings.changes === 'webhooks') {
      const counts = hooks();
      return healthLine({
        name,
        ok: counts.forged === 0 || counts.accepted > 0,
        detail: details.webhooks(counts),
        ...(counts.forged > 0 ? { nextStep: nextSteps.forged } : {}),
      });
    }
    const state = await tables.state<PollState>('poll');
    const problem = parts.pollProblem();
    const late = state !== undefined && now() - state.lastAt > settings.pollSeconds * 5_000;
    return healthLine({
      name,
      ok: problem === undefined && !late,
      detail: details.polling(settings.pollSeconds, state?.lastAt, problem),
      ...(problem ? { nextStep: nextSteps.polling } : {}),
    });
  };

  const failing = async (): Promise<Line[]> => {
    const [count, records] = await Promise.all([tables.count('parked'), tables.parked(shownRecords)]);
    const people = await Promise.all(records.map(({ contactId }) => nameOf(contactId)));
    if (count === 0) return [healthLine({ name: names.failing, ok: true, detail: details.none })];
    return [
      healthLine({
        name: names.failing,
        ok: false,
        detail: details.failing(count),
        nextStep: nextSteps.failing,
        action: retryAll,
      }),
      ...records.map(({ contactId, property, reason, nextStep }, index) =>
        healthLine({
          name: `HubSpot: ${people[index]}${property ? ` · ${property}` : ''}`,
          ok: false,
          detail: reason,
          nextStep,
          action: retryOne(contactId),
        }),
      ),
    ];
  };

  const reviews = async (): Promise<Line> => {
    const { length: open } = await tables.reviews();
    return healthLine({
      name: names.review,
      ok: open === 0,
      detail: open === 0 ? details.nobody : details.review(open),
      ...(open > 0 ? { nextStep: nextSteps.review } : {}),
    });
  };

  const stopped = async (): Promise<Line[]> => {
    const fields = await tables.stopped();
    if (fields.length === 0) return [];
    const properties = [...new Set(fields.map(({ property }) => property))].join(', ');
    return [
      healthLine({
        name: names.stopped,
        ok: false,
        detail: details.stopped(properties, fields.length),
        nextStep: nextSteps.stopped,
        action: retryAll,
      }),
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
