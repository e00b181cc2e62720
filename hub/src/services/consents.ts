import { randomBytes } from 'node:crypto';
import { admitStatement } from '@centralita/core/consent';
import { CentralitaError, newId } from '@centralita/core/model';
import { emit, hubPart } from '../ingress/emit.ts';
import { personOf } from '../sending/accept.ts';
import type { Services } from '../services.ts';
import { auditOf } from '../store/audit.ts';
import type { Tables } from '../store/tables.ts';

export const createConsents = (tables: Tables, now: () => number): Services['consents'] => ({
  list: async (contactId) => {
    const no = tables.contacts.noOf(contactId);
    if (no === undefined)
      throw new CentralitaError('not_found', `no contact ${contactId}`, { field: 'contactId' });
    return tables.consents.list(no, contactId);
  },

  record: async (request, by) => {
    const at = now();
    const { contactId, to, ...said } = request;
    const statement = admitStatement({ actor: 'operator', source: 'api', ...said }, at);
    if (statement.source === 'platform' || statement.source === 'provider_error') {
      throw new CentralitaError('invalid_request', 'only WhatsApp itself makes statements of the platform', {
        field: 'source',
      });
    }
    if (statement.actor === 'person' && statement.state === 'granted' && !statement.proof) {
      throw new CentralitaError(
        'invalid_request',
        'a grant by the person needs its proof: the id of the form, message or page',
        { field: 'proof' },
      );
    }
    return tables.store.write(() => {
      const person = personOf(tables, contactId ?? to, at);
      const record = tables.consents.record(person, statement, at, by.name);
      const thread = person.conversation ? tables.conversations.byNo(person.conversation) : undefined;
      const concerns = { person, ...(thread ? { thread } : {}) };
      const { state, purposes, actor, source, wording } = record;
      auditOf(tables.store.db).add({
        at,
        action: 'consent.recorded',
        by: { ...(by.keyId ? { key: by.keyId } : {}), name: by.name },
        contact: person.no,
        detail: { state, purposes: typeof purposes === 'string' ? purposes : [...purposes], actor, source },
      });
      emit(
        tables,
        {
          id: newId('ev', at, randomBytes(10)),
          type: 'consent.changed',
          timestamp: new Date(at).toISOString(),
          data: {
            consent: {
              state,
              purposes,
              actor,
              source,
              ...(wording ? { wording } : {}),
              at: new Date(record.at).toISOString(),
            },
            hub: hubPart(concerns),
          },
        },
        concerns,
        at,
      );
      return record;
    });
  },
});
