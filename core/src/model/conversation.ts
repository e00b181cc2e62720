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
  /** What route chose where it names no team: a Slack channel. */
  readonly slackChannel?: string;
  /** No rule fitted: the default took it. */
  readonly byDefault?: boolean;
  /** When the team first answered after the customer began it, milliseconds since 1970. */
  readonly firstResponseAt?: number;
  /** Until when the first answer is due by the team's target, anew when a case is opened again; absent without one and once it was given. */
  readonly dueAt?: number;
  /** Who is writing an answer right now. Ends by itself. */
  readonly lock?: { readonly userId: UserId; readonly until: number };
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
