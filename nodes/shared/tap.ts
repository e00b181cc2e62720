import type { Content } from '../../core/src/model/content.ts';

/**
 * A waiting execution is resumed by a signed address of 150 characters; a button's id has room for 256 and a
 * list row's for 200. The id of such a choice is this prefix and the address without its host.
 */
export const tapPrefix = 'c:';

export const tapId = (resumeUrl: string): string => {
  const { pathname, search } = new URL(resumeUrl);
  return tapPrefix + pathname + search;
};

const resumePath =
  /^\/(?:[\w.~-]+\/)*webhook-waiting\/[\w-]{1,40}\/[\w-]{1,60}\?(?:[\w%.=&-]*&)?signature=[0-9a-f]{64}(?:&[\w%.=&-]*)?$/;

/** The path that a tapped choice resumes, or undefined for any other message. Leads nowhere but to waiting executions. */
export const resumePathOf = (content: Content): string | undefined => {
  const id = choiceOf(content);
  if (!id?.startsWith(tapPrefix)) return undefined;
  const path = id.slice(tapPrefix.length);
  return path.length <= 256 && !path.includes('..') && resumePath.test(path) ? path : undefined;
};

/** What comes back of a tapped button, row or template reply. */
export const choiceOf = (content: Content): string | undefined => {
  switch (content.kind) {
    case 'button_reply':
    case 'list_reply':
      return content.id;
    case 'button':
      return content.payload;
    default:
      return undefined;
  }
};
