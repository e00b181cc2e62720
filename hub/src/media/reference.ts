import type { Content, Event } from '@centralita/core/model';

/** A file that a message names by the provider's id. */
export interface MediaReference {
  readonly providerId: string;
  readonly mimeType?: string;
  readonly sha256?: string;
  readonly filename?: string;
}

const kinds = new Set(['image', 'video', 'audio', 'document', 'sticker']);

export const referenceIn = (content: Content): MediaReference | undefined => {
  if (!kinds.has(content.kind)) return undefined;
  const { id, mimeType, sha256, filename } = content as {
    id?: string;
    mimeType?: string;
    sha256?: string;
    filename?: string;
  };
  return id
    ? {
        providerId: id,
        ...(mimeType ? { mimeType } : {}),
        ...(sha256 ? { sha256 } : {}),
        ...(filename ? { filename } : {}),
      }
    : undefined;
};

/** What an event says was written, where it may hold a file. */
export const contentIn = (event: Event): Content | undefined => {
  switch (event.type) {
    case 'message.received':
    case 'message.imported':
    case 'message.edited':
    case 'message.sent':
    case 'message.queued':
      return event.data.message.content;
    default:
      return undefined;
  }
};
