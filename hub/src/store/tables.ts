import { randomBytes } from 'node:crypto';
import type { CaseNumberFormat } from '@centralita/core/cases';
import { Accounts } from './accounts.ts';
import { Consents } from './consents.ts';
import { Contacts } from './contacts.ts';
import { Conversations } from './conversations.ts';
import type { Database } from './database.ts';
import { Erased } from './erased.ts';
import type { Store } from './index.ts';
import { Messages } from './messages.ts';
import { createSeen, type Seen } from './seen.ts';
import { Sends } from './sends.ts';
import { createTouches, type Touches } from './touches.ts';

/** The tables of the write path over one store, with what they keep in memory. */
export interface Tables {
  readonly store: Store;
  readonly seen: Seen;
  readonly accounts: Accounts;
  readonly contacts: Contacts;
  readonly conversations: Conversations;
  readonly messages: Messages;
  readonly consents: Consents;
  readonly sends: Sends;
  readonly erased: Erased;
  readonly touches: Touches;
  /** How case numbers are made and written. */
  readonly caseFormat: CaseNumberFormat;
}

/** `pseudonymKey`: for the hashes of erased people; without one the store makes its own, which whoever has the file has too. */
export const createTables = (
  store: Store,
  pseudonymKey?: Uint8Array,
  caseFormat: CaseNumberFormat = {},
): Tables => {
  const { db } = store;
  const erased = new Erased(db, pseudonymKey ?? ownKey(db));
  const contacts = new Contacts(db, erased);
  const conversations = new Conversations(db, caseFormat);
  const messages = new Messages(db);
  const accounts = new Accounts(db);
  const seen = createSeen(db);
  const touches = createTouches(store, messages, contacts, conversations);
  touches.recover();
  store.onRollback(() => {
    contacts.forgetCached();
    conversations.forgetCached();
    messages.forgetCached();
    accounts.reload();
    seen.reload();
    touches.recover();
  });
  store.beforeCommit(() => {
    seen.settle();
  });
  return {
    store,
    seen,
    accounts,
    contacts,
    conversations,
    messages,
    consents: new Consents(db, contacts),
    sends: new Sends(db),
    erased,
    touches,
    caseFormat,
  };
};

const ownKey = (db: Database): Uint8Array => {
  db.prepare("insert or ignore into settings (name, value) values ('pseudonym_key', $1)").run(
    randomBytes(32).toString('base64'),
  );
  const row = db.prepare<{ value: string }>("select value from settings where name = 'pseudonym_key'").get();
  return Buffer.from(row?.value ?? '', 'base64');
};
