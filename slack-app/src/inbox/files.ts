import type { HubClient } from '@centralita/core/hub-client';
import type { ChannelAccountId, OutboundContent } from '@centralita/core/model';
import { attempt } from '../client/outcome.ts';
import { later } from '../client/stop.ts';
import type { Parts } from '../parts.ts';
import type { Words } from '../words/index.ts';
import type { SlackFile } from './events.ts';

type MediaKind = 'image' | 'video' | 'audio' | 'document';

/** What WhatsApp takes. https://developers.facebook.com/docs/whatsapp/cloud-api/reference/media#supported-media-types */
const kinds: Readonly<Record<string, MediaKind>> = {
  'image/jpeg': 'image',
  'image/png': 'image',
  'video/mp4': 'video',
  'video/3gpp': 'video',
  'audio/aac': 'audio',
  'audio/amr': 'audio',
  'audio/mpeg': 'audio',
  'audio/mp4': 'audio',
  'audio/ogg': 'audio',
  'text/plain': 'document',
  'application/pdf': 'document',
  'application/vnd.ms-powerpoint': 'document',
  'application/msword': 'document',
  'application/vnd.ms-excel': 'document',
  'application/vnd.openxmlformats-officedocument.wordprocessingml.document': 'document',
  'application/vnd.openxmlformats-officedocument.presentationml.presentation': 'document',
  'application/vnd.openxmlformats-officedocument.spreadsheetml.sheet': 'document',
};
const megabyte = 1_048_576;
const mostBytes: Readonly<Record<MediaKind, number>> = {
  image: 5 * megabyte,
  video: 16 * megabyte,
  audio: 16 * megabyte,
  document: 100 * megabyte,
};
/** Held in memory on its way; larger ones are for a link. */
const ceiling = 64 * megabyte;

/** A file that cannot go, in words. */
export class FileProblem extends Error {
  readonly nextStep: string;

  constructor(reason: string, nextStep: string) {
    super(reason);
    this.nextStep = nextStep;
  }
}

export interface ReadyFile {
  readonly kind: MediaKind;
  readonly mediaId: string;
  readonly filename: string;
}

/** A file of a Slack message as a file of the customer's channel, uploaded once however often this is called. */
export const readyFile = async (
  parts: Parts,
  team: string,
  id: string,
  account: ChannelAccountId,
  key: string,
  words: Words,
  hub: Pick<HubClient, 'uploadMedia'> = parts.hub,
): Promise<ReadyFile> => {
  const token = await parts.installations.token(team);
  const file = await infoOf(parts, token, id, words);
  const mimeType = (file.mimetype ?? '').split(';')[0]?.trim().toLowerCase() ?? '';
  const kind = kinds[mimeType];
  if (!kind) throw new FileProblem(words.reasons.file_type(file.name ?? mimeType), words.steps.file_type);
  const most = Math.min(mostBytes[kind], ceiling);
  const tooLarge = (size: number) =>
    new FileProblem(words.reasons.file_size(megabytes(size), megabytes(most)), words.steps.file_size);
  if ((file.size ?? 0) > most) throw tooLarge(file.size ?? 0);
  const filename = file.name ?? file.title ?? id;
  const [row] = await parts.store.query(
    `select file from slack_posts where key = $1 and state = 'done'`,
    key,
  );
  if (row) return { kind, mediaId: row.file as string, filename };
  const bytes = await download(parts, token, file, most, tooLarge, words);
  const { id: mediaId } = await hub.uploadMedia(account, { bytes, mimeType, filename });
  // The same file again must be the same message: its id goes on disk before anything is sent.
  await parts.store.write((tx) =>
    tx.run(
      `insert into slack_posts (key, state, attempt, file, at) values ($1, 'done', 0, $2, $3) on conflict (key) do nothing`,
      key,
      mediaId,
      parts.realNow(),
    ),
  );
  return { kind, mediaId, filename };
};

const megabytes = (bytes: number): string => `${(bytes / megabyte).toFixed(1)} MB`;

const infoOf = async (parts: Parts, token: string, id: string, words: Words): Promise<SlackFile> => {
  const outcome = await attempt(() => parts.clients.read(token).files.info({ file: id }));
  if (outcome.kind === 'wait') throw later('Slack asked to wait', outcome.ms);
  if (outcome.kind === 'refused') {
    if (outcome.about === 'token') throw later(outcome.reason, 60_000);
    if (outcome.about === 'scope') throw new FileProblem(words.reasons.file_login, words.steps.file_login);
    throw new FileProblem(words.reasons.file_gone, words.steps.file_gone);
  }
  if (outcome.kind !== 'done') throw later('Slack is not there', parts.outage.failed());
  const file = outcome.value.file as SlackFile | undefined;
  // Elsewhere, deleted, or hidden behind a plan's limit: there are no bytes to be had.
  if (!file || ['external', 'tombstone', 'hidden_by_limit'].includes(file.mode ?? '')) {
    throw new FileProblem(words.reasons.file_gone, words.steps.file_gone);
  }
  return file;
};

const download = async (
  parts: Parts,
  token: string,
  file: SlackFile,
  most: number,
  tooLarge: (size: number) => FileProblem,
  words: Words,
): Promise<Uint8Array> => {
  const address = file.url_private_download ?? file.url_private;
  if (!address || !isSlacks(address, parts.settings.apiUrl)) {
    throw new FileProblem(words.reasons.file_gone, words.steps.file_gone);
  }
  let answer: Response;
  try {
    answer = await parts.fetch(address, {
      headers: { authorization: `Bearer ${token}` },
      redirect: 'manual',
      signal: AbortSignal.timeout(25_000),
    });
  } catch {
    throw later('the file broke off', parts.outage.failed());
  }
  if (answer.status === 429)
    throw later('Slack asked to wait', (Number(answer.headers.get('retry-after')) || 10) * 1000);
  if (answer.status >= 500) throw later(`Slack answered ${answer.status} for the file`, 5_000);
  const type = answer.headers.get('content-type') ?? '';
  // Without the scope Slack answers 200 with its page to sign in.
  const isPage = type.includes('text/html') && !file.mimetype?.includes('html');
  if (isPage || (answer.status >= 300 && answer.status < 400)) {
    await answer.body?.cancel();
    throw new FileProblem(words.reasons.file_login, words.steps.file_login);
  }
  if (!answer.ok || !answer.body) throw new FileProblem(words.reasons.file_gone, words.steps.file_gone);
  const chunks: Uint8Array[] = [];
  let size = 0;
  for await (const chunk of answer.body as AsyncIterable<Uint8Array>) {
    size += chunk.byteLength;
    if (size > most) throw tooLarge(size);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
};

/** The token goes to Slack's own hosts only, or to where the API is configured to be. */
const isSlacks = (address: string, apiUrl: string | undefined): boolean => {
  if (!URL.canParse(address)) return false;
  const { protocol, hostname, origin } = new URL(address);
  if (apiUrl && origin === new URL(apiUrl).origin) return true;
  return protocol === 'https:' && (hostname === 'slack.com' || hostname.endsWith('.slack.com'));
};

/** A file's message. Audio and the like carry no caption. */
export const contentOf = ({ kind, mediaId, filename }: ReadyFile, caption?: string): OutboundContent => {
  const own = { id: mediaId, ...(caption && kind !== 'audio' ? { caption } : {}) };
  return kind === 'document' ? { kind, ...own, filename } : { kind, ...own };
};
