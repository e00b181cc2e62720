import { randomBytes } from 'node:crypto';
import { newId } from '@centralita/core/model';
import { emit, hubPart } from '../ingress/emit.ts';
import type { Tables } from '../store/tables.ts';

/** A team member or a program changed what is kept of a contact. Only inside a write. */
export const emitContactChanged = (
  tables: Tables,
  no: number,
  fields: readonly string[],
  now: number,
): void => {
  const person = tables.contacts.byNo(no);
  if (!person) return;
  const thread = person.conversation ? tables.conversations.byNo(person.conversation) : undefined;
  const concerns = { person, ...(thread ? { thread } : {}) };
  emit(
    tables,
    {
      id: newId('ev', now, randomBytes(10)),
      type: 'contact.changed',
      timestamp: new Date(now).toISOString(),
      data: {
        contact: person.name ? { name: person.name } : {},
        change: { kind: 'attributes', detail: { fields: [...fields] } },
        hub: hubPart(concerns),
      },
    },
    concerns,
    now,
  );
};
