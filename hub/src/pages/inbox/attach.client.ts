/// <reference lib="dom" />
import type { OutboundContent } from '@centralita/core/model';
import { Refused } from '@centralita/sandbox/phone/http.client';

const kindOf = (type: string): 'image' | 'video' | 'audio' | 'document' => {
  if (/^image\/(jpeg|png)$/.test(type)) return 'image';
  if (/^video\/(mp4|3gpp)$/.test(type)) return 'video';
  if (/^audio\/(aac|amr|mpeg|mp4|ogg)$/.test(type)) return 'audio';
  return 'document';
};

/** Hands a file to the hub and makes the content that sends it. What WhatsApp shows itself goes as that, the rest as a document. */
export const attach = async (account: string, file: File, caption: string): Promise<OutboundContent> => {
  const query = new URLSearchParams({ channelAccountId: account, filename: file.name });
  const response = await fetch(`/v1/media?${query}`, {
    method: 'POST',
    headers: { accept: 'application/json', 'content-type': file.type || 'application/octet-stream' },
    body: file,
  });
  const answer = (await response.json().catch(() => ({}))) as Record<string, unknown>;
  if (!response.ok) throw new Refused(response.status, answer);
  const id = String(answer.id);
  const kind = kindOf(file.type);
  const words = caption ? { caption } : {};
  if (kind === 'document') return { kind, id, filename: file.name, ...words };
  return kind === 'audio' ? { kind, id } : { kind, id, ...words };
};
