import type { CallContext, Channel } from '@centralita/core/channels';
import { CentralitaError, type MessageId, type ProviderId } from '@centralita/core/model';
import type { Services } from '../services.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Tables } from '../store/tables.ts';
import type { Files } from './files.ts';
import { referenceIn } from './reference.ts';
import type { FileRow } from './tables.ts';

export interface MediaServiceContext {
  readonly tables: Tables;
  readonly channel: (provider: ProviderId) => Channel;
  readonly callContext: (account: AccountRow, signal: AbortSignal) => Omit<CallContext, 'now'> | undefined;
  readonly now: () => number;
  readonly files: Files;
  /** Days a file of a message is kept; undefined: as long as its message. */
  readonly keepDays: () => number | undefined;
}

/** A file somebody looks at a moment after it came: so long they wait for it. */
const patienceMs = 8_000;
const lookMs = 100;
/** As long as WhatsApp keeps what was uploaded. */
const uploadDays = 30;
const dayMs = 86_400_000;

export interface MediaService {
  readonly services: Services['media'];
  /** Drops what no message and no upload refers to any more, and what was kept for long enough. In small steps. */
  sweep(): Promise<{ readonly dropped: number }>;
}

export const createMediaService = (context: MediaServiceContext): MediaService => {
  const { tables, files, now } = context;
  const { store } = tables;
  const rowOf = (id: string): FileRow | undefined =>
    store.db.prepare<FileRow>('select * from media_files where message = $1').get(id);

  const messageOf = (id: MessageId) => {
    const no = tables.seen.messageOf(id);
    const row = no === undefined ? undefined : tables.messages.byNo(no);
    if (!row) throw new CentralitaError('not_found', `no message ${id}`, { field: 'id' });
    return row;
  };

  /** Its row as soon as there is one; undefined when there is none in time. */
  const awaited = async (id: MessageId): Promise<FileRow | undefined> => {
    const end = performance.now() + patienceMs;
    for (;;) {
      const row = rowOf(id);
      if (row || performance.now() > end) return row;
      await new Promise((resolve) => setTimeout(resolve, lookMs).unref());
    }
  };

  const get: Services['media']['get'] = async (id) => {
    const message = messageOf(id);
    const reference = referenceIn(JSON.parse(message.content));
    const row = rowOf(id) ?? (reference && message.direction === 'inbound' ? await awaited(id) : undefined);
    if (!row) {
      throw new CentralitaError(
        'media_unavailable',
        reference ? 'it is still being fetched; ask again in a moment' : 'the message holds no file',
        { field: 'id' },
      );
    }
    const bytes = row.sha256 === null ? undefined : await files.get(row.folder, row.sha256);
    if (!bytes || row.sha256 === null) {
      throw new CentralitaError('media_unavailable', row.reason ?? 'it is gone from the data folder', {
        field: 'id',
      });
    }
    return {
      bytes,
      mimeType: row.mime ?? 'application/octet-stream',
      ...(row.filename ? { filename: row.filename } : {}),
    };
  };

  const upload: Services['media']['upload'] = async (accountId, file) => {
    const account = tables.accounts.find(accountId);
    if (!account) throw new CentralitaError('account_unknown', undefined, { field: 'channelAccountId' });
    const put = context.channel(account.provider).uploadMedia;
    const call = context.callContext(account, AbortSignal.timeout(120_000));
    if (!put || !call) throw new CentralitaError('unsupported', 'the channel takes no files');
    const result = await put(file, { ...call, now: now() });
    if (!result.ok) {
      const own = result.error.httpStatus === undefined && result.error.class === 'never-retry';
      throw new CentralitaError(
        own
          ? 'content_invalid'
          : result.error.class === 'retry-later'
            ? 'provider_unavailable'
            : 'provider_rejected',
        `${[result.error.message, result.error.details].filter(Boolean).join(': ')}. ${result.error.nextStep}`,
        { field: 'body' },
      );
    }
    const sha256 = await files.put(account.id, file.bytes);
    await store.write(() =>
      store.db
        .prepare(
          `insert or replace into media_uploads (account, provider_id, sha256, size, mime, filename, at)
             values ($1, $2, $3, $4, $5, $6, $7)`,
        )
        .run(
          account.id,
          result.value.id,
          sha256,
          file.bytes.byteLength,
          file.mimeType,
          file.filename ?? null,
          now(),
        ),
    );
    return result.value;
  };

  /** The file goes; its row stays and says why. */
  const expire = async (before: number, days: number): Promise<number> => {
    const expiring = store.db.prepare<FileRow>(
      'select * from media_files where at < $1 and sha256 is not null limit 200',
    );
    let dropped = 0;
    for (let rows = expiring.all(before); rows.length > 0; rows = expiring.all(before)) {
      for (const { message, folder, sha256 } of rows) {
        await store.write(() =>
          store.db
            .prepare('update media_files set sha256 = null, code = $1, reason = $2 where message = $3')
            .run('media_unavailable', `files are kept for ${days} days (retention.mediaDays)`, message),
        );
        if (await drop(folder, sha256)) dropped += 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    return dropped;
  };

  const sweep: MediaService['sweep'] = async () => {
    const keepDays = context.keepDays();
    let dropped = keepDays === undefined ? 0 : await expire(now() - keepDays * dayMs, keepDays);
    for (let after = ''; ; ) {
      const rows = store.db
        .prepare<FileRow>('select * from media_files where message > $1 order by message limit 200')
        .all(after);
      const last = rows.at(-1);
      if (!last) break;
      after = last.message;
      const orphans = rows.filter(({ message }) => {
        const no = tables.seen.messageOf(message);
        return no === undefined || tables.messages.byNo(no) === undefined;
      });
      for (const { message, folder, sha256 } of orphans) {
        await store.write(() => store.db.prepare('delete from media_files where message = $1').run(message));
        if (await drop(folder, sha256)) dropped += 1;
      }
      await new Promise((resolve) => setImmediate(resolve));
    }
    const before = now() - uploadDays * dayMs;
    const old = store.db
      .prepare<{ account: string; sha256: string }>('select account, sha256 from media_uploads where at < $1')
      .all(before);
    await store.write(() => store.db.prepare('delete from media_uploads where at < $1').run(before));
    for (const { account, sha256 } of old) {
      await files.remove(account, sha256);
      dropped += 1;
    }
    return { dropped };
  };

  /** A file whose row is gone or lets go of it, unless another message has the same bytes. */
  const drop = async (folder: string, sha256: string | null): Promise<boolean> => {
    if (sha256 === null || isUsed(folder, sha256)) return false;
    await files.remove(folder, sha256);
    return true;
  };

  const isUsed = (folder: string, sha256: string): boolean =>
    store.db
      .prepare('select 1 from media_files where folder = $1 and sha256 = $2 limit 1')
      .get(folder, sha256) !== undefined;

  return { services: { get, upload }, sweep };
};
