import type { CallContext, Channel, ChannelError } from '@centralita/core/channels';
import type {
  Consumer,
  ConsumerStore,
  Effect,
  EffectOutcome,
  PerformContext,
} from '@centralita/core/consumer';
import type { Event, JsonObject, ProviderId } from '@centralita/core/model';
import type { AccountRow, Accounts } from '../store/accounts.ts';
import type { Files } from './files.ts';
import { contentIn, referenceIn } from './reference.ts';
import { migrations } from './tables.ts';

export interface MediaContext {
  readonly accounts: Pick<Accounts, 'find'>;
  readonly channel: (provider: ProviderId) => Channel;
  readonly callContext: (account: AccountRow, signal: AbortSignal) => Omit<CallContext, 'now'> | undefined;
  readonly files: Files;
  /** Larger files are left at the provider. */
  readonly maxBytes: number;
}

/**
 * Fetches the file of each message before it expires at the provider, and drops a person's files when they are
 * erased. Both are effects of the contact's lane, so that a fetch under way ends before the files are dropped.
 */
export const createMediaConsumer = (context: MediaContext): Consumer => ({
  name: 'media',
  types: [
    'message.received',
    'message.imported',
    'message.edited',
    'message.sent',
    'message.queued',
    'contact.merged',
    'contact.unmerged',
    'contact.erased',
  ],
  migrations,
  handle: async (event, store) => handle(event, store),
  perform: (effect, performing) => works[effect.kind as keyof typeof works](effect, performing, context),
});

const handle = (event: Event, store: ConsumerStore): readonly Effect[] => {
  if (event.type === 'contact.erased') {
    const { contactId } = event.data;
    return [{ lane: contactId, kind: 'drop', payload: { contact: contactId } }];
  }
  if (event.type === 'contact.merged') {
    const { from, into } = event.data;
    store.run('update media_files set contact = $1 where contact = $2', into, from);
    return [];
  }
  if (event.type === 'contact.unmerged') {
    store.run('update media_files set contact = folder where folder = $1', event.data.contactId);
    return [];
  }
  const content = contentIn(event);
  const { hub } = event.data as { readonly hub?: Event['data']['hub'] };
  const reference = content && referenceIn(content);
  if (!reference || !hub?.contactId || !hub.messageId || !hub.accountId) return [];
  // Told already when it was queued.
  if (event.type === 'message.sent' && event.data.message.origin === 'hub') return [];
  return [
    {
      lane: hub.contactId,
      kind: event.type === 'message.queued' ? 'keep' : 'fetch',
      payload: {
        message: hub.messageId,
        contact: hub.contactId,
        account: hub.accountId,
        ...(reference as unknown as JsonObject),
      },
    },
  ];
};

interface Wanted {
  readonly message: string;
  readonly contact: string;
  readonly account: string;
  readonly providerId: string;
  readonly mimeType?: string;
  readonly sha256?: string;
  readonly filename?: string;
}

const fetchFile = async (
  effect: Effect,
  { store, signal, now }: PerformContext,
  { accounts, channel, callContext, files, maxBytes }: MediaContext,
): Promise<EffectOutcome> => {
  const wanted = effect.payload as unknown as Wanted;
  const account = accounts.find(wanted.account);
  const call = account && callContext(account, signal);
  const { mediaInfo, fetchMedia } = account ? channel(account.provider) : {};
  if (!call || !mediaInfo || !fetchMedia) {
    return gone(store, wanted, now, 'account_unknown', 'its account is not configured any more');
  }
  const info = await mediaInfo(wanted.providerId, { ...call, now });
  if (!info.ok) return refused(store, wanted, now, info.error);
  const announced =
    wanted.sha256 && !info.value.sha256 ? { ...info.value, sha256: wanted.sha256 } : info.value;
  const file = await fetchMedia(announced, { ...call, now, maxBytes });
  if (!file.ok) return refused(store, wanted, now, file.error);
  const sha256 = await files.put(wanted.contact, file.value.bytes);
  write(store, wanted, now, {
    sha256,
    size: file.value.bytes.byteLength,
    mime: file.value.mimeType,
    code: null,
    reason: null,
  });
  return { state: 'done' };
};

const write = (
  store: ConsumerStore,
  { message, contact, filename }: Wanted,
  at: number,
  of: {
    readonly sha256: string | null;
    readonly size: number | null;
    readonly mime: string | null;
    readonly code: string | null;
    readonly reason: string | null;
  },
): void =>
  store.run(
    `insert or replace into media_files (message, contact, folder, sha256, size, mime, filename, code, reason, at)
       values ($1, $2, $2, $3, $4, $5, $6, $7, $8, $9)`,
    message,
    contact,
    of.sha256,
    of.size,
    of.mime,
    filename ?? null,
    of.code,
    of.reason,
    at,
  );

const refused = (store: ConsumerStore, wanted: Wanted, now: number, error: ChannelError): EffectOutcome => {
  const reason = `${error.message}. ${error.nextStep}`;
  // A token that is refused is mended by a person; the file stays at the provider for days.
  if (['retry-later', 'reconcile', 'fix-config'].includes(error.class)) {
    return {
      state: 'retry',
      reason,
      ...(error.retryAfterMs === undefined ? {} : { afterMs: error.retryAfterMs }),
    };
  }
  return gone(store, wanted, now, 'media_unavailable', reason);
};

const gone = (
  store: ConsumerStore,
  wanted: Wanted,
  now: number,
  code: string,
  reason: string,
): EffectOutcome => {
  write(store, wanted, now, { sha256: null, size: null, mime: null, code, reason });
  return { state: 'failed', code, reason };
};

/** What the team sent is kept beside what it received. An upload that is not known here was made elsewhere. */
const keepUpload = async (
  effect: Effect,
  { store, now }: PerformContext,
  { files }: MediaContext,
): Promise<EffectOutcome> => {
  const wanted = effect.payload as unknown as Wanted;
  const [upload] = await store.query(
    'select sha256, size, mime, filename from media_uploads where account = $1 and provider_id = $2',
    wanted.account,
    wanted.providerId,
  );
  const bytes = upload && (await files.get(wanted.account, String(upload.sha256)));
  if (!bytes) return { state: 'done' };
  const sha256 = await files.put(wanted.contact, bytes);
  const filename = wanted.filename ?? upload.filename;
  write(store, { ...wanted, ...(filename ? { filename: String(filename) } : {}) }, now, {
    sha256,
    size: bytes.byteLength,
    mime: String(upload.mime),
    code: null,
    reason: null,
  });
  return { state: 'done' };
};

const drop = async (
  effect: Effect,
  { store }: PerformContext,
  { files }: MediaContext,
): Promise<EffectOutcome> => {
  const contact = String(effect.payload.contact);
  const rows = await store.query(
    'select distinct folder, sha256 from media_files where contact = $1 and sha256 is not null',
    contact,
  );
  for (const { folder, sha256 } of rows) await files.remove(String(folder), String(sha256));
  // Also what was fetched and never came to a row.
  await files.removeAll(contact);
  // The upload itself too, where the same bytes were sent to this person.
  const uploads = await store.query(
    `select account, sha256 from media_uploads where sha256 in (select sha256 from media_files where contact = $1)`,
    contact,
  );
  for (const { account, sha256 } of uploads) await files.remove(String(account), String(sha256));
  store.run(
    'delete from media_uploads where sha256 in (select sha256 from media_files where contact = $1)',
    contact,
  );
  store.run('delete from media_files where contact = $1', contact);
  return { state: 'done' };
};

const works = { fetch: fetchFile, keep: keepUpload, drop };
