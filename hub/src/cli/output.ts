import { once } from 'node:events';
import type { Writable } from 'node:stream';

export interface Output {
  /** False once nobody reads any more (`| head`): then there is nothing left to do. */
  write(text: string): Promise<boolean>;
  /** Resolves when the last byte has been taken. */
  end(): Promise<void>;
}

/** Standard output that waits for its reader, loses nothing through a pipe and minds no reader that leaves. */
export const createOutput = (stream: Writable): Output => {
  let gone = false;
  stream.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code !== 'EPIPE') throw error;
    gone = true;
  });
  return {
    write: async (text) => {
      if (gone) return false;
      if (!stream.write(text)) {
        await Promise.race([once(stream, 'drain'), once(stream, 'close')]).catch(() => undefined);
      }
      return !gone;
    },
    end: () => new Promise((resolve) => (gone ? resolve() : stream.write('', () => resolve()))),
  };
};
