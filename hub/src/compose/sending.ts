import { throughput } from '@centralita/core/pacing';
import { makeRegionGuard } from '@centralita/core/regions';
import type { SendOutcome } from '../ops/metrics.ts';
import { createAccept } from '../sending/accept.ts';
import { createGuard } from '../sending/guards.ts';
import { createPacer } from '../sending/pacer.ts';
import { Sender } from '../sending/sender.ts';
import { createTemplates } from '../services/templates.ts';
import type { Base } from './base.ts';

const outcomes: Readonly<Record<string, SendOutcome>> = {
  accepted: 'accepted',
  refused: 'refused',
  rejected: 'failed',
  unknown: 'uncertain',
  'not-sent': 'retried',
};

/** Acceptance, guards, lanes: everything on the way out. */
export const composeSending = (base: Base) => {
  const { settings, tables, metrics, now } = base;
  const guard = createGuard(makeRegionGuard(settings.regions));
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
