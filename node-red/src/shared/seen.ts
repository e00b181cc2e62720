/** Ids that were handed over, the newest of them: a provider repeats what it did not hear answered. */
export interface Seen {
  has(id: string): boolean;
  add(id: string): void;
}

export const createSeen = (size = 20_000): Seen => {
  let young = new Set<string>();
  let old = new Set<string>();
  return {
    has: (id) => young.has(id) || old.has(id),
    add: (id) => {
      young.add(id);
      if (young.size < size / 2) return;
      old = young;
      young = new Set();
    },
  };
};
