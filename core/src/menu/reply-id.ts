/** Stands between an option's id and the menu's context. No id of an option may hold it. */
export const contextMark = '::';

/** What a button or list row comes back with. */
export const replyIdOf = (optionId: string, context?: string): string =>
  context === undefined || context === '' ? optionId : `${optionId}${contextMark}${context}`;

/** The option's id and the context that a reply id holds. Also takes ids that no menu made. */
export const readReplyId = (replyId: string): { readonly id: string; readonly context?: string } => {
  const at = replyId.indexOf(contextMark);
  if (at <= 0) return { id: replyId };
  return { id: replyId.slice(0, at), context: replyId.slice(at + contextMark.length) };
};
