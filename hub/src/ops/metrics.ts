import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client';
import type { Totals } from './samples.ts';

/** What became of a webhook request. */
export type IngressOutcome =
  | 'stored'
  | 'handshake'
  | 'forged'
  | 'no_secret'
  | 'unknown_endpoint'
  | 'too_large'
  | 'malformed'
  | 'store_unavailable'
  | 'failed';

export type SendOutcome = 'accepted' | 'refused' | 'failed' | 'uncertain' | 'retried' | 'held';

/** Where a consumer stands, asked for at each scrape. */
export interface ConsumerFigures {
  readonly consumer: string;
  /** Events not yet handed over. */
  readonly lag: number;
  readonly dead: number;
  readonly held?: number;
}

export interface Metrics {
  ingress(outcome: IngressOutcome): void;
  /** Seconds from the last byte of a webhook to the answer that says it is on disk. */
  ingested(seconds: number): void;
  event(type: string): void;
  /** Updates that had been applied before. */
  duplicates(count: number): void;
  delivery(consumer: string, outcome: 'delivered' | 'retry' | 'dead' | 'redriven'): void;
  send(outcome: SendOutcome): void;
  commit(writes: number, seconds: number): void;
  request(method: string, route: string, status: number, seconds: number): void;
  authenticationFailed(): void;
  /** Whoever knows the consumers says so here, once. */
  consumers(read: () => readonly ConsumerFigures[]): void;
  /** Messages that wait to go out. */
  queue(read: () => number): void;
  /** What has been counted since the start, for the lines of the console. */
  totals(): Totals;
  /** The text of `/metrics` and its content type. */
  text(): Promise<{ readonly body: string; readonly contentType: string }>;
}

/** A registry of its own: two hubs in one process do not share figures. `process`: CPU, memory, event loop too. */
export const createMetrics = (options: { readonly process?: boolean } = {}): Metrics => {
  const register = new Registry();
  const registers = [register];
  if (options.process) collectDefaultMetrics({ register });
  const counter = <L extends string>(name: string, help: string, labelNames: L[] = []) =>
    new Counter({ name: `centralita_${name}`, help, labelNames, registers });
  const histogram = <L extends string>(name: string, help: string, buckets: number[], labelNames: L[] = []) =>
    new Histogram({ name: `centralita_${name}`, help, labelNames, buckets, registers });

  /** Counted in a plain map, since it happens with every webhook, and read at each scrape. */
  const tally = <L extends string>(name: string, help: string, label: L) => {
    const counts = new Map<string, number>();
    new Counter({
      name: `centralita_${name}`,
      help,
      labelNames: [label],
      registers,
      collect() {
        this.reset();
        for (const [value, count] of counts) this.inc({ [label]: value } as Record<L, string>, count);
      },
    });
    return (value: string) => void counts.set(value, (counts.get(value) ?? 0) + 1);
  };
  const ingress = tally('webhook_requests_total', 'Webhook requests by what became of them', 'outcome');
  const ingest = histogram(
    'webhook_seconds',
    'Time from a webhook’s last byte to its answer',
    [0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  );
  const events = tally('events_total', 'Events stored, by type', 'type');
  const duplicates = counter('duplicate_updates_total', 'Updates that had been applied before');
  const deliveries = counter('deliveries_total', 'Events handed to consumers, by outcome', [
    'consumer',
    'outcome',
  ]);
  const sends = counter('sends_total', 'Attempts to send, by outcome', ['outcome']);
  const commitSize = histogram('commit_writes', 'Writes in one commit', [1, 2, 4, 8, 16, 32, 64, 128, 256]);
  const commitTime = histogram(
    'commit_seconds',
    'Time of one commit',
    [0.0005, 0.001, 0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1],
  );
  const requests = histogram(
    'api_seconds',
    'Time of API requests',
    [0.002, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 1, 5, 30],
    ['method', 'route', 'status'],
  );
  const failures = counter('authentication_failures_total', 'Requests with a key that is not valid');
  const sendsWaiting: { read?: () => number } = {};
  new Gauge({
    name: 'centralita_sends_waiting',
    help: 'Messages that wait to go out',
    registers,
    collect() {
      this.set(sendsWaiting.read?.() ?? 0);
    },
  });
  const figures: { read?: () => readonly ConsumerFigures[] } = {};
  const perConsumer = (name: string, help: string, pick: (of: ConsumerFigures) => number) =>
    new Gauge({
      name: `centralita_${name}`,
      help,
      labelNames: ['consumer'],
      registers,
      collect() {
        this.reset();
        for (const each of figures.read?.() ?? []) this.set({ consumer: each.consumer }, pick(each));
      },
    });
  perConsumer('consumer_lag_events', 'Events a consumer has not been handed yet', (of) => of.lag);
  perConsumer('dead_letters', 'Events given up, until somebody redrives them', (of) => of.dead);
  perConsumer('held_events', 'Events that wait behind one that failed', (of) => of.held ?? 0);

  const counted = { webhooks: 0, refusedWebhooks: 0, failedDeliveries: 0, sends: 0, failedSends: 0 };
  const sum = (pick: (of: ConsumerFigures) => number): number =>
    (figures.read?.() ?? []).reduce((total, each) => total + pick(each), 0);

  return {
    ingress: (outcome) => {
      ingress(outcome);
      if (outcome === 'stored') counted.webhooks += 1;
      else if (outcome !== 'handshake') counted.refusedWebhooks += 1;
    },
    ingested: (seconds) => ingest.observe(seconds),
    event: events,
    duplicates: (count) => duplicates.inc(count),
    delivery: (consumer, outcome) => {
      deliveries.inc({ consumer, outcome });
      if (outcome === 'retry' || outcome === 'dead') counted.failedDeliveries += 1;
    },
    send: (outcome) => {
      sends.inc({ outcome });
      if (outcome === 'accepted') counted.sends += 1;
      else if (outcome === 'failed' || outcome === 'refused' || outcome === 'uncertain')
        counted.failedSends += 1;
    },
    commit: (writes, seconds) => {
      commitSize.observe(writes);
      commitTime.observe(seconds);
    },
    request: (method, route, status, seconds) =>
      requests.observe({ method, route, status: `${Math.floor(status / 100)}xx` }, seconds),
    authenticationFailed: () => failures.inc(),
    consumers: (read) => {
      figures.read = read;
    },
    queue: (read) => {
      sendsWaiting.read = read;
    },
    totals: () => ({
      counts: { ...counted },
      gauges: {
        lag: sum(({ lag }) => lag),
        dead: sum(({ dead }) => dead),
        waiting: sendsWaiting.read?.() ?? 0,
      },
    }),
    text: async () => ({ body: await register.metrics(), contentType: register.contentType }),
  };
};
