import type { Content } from '@centralita/core/model';

/** One line about a content, for lists and notifications. */
export const summaryOf = (content: Content): string | undefined => {
  if (content.kind === 'text') return content.text;
  if (content.kind === 'button') return content.text;
  if (content.kind === 'button_reply' || content.kind === 'list_reply') return content.title;
  if (content.kind === 'template') return content.name;
  if ('caption' in content && content.caption) return content.caption;
  if ('body' in content && typeof content.body === 'string') return content.body;
  if (content.kind === 'location') return content.name ?? content.address;
  return undefined;
};
