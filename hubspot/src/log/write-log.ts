import type { EffectOutcome, SqlRow } from '@centralita/core/consumer';
import type { HubClient } from '@centralita/core/hub-client';
import {
  type ContactId,
  type ConversationId,
  digest,
  type Message,
  type MessageId,
} from '@centralita/core/model';
import { isHubSpotError } from '../api/errors.ts';
import type { Portal } from '../api/portal.ts';
import type { HubSpotSettings } from '../settings.ts';
import type { Tables } from '../store/tables.ts';
import { hashOf } from '../sync/reconcile.ts';
import type { Sync } from '../sync/sync-contact.ts';
import { renderMessages } from './render.ts';

/** Association types HubSpot defines. */
const association = { communicationToContact: 81, ticketToContact: 16 } as const;
const done: EffectOutcome = { state: 'done' };
const hourMs = 3_600_000;
/** Until the search index shows what was just made. */
const indexMs = 15_000;
const maxMessages = 500;

export interface LogContext {
  readonly hub: HubClient;
  readonly portal: Portal;
  readonly tables: Tables;
  readonly sync: Sync;
  readonly settings: HubSpotSettings;
  readonly publicUrl?: string;
}

export interface LogWriter {
  session(id: string, contactId: ContactId): Promise<EffectOutcome>;
  ticket(conversationId: ConversationId, contactId: ContactId, attempt: number): Promise<EffectOutcome>;
}

export const createLogWriter = ({
  hub,
  portal,
  tables,
  sync,
  settings,
  publicUrl,
}: LogContext): LogWriter => {
  /** The record to log with, or why not now or not at all. */
  const recordOf = async (contactId: ContactId): Promise<string | EffectOutcome> => {
    const link = await tables.link(contactId);
    if (link) return link.recordId;
    const outcome = await sync.contact(contactId, 'message');
    if ('recordId' in outcome && outcome.recordId) return outcome.recordId;
    if (outcome.done === 'skipped' || outcome.done === 'unlinked') return done;
    return { state: 'retry', reason: 'the contact waits for somebody to look at it', afterMs: hourMs };
  };

  const messagesOf = async (row: SqlRow): Promise<Message[]> => {
    const id = String(row.id);
    if (id.startsWith('m:')) return [await hub.message(id.slice(2) as MessageId)];
    const [from, to] = [Number(row.started_at), Number(row.last_at)];
    const found: Message[] = [];
    let after: string | undefined;
    do {
      const page = await hub.messages(row.conversation_id as ConversationId, {
        limit: 200,
        ...(after ? { after } : {}),
      });
      found.push(...page.items.filter(({ timestamp }) => timestamp >= from && timestamp <= to));
      after = page.items.some(({ timestamp }) => timestamp >= from) ? page.next : undefined;
    } while (after !== undefined && found.length < maxMessages);
    return found.toSorted((a, b) => a.timestamp - b.timestamp);
  };

  const write = async (row: SqlRow, recordId: string, body: string): Promise<EffectOutcome> => {
    const id = String(row.id);
    const startedAt = Number(row.started_at);
    const remember = (communicationId: string): Promise<void> =>
      tables.store.write((tx) => {
        tx.run(
          'update hubspot_sessions set communication_id = $1, body = $2, asked = 0 where id = $3',
          communicationId,
          hashOf(body),
          id,
        );
      });
    let known = row.communication_id as string | null;
    if (known === null && Number(row.asked) === 1) {
      const page = await portal.communications.search({
        filterGroups: [
          {
            filters: [
              { propertyName: 'associations.contact', operator: 'EQ', value: recordId },
              { propertyName: 'hs_timestamp', operator: 'EQ', value: String(startedAt) },
            ],
          },
        ],
        properties: ['hs_timestamp'],
        limit: 1,
      });
      known = page?.results[0]?.id ?? null;
    }
    const content = { hs_communication_body: body };
    if (known !== null) {
      const updated = await portal.communications
        .update({ id: known, properties: content, traceId: digest(id, body) })
        .catch((error: unknown) => {
          if (isHubSpotError(error, 'missing')) return undefined;
          throw error;
        });
      // Somebody deleted the entry: it is not put back.
      await remember(updated?.id ?? known);
      return done;
    }
    await tables.store.write((tx) => tx.run('update hubspot_sessions set asked = 1 where id = $1', id));
    try {
      const made = await portal.communications.create({
        properties: {
          hs_communication_channel_type: 'WHATS_APP',
          hs_communication_logged_from: 'CRM',
          hs_timestamp: new Date(startedAt).toISOString(),
          ...content,
        },
        associations: [{ to: recordId, typeId: association.communicationToContact }],
        traceId: digest(id),
      });
      if (made) await remember(made.id);
      return made
        ? done
        : { state: 'retry', reason: 'HubSpot said nothing about the entry', afterMs: indexMs };
    } catch (error) {
      if (isHubSpotError(error, 'unknown'))
        return { state: 'retry', reason: 'nobody knows whether the entry was made', afterMs: indexMs };
      await tables.store.write((tx) => tx.run('update hubspot_sessions set asked = 0 where id = $1', id));
      throw error;
    }
  };

  return {
    session: async (id, contactId) => {
      const row = async (): Promise<SqlRow | undefined> =>
        (await tables.store.query('select * from hubspot_sessions where id = $1', id))[0];
      const first = await row();
      // Erased meanwhile.
      if (!first) return done;
      const recordId = await recordOf(contactId);
      if (typeof recordId !== 'string') return recordId;
      const conversation = await hub.conversation(first.conversation_id as ConversationId);
      const messages = await messagesOf(first);
      if (messages.length === 0) return done;
      const body = renderMessages(messages, {
        contactName: conversation.contact.name ?? 'Customer',
        caseNumber: conversation.caseNumber,
        ...(publicUrl ? { publicUrl } : {}),
      });
      if (first.body === hashOf(body)) return done;
      const latest = await row();
      return latest ? write(latest, recordId, body) : done;
    },

    ticket: async (conversationId, contactId, attempt) => {
      const { tickets } = settings;
      const find = 'select ticket_id from hubspot_tickets where conversation_id = $1';
      const [row] = await tables.store.query(find, conversationId);
      if (!tickets || row?.ticket_id) return done;
      const recordId = await recordOf(contactId);
      if (typeof recordId !== 'string') return recordId;
      const { caseNumber } = await hub.conversation(conversationId);
      const subject = `WhatsApp ${caseNumber}`;
      let id: string | undefined;
      if (attempt > 1) {
        const page = await portal.tickets.search({
          filterGroups: [{ filters: [{ propertyName: 'subject', operator: 'EQ', value: subject }] }],
          properties: ['subject'],
          limit: 1,
        });
        id = page?.results[0]?.id;
      }
      try {
        id ??= (
          await portal.tickets.create({
            properties: { subject, hs_pipeline: tickets.pipeline, hs_pipeline_stage: tickets.stage },
            associations: [{ to: recordId, typeId: association.ticketToContact }],
            traceId: digest('ticket', conversationId),
          })
        )?.id;
      } catch (error) {
        if (isHubSpotError(error, 'unknown'))
          return { state: 'retry', reason: 'nobody knows whether the ticket was made', afterMs: indexMs };
        throw error;
      }
      await tables.store.write((tx) =>
        tx.run(
          `insert into hubspot_tickets (conversation_id, contact_id, ticket_id) values ($1, $2, $3)
           on conflict (conversation_id) do update set ticket_id = excluded.ticket_id`,
          conversationId,
          contactId,
          id ?? null,
        ),
      );
      return done;
    },
  };
};
