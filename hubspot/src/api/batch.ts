import { type ErrorBody, failureOf, isHubSpotError } from './errors.ts';

/** HubSpot takes this many inputs at once. */
export const batchSize = 100;

export interface BatchAnswer<Result> {
  readonly results?: readonly Result[];
  readonly errors?: readonly (ErrorBody & { readonly status?: string })[];
}

export interface BatchOptions<Item, Result> {
  readonly what: string;
  /** Waits for its turn, then sends what `take` gives it; nothing when that is empty. */
  readonly send: (take: () => readonly Item[]) => Promise<BatchAnswer<Result> | undefined>;
  /** Whether a result, or an error's context, speaks of this item. */
  readonly answers: (result: Result, item: Item) => boolean;
  readonly named: (ids: readonly string[], item: Item) => boolean;
  /** Two items with the same one never go in one batch: HubSpot refuses all of it. */
  readonly keyOf: (item: Item) => string;
  readonly size?: number;
  /** Whether one more goes along with those taken. */
  readonly room?: (taken: readonly Item[], item: Item) => boolean;
}

interface Queued<Item, Result> {
  readonly item: Item;
  readonly resolve: (result: Result | undefined) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Gathers what is asked for one at a time into batches. A batch is closed when its turn at the limiter has come, so
 * the busier the portal, the fuller they are. One bad item is isolated by halving; the others are sent.
 */
export const createBatch = <Item, Result>({
  what,
  send,
  answers,
  named,
  keyOf,
  size = batchSize,
  room = () => true,
}: BatchOptions<Item, Result>): ((item: Item) => Promise<Result | undefined>) => {
  const queue: Queued<Item, Result>[] = [];
  let planned = 0;

  const take = (): Queued<Item, Result>[] => {
    const keys = new Set<string>();
    const taken: Queued<Item, Result>[] = [];
    for (let index = 0; index < queue.length && taken.length < size; ) {
      const queued = queue[index] as Queued<Item, Result>;
      const key = keyOf(queued.item);
      const full =
        taken.length > 0 &&
        !room(
          taken.map(({ item }) => item),
          queued.item,
        );
      if (full) break;
      if (keys.has(key)) {
        index++;
        continue;
      }
      keys.add(key);
      taken.push(queued);
      queue.splice(index, 1);
    }
    return taken;
  };

  const settle = async (
    taken: readonly Queued<Item, Result>[],
    answer: BatchAnswer<Result>,
  ): Promise<void> => {
    const errors = answer.errors ?? [];
    const unclear: Queued<Item, Result>[] = [];
    for (const queued of taken) {
      const result = answer.results?.find((each) => answers(each, queued.item));
      if (result !== undefined) {
        queued.resolve(result);
        continue;
      }
      const error = errors.find(({ context }) => {
        const ids = Object.values(context ?? {}).flatMap((values) => values ?? []);
        return ids.length > 0 && named(ids, queued.item);
      });
      if (error) queued.reject(failureOf(what, statusOf(error), error, undefined));
      else if (errors.length === 0) queued.resolve(undefined);
      else unclear.push(queued);
    }
    if (unclear.length === taken.length && unclear.length === 1) {
      (unclear[0] as Queued<Item, Result>).reject(
        failureOf(what, statusOf(errors[0] ?? {}), errors[0] ?? {}, undefined),
      );
    } else if (unclear.length > 0) await halves(unclear);
  };

  const halves = async (taken: readonly Queued<Item, Result>[]): Promise<void> => {
    const middle = Math.ceil(taken.length / 2);
    for (const half of [taken.slice(0, middle), taken.slice(middle)]) {
      if (half.length > 0) await sendOne(() => half);
    }
  };

  const sendOne = async (choose: () => readonly Queued<Item, Result>[]): Promise<void> => {
    let taken: readonly Queued<Item, Result>[] = [];
    try {
      const answer = await send(() => {
        taken = choose();
        return taken.map(({ item }) => item);
      });
      if (taken.length > 0) await settle(taken, answer ?? {});
    } catch (error) {
      // Nothing was taken: whoever waits is told, or would wait for ever.
      if (taken.length === 0) taken = choose();
      const ofOne = isHubSpotError(error, 'refused', 'conflict', 'missing');
      if (ofOne && taken.length > 1) return halves(taken);
      for (const { reject } of taken) reject(error);
    }
  };

  const plan = (): void => {
    if (planned * size >= queue.length) return;
    planned++;
    // After this turn of the event loop: what is asked for together goes together.
    setImmediate(() => {
      void sendOne(() => {
        planned--;
        const taken = take();
        if (queue.length > 0) plan();
        return taken;
      });
    });
  };

  return (item) =>
    new Promise((resolve, reject) => {
      queue.push({ item, resolve, reject });
      plan();
    });
};

const statusOf = (error: ErrorBody & { readonly status?: string }): number => {
  const given = Number(error.status ?? Number.NaN);
  if (Number.isInteger(given)) return given;
  if (error.category === 'CONFLICT') return 409;
  return error.category === 'OBJECT_NOT_FOUND' ? 404 : 400;
};
