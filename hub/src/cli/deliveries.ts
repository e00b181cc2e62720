import type { RunCommand } from './command.ts';

export const run: RunCommand = async () => 1;
