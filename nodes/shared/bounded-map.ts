/** A map that forgets what is older than `maxAgeMs`, and the oldest where it grows beyond `maxSize`. */
export interface BoundedMap<Value> {
  get(key: string, now: number): Value | undefined;
  set(key: string, value: Value, now: number): void;
  delete(key: string): void;
}

export const createBoundedMap = <Value>(maxSize: number, maxAgeMs: number): BoundedMap<Value> => {
  const entries = new Map<string, { readonly value: Value; readonly at: number }>();
  return {
    get: (key, now) => {
      const entry = entries.get(key);
      return entry && now - entry.at <= maxAgeMs ? entry.value : undefined;
    },
    set: (key, value, now) => {
      // Set anew it goes to the end: the map stays in the order of age.
      entries.delete(key);
      entries.set(key, { value, at: now });
      for (const [oldest, { at }] of entries) {
        if (entries.size <= maxSize && now - at <= maxAgeMs) break;
        entries.delete(oldest);
      }
    },
    delete: (key) => void entries.delete(key),
  };
};
