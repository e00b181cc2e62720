import { createReadStream } from 'node:fs';
import type { RunCommand } from './command.ts';
import { readAll, splitDocuments } from './documents.ts';
import { reasonOf } from './file-error.ts';
import { createOutput } from './output.ts';

/**
 * Webhook bodies in, events out. Exits with 0 for anything that is JSON, 1 when something is not, 2 when a file
 * cannot be read; it goes on with the others in both cases.
 */
export const run: RunCommand = async (files, _values, terminal) => {
  if (files.length === 0) {
    terminal.err('Name the files to read, or - for standard input.\n\nUsage: centralita parse FILE… | -\n');
    return 2;
  }
  const { meta } = await import('@centralita/core/channels/meta');
  const output = createOutput(process.stdout);
  const counts = new Map<string, number>();
  let code = 0;
  const fail = (status: number, message: string) => {
    code = Math.max(code, status);
    terminal.err(`${message}\n`);
  };

  for (const file of files) {
    const name = file === '-' ? 'standard input' : file;
    const bytes = await readAll(file === '-' ? process.stdin : createReadStream(file)).catch(
      (error: unknown) => {
        fail(2, `${name} cannot be read: ${reasonOf(error)}`);
        return undefined;
      },
    );
    if (bytes === undefined) continue;
    const { documents, problems } = splitDocuments(bytes);
    for (const problem of problems)
      fail(1, `${name}${problem.line ? `:${problem.line}` : ''} is not JSON: ${problem.message}`);
    for (const document of documents) {
      for (const event of meta.parse(document, Date.now())) {
        counts.set(event.type, (counts.get(event.type) ?? 0) + 1);
        if (!(await output.write(`${JSON.stringify(event)}\n`))) return code;
      }
    }
  }
  await output.end();
  terminal.err(`${summary(counts)}\n`);
  return code;
};

const summary = (counts: ReadonlyMap<string, number>): string => {
  const total = [...counts.values()].reduce((sum, count) => sum + count, 0);
  const each = [...counts].sort(([a], [b]) => a.localeCompare(b)).map(([type, count]) => `${type} ${count}`);
  return `${total} ${total === 1 ? 'event' : 'events'}${each.length > 0 ? `: ${each.join(', ')}` : ''}`;
};
