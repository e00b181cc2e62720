import type { JsonObject } from '@centralita/core/model';
import type { Database } from './database.ts';
import { foldTag } from './fold-tag.ts';

/** What people see and edit of a contact. */
export interface Profile {
  readonly name: string | null;
  readonly language: string | null;
  readonly attributes: JsonObject;
  readonly tags: readonly string[];
}

interface MergeRow {
  readonly no: number;
  readonly contact: number;
  readonly into: number;
  readonly at: number;
  /** The last statement of the consent ledger then. */
  readonly ledger: number;
  readonly before: Profile;
  readonly after: Profile;
}

/** The profile of both: what the first says, and what only the second knows. */
export const mergedProfile = (into: Profile, from: Profile): Profile => {
  const known = new Set(into.tags.map(foldTag));
  return {
    name: into.name ?? from.name,
    language: into.language ?? from.language,
    attributes: { ...from.attributes, ...into.attributes },
    tags: [...into.tags, ...from.tags.filter((tag) => !known.has(foldTag(tag)))],
  };
};

/** What a merge gave is taken away again; what was changed since then stays. */
export const profileWithout = (
  now: Profile,
  { before, after }: Pick<MergeRow, 'before' | 'after'>,
): Profile => {
  const had = new Set(before.tags.map(foldTag));
  const given = new Set(after.tags.map(foldTag).filter((tag) => !had.has(tag)));
  const attributes: Record<string, JsonObject[string]> = { ...now.attributes };
  for (const [name, value] of Object.entries(after.attributes)) {
    const own = Object.hasOwn(before.attributes, name);
    if (!own && JSON.stringify(attributes[name]) === JSON.stringify(value)) delete attributes[name];
  }
  return {
    name: now.name === after.name ? before.name : now.name,
    language: now.language === after.language ? before.language : now.language,
    attributes,
    tags: now.tags.filter((tag) => !given.has(foldTag(tag))),
  };
};

/** Which contacts are one person, and what that changed. Contacts keep their rows, identities, windows and ledgers. */
export const mergesOf = (db: Database) => ({
  profile: (no: number): Profile => {
    const row = db
      .prepare<{ name: string | null; language: string | null; attributes: string; tags: string }>(
        'select name, language, attributes, tags from contacts where no = $1',
      )
      .get(no);
    return {
      name: row?.name ?? null,
      language: row?.language ?? null,
      attributes: JSON.parse(row?.attributes ?? '{}') as JsonObject,
      tags: JSON.parse(row?.tags ?? '[]') as string[],
    };
  },

  /** Only inside a write, as all that follow. */
  setProfile: (no: number, { name, language, attributes, tags }: Profile, at: number): void =>
    void db
      .prepare(
        'update contacts set name = $1, language = $2, attributes = $3, tags = $4, updated_at = $5 where no = $6',
      )
      .run(name, language, JSON.stringify(attributes), JSON.stringify(tags), at, no),

  point: (contact: number, into: number | null): void =>
    void db.prepare('update contacts set merged_into = $1 where no = $2').run(into, contact),

  remember: (merge: Omit<MergeRow, 'no'>): void =>
    void db
      .prepare('insert into merges (contact, into_contact, at, profile) values ($1, $2, $3, $4)')
      .run(
        merge.contact,
        merge.into,
        merge.at,
        JSON.stringify({ ledger: merge.ledger, before: merge.before, after: merge.after }),
      ),

  /** The one in force. */
  of: (contact: number): MergeRow | undefined => {
    const row = db
      .prepare<{ no: number; into_contact: number; at: number; profile: string }>(
        'select no, into_contact, at, profile from merges where contact = $1 and undone_at is null order by no desc limit 1',
      )
      .get(contact);
    if (!row) return undefined;
    const kept = JSON.parse(row.profile) as Pick<MergeRow, 'ledger' | 'before' | 'after'>;
    return { no: row.no, contact, into: row.into_contact, at: row.at, ...kept };
  },

  undo: (no: number, at: number): void =>
    void db.prepare("update merges set undone_at = $1, profile = '{}' where no = $2").run(at, no),

  /** Everybody this contact was ever one person with: messages of one may stand in conversations of the other. */
  everOneWith: (contact: number): number[] =>
    db
      .prepare<{ no: number }>(
        `with recursive one(no) as (values($1) union
           select m.into_contact from merges m join one on m.contact = one.no union
           select m.contact from merges m join one on m.into_contact = one.no)
         select no from one where no <> $1`,
      )
      .all(contact)
      .map(({ no }) => no),

  forget: (contact: number): void =>
    void db.prepare('delete from merges where contact = $1 or into_contact = $1').run(contact),
});
