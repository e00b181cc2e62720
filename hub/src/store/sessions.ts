import { hash, randomBytes } from 'node:crypto';
import type { Store } from './index.ts';

/** A console's session: a cookie that stands for a key, so that the key itself is not kept in the browser. */
export interface Sessions {
  /** The text for the cookie. */
  open(keyId: string): Promise<{ readonly text: string; readonly expiresAt: number }>;
  /** The id of the key the session was opened with, unless the session has ended. */
  find(text: string): string | undefined;
  end(text: string): Promise<void>;
  onEnded(listener: (text: string) => void): () => void;
}

const insertSession = 'insert into sessions (hash, key, created_at, expires_at) values ($1, $2, $3, $4)';
const selectSession = 'select key, expires_at as expiresAt from sessions where hash = $1';
const deleteSession = 'delete from sessions where hash = $1';
const deleteExpired = 'delete from sessions where expires_at <= $1';

const lifetime = 12 * 3600_000;
const shape = /^[\w-]{43}$/;
const hashOf = (text: string): Buffer => hash('sha256', text, 'buffer');

/** Sessions live for a working day and, like keys, are stored as hashes. Times are real, not the domain's. */
export const createSessions = (store: Store): Sessions => {
  const listeners = new Set<(text: string) => void>();
  const read = store.db.prepare<{ key: string; expiresAt: number }>(selectSession);
  return {
    open: async (keyId) => {
      const now = Date.now();
      const text = randomBytes(32).toString('base64url');
      const expiresAt = now + lifetime;
      await store.write(() => {
        store.db.prepare(deleteExpired).run(now);
        store.db.prepare(insertSession).run(hashOf(text), keyId, now, expiresAt);
      });
      return { text, expiresAt };
    },
    find: (text) => {
      if (!shape.test(text)) return undefined;
      const session = read.get(hashOf(text));
      return session && session.expiresAt > Date.now() ? session.key : undefined;
    },
    end: async (text) => {
      if (!shape.test(text)) return;
      await store.write(() => store.db.prepare(deleteSession).run(hashOf(text)));
      for (const listener of [...listeners]) listener(text);
    },
    onEnded: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
};
