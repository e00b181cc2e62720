import { spawnSync } from 'node:child_process';
import { cpus, loadavg, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** Runs the named benchmarks, or all of them, each in a process of its own: what one warmed up helps no other. */
const all = ['core', 'ingest', 'growth', 'latency', 'slack', 'hubspot', 'routing', 'node-red', 'console'];
/** Only when named: it installs an n8n of 3 GB first. */
const named = ['n8n'];
const wanted = process.argv.slice(2);
const strange = wanted.filter((name) => !all.includes(name) && !named.includes(name));
if (strange.length > 0) {
  console.error(`No benchmark is called ${strange.join(', ')}. There are: ${[...all, ...named].join(', ')}.`);
  process.exit(2);
}

const [cpu] = cpus();
console.log(
  `${cpu?.model ?? 'unknown processor'}, ${cpus().length} cores, ${Math.round(totalmem() / 2 ** 30)} GB, Linux ${release()}, Node ${process.versions.node}`,
);
for (const name of wanted.length > 0 ? wanted : all) {
  console.log(`\n— ${name} (load average ${loadavg()[0]?.toFixed(2)})`);
  const { status } = spawnSync(
    process.execPath,
    ['--conditions=source', '--disable-warning=ExperimentalWarning', join(import.meta.dirname, `${name}.ts`)],
    { stdio: 'inherit', timeout: 30 * 60_000 },
  );
  if (status !== 0) process.exitCode = 1;
}
