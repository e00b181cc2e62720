import { parentPort } from 'node:worker_threads';
import { CentralitaError } from '@centralita/core/model';

/** What a thread of the store is started with. */
export interface ThreadData {
  readonly folder: string;
  /** One number: how many times the search index was opened or made anew. */
  readonly indexes: Int32Array<SharedArrayBuffer>;
}

/** The index with this number is broken. */
export class BrokenIndex extends Error {
  readonly index: number;

  constructor(index: number, cause: unknown) {
    super('the search index is broken', { cause });
    this.index = index;
  }
}

export type Reply =
  | { readonly id: number; readonly value: unknown }
  | {
      readonly id: number;
      readonly error: string;
      /** What a `CentralitaError` was made of: it cannot be sent between threads. */
      readonly refusal?: Pick<CentralitaError, 'code' | 'detail' | 'field'>;
      /** Of a `BrokenIndex`. */
      readonly index?: number;
    };

/** In a thread: answers each call with what `answer` returns or resolves to, or with what it throws. */
export const serve = <C extends { readonly kind: string }>(answer: (call: C) => unknown): void => {
  parentPort?.on('message', async (call: C & { readonly id: number }) => {
    const { id } = call;
    let reply: Reply;
    try {
      reply = { id, value: await answer(call) };
    } catch (error) {
      const { code, detail, field } = (error ?? {}) as Partial<CentralitaError>;
      reply = {
        id,
        error: error instanceof Error ? error.message : String(error),
        ...(error instanceof CentralitaError ? { refusal: { code, detail, field } as CentralitaError } : {}),
        ...(error instanceof BrokenIndex ? { index: error.index } : {}),
      };
    }
    parentPort?.postMessage(reply);
  });
};
