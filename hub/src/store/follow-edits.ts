import { type Event, parseId } from '@centralita/core/model';
import type { Reader } from './reader.ts';
import type { Tables } from './tables.ts';

/** Has the words of edited messages indexed again; answers how to stop. */
export const followEdits = ({ store, seen }: Tables, reader: Pick<Reader, 'reindex'>): (() => void) => {
  let at = store.log.head;
  return store.log.onAppend(() => {
    for (;;) {
      const events = store.log.read(at, 1000);
      for (const event of events) {
        at = event.seq;
        if (event.type !== 'message.edited') continue;
        const id = parseId('ms', (JSON.parse(event.body) as Event).data.hub?.messageId);
        const no = id && seen.messageOf(id);
        if (no) reader.reindex(no);
      }
      if (events.length < 1000) return;
    }
  });
};
