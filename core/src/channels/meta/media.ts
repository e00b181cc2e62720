import { createHash } from 'node:crypto';
import type { JsonObject } from '../../model/json.ts';
import type { CallContext, CallResult, ChannelError, MediaInfo } from '../channel.ts';
import { readBody } from './body.ts';
import { failed, resultOf } from './call-result.ts';
import { mapGraphError } from './errors.ts';
import { classifyFailure } from './failure.ts';
import { callGraph } from './graph.ts';
import { textOf, wholeNumberOf } from './guards.ts';
import { sniff } from './sniff.ts';

/** Where a file is and what it is said to be: `GET /<media id>`. The address is good for five minutes. */
export async function mediaInfo(mediaId: string, context: CallContext): Promise<CallResult<MediaInfo>> {
  return resultOf(await callGraph(context, { method: 'GET', path: [mediaId] }), (body) =>
    infoOf(mediaId, body),
  );
}

function infoOf(mediaId: string, body: JsonObject): MediaInfo | undefined {
  const url = textOf(body.url);
  if (!url) return undefined;
  const mimeType = textOf(body.mime_type);
  const sha256 = textOf(body.sha256);
  const size = wholeNumberOf(body.file_size);
  return {
    id: textOf(body.id) ?? mediaId,
    url,
    ...(mimeType ? { mimeType } : {}),
    ...(sha256 ? { sha256 } : {}),
    ...(size === undefined ? {} : { size }),
  };
}

const mediaHost = 'https://lookaside.fbsbx.com';

/** Whether the token may go there: Meta's file host, and the host the API is called at. */
function mayHaveToken(address: string, baseUrl: string): boolean {
  if (!URL.canParse(address) || !URL.canParse(baseUrl)) return false;
  const { origin, username, password } = new URL(address);
  return username === '' && password === '' && [mediaHost, new URL(baseUrl).origin].includes(origin);
}

const mediaError = (message: string, nextStep: string, more: Partial<ChannelError> = {}) =>
  failed<never>({ class: 'never-retry', kind: 'media', message, nextStep, ...more });

const askAgain = 'Ask for the file’s address again, then fetch it once more.';

/**
 * The bytes at `info.url` and their type, taken from the bytes. The token goes to Meta's file host and the
 * host of `baseUrl` only, and no redirect is followed; other addresses are refused without a call. Reading
 * stops above `maxBytes`, and a given `sha256` (hex or base64) must fit. 404: the address has expired, ask
 * {@link mediaInfo} again.
 */
export async function fetchMedia(
  info: MediaInfo,
  context: CallContext & { readonly maxBytes: number },
): Promise<CallResult<{ readonly bytes: Uint8Array; readonly mimeType: string }>> {
  const { fetch, signal, accessToken, baseUrl, maxBytes, now } = context;
  if (!mayHaveToken(info.url, baseUrl)) {
    return mediaError(
      'The file is not at an address of WhatsApp',
      'Check the base URL; files come from there only.',
    );
  }
  if (info.size !== undefined && info.size > maxBytes) return tooLarge(maxBytes);
  let response: Response;
  try {
    const headers = { authorization: `Bearer ${accessToken}` };
    response = await fetch(info.url, { headers, redirect: 'manual', signal });
  } catch (error) {
    return broken(classifyFailure(error, signal.aborted).reason);
  }
  if (!response.ok) {
    const body = await readBody(response, 65_536);
    const text = body.state === 'read' ? new TextDecoder().decode(body.bytes) : '';
    const options = { now, secret: accessToken };
    return notThere(mapGraphError(response.status, text, response.headers.get('retry-after'), options));
  }
  const body = await readBody(response, maxBytes);
  if (body.state === 'too-large') return tooLarge(maxBytes);
  if (body.state === 'broken') return broken('The connection broke within the file');
  if (info.sha256 !== undefined && !fits(body.bytes, info.sha256)) {
    return mediaError('The file is not what WhatsApp announced', askAgain, { class: 'retry-later' });
  }
  return { ok: true, value: { bytes: body.bytes, mimeType: sniff(body.bytes, info.mimeType) } };
}

const tooLarge = (maxBytes: number) =>
  mediaError(
    `The file is larger than ${maxBytes} bytes`,
    'Raise the limit for files, or ask for a smaller one.',
  );

const broken = (message: string) =>
  mediaError(message, 'Try again in a moment.', { class: 'retry-later', kind: 'provider_down' });

/** A status without words of its own: say what it means for a file. */
function notThere(error: ChannelError) {
  const { httpStatus = 0 } = error;
  if (httpStatus === 401 || httpStatus === 403) {
    const nextStep = 'Check the access token and that it belongs to this number.';
    return failed<never>({
      ...error,
      class: 'fix-config',
      kind: 'auth',
      message: 'The file may not be read',
      nextStep,
    });
  }
  if (httpStatus === 404 || httpStatus === 410) {
    return mediaError('The address of the file has expired', askAgain, { httpStatus, class: 'retry-later' });
  }
  if (httpStatus >= 300 && httpStatus < 400) {
    return mediaError('The file has moved, and redirects are not followed', askAgain, { httpStatus });
  }
  const passing = httpStatus === 429 || httpStatus >= 500;
  return failed<never>({ ...error, class: passing ? 'retry-later' : error.class });
}

function fits(bytes: Uint8Array, sha256: string): boolean {
  const digest = createHash('sha256').update(bytes).digest();
  const plain = sha256.trim();
  return (
    digest.toString('hex') === plain.toLowerCase() ||
    digest.toString('base64url') === plain.replaceAll('+', '-').replaceAll('/', '_').replace(/=+$/, '')
  );
}
