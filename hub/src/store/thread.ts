import { Worker } from 'node:worker_threads';
import { CentralitaError } from '@centralita/core/model';
import { BrokenIndex, type Reply, type ThreadData } from './serve.ts';

/** A thread with connections of its own that answers calls. */
export interface Thread<C> {
  ask<T>(call: C): Promise<T>;
  /** False once it has ended. */
  readonly alive: boolean;
  /** Asks it to `close`, and ends it. */
  close(): Promise<void>;
}

const errorOf = ({ error, refusal, index }: Extract<Reply, { error: string }>): Error => {
  if (index !== undefined) return new BrokenIndex(index, error);
  return refusal
    ? new CentralitaError(refusal.code, refusal.detail, refusal.field ? { field: refusal.field } : {})
    : new Error(error);
};

/** `youngMegabytes`: for what a call leaves behind; the heap grows to several times of it before it is swept. */
export const startThread = <C extends { readonly kind: string }>(
  name: 'lookup' | 'upkeep',
  data: ThreadData,
  youngMegabytes: number,
): Thread<C | { readonly kind: 'close' }> => {
  const worker = new Worker(new URL(`./${name}-thread.ts`, import.meta.url), {
    workerData: data,
    name,
    resourceLimits: { maxYoungGenerationSizeMb: youngMegabytes },
  });
  worker.unref();
  const open = new Map<number, { resolve(value: unknown): void; reject(error: unknown): void }>();
  let next = 0;
  let closed = false;

  worker.on('message', (reply: Reply) => {
    const call = open.get(reply.id);
    open.delete(reply.id);
    if ('error' in reply) call?.reject(errorOf(reply));
    else call?.resolve(reply.value);
  });
  const ended = (): Error => new Error(`the ${name} thread has ended`);
  const fail = (error: unknown): void => {
    closed = true;
    for (const call of open.values()) call.reject(error);
    open.clear();
  };
  worker.on('error', fail);
  worker.on('exit', () => fail(ended()));

  const ask = <T>(call: C | { readonly kind: 'close' }): Promise<T> =>
    closed
      ? Promise.reject(ended())
      : new Promise<T>((resolve, reject) => {
          const id = next++;
          open.set(id, { resolve: resolve as (value: unknown) => void, reject });
          worker.postMessage({ ...call, id });
        });

  return {
    ask,
    get alive() {
      return !closed;
    },
    close: async () => {
      if (!closed) await ask({ kind: 'close' }).catch(() => undefined);
      closed = true;
      await worker.terminate();
    },
  };
};
