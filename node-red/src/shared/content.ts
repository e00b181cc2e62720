import type { Content } from '@centralita/core/model';

/** What a person would read of a message: its text, a caption, the title of what was tapped. */
export const textOf = (content: Content): string => {
  switch (content.kind) {
    case 'text':
    case 'button':
      return content.text;
    case 'button_reply':
    case 'list_reply':
      return content.title;
    case 'image':
    case 'video':
    case 'audio':
    case 'document':
    case 'sticker':
      return content.caption ?? (content.kind === 'document' ? (content.filename ?? '') : '');
    case 'location':
      return (
        [content.name, content.address].filter(Boolean).join(', ') ||
        `${content.latitude}, ${content.longitude}`
      );
    case 'contacts':
      return content.contacts.map(({ name }) => name.formattedName).join(', ');
    case 'order':
      return content.text ?? '';
    case 'nfm_reply':
      return content.body ?? content.responseText ?? '';
    case 'template':
      return content.name;
    default:
      return 'body' in content && typeof content.body === 'string' ? content.body : '';
  }
};

const files = ['image', 'video', 'audio', 'document', 'sticker'] as const;
export type FileContent = Extract<Content, { kind: (typeof files)[number] }>;

export const isFile = (content: Content): content is FileContent =>
  (files as readonly string[]).includes(content.kind);

/** What was tapped, where the message is a tap on a button or a list row. */
export const replyOf = (content: Content): { readonly id: string; readonly title: string } | undefined => {
  if (content.kind === 'button') return { id: content.payload, title: content.text };
  return content.kind === 'button_reply' || content.kind === 'list_reply'
    ? { id: content.id, title: content.title }
    : undefined;
};
