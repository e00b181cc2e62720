import type { ConsumerMigration } from '@centralita/core/consumer';

/**
 * What is known of the file of each message. `sha256` is null where it could not be had; `code` and `reason` say why.
 * `folder` is the contact when it was fetched, `contact` whose it is now: a merge moves no file. Uploads lie in the
 * account's folder, by the provider's id, as long as the provider keeps them.
 */
export const migrations: readonly ConsumerMigration[] = [
  {
    name: '001-files',
    sql: `
create table media_files (
  message text primary key,
  contact text not null,
  folder text not null,
  sha256 text,
  size integer,
  mime text,
  filename text,
  code text,
  reason text,
  at integer not null
) without rowid;
create index media_files_by_contact on media_files (contact);
create table media_uploads (
  account text not null,
  provider_id text not null,
  sha256 text not null,
  size integer not null,
  mime text not null,
  filename text,
  at integer not null,
  primary key (account, provider_id)
) without rowid;
`,
  },
];

export interface FileRow {
  readonly message: string;
  readonly contact: string;
  readonly folder: string;
  readonly sha256: string | null;
  readonly size: number | null;
  readonly mime: string | null;
  readonly filename: string | null;
  readonly code: string | null;
  readonly reason: string | null;
}
