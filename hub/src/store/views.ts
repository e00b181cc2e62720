import type { ConversationView, ListConversationsQuery } from '@centralita/core/hub-client';
import {
  CentralitaError,
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
import { summaryOf } from './summary.ts';
import type { Tables } from './tables.ts';

/** A stored message as the API shows it. */
export const messageView = (tables: Tables, row: MessageRow): Message => {
  const { accounts, contacts, conversations, seen } = tables;
  const account = accounts.byNo(row.account);
  const { states, error, reactions, original, deletedAt, pricing } = moreOf(row);
  const replyTo =
    row.replyTo && account ? providerMessageId(account.provider, account.providerId, row.replyTo) : undefined;
  const repliedNo = replyTo ? seen.messageOf(replyTo) : undefined;
  const replied = repliedNo === undefined ? undefined : tables.messages.byNo(repliedNo);
  return {
    id: row.id,
    conversationId: conversations.byNo(row.conversation)?.id as ConversationId,
    contactId: contacts.byNo(row.contact)?.id as Message['contactId'],
    channelAccountId: account?.id as Message['channelAccountId'],
    direction: row.direction,
    origin: row.origin,
    state: row.state,
    content: JSON.parse(row.content) as Content,
    ...(row.providerId ? { providerId: row.providerId } : {}),
    ...(replied ? { replyTo: replied.id } : {}),
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
  m.timestamp as m_timestamp from conversations c left join messages m on m.no = c.last_message`;

const conversationView = (tables: Tables, row: Row): ConversationView => {
  const contact = tables.contacts.view(row.contact as number);
  const account = tables.accounts.byNo(row.account as number);
  const windows: Record<string, number> = {};
  let windowUntil: number | undefined;
  for (const [no, until] of tables.contacts.byNo(row.contact as number)?.windows ?? []) {
    const of = tables.accounts.byNo(no);
    if (of) windows[of.id] = until;
    if (no === row.account) windowUntil = until;
  }
  const text = row.m_content ? summaryOf(JSON.parse(row.m_content as string) as Content) : undefined;
  return {
    id: row.id as ConversationId,
    contactId: contact?.id as ConversationView['contactId'],
    contact: {
      id: contact?.id as ConversationView['contactId'],
      ...(contact?.name ? { name: contact.name } : {}),
      identities: contact?.identities ?? [],
    },
    state: row.state as ConversationState,
    channelAccountId: account?.id as ConversationView['channelAccountId'],
    ...(row.team ? { teamId: parseId('tm', row.team) } : {}),
    ...(row.assignee ? { assigneeId: parseId('us', row.assignee) } : {}),
    tags: JSON.parse(row.tags as string) as string[],
    priority: row.priority as number,
    caseNumber: row.case_number as string,
    ...(row.snoozed_until ? { snoozedUntil: row.snoozed_until as number } : {}),
    windows,
    ...(windowUntil === undefined ? {} : { windowUntil }),
    createdAt: row.created_at as number,
    lastMessageAt: row.last_message_at as number,
    ...(row.last_inbound_at ? { lastInboundAt: row.last_inbound_at as number } : {}),
    ...(row.last_outbound_at ? { lastOutboundAt: row.last_outbound_at as number } : {}),
    ...(row.m_kind
      ? {
          lastMessage: {
            direction: row.m_direction as 'inbound' | 'outbound',
            kind: row.m_kind as string,
            ...(text ? { text: text.slice(0, 200) } : {}),
            state: row.m_state as MessageState,
            timestamp: row.m_timestamp as number,
          },
        }
      : {}),
    unanswered: row.unanswered as number,
  };
};

export const viewConversation = (tables: Tables, no: number): ConversationView | undefined => {
  const row = tables.store.db.prepare(`${selectConversation} where c.no = $1`).get(no);
  return row && conversationView(tables, row);
};

/** Newest activity first. The cursor is the last row's time and number. */
export const listConversations = (
  tables: Tables,
  query: ListConversationsQuery & { readonly contact?: number; readonly accounts?: readonly number[] },
): { items: ConversationView[]; next?: string } => {
  const limit = query.limit ?? 50;
  const [at, no] = readCursor(query.after);
  const where = ['(c.last_message_at, c.no) < ($1, $2)'];
  const values: (string | number)[] = [at, no, limit + 1];
  const add = (condition: string, value: string | number) => {
    values.push(value);
    where.push(condition.replace('?', `$${values.length}`));
  };
  if (query.state) add('c.state = ?', query.state);
  if (query.contact !== undefined) add('c.contact = ?', query.contact);
  if (query.accounts) add('c.account in (select value from json_each(?))', JSON.stringify(query.accounts));
  const rows = tables.store.db
    .prepare(
      `${selectConversation} where ${where.join(' and ')} order by c.last_message_at desc, c.no desc limit $3`,
    )
    .all(...values);
  const last = rows.length > limit ? rows[limit - 1] : undefined;
  return {
    items: rows.slice(0, limit).map((row) => conversationView(tables, row)),
    ...(last ? { next: `${last.last_message_at}.${last.no}` } : {}),
  };
};

const readCursor = (after: string | undefined): readonly [at: number, no: number] => {
  if (after === undefined) return [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER];
  const [, at, no] = /^(\d{1,15})\.(\d{1,15})$/.exec(after) ?? [];
  if (!at || !no)
    throw new CentralitaError('invalid_request', 'after is not a cursor of this list', { field: 'after' });
  return [Number(at), Number(no)];
};
