import { suggestion } from '../did-you-mean.ts';
import type { Command, RunCommand } from './command.ts';
import { commands } from './commands.ts';

/** What `centralita help` prints. */
export const overview = (): string => {
  const width = Math.max(...commands.map((command) => command.name.length));
  const lines = commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`);
  return [
    'Centralita connects messaging numbers to the tools a team already uses.',
    '',
    'Usage: centralita COMMAND [OPTIONS]',
    '',
    ...lines,
    '',
    'centralita help COMMAND says more of one; centralita --version says which this is.',
    '',
  ].join('\n');
};

export const helpOf = (command: Command): string => {
  const options = Object.entries(command.options ?? {}).map(
    ([name, option]) => [`--${name}${option.value ? ` ${option.value}` : ''}`, option.help] as const,
  );
  const width = Math.max(0, ...options.map(([flag]) => flag.length));
  return [
    `Usage: centralita ${command.usage}`,
    '',
    command.summary,
    ...(options.length > 0 ? ['', ...options.map(([flag, help]) => `  ${flag.padEnd(width)}  ${help}`)] : []),
    '',
  ].join('\n');
};

export const unknownCommand = (name: string): string =>
  `There is no command "${name}".${suggestion(
    name,
    commands.map((command) => command.name),
  )}\n\n${overview()}`;

export const run: RunCommand = async ([name], _values, terminal) => {
  const command = commands.find((each) => each.name === name);
  if (name !== undefined && !command) {
    terminal.err(unknownCommand(name));
    return 2;
  }
  terminal.out(command ? helpOf(command) : overview());
  return 0;
};
