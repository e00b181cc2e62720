import {
  type AccountRef,
  type ChannelAccount,
  channelAccountId,
  type ProviderId,
} from '@centralita/core/model';
import type { Database, Row } from './database.ts';

export interface AccountRow extends ChannelAccount {
  readonly no: number;
  readonly endpoint?: string;
  /** Why sending is paused, in words. */
  readonly paused?: string;
}

export interface AccountInput {
  readonly provider: ProviderId;
  readonly providerId: string;
  readonly businessId?: string;
  readonly displayPhone?: string;
  readonly name?: string;
  readonly endpoint?: string;
}

const read = (row: Row): AccountRow => ({
  no: row.no as number,
  id: row.id as AccountRow['id'],
  provider: row.provider as ProviderId,
  providerId: row.provider_id as string,
  ...(row.business_id ? { businessId: row.business_id as string } : {}),
  ...(row.display_phone ? { displayPhone: row.display_phone as string } : {}),
  ...(row.name ? { name: row.name as string } : {}),
  ...(row.endpoint ? { endpoint: row.endpoint as string } : {}),
  ...(row.paused ? { paused: row.paused as string } : {}),
});

const digitsOf = (phone: string | undefined): string => phone?.replace(/\D/g, '') ?? '';

/** The channel accounts of the configuration. Few, so all of them are in memory. */
export class Accounts {
  readonly #db: Database;
  #byNo = new Map<number, AccountRow>();
  #byProviderId = new Map<string, AccountRow>();

  constructor(db: Database) {
    this.#db = db;
    this.reload();
  }

  reload(): void {
    this.#byNo = new Map();
    this.#byProviderId = new Map();
    for (const row of this.#db.prepare('select * from accounts').all()) {
      const account = read(row);
      this.#byNo.set(account.no, account);
      if (account.endpoint) this.#byProviderId.set(`${account.provider}:${account.providerId}`, account);
    }
  }

  /** Only inside a write: makes the configured accounts the known ones; others stay, for their history. */
  configure(accounts: readonly AccountInput[]): void {
    this.#db.prepare('update accounts set endpoint = null').run();
    const upsert = this.#db.prepare(
      `insert into accounts (id, provider, provider_id, business_id, display_phone, name, endpoint)
       values ($1, $2, $3, $4, $5, $6, $7)
       on conflict (provider, provider_id) do update set
         business_id = coalesce(excluded.business_id, business_id),
         display_phone = coalesce(excluded.display_phone, display_phone),
         name = coalesce(excluded.name, name), endpoint = excluded.endpoint`,
    );
    for (const a of accounts) {
      const id = channelAccountId(a.provider, a.providerId);
      upsert.run(
        id,
        a.provider,
        a.providerId,
        a.businessId ?? null,
        a.displayPhone ?? null,
        a.name ?? null,
        a.endpoint ?? 'default',
      );
    }
    this.reload();
  }

  /** Only inside a write. */
  setPaused(no: number, reason: string | undefined): void {
    this.#db.prepare('update accounts set paused = $1 where no = $2').run(reason ?? null, no);
    this.reload();
  }

  all(): readonly AccountRow[] {
    return [...this.#byNo.values()].filter((account) => account.endpoint);
  }

  byNo(no: number): AccountRow | undefined {
    return this.#byNo.get(no);
  }

  byProviderId(provider: ProviderId, providerId: string): AccountRow | undefined {
    return this.#byProviderId.get(`${provider}:${providerId}`);
  }

  /** An account by its `ca_` id or the provider's own id. */
  find(text: string): AccountRow | undefined {
    for (const account of this.#byNo.values()) {
      if (account.endpoint && (account.id === text || account.providerId === text)) return account;
    }
    return undefined;
  }

  /**
   * The account an update names, by its id or, where that is left out, by the number as it is shown; undefined for
   * updates about a whole business account, `unrecognised` for an id nobody configured.
   */
  of(provider: ProviderId, ref: AccountRef): AccountRow | 'unrecognised' | undefined {
    if (ref.providerId === undefined) return this.#byDisplayPhone(provider, ref.displayPhone);
    return this.byProviderId(provider, ref.providerId) ?? 'unrecognised';
  }

  /** Only when exactly one has it: it is what people see, and need not be set or right. */
  #byDisplayPhone(provider: ProviderId, phone: string | undefined): AccountRow | undefined {
    const digits = digitsOf(phone);
    if (digits === '') return undefined;
    const [found, another] = this.all().filter(
      (account) => account.provider === provider && digitsOf(account.displayPhone) === digits,
    );
    return another ? undefined : found;
  }
}
