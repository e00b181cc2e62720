/**
 * Effects of one lane are done in order, one at a time. What is written into a conversation's thread is one lane;
 * what people wrote there is another, so that a reply does not wait for a channel's pace; the card, marks and files
 * follow at their own speed.
 */
export const lanes = {
  thread: (conversation: string) => conversation,
  out: (conversation: string) => `out:${conversation}`,
  card: (conversation: string) => `card:${conversation}`,
  mark: (conversation: string) => `mark:${conversation}`,
  lost: (conversation: string) => `lost:${conversation}`,
  file: (conversation: string) => `file:${conversation}`,
  gone: (message: string) => `gone:${message}`,
  remind: (conversation: string) => `remind:${conversation}`,
  /** What Slack delivered about one thread, or about a channel or person. */
  inbox: (team: string, about: string) => `in:${team}:${about}`,
} as const;
