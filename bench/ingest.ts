import { type Consumers, startConsumers, ten, three } from './consumers.ts';
import { median, print } from './figures.ts';
import { allTaken, saturate } from './load.ts';
import { pinLoad, type Server, startBare, startHub, temporaryFolder } from './servers.ts';
import { Traffic } from './traffic.ts';

/**
 * Durable ingest beside a bare server: everybody takes the same kind of webhooks over 64 connections, in
 * alternating rounds, one server at a time and each only when all others have nothing left to do.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const perRound = Number(process.env.BENCH_REQUESTS ?? 12_000);
const connections = 64;

interface Contestant {
  readonly name: string;
  readonly server: Server;
  readonly traffic: Traffic;
  readonly perSecond: number[];
  readonly cpuMicroseconds: number[];
  readonly restSeconds: number[];
}

const contestant = (name: string, server: Server): Contestant => ({
  name,
  server,
  traffic: new Traffic({ customers: 5_000 }),
  perSecond: [],
  cpuMicroseconds: [],
  restSeconds: [],
});

const runRound = async (of: Contestant, count: number, counted: boolean): Promise<void> => {
  const load = { port: of.server.port, connections };
  const echoes = of.traffic.echoes(count);
  if (echoes.length > 0) allTaken(await saturate({ ...load, connections: 4 }, echoes));
  const bodies = Array.from({ length: count }, () => of.traffic.next());
  await of.server.idle();
  const cpu = of.server.cpu();
  const result = await saturate(load, bodies);
  const used = of.server.cpu() - cpu;
  allTaken(result);
  const rest = await of.server.idle();
  if (!counted) return;
  of.perSecond.push(count / result.seconds);
  of.cpuMicroseconds.push((used * 1e6) / count);
  of.restSeconds.push(rest);
};

pinLoad();
const folders = [temporaryFolder(), temporaryFolder()];
const plain = contestant('bare', await startBare('plain'));
const batch = contestant('bare, batched', await startBare('batch'));
const withThree = contestant('hub, 3 subscriptions', await startHub(folders[0]?.path as string));
const withTen = contestant('hub, 10 subscriptions', await startHub(folders[1]?.path as string));
const all = [plain, withThree, batch, withTen];
const consumers: Consumers[] = [];
try {
  consumers.push(await startConsumers(withThree.server, three), await startConsumers(withTen.server, ten));
  for (const one of all) await runRound(one, Math.ceil(perRound / 2), false);
  for (let round = 0; round < rounds; round++) for (const one of all) await runRound(one, perRound, true);
} finally {
  for (const one of consumers) one.stop();
  for (const { server } of all) await server.stop();
  for (const folder of folders) folder.remove();
}

print(
  `Ingest: ${rounds} rounds of ${perRound} webhooks over ${connections} connections`,
  all.flatMap(({ name, perSecond, cpuMicroseconds, restSeconds }) => [
    { name, value: median(perSecond), unit: '/s' },
    { name: `${name}, CPU each while under load`, value: median(cpuMicroseconds), unit: 'µs' },
    { name: `${name}, seconds until all was delivered and indexed`, value: median(restSeconds), unit: 's' },
  ]),
);
/** Rounds lie side by side, so the ratio of each pair is taken before the median. */
const ratio = (one: Contestant, other: Contestant): number =>
  median(one.perSecond.map((value, round) => value / (other.perSecond[round] as number)));
print(
  'Ingest: rate as a share of',
  [withThree, withTen].flatMap((hub) => [
    { name: `${hub.name}, of bare`, value: ratio(hub, plain), unit: '×', target: { atLeast: 0.6 } },
    { name: `${hub.name}, of bare batched`, value: ratio(hub, batch), unit: '×' },
  ]),
);
