import { median, print } from './figures.ts';
import { copyFilled, filledMessages } from './filled.ts';
import { allTaken, saturate } from './load.ts';
import { pinLoad, type Server, startHub, temporaryFolder } from './servers.ts';
import { Traffic } from './traffic.ts';

/**
 * What a webhook costs a hub that holds a million messages, beside an empty one: the same traffic to both in
 * alternating rounds. CPU counts until the hub is idle again, so indexing and copying back are part of it.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const perRound = Number(process.env.BENCH_REQUESTS ?? 8_000);

interface Side {
  readonly server: Server;
  readonly traffic: Traffic;
  readonly cpu: number[];
  readonly wall: number[];
}

const side = async (folder: string): Promise<Side> => ({
  server: await startHub(folder),
  traffic: new Traffic({ customers: 5_000 }),
  cpu: [],
  wall: [],
});

const runRound = async ({ server, traffic, cpu, wall }: Side, counted: boolean): Promise<void> => {
  allTaken(await saturate({ port: server.port, connections: 4 }, traffic.echoes(perRound)));
  const bodies = Array.from({ length: perRound }, () => traffic.next());
  await server.idle();
  const before = server.cpu();
  const result = await saturate({ port: server.port, connections: 64 }, bodies);
  allTaken(result);
  await server.idle();
  if (!counted) return;
  cpu.push(((server.cpu() - before) * 1e6) / perRound);
  wall.push((result.seconds * 1e6) / perRound);
};

pinLoad();
const folders = [temporaryFolder(), temporaryFolder()] as const;
const sides: Side[] = [];
try {
  await copyFilled(folders[1].path);
  sides.push(await side(folders[0].path), await side(folders[1].path));
  for (let round = -2; round < rounds; round++) for (const one of sides) await runRound(one, round >= 0);
} finally {
  for (const { server } of sides) await server.stop();
  for (const folder of folders) folder.remove();
}

const [empty, filled] = sides as [Side, Side];
const ratio = (of: 'cpu' | 'wall'): number =>
  median(filled[of].map((value, round) => value / (empty[of][round] as number)));
const target = { atMost: 1.1 };
print(`Growth: a webhook with ${filledMessages} messages stored, ${rounds} rounds of ${perRound}`, [
  { name: 'CPU in an empty store', value: median(empty.cpu), unit: 'µs' },
  { name: 'CPU in the filled store', value: median(filled.cpu), unit: 'µs' },
  { name: 'CPU, filled to empty', value: ratio('cpu'), unit: '×', target },
  { name: 'time in an empty store', value: median(empty.wall), unit: 'µs' },
  { name: 'time in the filled store', value: median(filled.wall), unit: 'µs' },
  { name: 'time, filled to empty', value: ratio('wall'), unit: '×', target },
]);
