import type { ChannelAccountId, ContactId, ConversationId, TeamId, UserId } from './ids.ts';

export type ConversationState = 'open' | 'pending' | 'snoozed' | 'closed';

/** One thread with one contact, across channel accounts. */
export interface Conversation {
  readonly id: ConversationId;
  readonly contactId: ContactId;
  readonly state: ConversationState;
  /** The account the customer last wrote to; replies go out through it. */
  readonly channelAccountId: ChannelAccountId;
  readonly teamId?: TeamId;
  readonly assigneeId?: UserId;
  readonly tags: readonly string[];
  /** 0 is normal; higher comes first. */
  readonly priority: number;
  /** Short and dictatable, with a check character. */
  readonly caseNumber: string;
  readonly snoozedUntil?: number;
  /** Until when anything but a template may be sent, per account; milliseconds since 1970. */
  readonly windows: Readonly<Record<string, number>>;
  readonly createdAt: number;
  /** When the last message was written, by either side. */
  readonly lastMessageAt: number;
  readonly lastInboundAt?: number;
  readonly lastOutboundAt?: number;
}
