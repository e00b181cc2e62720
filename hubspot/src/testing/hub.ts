import { type HubClient, HubError, type RecordConsentRequest } from '@centralita/core/hub-client';
import {
  type ConsentRecord,
  type Contact,
  type ContactId,
  type Conversation,
  type ConversationId,
  type Event,
  type EventId,
  type Identity,
  type Message,
  type MessageId,
  type Team,
  type User,
  userId,
} from '@centralita/core/model';

type Known = {
  contact: Contact;
  consents: ConsentRecord[];
  conversation?: Conversation;
  messages: Message[];
};

/** What of a hub an extension for contacts asks, kept in memory, with the events a hub would log. */
export class TestHub {
  readonly events: Event[] = [];
  readonly users: User[] = [];
  readonly teams: Team[] = [];
  readonly known = new Map<ContactId, Known>();
  readonly routed: ConversationId[] = [];
  readonly #now: () => number;
  #next = 1;

  constructor(now: () => number) {
    this.#now = now;
  }

  #id(prefix: string): string {
    return `${prefix}_${String(this.#next++).padStart(16, '0')}`;
  }

  #emit(type: string, data: object, timestamp = this.#now()): void {
    this.events.push({
      id: this.#id('ev') as EventId,
      type,
      timestamp: new Date(timestamp).toISOString(),
      data,
    } as unknown as Event);
  }

  #of(id: ContactId): Known {
    const known = this.known.get(id);
    if (!known) throw notFound();
    return known;
  }

  add(
    given: {
      readonly phone?: string;
      readonly userId?: string;
      readonly name?: string;
      readonly tags?: readonly string[];
    } = {},
  ): ContactId {
    const id = this.#id('ct') as ContactId;
    const now = this.#now();
    const identity = (kind: Identity['kind'], value: string | undefined): Identity[] =>
      value === undefined ? [] : [{ kind, value, source: 'test', since: now }];
    const contact: Contact = {
      id,
      ...(given.name ? { name: given.name } : {}),
      identities: [
        ...identity('user_id', given.userId),
        ...identity('wa_id', given.phone?.replace('+', '')),
        ...identity('phone', given.phone),
      ],
      attributes: {},
      tags: given.tags ?? [],
      createdAt: now,
      updatedAt: now,
    };
    this.known.set(id, { contact, consents: [], messages: [] });
    return id;
  }

  /** Somebody writes, or the team does. */
  message(id: ContactId, text: string, direction: 'inbound' | 'outbound' = 'inbound'): Message {
    const known = this.#of(id);
    const now = this.#now();
    const conversationId = known.conversation?.id ?? (this.#id('cv') as ConversationId);
    if (!known.conversation) {
      known.conversation = {
        id: conversationId,
        contactId: id,
        state: 'open',
        channelAccountId: 'ca_0000000000000001' as Conversation['channelAccountId'],
        tags: [],
        priority: 0,
        caseNumber: `C-${this.#next}`,
        windows: {},
        createdAt: now,
        lastMessageAt: now,
      };
      this.#emit('conversation.opened', {
        hub: { contactId: id, conversationId },
        conversation: { state: 'open', caseNumber: known.conversation.caseNumber },
      });
    }
    known.conversation = {
      ...known.conversation,
      lastMessageAt: now,
      ...(direction === 'inbound' ? { lastInboundAt: now } : { lastOutboundAt: now }),
    };
    const message: Message = {
      id: this.#id('ms') as MessageId,
      conversationId,
      contactId: id,
      channelAccountId: known.conversation.channelAccountId,
      direction,
      origin: direction === 'inbound' ? 'customer' : 'hub',
      state: direction === 'inbound' ? 'received' : 'sent',
      content: { kind: 'text', text },
      timestamp: now,
    };
    known.messages.push(message);
    this.#emit(direction === 'inbound' ? 'message.received' : 'message.sent', {
      message: { content: message.content },
      hub: { contactId: id, conversationId, messageId: message.id },
    });
    return message;
  }

  setUserId(id: ContactId, value: string): void {
    const known = this.#of(id);
    const identity: Identity = { kind: 'user_id', value, source: 'test', since: this.#now() };
    const others = known.contact.identities.filter(({ kind }) => kind !== 'user_id');
    known.contact = { ...known.contact, identities: [identity, ...others] };
    this.#changed(id, 'user_id');
  }

  change(id: ContactId, change: Parameters<HubClient['updateContact']>[1]): Contact {
    const known = this.#of(id);
    known.contact = { ...known.contact, ...change, updatedAt: this.#now() };
    this.#changed(id, 'attributes');
    return known.contact;
  }

  consent(request: RecordConsentRequest): ConsentRecord {
    const known = this.#of(request.contactId as ContactId);
    const record = {
      actor: 'operator',
      source: 'api',
      at: this.#now(),
      ...request,
      id: this.#id('cr'),
      recordedAt: this.#now(),
    } as unknown as ConsentRecord;
    known.consents.push(record);
    const { state, purposes, actor, source } = record;
    this.#emit('consent.changed', {
      consent: { state, purposes, actor, source, at: new Date(record.at).toISOString() },
      hub: { contactId: record.contactId },
    });
    return record;
  }

  assign(id: ContactId, key: string): void {
    const known = this.#of(id);
    if (!known.conversation) throw notFound();
    known.conversation = { ...known.conversation, assigneeId: userId(key) };
    this.#emit('conversation.assigned', {
      hub: { contactId: id, conversationId: known.conversation.id },
      assigneeId: userId(key),
    });
  }

  tag(id: ContactId, tags: readonly string[]): void {
    const known = this.#of(id);
    if (!known.conversation) throw notFound();
    known.conversation = { ...known.conversation, tags };
    this.#emit('conversation.tagged', { hub: { contactId: id, conversationId: known.conversation.id } });
  }

  close(id: ContactId): void {
    const known = this.#of(id);
    if (!known.conversation) throw notFound();
    known.conversation = { ...known.conversation, state: 'closed' };
    this.#emit('conversation.closed', { hub: { contactId: id, conversationId: known.conversation.id } });
  }

  erase(id: ContactId): void {
    if (this.known.delete(id)) this.#emit('contact.erased', { contactId: id, hub: { contactId: id } });
  }

  merge(into: ContactId, from: ContactId): void {
    const old = this.#of(from);
    const kept = this.#of(into);
    kept.consents.push(...old.consents.map((record) => ({ ...record, contactId: into })));
    kept.contact = { ...kept.contact, identities: [...kept.contact.identities, ...old.contact.identities] };
    this.known.delete(from);
    this.#emit('contact.merged', { from, into, hub: { contactId: into } });
  }

  #changed(id: ContactId, kind: string): void {
    this.#emit('contact.changed', { contact: {}, change: { kind }, hub: { contactId: id } });
  }

  readonly client = {
    contact: async (id: ContactId) => this.#of(id).contact,
    contacts: async ({ after = '0', limit = 50 }: { after?: string; limit?: number } = {}) => {
      const all = [...this.known.values()];
      const items = all.slice(Number(after), Number(after) + limit).map(({ contact }) => contact);
      const next = Number(after) + limit;
      return { items, ...(next < all.length ? { next: String(next) } : {}) };
    },
    updateContact: async (id: ContactId, change: Parameters<HubClient['updateContact']>[1]) =>
      this.change(id, change),
    eraseContact: async (id: ContactId) => {
      this.#of(id);
      this.erase(id);
    },
    consents: async (id: ContactId) => this.#of(id).consents,
    recordConsent: async (request: RecordConsentRequest) => this.consent(request),
    conversations: async ({ contactId }: { contactId?: ContactId } = {}) => {
      const known = contactId && this.known.get(contactId);
      return { items: known?.conversation ? [this.#view(known)] : [] };
    },
    conversation: async (id: ConversationId) => this.#view(this.#byConversation(id)),
    messages: async (id: ConversationId) => ({ items: this.#byConversation(id).messages.toReversed() }),
    message: async (id: MessageId) => {
      for (const { messages } of this.known.values())
        for (const message of messages) if (message.id === id) return message;
      throw notFound();
    },
    routeConversation: async (id: ConversationId) => {
      this.routed.push(id);
      return this.#view(this.#byConversation(id));
    },
    users: async () => this.users,
    teams: async () => this.teams,
  } as unknown as HubClient;

  #byConversation(id: ConversationId): Known {
    for (const known of this.known.values()) if (known.conversation?.id === id) return known;
    throw notFound();
  }

  #view({ conversation, contact }: Known) {
    const { id, name, identities, tags } = contact;
    return { ...(conversation as Conversation), contact: { id, name, identities, tags }, unanswered: 0 };
  }
}

const notFound = (): HubError =>
  new HubError({
    type: 'about:blank',
    title: 'Not found',
    status: 404,
    code: 'not_found',
    nextStep: 'Check the id.',
  });
