import { resolve } from 'node:path';
import { CentralitaError } from '@centralita/core/model';

export type Environment = Readonly<Record<string, string | undefined>>;

const logLevels = ['trace', 'debug', 'info', 'warn', 'error', 'silent'] as const;
export type LogLevel = (typeof logLevels)[number];

/** What the environment decides. Folders and files are absolute, addresses without a slash at their end. */
export interface Config {
  readonly demo: boolean;
  readonly host: string;
  /** 0 lets the system choose. */
  readonly port: number;
  readonly dataFolder: string;
  /** Seals the secrets in the store. Always there outside the demonstration. */
  readonly key?: string;
  readonly configFile: string;
  /** Where the world reaches this hub, when that is known. */
  readonly publicUrl?: string;
  readonly logLevel: LogLevel;
  /** Whether deliveries may go to addresses of private networks. */
  readonly allowPrivateAddresses: boolean;
}

/** What the commands that speak to a running hub go by. */
export interface RemoteConfig {
  /** Looked for in this order. */
  readonly dataFolders: readonly string[];
  readonly key?: string;
  readonly apiKey?: string;
  readonly url?: string;
}

/** The command line wins over the environment. */
export interface Explicit {
  readonly demo?: boolean;
  readonly port?: string;
}

/** Reads every setting once and names all that are wrong, each with its fix. */
export const readConfig = (env: Environment, explicit: Explicit = {}): Config => {
  const problems: Problem[] = [];
  const demo = explicit.demo ?? false;
  const config: Config = {
    demo,
    host: readHost(env.HOST, demo, problems),
    port: readPort(explicit.port ?? env.PORT, explicit.port === undefined ? 'PORT' : '--port', problems),
    dataFolder: dataFolder(env.CENTRALITA_DATA, demo),
    ...optional('key', readKey(env.CENTRALITA_KEY, demo, problems)),
    configFile: resolve(given(env.CENTRALITA_CONFIG) ?? 'centralita.yaml'),
    ...optional('publicUrl', readAddress(env.PUBLIC_URL, 'PUBLIC_URL', problems)),
    logLevel: readLevel(env.LOG_LEVEL, demo, problems),
    allowPrivateAddresses: readFlag(env.ALLOW_PRIVATE_ADDRESSES, 'ALLOW_PRIVATE_ADDRESSES', demo, problems),
  };
  refuse(problems);
  return config;
};

/** The part of the environment that commands beside `start` need. */
export const readRemoteConfig = (env: Environment): RemoteConfig => {
  const problems: Problem[] = [];
  const folder = env.CENTRALITA_DATA;
  const config: RemoteConfig = {
    dataFolders: given(folder)
      ? [dataFolder(folder, false)]
      : [dataFolder(folder, false), dataFolder(folder, true)],
    ...optional('key', given(env.CENTRALITA_KEY)),
    ...optional('apiKey', given(env.CENTRALITA_API_KEY)),
    ...optional('url', readAddress(env.CENTRALITA_URL, 'CENTRALITA_URL', problems)),
  };
  refuse(problems);
  return config;
};

interface Problem {
  readonly setting: string;
  readonly message: string;
}

const refuse = (problems: readonly Problem[]): void => {
  if (problems.length === 0) return;
  const text = problems.map(({ setting, message }) => `${setting}: ${message}`).join('\n');
  throw new CentralitaError('config_invalid', text, { field: problems[0]?.setting ?? '' });
};

const given = (text: string | undefined): string | undefined => text?.trim() || undefined;

const optional = <K extends string, T>(name: K, value: T | undefined): { readonly [P in K]?: T } =>
  (value === undefined ? {} : { [name]: value }) as { readonly [P in K]?: T };

/** A folder of its own for the demonstration: its invented people never stand beside real ones. */
const dataFolder = (text: string | undefined, demo: boolean): string =>
  resolve(given(text) ?? (demo ? 'data/demo' : 'data'));

const readPort = (text: string | undefined, setting: string, problems: Problem[]): number => {
  const port = Number(given(text) ?? 3000);
  if (Number.isInteger(port) && port >= 0 && port <= 65_535) return port;
  problems.push({
    setting,
    message: `"${text}" is no port. Give a whole number from 0 to 65535, such as 3000.`,
  });
  return 0;
};

/** True for names and addresses that only this machine can call. */
export const isLoopback = (host: string): boolean => {
  const name = host.toLowerCase().replace(/^\[|\]$|\.$/g, '');
  return (
    name === 'localhost' || name.endsWith('.localhost') || name === '::1' || /^127(\.\d{1,3}){3}$/.test(name)
  );
};

const readHost = (text: string | undefined, demo: boolean, problems: Problem[]): string => {
  const host = given(text) ?? '127.0.0.1';
  if (/[\s/]/.test(host) || /^[^:]+:\d+$/.test(host)) {
    problems.push({
      setting: 'HOST',
      message: `"${host}" is no host. Give an address or a name without port, such as 127.0.0.1 or 0.0.0.0; the port goes into PORT.`,
    });
  } else if (demo && !isLoopback(host)) {
    problems.push({
      setting: 'HOST',
      message: `the demonstration asks nobody for a key, so it answers on this machine only, not on "${host}". Leave HOST out, or start without --demo.`,
    });
  }
  return host;
};

const readKey = (text: string | undefined, demo: boolean, problems: Problem[]): string | undefined => {
  const key = given(text);
  if (key === undefined && !demo) {
    problems.push({
      setting: 'CENTRALITA_KEY',
      message:
        'is missing; it seals the secrets in the store. Make one with `openssl rand -base64 32`, set it in the environment and keep a copy in a safe place.',
    });
  } else if (key !== undefined && key.length < 32) {
    problems.push({
      setting: 'CENTRALITA_KEY',
      message: `has ${key.length} characters and needs at least 32. Make one with \`openssl rand -base64 32\`.`,
    });
  }
  return key;
};

const readAddress = (text: string | undefined, setting: string, problems: Problem[]): string | undefined => {
  const address = given(text);
  if (address === undefined) return undefined;
  const url = URL.canParse(address) ? new URL(address) : undefined;
  const usable =
    url && /^https?:$/.test(url.protocol) && !url.username && !url.password && !url.search && !url.hash;
  if (!usable) {
    problems.push({
      setting,
      message: `give an address that begins with https:// or http:// and has no name, password, question mark or #, such as https://hub.example.com.`,
    });
  }
  return address.replace(/\/+$/, '');
};

const readLevel = (text: string | undefined, demo: boolean, problems: Problem[]): LogLevel => {
  const level = (given(text) ?? (demo ? 'warn' : 'info')).toLowerCase() as LogLevel;
  if (logLevels.includes(level)) return level;
  problems.push({ setting: 'LOG_LEVEL', message: `"${text}" is none of ${logLevels.join(', ')}.` });
  return 'info';
};

const readFlag = (
  text: string | undefined,
  setting: string,
  otherwise: boolean,
  problems: Problem[],
): boolean => {
  const flag = given(text)?.toLowerCase();
  if (flag === undefined) return otherwise;
  if (['true', '1', 'yes'].includes(flag)) return true;
  if (!['false', '0', 'no'].includes(flag)) {
    problems.push({ setting, message: `"${text}" is neither true nor false. Give one of the two.` });
  }
  return false;
};
