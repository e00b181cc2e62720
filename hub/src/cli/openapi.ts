import { describeOffline } from '../api/openapi/offline.ts';
import type { RunCommand } from './command.ts';
import { createOutput } from './output.ts';
import { version } from './version.ts';

export const run: RunCommand = async () => {
  const output = createOutput(process.stdout);
  await output.write(`${JSON.stringify(describeOffline(version()), null, 2)}\n`);
  await output.end();
  return 0;
};
