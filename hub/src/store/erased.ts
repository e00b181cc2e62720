import type { ConsentSummary } from '@centralita/core/consent';
import type { ContactRef, IdentityKind } from '@centralita/core/model';
import { aliasForms, identityHash } from '@centralita/core/signing';
import type { Database } from './database.ts';

/**
 * Who was erased, as keyed hashes of their identities and alias forms: a withdrawal still holds when the
 * person turns up again, and nothing else of them is left.
 */
export class Erased {
  readonly #db: Database;
  readonly #key: Uint8Array;
  #any: boolean;

  constructor(db: Database, key: Uint8Array) {
    this.#db = db;
    this.#key = key;
    this.#any = db.prepare('select 1 from erased limit 1').get() !== undefined;
  }

  /** What an erased person had said about consent. */
  recall(ref: ContactRef): ConsentSummary | undefined {
    for (const { kind, value } of identitiesOf(ref)) {
      const consent = this.recallOne(kind, value);
      if (consent) return consent;
    }
    return undefined;
  }

  /** What the erased person with this identity, or an alias form of it, had said about consent. */
  recallOne(kind: IdentityKind, value: string): ConsentSummary | undefined {
    if (!this.#any) return undefined;
    for (const hash of this.#hashes([{ kind, value }])) {
      const row = this.#db
        .prepare<{ consent: string | null }>('select consent from erased where hash = $1')
        .get(hash);
      if (row?.consent) return JSON.parse(row.consent) as ConsentSummary;
    }
    return undefined;
  }

  /** Only inside a write. */
  remember(
    identities: readonly { kind: IdentityKind; value: string }[],
    consent: ConsentSummary | undefined,
    now: number,
  ): void {
    this.#any = true;
    const insert = this.#db.prepare('insert or replace into erased (hash, consent, at) values ($1, $2, $3)');
    for (const hash of this.#hashes(identities))
      insert.run(hash, consent ? JSON.stringify(consent) : null, now);
  }

  #hashes(identities: readonly { kind: IdentityKind; value: string }[]): Uint8Array[] {
    const hashes: Uint8Array[] = [];
    for (const { kind, value } of identities) {
      const phone = kind === 'wa_id' || kind === 'phone';
      const forms = phone ? [value.replace(/^\+/, ''), ...aliasForms(value.replace(/^\+/, ''))] : [value];
      for (const form of forms)
        hashes.push(Buffer.from(identityHash(phone ? 'phone' : kind, form, this.#key)));
    }
    return hashes;
  }
}

const identitiesOf = (ref: ContactRef): { kind: IdentityKind; value: string }[] => {
  const identities: { kind: IdentityKind; value: string }[] = [];
  if (ref.userId) identities.push({ kind: 'user_id', value: ref.userId });
  if (ref.parentUserId) identities.push({ kind: 'parent_user_id', value: ref.parentUserId });
  if (ref.waId) identities.push({ kind: 'wa_id', value: ref.waId });
  if (ref.phone) identities.push({ kind: 'phone', value: ref.phone });
  return identities;
};
