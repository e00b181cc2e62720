import type { Parts } from '../parts.ts';
import { tier4 } from './gate.ts';
import { attempt } from './outcome.ts';
import { changeOnce, type Performance } from './post.ts';
import { later, Refused } from './stop.ts';

export interface UploadRequest {
  readonly key: string;
  readonly team: string;
  readonly channel: string;
  readonly thread: string;
  readonly bytes: Uint8Array;
  readonly filename: string;
  readonly title?: string;
}

/**
 * A file into a thread, once. The first two of Slack's three calls change nothing anybody sees and may be repeated;
 * the third is remembered before it is made, and one that broke off is looked up by the file's id.
 * https://docs.slack.dev/messaging/working-with-files#upload
 */
export const uploadOnce = async (
  parts: Parts,
  request: UploadRequest,
  performance: Performance,
): Promise<string> => {
  const [row] = await parts.store.query(
    'select state, file, attempt from slack_posts where key = $1',
    request.key,
  );
  if (row?.state === 'done') return row.file as string;
  const token = await parts.installations.token(request.team);
  if (row?.state === 'sharing') {
    const shared = await isShared(parts, token, row.file as string, request);
    if (shared)
      return record(performance, request, row.file as string, 'done', performance.attempt, parts.realNow());
    // Slack tells of a share a while after it was made.
    if (performance.attempt - (row.attempt as number) < 3)
      throw later('the file may be shared already', 3_000);
  }
  const client = parts.clients.write(token);
  const place = { name: `files:${request.team}`, who: request.key, pace: tier4 };
  const url = await changeOnce(parts, place, () =>
    client.files.getUploadURLExternal({ filename: request.filename, length: request.bytes.byteLength }),
  );
  const { upload_url: address, file_id: file } = url;
  if (!address || !file) throw later('Slack named no place to upload to', 5_000);
  await send(parts, address, request.bytes, performance.signal);
  await parts.store.write((tx) =>
    tx.run(
      `insert into slack_posts (key, state, attempt, channel, file, at) values ($1, 'sharing', $2, $3, $4, $5)
       on conflict (key) do update set state = excluded.state, attempt = excluded.attempt, file = excluded.file`,
      request.key,
      performance.attempt,
      request.channel,
      file,
      parts.realNow(),
    ),
  );
  const outcome = await attempt(() =>
    client.files.completeUploadExternal({
      files: [{ id: file, title: request.title ?? request.filename }],
      channel_id: request.channel,
      thread_ts: request.thread,
    }),
  );
  switch (outcome.kind) {
    case 'done':
      return record(performance, request, file, 'done', performance.attempt, parts.realNow());
    case 'wait':
      parts.gate.close(place.name, outcome.ms);
      return forget(parts, request.key, later('Slack asked to wait', outcome.ms));
    case 'not-sent':
      return forget(parts, request.key, later('Slack is not there', parts.outage.failed()));
    case 'refused':
      return forget(parts, request.key, new Refused(outcome.reason, outcome.about));
    default:
      throw later(`nobody knows whether the file was shared: ${outcome.reason}`, 5_000);
  }
};

/** It was certainly not shared: the next attempt begins anew. */
const forget = async (parts: Parts, key: string, error: Error): Promise<never> => {
  await parts.store.write((tx) =>
    tx.run(`delete from slack_posts where key = $1 and state = 'sharing'`, key),
  );
  throw error;
};

const send = async (parts: Parts, address: string, bytes: Uint8Array, signal: AbortSignal): Promise<void> => {
  let answer: Response;
  try {
    answer = await parts.fetch(address, {
      method: 'POST',
      body: bytes as Uint8Array<ArrayBuffer>,
      headers: { 'content-type': 'application/octet-stream' },
      redirect: 'error',
      signal: AbortSignal.any([signal, AbortSignal.timeout(25_000)]),
    });
  } catch {
    throw later('the upload broke off', parts.outage.failed());
  }
  await answer.body?.cancel();
  if (answer.status === 429)
    throw later('Slack asked to wait', (Number(answer.headers.get('retry-after')) || 10) * 1000);
  if (!answer.ok) throw later(`Slack answered ${answer.status} to the upload`, 5_000);
};

const isShared = async (
  parts: Parts,
  token: string,
  file: string,
  { channel }: UploadRequest,
): Promise<boolean> => {
  const outcome = await attempt(() => parts.clients.read(token).files.info({ file }));
  if (outcome.kind === 'refused') return false;
  if (outcome.kind !== 'done') throw later('Slack does not say whether the file is shared', 5_000);
  const { shares, channels = [], groups = [] } = outcome.value.file ?? {};
  const places = [
    ...Object.keys(shares?.public ?? {}),
    ...Object.keys(shares?.private ?? {}),
    ...channels,
    ...groups,
  ];
  return places.includes(channel);
};

const record = (
  { store }: Performance,
  { key, channel }: UploadRequest,
  file: string,
  state: string,
  number: number,
  at: number,
): string => {
  store.run(
    `insert into slack_posts (key, state, attempt, channel, file, at) values ($1, $2, $3, $4, $5, $6)
     on conflict (key) do update set state = excluded.state, attempt = excluded.attempt, file = excluded.file`,
    key,
    state,
    number,
    channel,
    file,
    at,
  );
  return file;
};
