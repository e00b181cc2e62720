import { CentralitaError } from '@centralita/core/model';
import { readConfig } from '../config.ts';
import { loadDemoSettings } from '../demo-settings.ts';
import { startHub } from '../hub.ts';
import { createLog } from '../ops/log.ts';
import { createMetrics } from '../ops/metrics.ts';
import { loadSettings } from '../settings/index.ts';
import { banner } from './banner.ts';
import type { RunCommand } from './command.ts';
import { untilStopped } from './stop.ts';
import { version } from './version.ts';

/** Runs until it is told to stop. */
export const run: RunCommand = async (positionals, values, terminal) => {
  if (positionals.length > 0) {
    throw new CentralitaError('invalid_request', `start takes no "${positionals[0]}"`);
  }
  const demo = values.demo === true;
  const port = typeof values.port === 'string' ? { port: values.port } : {};
  const config = readConfig(terminal.env, { demo, ...port });
  const load = () => (demo ? loadDemoSettings : loadSettings)(config.configFile, terminal.env);
  const settings = load();
  if (demo && settings.accounts.length + settings.endpoints.length > 0) {
    throw new CentralitaError(
      'config_invalid',
      `${config.configFile} names real accounts, and the demonstration asks nobody for a key. Start without --demo, or name another file with CENTRALITA_CONFIG`,
      { field: 'CENTRALITA_CONFIG' },
    );
  }
  const log = createLog({
    level: config.logLevel,
    format: process.stderr.isTTY ? 'plain' : 'json',
  });
  process.on('uncaughtException', (error) => {
    // Here and not by Node itself, whose print of it may hold what no log may.
    log.error('The hub ends: an error that nobody foresaw', { error });
    process.exit(1);
  });
  terminal.out(`Centralita ${version()} starts${demo ? ' as a demonstration' : ''}…\n`);
  const metrics = createMetrics({ process: true });
  const hub = await startHub({
    config,
    settings,
    reload: { load, path: config.configFile },
    demo,
    log,
    metrics,
    version: version(),
  });
  process.on('SIGHUP', () => hub.reload());
  terminal.out(banner({ url: hub.url, demo, config, settings }));
  await untilStopped(process, terminal);
  terminal.out('Stopping: requests under way are finished…\n');
  await hub.stop();
  terminal.out('Stopped.\n');
  return 0;
};
