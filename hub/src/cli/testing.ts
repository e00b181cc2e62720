import { spawn } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Environment } from '../config.ts';
import { run } from './run.ts';

/** Runs a command line in this process. */
export const runHere = async (args: readonly string[], env: Environment = {}) => {
  let out = '';
  let err = '';
  const code = await run(args, env, {
    env,
    out: (text) => {
      out += text;
    },
    err: (text) => {
      err += text;
    },
  });
  return { code, out, err };
};

const main = fileURLToPath(new URL('../main.ts', import.meta.url));

/** Starts a command line in a process of its own; `input` goes to its standard input. */
export const start = (
  args: readonly string[],
  options: { readonly env?: Environment; readonly cwd?: string } = {},
) =>
  spawn(process.execPath, ['--conditions=source', main, ...args], {
    env: { PATH: process.env.PATH, ...options.env },
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });

export const runAlone = async (
  args: readonly string[],
  options: { readonly env?: Environment; readonly cwd?: string; readonly input?: string | Uint8Array } = {},
) => {
  const child = start(args, options);
  let out = '';
  let err = '';
  child.stdout.setEncoding('utf8').on('data', (text: string) => {
    out += text;
  });
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    err += text;
  });
  child.stdin.on('error', () => undefined);
  child.stdin.end(options.input ?? '');
  const code = await new Promise<number | null>((resolve) => child.on('close', resolve));
  return { code, out, err };
};
