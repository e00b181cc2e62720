import { access, constants, stat, statfs } from 'node:fs/promises';
import type { Check } from '@centralita/core/channels';
import type { HealthLine } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import { readConfig } from '../config.ts';
import { loadSettings, type Settings } from '../settings/index.ts';
import { callFor, titleOf } from './account-calls.ts';
import { printChecks } from './checks.ts';
import type { RunCommand } from './command.ts';
import { doctorChecks } from './doctor-checks.ts';
import { findHub } from './remote.ts';

/** Looks at everything a hub needs; each line passed, or what to do next. Changes nothing. */
export const run: RunCommand = async (positionals, _values, terminal) => {
  if (positionals.length > 0) {
    terminal.err(`doctor takes no "${positionals[0]}".\n`);
    return 2;
  }
  const { env } = terminal;
  const settings = readSettings(env);
  const machine = [...(await machineChecks(env)), await clockCheck(settings.settings)];
  let well = printChecks('This machine', machine, terminal);
  well = printChecks('Settings', settings.checks, terminal) && well;
  const hub = await hubChecks(env);
  if (hub.length > 0) well = printChecks('The running hub', hub, terminal) && well;
  for (const account of settings.settings?.accounts ?? []) {
    const { channel, context } = callFor(account);
    const checks = (await channel.doctor?.(context)) ?? [];
    well = printChecks(titleOf(account), checks, terminal) && well;
  }
  for (const { heading, look } of settings.settings && hub.length === 0 ? doctorChecks : []) {
    const checks = await look(settings.settings as Settings);
    if (checks) well = printChecks(heading, checks, terminal) && well;
  }
  terminal.out(well ? '\nAll is well.\n' : '\nSee the lines with →.\n');
  return well ? 0 : 1;
};

type Env = Parameters<typeof readConfig>[0];

const passed = (name: string, detail: string): Check => ({ name, ok: true, detail });
const amiss = (name: string, detail: string, nextStep: string): Check => ({
  name,
  ok: false,
  detail,
  nextStep,
});

const readSettings = (env: Env): { readonly checks: readonly Check[]; readonly settings?: Settings } => {
  let file = env.CENTRALITA_CONFIG ?? 'centralita.yaml';
  try {
    const config = readConfig(env);
    file = config.configFile;
    const settings = loadSettings(file, env);
    const { endpoints, accounts, teams, routing, warnings } = settings;
    const unsigned = endpoints.filter(({ verifyToken }) => verifyToken === undefined);
    return {
      settings,
      checks: [
        passed('environment', 'complete'),
        passed(
          file,
          `${accounts.length} number(s), ${teams.length} team(s), ${routing.rules.length} rule(s)`,
        ),
        ...warnings.map((warning) => passed('note', warning)),
        ...(accounts.length === 0
          ? [amiss('accounts', 'no number is connected', 'Add one under accounts: see docs/connect.md.')]
          : []),
        ...unsigned.map(({ id }) =>
          amiss(
            `endpoint ${id}`,
            'has no verify token',
            'Set verifyToken, so that the provider can check the address.',
          ),
        ),
        config.publicUrl
          ? passed('public address', config.publicUrl)
          : amiss(
              'public address',
              'not set',
              'Set PUBLIC_URL to the address that the provider reaches this hub by.',
            ),
      ],
    };
  } catch (error) {
    if (!(error instanceof CentralitaError)) throw error;
    const lines = (error.detail ?? error.message).split('\n');
    return {
      checks: lines.map((line) =>
        amiss('settings', line.split(' Fix: ')[0] ?? '', line.split(' Fix: ')[1] ?? error.nextStep),
      ),
    };
  }
};

/** Less than this, and the log of a busy day may not fit. */
const enoughBytes = 1024 ** 3;

const machineChecks = async (env: Env): Promise<Check[]> => {
  const place = findHub(env);
  const node = passed('Node', process.version);
  if ('remote' in place) return [node, passed('store', `held by the hub at ${place.remote.url}`)];
  const { folder } = place;
  try {
    await access(folder, constants.W_OK | constants.R_OK);
    const { mode } = await stat(folder);
    const { bavail, bsize } = await statfs(folder);
    const free = bavail * bsize;
    return [
      node,
      (mode & 0o077) === 0
        ? passed('data folder', folder)
        : amiss('data folder', `${folder} can be read by other users`, `Run chmod 700 ${folder}.`),
      free > enoughBytes
        ? passed('disk', `${(free / 1024 ** 3).toFixed(0)} GB free`)
        : amiss(
            'disk',
            `${(free / 1024 ** 2).toFixed(0)} MB free`,
            'Make room: a full disk refuses every webhook.',
          ),
    ];
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') {
      return [node, passed('data folder', `${folder} is made at the first start`)];
    }
    return [
      node,
      amiss(
        'data folder',
        (error as Error).message,
        'Let this user read and write it, or set CENTRALITA_DATA.',
      ),
    ];
  }
};

/** Windows of 24 hours and signatures are worth what the clock is. */
const clockCheck = async (settings: Settings | undefined): Promise<Check> => {
  const [account] = settings?.accounts ?? [];
  if (!account) return passed('clock', 'not compared: no number is connected');
  const before = Date.now();
  const answer = await fetch(callFor(account).context.baseUrl, {
    method: 'HEAD',
    redirect: 'manual',
    signal: AbortSignal.timeout(5_000),
  }).catch(() => undefined);
  const there = Date.parse(answer?.headers.get('date') ?? '');
  if (Number.isNaN(there)) return passed('clock', 'could not be compared: the provider does not answer');
  const seconds = Math.round((there - (before + Date.now()) / 2) / 1000);
  return Math.abs(seconds) <= 30
    ? passed('clock', 'right')
    : amiss(
        'clock',
        `${Math.abs(seconds)} seconds ${seconds > 0 ? 'slow' : 'fast'}`,
        'Let the system set its clock (NTP).',
      );
};

const hubChecks = async (env: Env): Promise<Check[]> => {
  const place = findHub(env);
  if (!('remote' in place)) return [];
  try {
    const { items } = (await place.remote.call('GET', '/v1/health')) as { items: readonly HealthLine[] };
    return items.map(({ name, ok, detail = '', nextStep }) => ({
      name,
      ok,
      detail,
      ...(nextStep ? { nextStep } : {}),
    }));
  } catch (error) {
    return [
      amiss(
        place.remote.url,
        (error as Error).message,
        'Set CENTRALITA_KEY to what the hub was started with, or CENTRALITA_API_KEY to a key that may read events.',
      ),
    ];
  }
};
