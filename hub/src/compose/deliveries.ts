import { randomBytes } from 'node:crypto';
import { open, type SealKey, seal, sealKey } from '@centralita/core/signing';
import type { Config } from '../config.ts';
import { createDeliveries } from '../deliveries/index.ts';
import { appendProblem } from '../problems.ts';
import type { Base } from './base.ts';

/** What secrets in the store are sealed with. The demonstration has no key, and nothing secret to keep. */
export const sealKeyOf = ({ key }: Pick<Config, 'key'>): SealKey =>
  key ? sealKey(key) : { keyId: 'demo', key: Buffer.alloc(32, 'centralita demonstration') };

/** Everything by which events leave. */
export const composeDeliveries = (base: Base, config: Config) => {
  const { settings, tables, log, metrics, now } = base;
  const key = sealKeyOf(config);
  const deliveries = createDeliveries({
    store: tables.store,
    now,
    log,
    limits: settings.deliveries,
    allowPrivateAddresses: config.allowPrivateAddresses,
    seal: {
      seal: (text) => seal(text, key, randomBytes, 'subscription'),
      open: (text) => open(text, [key], 'subscription'),
    },
    appendProblem: (problem) => appendProblem(tables, problem, now()),
    count: (consumer, outcome) => metrics.delivery(consumer, outcome),
  });
  metrics.consumers(() => deliveries.stats());
  return deliveries;
};

export type Deliveries = ReturnType<typeof composeDeliveries>;
