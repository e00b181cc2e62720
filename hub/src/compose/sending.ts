import { throughput } from '@centralita/core/pacing';
import { makeRegionGuard, type RegionGuard } from '@centralita/core/regions';
import type { SendOutcome } from '../ops/metrics.ts';
import { createAccept } from '../sending/accept.ts';
import { createGuard } from '../sending/guards.ts';
import { createPacer } from '../sending/pacer.ts';
import { Sender } from '../sending/sender.ts';
import { createTemplates } from '../services/templates.ts';
import type { Settings } from '../settings/index.ts';
import type { Base } from './base.ts';

const outcomes: Readonly<Record<string, SendOutcome>> = {
  accepted: 'accepted',
  refused: 'refused',
  rejected: 'failed',
  unknown: 'uncertain',
  'not-sent': 'retried',
};

/** The barred regions as the settings have them now. */
const regionsNow = (settings: Pick<Settings, 'regions'>): RegionGuard => {
  let list = settings.regions;
  let guard = makeRegionGuard(list);
  return (...identities) => {
    if (settings.regions !== list) {
      list = settings.regions;
      guard = makeRegionGuard(list);
    }
    return guard(...identities);
  };
};

/** Acceptance, guards, lanes: everything on the way out. */
export const composeSending = (base: Base) => {
  const { settings, tables, metrics, now } = base;
  const guard = createGuard(regionsNow(settings), (person) => tables.contacts.groupOf(person));
  const templates = createTemplates(base);
  const shared = new Set(settings.accounts.filter((one) => one.coexistence).map((one) => one.phoneNumberId));
  const perSecond = (no: number) =>
    shared.has(tables.accounts.byNo(no)?.providerId ?? '') ? throughput.coexistence : throughput.standard;
  const sender = new Sender({
    ...base,
    guard,
    random: Math.random,
    pacer: createPacer((no) => ({ perSecond: perSecond(no) })),
    onProblem: base.problem,
    onOutcome: (outcome) => metrics.send(outcomes[outcome] ?? 'failed'),
  });
  metrics.queue(() => tables.sends.queuedCount());
  return {
    sender,
    templates,
    accept: createAccept({ ...base, guard, now, template: templates.resolve }),
  };
};

export type Sending = ReturnType<typeof composeSending>;
