import { it } from '@jest/globals';
import type { Loose, World } from './world.ts';

const lines = 25;

/** A test in the world whose failure, or silence, tells what n8n and the hub said meanwhile. */
export const scenariosIn =
  (of: () => World) =>
  (name: string, act: () => Promise<void>, limitMs = 60_000): void =>
    it(
      name,
      async () => {
        const world = of();
        const since = new Date();
        const heard = world.n8n.listen();
        try {
          await within(limitMs, act());
        } catch (error) {
          const told = await circumstances(world, since, heard());
          throw withMore(error as Error, told);
        }
      },
      limitMs + 30_000,
    );

const within = async (limitMs: number, acting: Promise<void>): Promise<void> => {
  let late: NodeJS.Timeout | undefined;
  const tooLong = new Promise<never>((_, reject) => {
    late = setTimeout(() => reject(new Error(`it took longer than ${limitMs} ms`)), limitMs);
  });
  try {
    await Promise.race([acting, tooLong]);
  } finally {
    clearTimeout(late);
  }
};

const tail = (text: string, count = lines): string => text.trimEnd().split('\n').slice(-count).join('\n');

const circumstances = async (world: World, since: Date, log: string): Promise<string> => {
  const failed = await failedSince(world, since).catch((error: Error) => [`not to be had: ${error.message}`]);
  return [
    `n8n said:\n${tail(log) || 'nothing'}`,
    `Executions that failed:\n${failed.join('\n') || 'none'}`,
    `The hub said:\n${tail(world.hub.err() || world.hub.out(), 8) || 'nothing'}`,
  ].join('\n\n');
};

const failedSince = async ({ n8n }: World, since: Date): Promise<string[]> => {
  const { data } = await n8n.api('GET', '/executions?status=error&includeData=true&limit=20');
  return data
    .filter(({ startedAt }: Loose) => Date.parse(startedAt) >= since.getTime())
    .map(({ workflowData, data: { resultData } }: Loose) => {
      const { node, message, description } = resultData.error ?? {};
      return `${workflowData?.name}, ${node?.name ?? resultData.lastNodeExecuted}: ${message} ${description ?? ''}`;
    });
};

/** Jest shows the stack, whose beginning was written when the error was made. */
const withMore = (error: Error, told: string): Error => {
  const frames = /\n {4}at [\s\S]*$/.exec(error.stack ?? '')?.[0] ?? '';
  error.message = `${error.message}\n\n${told}\n`;
  error.stack = `${error.name}: ${error.message}${frames}`;
  return error;
};
