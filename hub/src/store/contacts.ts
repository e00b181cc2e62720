import { randomBytes } from 'node:crypto';
import { type ConsentSummary, summarise } from '@centralita/core/consent';
import {
  type Contact,
  type ContactId,
  type ContactRef,
  type Identity,
  type IdentityKind,
  type JsonObject,
  newId,
} from '@centralita/core/model';
import { aliasForms } from '@centralita/core/signing';
import { Cache } from './cache.ts';
import type { Database, Row } from './database.ts';
import type { Erased } from './erased.ts';

/** What the write path knows of a person: their row, identities and windows. Held in memory while they are active. */
export interface Person {
  readonly no: number;
  readonly id: ContactId;
  name: string | undefined;
  username: string | undefined;
  consent: ConsentSummary | undefined;
  /** `kind:value` of every identity. */
  readonly identities: Set<string>;
  /** Account number → until when the window is open. */
  readonly windows: Map<number, number>;
  /** The conversation that is not closed, by number; 0 when there is none. Of all that are one person: the same. */
  conversation: number;
  /** The contact it was merged into, by number; 0 when it stands for itself. */
  readonly mergedInto: number;
  /** The id of whom it was merged into: what events say. */
  readonly shownId?: ContactId;
  /** Numbers of the contacts that were merged into this one. */
  readonly members: readonly number[];
}

const matchOrder = ['userId', 'parentUserId', 'waId', 'phone'] as const;
const kinds = { userId: 'user_id', parentUserId: 'parent_user_id', waId: 'wa_id', phone: 'phone' } as const;

/** Whether an update names anybody at all. */
export const hasIdentity = (ref: ContactRef | undefined): boolean =>
  ref !== undefined && matchOrder.some((field) => ref[field] !== undefined);

/** Contacts, their identities and windows. */
export class Contacts {
  readonly #db: Database;
  readonly #erased: Erased;
  readonly #byIdentity = new Cache<string, Person>(40_000);
  readonly #byNo = new Cache<number, Person>(20_000);
  /** People whose window rows are behind, with the first message they do not know. */
  readonly #dirty = new Map<
    number,
    { readonly person: Person; readonly accounts: Set<number>; readonly since: number }
  >();

  constructor(db: Database, erased: Erased) {
    this.#db = db;
    this.#erased = erased;
  }

  forgetCached(): void {
    this.#byIdentity.clear();
    this.#byNo.clear();
    this.#dirty.clear();
  }

  /** Of somebody who was erased; what others are behind with stays. */
  forget(person: Person): void {
    for (const key of person.identities) this.#byIdentity.delete(key);
    this.#byNo.delete(person.no);
    this.#dirty.delete(person.no);
  }

  /** Somebody nobody knows yet, as they would be: to ask whether they may be written to before they are stored. */
  stranger(ref: ContactRef): Person {
    const identities = matchOrder.flatMap((field) =>
      ref[field] === undefined ? [] : [`${kinds[field]}:${ref[field]}`],
    );
    return {
      no: 0,
      id: '' as ContactId,
      name: undefined,
      username: undefined,
      consent: this.#erased.recall(ref),
      identities: new Set(identities),
      windows: new Map(),
      conversation: 0,
      mergedInto: 0,
      members: [],
    };
  }

  /**
   * Who an update is about: business-scoped user id first, then parent id, `wa_id`, phone, then the alias
   * forms of the phone. Never by name.
   */
  find(ref: ContactRef): Person | undefined {
    for (const field of matchOrder) {
      const value = ref[field];
      if (value === undefined) continue;
      const person = this.#byIdentityOf(kinds[field], value);
      if (person) return person;
    }
    return this.#findByAlias(ref.waId) ?? this.#findByAlias(ref.phone?.replace(/^\+/, ''));
  }

  /** The person of an update, made where new. Learns identities and the profile name. Only inside a write. */
  findOrCreate(
    ref: ContactRef,
    now: number,
    source: string,
  ): { person: Person; created: boolean } | undefined {
    const found = this.find(ref);
    if (found) {
      this.#learn(found, ref, now, source);
      return { person: found, created: false };
    }
    if (!hasIdentity(ref)) return undefined;
    return { person: this.#create(ref, now, source), created: true };
  }

  byNo(no: number): Person | undefined {
    const cached = this.#byNo.get(no) ?? this.#dirty.get(no)?.person;
    if (cached) return cached;
    const row = this.#db
      .prepare(
        'select no, id, name, username, consent, merged_into from contacts where no = $1 and erased_at is null',
      )
      .get(no);
    return row && this.#load(row);
  }

  noOf(id: ContactId): number | undefined {
    return this.#db
      .prepare<{ no: number }>('select no from contacts where id = $1 and erased_at is null')
      .get(id)?.no;
  }

  /** A conversation of theirs was closed or opened again. Only inside a write. */
  conversationChanged(thread: {
    readonly no: number;
    readonly contact: number;
    readonly state: string;
  }): void {
    const person = this.byNo(thread.contact);
    if (!person) return;
    if (thread.state !== 'closed') person.conversation ||= thread.no;
    else if (person.conversation === thread.no)
      person.conversation = this.#currentOf(this.groupOf(person).map(({ no }) => no));
  }

  #currentOf(contacts: readonly number[]): number {
    const newest = this.#db.prepare<{ no: number; at: number }>(
      "select no, last_message_at as at from conversations where contact = $1 and state <> 'closed' order by last_message_at desc, no desc limit 1",
    );
    const found = contacts.flatMap((contact) => newest.get(contact) ?? []);
    return found.reduce((best, one) => (one.at > best.at ? one : best), found[0] ?? { no: 0, at: 0 }).no;
  }

  #rootNo(no: number): number {
    const row = this.#db.prepare<{ into: number | null }>(
      'select merged_into as "into" from contacts where no = $1',
    );
    let root = no;
    for (let into = row.get(root)?.into; into; into = row.get(root)?.into) root = into;
    return root;
  }

  /** The contact that stands for this one: itself, unless it was merged into another. */
  rootNo(no: number): number {
    const person = this.#byNo.get(no);
    return person && !person.mergedInto ? no : this.#rootNo(no);
  }

  /** Numbers of all contacts that are one person with this one, the one that stands for them first. */
  groupNumbers(no: number): number[] {
    return this.#db
      .prepare<{ no: number }>(
        `with recursive one(no) as (values($1) union select c.no from contacts c join one on c.merged_into = one.no)
         select no from one`,
      )
      .all(this.#rootNo(no))
      .map((row) => row.no);
  }

  /** All that are one person with this one. For nearly everybody: only they themselves. */
  groupOf(person: Person): readonly Person[] {
    if (!person.mergedInto && person.members.length === 0) return [person];
    return this.groupNumbers(person.no).flatMap((no) => this.byNo(no) ?? []);
  }

  isSamePerson(contact: number, person: Person): boolean {
    return contact === person.no || this.rootNo(contact) === this.rootNo(person.no);
  }

  /** The conversation that what they write next belongs to. Only inside a write. */
  setCurrent(person: Person, conversation: number): void {
    person.conversation = conversation;
  }

  /** What memory knows of these people is no longer so: they are read again. Rows must not be behind. */
  reread(numbers: readonly number[]): void {
    for (const no of numbers) {
      const person = this.#byNo.get(no);
      if (person) this.forget(person);
    }
  }

  /** A message opened the window: kept in memory, and in the row with the next {@link settle}. */
  openWindow(person: Person, account: number, until: number, message: number): void {
    const before = person.windows.get(account);
    if (before !== undefined && before >= until) return;
    person.windows.set(account, until);
    const dirty = this.#dirty.get(person.no);
    if (dirty) dirty.accounts.add(account);
    else this.#dirty.set(person.no, { person, accounts: new Set([account]), since: message });
  }

  get dirty(): number {
    return this.#dirty.size;
  }

  /** The first message some row does not know; undefined when all do. */
  get behindSince(): number | undefined {
    for (const { since } of this.#dirty.values()) return since;
    return undefined;
  }

  /** Brings the rows that have been behind longest up to date. Only inside a write. */
  settle(limit: number): void {
    for (const { person, accounts } of [...this.#dirty.values()].slice(0, limit)) {
      this.#dirty.delete(person.no);
      this.#keep(person);
      for (const account of accounts) this.setWindow(person, account, person.windows.get(account) ?? 0);
    }
  }

  /** Only inside a write. */
  setWindow(person: Person, account: number, until: number): void {
    person.windows.set(account, until);
    this.#db
      .prepare(
        'insert into windows (contact, account, until) values ($1, $2, $3) on conflict do update set until = excluded.until',
      )
      .run(person.no, account, until);
  }

  /**
   * Only inside a write: the platform says that it is closed. Messages that still stand for it must not open
   * it again when the rows are read after a crash.
   */
  closeWindow(person: Person, account: number): void {
    this.#db
      .prepare(
        `update messages set window_until = null where contact = $1 and account = $2 and window_until is not null
           and no > coalesce((select cast(value as integer) from settings where name = 'touched'), 0)`,
      )
      .run(person.no, account);
    this.setWindow(person, account, 0);
  }

  /** Only inside a write. Of one contact: see `Consents.record` for all that are one person. */
  setConsent(person: Person, summary: ConsentSummary, now: number): void {
    person.consent = summary;
    this.#db
      .prepare('update contacts set consent = $1, updated_at = $2 where no = $3')
      .run(JSON.stringify(summary), now, person.no);
  }

  /** Only inside a write: adds what an update tells of a person known by another identity. */
  learn(person: Person, ref: ContactRef, now: number, source: string): void {
    this.#learn(person, ref, now, source);
  }

  /** Only inside a write. */
  update(
    no: number,
    change: { name?: string; attributes?: JsonObject; tags?: readonly string[]; language?: string },
    now: number,
  ): void {
    this.#db
      .prepare(
        `update contacts set name = coalesce($1, name), attributes = coalesce($2, attributes), tags = coalesce($3, tags),
           language = coalesce($4, language), updated_at = $5 where no = $6`,
      )
      .run(
        change.name ?? null,
        change.attributes ? JSON.stringify(change.attributes) : null,
        change.tags ? JSON.stringify(change.tags) : null,
        change.language ?? null,
        now,
        no,
      );
    const person = this.#byNo.get(no);
    if (person && change.name !== undefined) person.name = change.name;
  }

  /** The contact as the API shows it; for one that was merged into another: that one. */
  view(no: number): Contact | undefined {
    const row = this.#db
      .prepare('select * from contacts where no = $1 and erased_at is null')
      .get(this.#rootNo(no));
    return row && this.#view(row);
  }

  /** Whether somebody is known by this number, in whichever of its forms. */
  isNumber(digits: string): boolean {
    const known = this.#db.prepare(
      "select 1 from identities where kind in ('phone', 'wa_id') and value in ($1, $2) limit 1",
    );
    return aliasForms(digits).some((form) => known.get(form, `+${form}`) !== undefined);
  }

  list(after: number, limit: number, phone?: string): { contacts: Contact[]; last: number } {
    const numbers = phone === undefined ? this.#page(after, limit) : this.#withPhone(phone, after, limit);
    return {
      contacts: numbers.flatMap((no) => this.view(no) ?? []),
      last: numbers.at(-1) ?? after,
    };
  }

  #page(after: number, limit: number): number[] {
    return this.#db
      .prepare<{ no: number }>(
        'select no from contacts where no > $1 and erased_at is null and merged_into is null order by no limit $2',
      )
      .all(after, limit)
      .map(({ no }) => no);
  }

  #withPhone(phone: string, after: number, limit: number): number[] {
    const found = this.#db
      .prepare<{ contact: number }>(
        "select contact from identities where kind in ('phone', 'wa_id') and value in ($1, $2)",
      )
      .all(phone, phone.startsWith('+') ? phone.slice(1) : `+${phone}`)
      .map(({ contact }) => this.#rootNo(contact));
    return [...new Set(found)]
      .filter((no) => no > after)
      .toSorted((a, b) => a - b)
      .slice(0, limit);
  }

  #view(row: Row): Contact {
    return {
      id: row.id as ContactId,
      ...(row.name ? { name: row.name as string } : {}),
      identities: this.groupNumbers(row.no as number).flatMap((no) => this.identities(no)),
      attributes: JSON.parse(row.attributes as string) as JsonObject,
      tags: JSON.parse(row.tags as string) as string[],
      ...(row.language ? { language: row.language as string } : {}),
      createdAt: row.created_at as number,
      updatedAt: row.updated_at as number,
    };
  }

  identities(no: number): Identity[] {
    return this.#db
      .prepare<{ kind: IdentityKind; value: string; source: string; since: number }>(
        'select kind, value, source, since from identities where contact = $1 order by since',
      )
      .all(no)
      .map((row) => ({ ...row }));
  }

  #byIdentityOf(kind: IdentityKind, value: string): Person | undefined {
    const key = `${kind}:${value}`;
    const cached = this.#byIdentity.get(key);
    if (cached) return cached;
    const row = this.#db
      .prepare(
        'select c.no, c.id, c.name, c.username, c.consent, c.merged_into from identities i join contacts c on c.no = i.contact where i.kind = $1 and i.value = $2',
      )
      .get(kind, value);
    return row && this.#load(row);
  }

  #findByAlias(digits: string | undefined): Person | undefined {
    if (!digits) return undefined;
    for (const form of aliasForms(digits)) {
      const person = this.#byIdentityOf('wa_id', form) ?? this.#byIdentityOf('phone', `+${form}`);
      if (person) return person;
    }
    return undefined;
  }

  #load(row: Row): Person {
    const no = row.no as number;
    const cached = this.#byNo.get(no) ?? this.#dirty.get(no)?.person;
    if (cached) {
      this.#keep(cached);
      return cached;
    }
    const mergedInto = (row.merged_into as number | null) ?? 0;
    const root = mergedInto ? this.#rootNo(no) : no;
    const members = mergedInto ? [] : this.groupNumbers(no).filter((one) => one !== no);
    const person: Person = {
      no,
      id: row.id as ContactId,
      name: (row.name as string | null) ?? undefined,
      username: (row.username as string | null) ?? undefined,
      consent: row.consent ? (JSON.parse(row.consent as string) as ConsentSummary) : undefined,
      identities: new Set(this.identities(no).map((identity) => `${identity.kind}:${identity.value}`)),
      windows: new Map(
        this.#db
          .prepare<{ account: number; until: number }>(
            'select account, until from windows where contact = $1',
          )
          .all(no)
          .map((window) => [window.account, window.until]),
      ),
      conversation: mergedInto ? 0 : this.#currentOf([no, ...members]),
      mergedInto,
      members,
    };
    if (mergedInto) this.#followRoot(person, root);
    this.#keep(person);
    return person;
  }

  /** What is one for all that are one person is kept with the contact they were merged into. */
  #followRoot(person: Person, root: number): void {
    const of = (): Person | undefined => this.byNo(root);
    Object.defineProperty(person, 'conversation', {
      get: () => of()?.conversation ?? 0,
      set: (no: number) => {
        const whole = of();
        if (whole) whole.conversation = no;
      },
    });
    Object.defineProperty(person, 'shownId', { value: of()?.id });
  }

  #keep(person: Person): void {
    this.#byNo.set(person.no, person);
    for (const key of person.identities) this.#byIdentity.set(key, person);
  }

  #create(ref: ContactRef, now: number, source: string): Person {
    const id = newId('ct', now, randomBytes(10));
    const { lastInsertRowid: no } = this.#db
      .prepare(
        'insert into contacts (id, name, username, created_at, updated_at) values ($1, $2, $3, $4, $4)',
      )
      .run(id, ref.name ?? null, ref.username ?? null, now);
    const person: Person = {
      no: Number(no),
      id,
      name: ref.name,
      username: ref.username,
      consent: undefined,
      identities: new Set(),
      windows: new Map(),
      conversation: 0,
      mergedInto: 0,
      members: [],
    };
    this.#learn(person, ref, now, source);
    this.#keep(person);
    return person;
  }

  #learn(person: Person, ref: ContactRef, now: number, source: string): void {
    for (const field of matchOrder) {
      const value = ref[field];
      if (value !== undefined && !person.identities.has(`${kinds[field]}:${value}`))
        this.#addIdentity(person, kinds[field], value, now, source);
    }
    if (
      (ref.name !== undefined && ref.name !== person.name) ||
      (ref.username !== undefined && ref.username !== person.username)
    ) {
      person.name = ref.name ?? person.name;
      person.username = ref.username ?? person.username;
      this.#db
        .prepare('update contacts set name = $1, username = $2, updated_at = $3 where no = $4')
        .run(person.name ?? null, person.username ?? null, now, person.no);
    }
  }

  #addIdentity(person: Person, kind: IdentityKind, value: string, now: number, source: string): void {
    const { changes } = this.#db
      .prepare(
        'insert or ignore into identities (kind, value, contact, source, since) values ($1, $2, $3, $4, $5)',
      )
      .run(kind, value, person.no, source, now);
    // Taken by somebody else: two contacts may be one person, which a person decides.
    if (changes === 0) return;
    person.identities.add(`${kind}:${value}`);
    this.#byIdentity.set(`${kind}:${value}`, person);
    // Only now it shows that this is somebody who was erased: what they had said holds again.
    const before = this.#erased.recallOne(kind, value);
    if (!before) return;
    const consent = summarise([...(person.consent?.statements ?? []), ...before.statements]);
    this.setConsent(person, consent, now);
  }
}
