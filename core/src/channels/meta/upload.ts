import type { CallContext, CallResult } from '../channel.ts';
import { failed, resultOf } from './call-result.ts';
import { callGraph } from './graph.ts';
import { textOf } from './guards.ts';

const kilobyte = 1_024;
const megabyte = 1_024 * kilobyte;

/** Bytes at most by the beginning of the type; the first that fits counts. */
const limits: readonly (readonly [type: string, bytes: number])[] = [
  ['image/webp', 500 * kilobyte],
  ['image/', 5 * megabyte],
  ['audio/', 16 * megabyte],
  ['video/', 16 * megabyte],
  ['', 100 * megabyte],
];

const refused = (message: string, nextStep: string) =>
  failed<never>({ class: 'never-retry', kind: 'media', message, nextStep });

/**
 * Uploads a file for sending, `POST /<phone number id>/media`; the id is good for 30 days. Files above the
 * limit of their type (image 5 MB, sticker 500 KB, audio and video 16 MB, other 100 MB) are refused here.
 */
export async function uploadMedia(
  file: { readonly bytes: Uint8Array; readonly mimeType: string; readonly filename?: string },
  context: CallContext,
): Promise<CallResult<{ readonly id: string }>> {
  const type = file.mimeType.toLowerCase();
  if (!/^[\w.+-]+\/[\w.+-]+(?:;[\x20-\x7e]*)?$/.test(type)) {
    return refused('The type of the file is not a MIME type', 'Give a type such as image/jpeg.');
  }
  if (file.bytes.byteLength === 0) return refused('The file is empty', 'Choose another file.');
  const [, most = 0] = limits.find(([prefix]) => type.startsWith(prefix)) ?? [];
  if (file.bytes.byteLength > most) {
    return refused(
      `The file is larger than the ${most} bytes WhatsApp takes of this type`,
      'Make it smaller.',
    );
  }
  const form = new FormData();
  form.set('messaging_product', 'whatsapp');
  form.set('type', file.mimeType);
  // A Blob takes bytes of any buffer; its type knows only the unshared kind.
  const blob = new Blob([file.bytes as Uint8Array<ArrayBuffer>], { type: file.mimeType });
  form.set('file', blob, file.filename || 'file');
  const path = [context.account.providerId, 'media'];
  return resultOf(await callGraph(context, { method: 'POST', path, form }), (body) => {
    const id = textOf(body.id);
    return id === undefined ? undefined : { id };
  });
}
