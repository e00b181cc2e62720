import type { ContentKind } from '../model/content.ts';
import type { Event } from '../model/events.ts';

/** What no text of Meta settles; a business that knows better may switch. */
export interface WindowSettings {
  /** Default false. */
  readonly reactionOpensWindow?: boolean;
  /** A message of a kind the API does not carry (a poll, say), or that this version does not know. Default true. */
  readonly unsupportedOpensWindow?: boolean;
}

/** Kinds that no person wrote just now. */
const notWritten: ReadonlySet<ContentKind> = new Set<ContentKind>(['request_welcome', 'media_placeholder']);
const unreadable: ReadonlySet<ContentKind> = new Set<ContentKind>(['unsupported', 'unknown']);

/**
 * Whether an event opens or refreshes the 24-hour window of its contact and account: something the person
 * wrote to this number, or a call they made or took. Not: what they wrote to the platform's own agent or in
 * a group, edits, deletions, preferences, statuses, echoes, history.
 */
export const opensWindow = (event: Event, settings: WindowSettings = {}): boolean => {
  switch (event.type) {
    case 'message.received': {
      const { message } = event.data;
      const kind = message.content.kind;
      if (message.origin !== 'customer' || message.direction !== 'inbound' || message.groupId) return false;
      if (unreadable.has(kind)) return settings.unsupportedOpensWindow ?? true;
      return !notWritten.has(kind);
    }
    case 'reaction.changed': {
      const { direction, emoji } = event.data.reaction;
      return settings.reactionOpensWindow === true && direction === 'inbound' && !!emoji;
    }
    case 'call.changed': {
      const { direction, event: name, status } = event.data.call;
      // Answered or not, a call by the person counts from when it rang, not from when it ended.
      if (direction === 'inbound') return name.toLowerCase() === 'connect';
      return status?.toLowerCase() === 'accepted';
    }
    default:
      return false;
  }
};
