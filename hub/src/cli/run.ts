import { parseArgs } from 'node:util';
import type { Environment } from '../config.ts';
import { suggestion } from '../did-you-mean.ts';
import type { Command, Terminal, Values } from './command.ts';
import { commands } from './commands.ts';
import { explain } from './explain.ts';
import { helpOf, overview, unknownCommand } from './help.ts';
import { version } from './version.ts';

const processTerminal = (env: Environment): Terminal => {
  for (const stream of [process.stdout, process.stderr]) stream.on('error', mindNoLeaver);
  return {
    env,
    out: (text) => void process.stdout.write(text),
    err: (text) => void process.stderr.write(text),
  };
};

/** Who read this output is gone (`| head`): no reason to stop a hub, nor to print a stack. */
const mindNoLeaver = (error: NodeJS.ErrnoException): void => {
  if (error.code !== 'EPIPE') throw error;
};

/** Runs one command line; resolves with the exit code. */
export const run = async (
  args: readonly string[],
  env: Environment,
  terminal: Terminal = processTerminal(env),
): Promise<number> => {
  const [name, ...rest] = args;
  if (name === undefined || name === '--help' || name === '-h') {
    terminal.out(overview());
    return name === undefined ? 2 : 0;
  }
  if (name === '--version' || name === '-v') {
    terminal.out(`${version()}\n`);
    return 0;
  }
  const command = commands.find((each) => each.name === name);
  if (!command) {
    terminal.err(unknownCommand(name));
    return 2;
  }
  const read = readArguments(command, rest);
  if ('wrong' in read) {
    terminal.err(`${read.wrong}\n\n${helpOf(command)}`);
    return 2;
  }
  if (read.values.help) {
    terminal.out(helpOf(command));
    return 0;
  }
  try {
    return await (await command.load()).run(read.positionals, read.values, terminal);
  } catch (error) {
    terminal.err(`${explain(error)}\n`);
    return 1;
  }
};

type Read = { readonly positionals: readonly string[]; readonly values: Values } | { readonly wrong: string };

const readArguments = (command: Command, args: readonly string[]): Read => {
  const options = { ...command.options, help: { type: 'boolean', short: 'h' } } as const;
  const { tokens } = parseArgs({
    args: [...args],
    options,
    strict: false,
    allowPositionals: true,
    tokens: true,
  });
  const values: Record<string, string | boolean> = {};
  const positionals: string[] = [];
  for (const token of tokens) {
    if (token.kind === 'positional') positionals.push(token.value);
    if (token.kind !== 'option') continue;
    const option = (options as Record<string, { type: string }>)[token.name];
    if (!option) {
      return {
        wrong: `There is no option ${token.rawName}.${suggestion(
          `--${token.name}`,
          Object.keys(options).map((name) => `--${name}`),
        )}`,
      };
    }
    if (option.type === 'boolean' && token.value !== undefined) {
      return { wrong: `${token.rawName} takes no value.` };
    }
    if (option.type === 'string' && (token.value === undefined || token.value === '')) {
      return { wrong: `${token.rawName} needs a value.` };
    }
    values[token.name] = token.value ?? true;
  }
  return { positionals, values };
};
