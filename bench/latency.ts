import { call, startConsumers, three } from './consumers.ts';
import { type Figure, median, percentile, print } from './figures.ts';
import { copyFilled, filledMessages, talkative } from './filled.ts';
import { allTaken, saturate, steady } from './load.ts';
import { type Server, startBare, startHub, temporaryFolder } from './servers.ts';
import { Traffic } from './traffic.ts';

/**
 * Answers at a steady rate, with a push, a stream and a pull subscription: first on a fresh hub, then on one
 * with a million messages that are searched without a pause while a customer with many of them is erased.
 */
const perSecond = Number(process.env.BENCH_RATE ?? 1_000);
const seconds = Number(process.env.BENCH_SECONDS ?? 40);

const run = async (server: Server, meanwhile?: (stillRunning: () => boolean) => Promise<Figure[]>) => {
  const traffic = new Traffic({ customers: 5_000 });
  const dueAt = new Float64Array(perSecond * seconds);
  const toSubscriber: number[] = [];
  const consumers = await startConsumers(server, three, (event) => {
    const n = traffic.numberOf(event);
    if (n !== undefined && event.startsWith('{"id":"ev_') && event.includes('"type":"message.received"'))
      toSubscriber.push(performance.now() - (dueAt[n] as number));
  });
  const load = { port: server.port, connections: 64 };
  allTaken(await saturate({ ...load, connections: 4 }, traffic.echoes(perSecond * seconds)));
  await server.idle();
  let running = true;
  const also = meanwhile?.(() => running);
  const before = server.cpu();
  const result = await steady(
    load,
    perSecond,
    seconds,
    () => traffic.next(),
    (n, at) => {
      dueAt[n] = at;
    },
  );
  running = false;
  const busy = (server.cpu() - before) / result.seconds;
  const others = (await also) ?? [];
  allTaken(result);
  await server.idle(30);
  consumers.stop();
  const ms = (share: number) => percentile(result.latencies, share);
  const figures: Figure[] = [
    { name: 'answered, half of them', value: ms(0.5), unit: 'ms' },
    { name: 'answered, 95 %', value: ms(0.95), unit: 'ms' },
    { name: 'answered, 99 %', value: ms(0.99), unit: 'ms', target: { atMost: 15 } },
    { name: 'answered, the last', value: ms(1), unit: 'ms' },
    {
      name: `at a push subscriber, half of ${toSubscriber.length}, from when the webhook was due`,
      value: median(toSubscriber),
      unit: 'ms',
      target: { atMost: 20 },
    },
    { name: 'memory at most', value: server.memory().peak, unit: 'MB', target: { atMost: 200 } },
    { name: 'of a core', value: busy, unit: '×' },
    ...others,
  ];
  return figures;
};

const searchAndErase =
  (server: Server) =>
  async (stillRunning: () => boolean): Promise<Figure[]> => {
    const times: number[] = [];
    let erasing: Promise<number> | undefined;
    const started = performance.now();
    for (let n = 0; stillRunning(); n++) {
      const at = performance.now();
      await call(
        server,
        'GET',
        `/v1/search?q=${encodeURIComponent(['pedido llegado', `pedido ${n * 37}`, 'ayud'][n % 3] as string)}`,
      );
      times.push(performance.now() - at);
      if (performance.now() - started > 5_000) erasing ??= erase(server);
    }
    return [
      { name: `searches meanwhile, half of ${times.length}`, value: median(times), unit: 'ms' },
      {
        name: 'searches meanwhile, 95 %',
        value: percentile(Float64Array.from(times).sort(), 0.95),
        unit: 'ms',
        target: { atMost: 50 },
      },
      {
        name: `until a customer with ${talkative.messages} messages was erased`,
        value: ((await erasing) ?? Number.NaN) / 1000,
        unit: 's',
      },
    ];
  };

const erase = async (server: Server): Promise<number> => {
  const at = performance.now();
  const { items } = (await call(
    server,
    'GET',
    `/v1/contacts?phone=${encodeURIComponent(talkative.phone)}`,
  )) as {
    items: { id: string }[];
  };
  if (items.length !== 1) throw new Error('the customer to erase was not found');
  await call(server, 'DELETE', `/v1/contacts/${items[0]?.id}`);
  return performance.now() - at;
};

// Whatever else the machine does delays a bare server as well: what it cannot do, no hub can.
const bare = await startBare('plain');
const control = new Traffic({ customers: 5_000 });
const floor = await steady({ port: bare.port, connections: 64 }, perSecond, 10, () => control.next());
await bare.stop();
print(`Latency: a bare server at ${perSecond} webhooks/s for 10 s, to compare with`, [
  { name: 'answered, half of them', value: percentile(floor.latencies, 0.5), unit: 'ms' },
  { name: 'answered, 99 %', value: percentile(floor.latencies, 0.99), unit: 'ms' },
]);

for (const [title, filled] of [
  ['on a fresh hub', false],
  [`with ${filledMessages} messages, searched, one customer erased`, true],
] as const) {
  const folder = temporaryFolder();
  try {
    if (filled) await copyFilled(folder.path);
    const server = await startHub(folder.path);
    try {
      print(
        `Latency: ${perSecond} webhooks/s for ${seconds} s ${title}`,
        await run(server, filled ? searchAndErase(server) : undefined),
      );
    } finally {
      await server.stop();
    }
  } finally {
    folder.remove();
  }
}
