import type { Environment } from '../config.ts';

/** What a command speaks through: tests give their own. */
export interface Terminal {
  readonly env: Environment;
  out(text: string): void;
  err(text: string): void;
}

/** An option as `parseArgs` reads it, with its words for the help. */
export interface Option {
  readonly type: 'string' | 'boolean';
  readonly value?: string;
  readonly help: string;
}

export interface Command {
  readonly name: string;
  readonly usage: string;
  readonly summary: string;
  readonly options?: Readonly<Record<string, Option>>;
  /** Loads what the command runs, so that one command never pays for another. */
  load(): Promise<{ readonly run: RunCommand }>;
}

export type Values = Readonly<Record<string, string | boolean | undefined>>;

/** Resolves with the exit code: 0 done, 1 it failed, 2 it was asked for wrongly. */
export type RunCommand = (
  positionals: readonly string[],
  values: Values,
  terminal: Terminal,
) => Promise<number>;
