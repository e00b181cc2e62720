import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';

// biome-ignore lint/suspicious/noExplicitAny: items of every shape are looked into
type Loose = any;

export interface Ran {
  readonly status: string;
  readonly waitTill?: string;
  readonly error?: Failure;
  readonly runs: Readonly<
    Record<string, readonly { readonly outputs?: Loose[][]; readonly error?: Failure }[]>
  >;
  /** What a waiting execution goes on with. */
  readonly waiting?: readonly { readonly main: Loose[][] }[];
}

interface Failure {
  readonly name: string;
  readonly message: string;
  readonly description?: string;
  readonly httpCode?: string;
  readonly itemIndex?: number;
  readonly failure?: { readonly cause: string };
}

export interface Work {
  readonly nodes: readonly Loose[];
  readonly connections: Loose;
  readonly input: readonly Loose[];
  readonly credentials?: Loose;
  readonly executionId?: string;
}

/** What the editor asks a node for while somebody fills in its fields. */
export interface Question {
  readonly node: Loose;
  readonly kind: 'listSearch' | 'resourceMapping';
  readonly method: string;
  readonly filter?: string;
  readonly credentials?: Loose;
}

/** n8n's engine with the nodes of a built package. */
export interface Engine {
  run(work: Work): Promise<Ran>;
  ask(question: Question): Promise<Loose>;
  stop(): Promise<void>;
}

export const startEngine = async (packageFolder: string): Promise<Engine> => {
  const { NODE_OPTIONS: _, ...env } = process.env;
  const child: ChildProcess = fork(join(import.meta.dirname, 'engine-host.mjs'), [packageFolder], {
    execArgv: [],
    env,
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  });
  let errors = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    errors += chunk;
  });
  const waiting = new Map<number, { resolve(result: Loose): void; reject(error: Error): void }>();
  let last = 0;
  const ready = Promise.withResolvers<void>();
  child.on('message', ({ id, ready: isReady, result, fault }: Loose) => {
    if (isReady) return ready.resolve();
    const { resolve, reject } = waiting.get(id) ?? {};
    waiting.delete(id);
    if (fault) reject?.(new Error(fault));
    else resolve?.(result);
  });
  child.once('exit', (code) => {
    const error = new Error(`the engine ended (${code}): ${errors.slice(-2000)}`);
    ready.reject(error);
    for (const { reject } of waiting.values()) reject(error);
  });
  await ready.promise;
  const send = (work: Work | Question): Promise<Loose> =>
    new Promise((resolve, reject) => {
      last += 1;
      waiting.set(last, { resolve, reject });
      child.send({ id: last, work });
    });
  return {
    run: send,
    ask: send,
    stop: async () => {
      if (child.exitCode !== null) return;
      const ended = once(child, 'exit');
      child.kill('SIGTERM');
      await ended;
    },
  };
};
