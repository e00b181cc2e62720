import { Bridge } from '../hubspot/src/testing/bridge.ts';
import { print } from './figures.ts';

/**
 * HubSpot's own client against the double of a portal over real sockets, on a virtual clock: time stands still while
 * anything is under way and jumps to the next timer. What is measured is waiting for the portal's limits, not this
 * machine; an answer of HubSpot's takes no time here. The double refuses what is over its limits, and has to refuse
 * nothing.
 */
const people = Number(process.env.BENCH_REQUESTS ?? 10_000);
const limits = { per10Seconds: 190, searchesPerSecond: 5 };
const phone = (n: number): string => `+346${String(n).padStart(8, '0')}`;

const backfill = async (): Promise<void> => {
  const bridge = new Bridge();
  try {
    await bridge.start({ limits, changes: 'off' });
    for (let n = 0; n < people; n++) bridge.hub.add({ phone: phone(n), name: `Name ${n}` });
    // Every second one is known to the portal, half of those as somebody typed the number.
    for (let n = 0; n < people; n += 2)
      bridge.double.add({ phone: n % 4 === 0 ? phone(n) : phone(n).slice(3) });
    bridge.timers.advance(120_000);
    const { portal, backfill: run } = bridge.extension;
    const before = portal.counts();
    const begun = bridge.timers.now();
    const { counts } = await bridge.run(run.start());
    const seconds = (bridge.timers.now() - begun) / 1000;
    const after = portal.counts();
    const searches = (after.byWhat['contacts search'] ?? 0) - (before.byWhat['contacts search'] ?? 0);
    const calls = after.total - before.total;
    const allowed = Math.max(searches / limits.searchesPerSecond, (calls * 10) / limits.per10Seconds);
    print(`backfill of ${counts.total} contacts: ${counts.linked} linked, ${counts.created} created`, [
      {
        name: 'of the time the limits of the portal allow',
        value: seconds / allowed,
        unit: 'times',
        target: { atMost: 1.3 },
      },
      { name: 'of the portal’s time', value: seconds, unit: 's' },
      { name: 'calls', value: calls, unit: 'calls' },
      { name: 'of them searches, at most 3,000 characters each', value: searches, unit: 'calls' },
      { name: 'contacts a call', value: people / calls, unit: '' },
      {
        name: 'calls the portal refused',
        value: bridge.double.limits.refused,
        unit: 'calls',
        target: { atMost: 0 },
      },
      {
        name: 'contacts twice in the portal',
        value: bridge.double.contacts().length - people,
        unit: '',
        target: { atMost: 0 },
      },
    ]);
  } finally {
    await bridge.stop();
  }
};

/** Conversations that write twice a minute for half an hour, logged per session. */
const steady = async (conversations: number): Promise<void> => {
  const minutes = 30;
  const bridge = new Bridge();
  try {
    await bridge.start({ limits, changes: 'webhooks' });
    const ids = Array.from({ length: conversations }, (_, n) => bridge.hub.add({ phone: phone(n) }));
    for (const id of ids) bridge.hub.message(id, 'hello');
    await bridge.pass(600_000);
    const before = bridge.extension.portal.counts().total;
    for (let minute = 0; minute < minutes; minute++) {
      for (const id of ids) bridge.hub.message(id, `question ${minute}`);
      await bridge.pass(30_000, 30_000);
      for (const id of ids) bridge.hub.message(id, `answer ${minute}`, 'outbound');
      await bridge.pass(30_000, 30_000);
      await bridge.deliverHooks();
    }
    const calls = bridge.extension.portal.counts().total - before;
    print(
      `${conversations} busy ${conversations === 1 ? 'conversation' : 'conversations'}, ${minutes} minutes`,
      [
        {
          name: 'calls a conversation and minute',
          value: calls / conversations / minutes,
          unit: 'calls',
          target: { atMost: 1 },
        },
      ],
    );
  } finally {
    await bridge.stop();
  }
};

await backfill();
await steady(1);
await steady(50);
