import { createHash, randomBytes } from 'node:crypto';
import type { Channel, TemplateInfo } from '@centralita/core/channels';
import { purposeOf } from '@centralita/core/consent';
import type { SendMessageRequest } from '@centralita/core/hub-client';
import {
  CentralitaError,
  type ContactRef,
  type Message,
  type MessageId,
  newId,
  type Purpose,
  parseId,
  type User,
} from '@centralita/core/model';
import { emit, hubPart } from '../ingress/emit.ts';
import { needRole, needUser } from '../services/team/acting.ts';
import type { Directory } from '../services/team/directory.ts';
import type { Caller } from '../services.ts';
import type { AccountRow } from '../store/accounts.ts';
import type { Person } from '../store/contacts.ts';
import type { Thread } from '../store/conversations.ts';
import { peerOf, reachable } from '../store/peer.ts';
import type { SendRequest } from '../store/sends.ts';
import type { Tables } from '../store/tables.ts';
import { messageView } from '../store/views.ts';
import { countAnswer, refuseIfAnswered } from './answered.ts';
import { type Guard, refusal } from './guards.ts';

export interface AcceptContext {
  readonly tables: Tables;
  readonly channel: (provider: AccountRow['provider']) => Channel;
  readonly guard: Guard;
  readonly now: () => number;
  readonly directory: Directory;
  /** The template as it can be sent; undefined when nobody can be asked. Throws when it cannot. */
  readonly template: (
    account: AccountRow,
    name: string,
    language: string,
  ) => Promise<Pick<TemplateInfo, 'language' | 'category'> | undefined>;
}

export interface AcceptOptions {
  readonly idempotencyKey?: string;
  readonly confirmation?: boolean;
}

/**
 * Takes a message for sending: finds the recipient, checks the platform's limits and the guards, stores it
 * with `message.queued`, and answers once it is on disk. A refused message leaves no trace but the answer.
 */
export const createAccept = (context: AcceptContext) => {
  const { tables, guard, now, directory } = context;

  return async (
    request: SendMessageRequest,
    by: Caller,
    options: AcceptOptions = {},
  ): Promise<{ message: Message; conversation: number }> => {
    const account = accountOf(tables, request, by);
    const problems = context
      .channel(account.provider)
      .check({ content: request.content, ...(request.replyTo ? { replyTo: request.replyTo } : {}) });
    const [problem] = problems;
    if (problem) {
      throw new CentralitaError(
        'content_invalid',
        problems.map((one) => `${one.field}: ${one.message}`).join('; '),
        { field: `content.${problem.field}` },
      );
    }
    // Whether this person may be written to is answered first: a template's state is nothing to someone who said no.
    let unavailable: unknown;
    const template =
      request.content.kind === 'template'
        ? await context
            .template(account, request.content.name, request.content.language)
            .catch((error: unknown) => {
              unavailable = error;
              return undefined;
            })
        : undefined;
    const content =
      request.content.kind === 'template' && template
        ? { ...request.content, language: template.language }
        : request.content;
    const purpose = purposeOf(content, request.purpose, template?.category);
    const author =
      request.authorId === undefined ? undefined : needUser(directory, request.authorId, 'authorId');
    if (author) needRole(author, 'message.sent', 'authorId');
    const fingerprint = createHash('sha256').update(canonical(request)).digest();
    const owner = by.keyId ?? by.name;

    return tables.store.write(() => {
      if (options.idempotencyKey) {
        const before = recall(tables, owner, options.idempotencyKey, fingerprint);
        if (before) return before;
      }
      const at = now();
      // Asked before anybody is stored: a refusal has nothing to undo.
      const recipient = recipientOf(tables, request, account.no);
      const known = recipient.thread ?? tables.conversations.byNo(recipient.person.conversation);
      if (known && request.lastSeen) refuseIfAnswered(tables, directory, known, request.lastSeen, author?.id);
      const verdict = guard({
        person: recipient.person,
        account,
        purpose,
        template: request.content.kind === 'template',
        ...(options.confirmation ? { confirmation: true } : {}),
        ...(request.expiresAt ? { expiresAt: request.expiresAt } : {}),
        now: at,
      });
      if (!verdict.allow) throw refusal(verdict);
      if (unavailable) throw unavailable;
      const person = recipient.ref ? personOf(tables, request.to, at) : recipient.person;
      const thread = recipient.thread ?? tables.conversations.current(person, account.no, at);
      const stored = store(tables, {
        request: { ...request, content },
        account,
        person,
        thread,
        purpose,
        basis: verdict.basis,
        at,
        ...(author ? { author } : {}),
        ...(options.confirmation ? { confirmation: true } : {}),
      });
      if (options.idempotencyKey)
        remember(tables, owner, options.idempotencyKey, fingerprint, stored.message.id, at);
      return stored;
    });
  };
};

const accountOf = (tables: Tables, request: SendMessageRequest, by: Caller): AccountRow => {
  const account = request.channelAccountId
    ? tables.accounts.find(request.channelAccountId)
    : defaultAccount(tables, request);
  if (!account) {
    const known = tables.accounts.all().map((one) => one.id);
    throw new CentralitaError(
      'account_unknown',
      known.length > 1 && !request.channelAccountId
        ? `give channelAccountId, one of ${known.join(', ')}`
        : undefined,
      { field: 'channelAccountId' },
    );
  }
  if (by.accounts && !by.accounts.includes(account.id))
    throw new CentralitaError('forbidden', 'the key is limited to other accounts', {
      field: 'channelAccountId',
    });
  return account;
};

const defaultAccount = (tables: Tables, request: SendMessageRequest): AccountRow | undefined => {
  if (request.conversationId) {
    const no = tables.conversations.noOf(request.conversationId);
    const thread = no === undefined ? undefined : tables.conversations.byNo(no);
    if (!thread)
      throw new CentralitaError('not_found', `no conversation ${request.conversationId}`, {
        field: 'conversationId',
      });
    return tables.accounts.byNo(thread.account);
  }
  const all = tables.accounts.all();
  return all.length === 1 ? all[0] : undefined;
};

/** Who it is for. With `ref`: nobody is known by it yet, and `person` is who it would be. */
const recipientOf = (
  tables: Tables,
  request: SendMessageRequest,
  account: number,
): { readonly person: Person; readonly thread?: Thread; readonly ref?: ContactRef } => {
  if (request.conversationId) {
    const no = tables.conversations.noOf(request.conversationId);
    const thread = no === undefined ? undefined : tables.conversations.byNo(no);
    const person = thread && peerOf(tables, thread);
    if (!thread || !person)
      throw new CentralitaError('not_found', `no conversation ${request.conversationId}`, {
        field: 'conversationId',
      });
    return { person, thread };
  }
  const found = findPerson(tables, request.to);
  return found.person
    ? { person: parseId('ct', request.to) ? reachable(tables, found.person, account) : found.person }
    : { person: tables.contacts.stranger(found.ref), ref: found.ref };
};

/** Who a text names: a contact's id, a business-scoped user id, or a phone number in any spelling. Made where new. */
export const personOf = (tables: Tables, to: string | undefined, at: number): Person => {
  const found = findPerson(tables, to);
  const person = found.person ?? tables.contacts.findOrCreate(found.ref, at, 'send')?.person;
  if (!person) throw new CentralitaError('recipient_unknown', undefined, { field: 'to' });
  return person;
};

const findPerson = (
  tables: Tables,
  to: string | undefined,
): { readonly person: Person } | { readonly person?: undefined; readonly ref: ContactRef } => {
  const id = parseId('ct', to);
  if (id) {
    const no = tables.contacts.noOf(id);
    const person = no === undefined ? undefined : tables.contacts.byNo(no);
    if (!person) throw new CentralitaError('not_found', `no contact ${id}`, { field: 'to' });
    return { person };
  }
  const ref = refOf(to);
  if (!ref)
    throw new CentralitaError(
      'recipient_unknown',
      to ? `"${to}" is no phone number with country code, user id or contact id` : undefined,
      { field: 'to' },
    );
  const person =
    tables.contacts.find(ref) ?? (ref.phone ? tables.contacts.find({ waId: ref.phone.slice(1) }) : undefined);
  return person ? { person } : { ref };
};

const refOf = (to: string | undefined): ContactRef | undefined => {
  const text = to?.trim() ?? '';
  if (/^[A-Z]{2}\.[A-Za-z0-9.]+$/.test(text)) return { userId: text };
  const digits = text.replace(/^\+|^00/, '').replace(/[\s().-]/g, '');
  return /^[1-9]\d{5,17}$/.test(digits) ? { phone: `+${digits}` } : undefined;
};

interface Accepted {
  readonly request: SendMessageRequest;
  readonly account: AccountRow;
  readonly person: Person;
  readonly thread: Thread;
  readonly purpose: Purpose;
  readonly basis: string;
  readonly at: number;
  readonly confirmation?: boolean;
  readonly author?: User;
}

const store = (tables: Tables, accepted: Accepted): { message: Message; conversation: number } => {
  const { request, account, person, thread, purpose, basis, at, confirmation, author } = accepted;
  const id = newId('ms', at, randomBytes(10));
  const replyTo = quoted(tables, request.replyTo);
  tables.seen.remember(id, tables.messages.nextNo, at);
  const no = tables.messages.insert({
    id,
    conversation: thread.no,
    contact: person.no,
    account: account.no,
    direction: 'outbound',
    origin: 'hub',
    state: 'queued',
    kind: request.content.kind,
    providerId: null,
    replyTo: replyTo ?? null,
    timestamp: at,
    content: JSON.stringify(request.content),
    previous: thread.lastMessage || null,
    windowUntil: null,
    more: {
      states: { queued: at },
      purpose,
      basis,
      ...(author ? { authorId: author.id } : {}),
      ...(confirmation ? { confirmation: true } : {}),
    },
  });
  const send: SendRequest = {
    content: request.content,
    purpose,
    ...(replyTo ? { replyTo } : {}),
    ...(confirmation ? { confirmation } : {}),
  };
  tables.sends.queue(no, thread.no, account.no, send, at, request.expiresAt);
  // Before the message counts as the answer: how long somebody waited is known until then.
  if (author) countAnswer(tables, thread, { userId: author.id, name: author.name }, at);
  tables.conversations.touch(thread, no, 'outbound', at, account.no);
  const concerns = { account, person, thread };
  emit(
    tables,
    {
      id: newId('ev', at, randomBytes(10)),
      type: 'message.queued',
      timestamp: new Date(at).toISOString(),
      data: { message: { content: request.content }, hub: hubPart(concerns) },
    },
    concerns,
    at,
    { messageId: id, status: 'queued' },
  );
  const row = tables.messages.byNo(no);
  if (!row) throw new Error('the message was not stored');
  return { message: messageView(tables, row), conversation: thread.no };
};

/** The provider's id of the message to quote, from either id. */
const quoted = (tables: Tables, replyTo: string | undefined): string | undefined => {
  const id = parseId('ms', replyTo);
  if (!id) return replyTo;
  const no = tables.seen.messageOf(id);
  const providerId = no === undefined ? undefined : tables.messages.byNo(no)?.providerId;
  if (!providerId)
    throw new CentralitaError('invalid_request', 'the message to quote is not known, or has not left yet', {
      field: 'replyTo',
    });
  return providerId;
};

const recall = (
  tables: Tables,
  owner: string,
  key: string,
  fingerprint: Buffer,
): { message: Message; conversation: number } | undefined => {
  const row = tables.store.db
    .prepare<{ fingerprint: Uint8Array; message: MessageId }>(
      'select fingerprint, message from idempotency where owner = $1 and key = $2',
    )
    .get(owner, key);
  if (!row) return undefined;
  if (!fingerprint.equals(row.fingerprint))
    throw new CentralitaError('idempotency_mismatch', undefined, { field: 'Idempotency-Key' });
  const no = tables.seen.messageOf(row.message);
  const message = no === undefined ? undefined : tables.messages.byNo(no);
  if (!message)
    throw new CentralitaError('conflict', 'the message sent with this key was erased', {
      field: 'Idempotency-Key',
    });
  return { message: messageView(tables, message), conversation: message.conversation };
};

const remember = (
  tables: Tables,
  owner: string,
  key: string,
  fingerprint: Buffer,
  message: MessageId,
  at: number,
): void => {
  tables.store.db
    .prepare('insert into idempotency (owner, key, fingerprint, message, at) values ($1, $2, $3, $4, $5)')
    .run(owner, key, fingerprint, message, at);
};

/** The same text for the same request, whatever the order of its fields. */
const canonical = (value: unknown): string =>
  JSON.stringify(value, (_, part: unknown) =>
    typeof part === 'object' && part !== null && !Array.isArray(part)
      ? Object.fromEntries(Object.entries(part).sort(([a], [b]) => (a < b ? -1 : 1)))
      : part,
  );
