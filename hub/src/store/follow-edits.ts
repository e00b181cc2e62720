import { type Event, type EventType, parseId } from '@centralita/core/model';
import type { Reader } from './reader.ts';
import type { Tables } from './tables.ts';

/** What tells that a contact is found by other words. */
const people = new Set<string>([
  'contact.changed',
  'contact.merged',
  'contact.unmerged',
] satisfies EventType[]);

/** Has edited messages and changed contacts indexed again; answers how to stop. */
export const followEdits = (
  { store, seen }: Tables,
  reader: Pick<Reader, 'reindex' | 'seePerson'>,
): (() => void) => {
  let at = store.log.head;
  return store.log.onAppend(() => {
    for (;;) {
      const events = store.log.read(at, 1000);
      for (const event of events) {
        at = event.seq;
        if (event.contact !== null && people.has(event.type)) reader.seePerson(event.contact);
        if (event.type !== 'message.edited') continue;
        const id = parseId('ms', (JSON.parse(event.body) as Event).data.hub?.messageId);
        const no = id && seen.messageOf(id);
        if (no) reader.reindex(no);
      }
      if (events.length < 1000) return;
    }
  });
};
