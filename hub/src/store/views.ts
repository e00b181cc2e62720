import { showCaseNumber } from '@centralita/core/cases';
import type { ConversationView } from '@centralita/core/hub-client';
import {
  type Content,
  type ConversationId,
  type ConversationState,
  type Message,
  type MessageState,
  parseId,
  providerMessageId,
} from '@centralita/core/model';
import type { Row } from './database.ts';
import { type MessageRow, moreOf } from './messages.ts';
import { peerOf } from './peer.ts';
import { summaryOf } from './summary.ts';
import type { Tables } from './tables.ts';

/** A stored message as the API shows it. */
export const messageView = (tables: Tables, row: MessageRow): Message => {
  const { accounts, contacts, conversations, seen } = tables;
  const account = accounts.byNo(row.account);
  const person = contacts.byNo(row.contact);
  const { states, error, reactions, original, deletedAt, pricing, authorId, groupId } = moreOf(row);
  const replyTo =
    row.replyTo && account ? providerMessageId(account.provider, account.providerId, row.replyTo) : undefined;
  const repliedNo = replyTo ? seen.messageOf(replyTo) : undefined;
  const replied = repliedNo === undefined ? undefined : tables.messages.byNo(repliedNo);
  return {
    id: row.id,
    conversationId: conversations.byNo(row.conversation)?.id as ConversationId,
    contactId: (person?.shownId ?? person?.id) as Message['contactId'],
    channelAccountId: account?.id as Message['channelAccountId'],
    direction: row.direction,
    origin: row.origin,
    state: row.state,
    content: JSON.parse(row.content) as Content,
    ...(row.providerId ? { providerId: row.providerId } : {}),
    ...(authorId ? { authorId } : {}),
    ...(replied ? { replyTo: replied.id } : {}),
    ...(groupId ? { groupId } : {}),
    timestamp: row.timestamp,
    ...(states ? { states } : {}),
    ...(error ? { error } : {}),
    ...(reactions?.length ? { reactions } : {}),
    ...(original ? { original } : {}),
    ...(deletedAt ? { deletedAt } : {}),
    ...(pricing ? { pricing } : {}),
  };
};

const selectConversation = `select c.*, m.direction as m_direction, m.kind as m_kind, m.content as m_content, m.state as m_state,
  m.timestamp as m_timestamp from conversations c left join messages m on m.no = c.last_message where c.no = $1`;

/** A conversation as the API shows it at this moment. */
export const viewConversation = (tables: Tables, no: number, now: number): ConversationView | undefined => {
  const row = tables.store.db.prepare(selectConversation).get(no);
  return row && conversationView(tables, row, now);
};

const conversationView = (tables: Tables, row: Row, now: number): ConversationView => {
  const contact = tables.contacts.view(row.contact as number);
  const account = tables.accounts.byNo(row.account as number);
  const id = contact?.id as ConversationView['contactId'];
  return {
    id: row.id as ConversationId,
    contactId: id,
    contact: {
      id,
      ...(contact?.name ? { name: contact.name } : {}),
      identities: contact?.identities ?? [],
      ...(contact?.tags.length ? { tags: contact.tags } : {}),
      ...(contact?.language ? { language: contact.language } : {}),
    },
    state: row.state as ConversationState,
    channelAccountId: account?.id as ConversationView['channelAccountId'],
    ...placeOf(row),
    tags: JSON.parse(row.tags as string) as string[],
    priority: row.priority as number,
    caseNumber: showCaseNumber(row.case_number as string, tables.caseFormat),
    ...timesOf(row, now),
    ...windowsOf(tables, row),
    createdAt: row.created_at as number,
    lastMessageAt: row.last_message_at as number,
    ...(row.last_inbound_at ? { lastInboundAt: row.last_inbound_at as number } : {}),
    ...(row.last_outbound_at ? { lastOutboundAt: row.last_outbound_at as number } : {}),
    ...lastMessageOf(row),
    unanswered: row.unanswered as number,
  };
};

/** Where it is, and why. */
const placeOf = (row: Row) => ({
  ...(row.team ? { teamId: parseId('tm', row.team) } : {}),
  ...(row.assignee ? { assigneeId: parseId('us', row.assignee) } : {}),
  ...(row.slack_channel ? { slackChannel: row.slack_channel as string } : {}),
  ...(row.by_default ? { byDefault: true } : {}),
  ...(row.route ? { route: JSON.parse(row.route as string) as ConversationView['route'] } : {}),
});

const timesOf = (row: Row, now: number) => {
  const lockUser = parseId('us', row.lock_user);
  const lockUntil = row.lock_until as number | null;
  return {
    ...(row.snoozed_until ? { snoozedUntil: row.snoozed_until as number } : {}),
    ...(row.first_response_at ? { firstResponseAt: row.first_response_at as number } : {}),
    ...(row.due_at ? { dueAt: row.due_at as number } : {}),
    ...(lockUser && lockUntil && lockUntil > now ? { lock: { userId: lockUser, until: lockUntil } } : {}),
  };
};

const windowsOf = (tables: Tables, row: Row) => {
  const windows: Record<string, number> = {};
  let windowUntil: number | undefined;
  const thread = tables.conversations.byNo(row.no as number);
  const peer = thread && peerOf(tables, thread);
  for (const [no, until] of peer?.windows ?? []) {
    const of = tables.accounts.byNo(no);
    if (of) windows[of.id] = until;
    if (no === row.account) windowUntil = until;
  }
  return { windows, ...(windowUntil === undefined ? {} : { windowUntil }) };
};

const lastMessageOf = (row: Row) => {
  if (!row.m_kind) return {};
  const text = row.m_content ? summaryOf(JSON.parse(row.m_content as string) as Content) : undefined;
  return {
    lastMessage: {
      direction: row.m_direction as 'inbound' | 'outbound',
      kind: row.m_kind as string,
      ...(text ? { text: text.slice(0, 200) } : {}),
      state: row.m_state as MessageState,
      timestamp: row.m_timestamp as number,
    },
  };
};
