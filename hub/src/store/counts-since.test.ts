import { expect, it } from '@jest/globals';
import { openBench, status, text } from '../testing.ts';
import { countsSince } from './counts-since.ts';

const counted = (...of: Parameters<typeof countsSince>) => {
  const steps = countsSince(...of);
  for (;;) {
    const step = steps.next();
    if (step.done) return step.value;
  }
};

it('counts what came since, each message once', async () => {
  const bench = await openBench();
  try {
    const { clock, store } = bench;
    expect(counted(store.db, 0)).toEqual({});
    await bench.receive(text('34600111222', '1', clock.at, 'Hola'));
    clock.at += 3_600_000;
    const noon = clock.at;
    await bench.receive(
      text('34600111222', '2', clock.at, 'BAJA'),
      text('34600111333', '3', clock.at, 'Hola'),
    );
    await bench.receive({ field: 'messages', ...status('9', 'delivered', clock.at) });
    await bench.receive({ field: 'messages', ...status('9', 'delivered', clock.at) });
    expect(counted(store.db, noon)).toMatchObject({ received: 2, opened: 1, optedOut: 1 });
    expect(counted(store.db, 0)).toMatchObject({ received: 3, opened: 2 });
    expect(counted(store.db, noon + 1)).toEqual({});
    await store.write(() => {
      for (const [index, ms] of [60_000, 30_000, 600_000].entries())
        store.log.append({
          type: 'conversation.changed',
          lane: 4,
          account: null,
          contact: null,
          at: clock.at,
          body: JSON.stringify({
            id: `ev_${index}`,
            data: { change: { kind: 'first_response', detail: { ms } } },
          }),
        });
    });
    expect(counted(store.db, noon)).toMatchObject({
      firstResponseMedianMs: 60_000,
      firstResponseP90Ms: 600_000,
    });
  } finally {
    await bench.close();
  }
});
