import { createHubClient, type HubClient, HubError } from '@centralita/core/hub-client';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { examples } from './openapi/examples.ts';
import { createKit, type Kit } from './testing/kit.ts';

let kit: Kit;
let client: HubClient;
beforeEach(async () => {
  kit = createKit();
  const key = await kit.newKey(['admin']);
  client = createHubClient({
    url: 'http://localhost:3000/',
    key,
    fetch: (input, init) => kit.api.fetch(new Request(input, init)),
  });
});
afterEach(() => kit.close());

const contact = examples.Contact.id;
const conversation = examples.Conversation.id;
const page = { after: 'x', limit: 10 };
const filter = {
  types: ['message.received', 'consent.changed'],
  accounts: ['ca_x'],
  statuses: ['failed'],
} as const;

/** Their answers are made of more than one call. */
type TestedByThemselves = 'figures' | 'health' | 'media' | 'templates' | 'uploadMedia';

/** What each method asks of the services, and what it gets. */
const calls: Readonly<
  Record<
    Exclude<keyof HubClient, 'stream' | TestedByThemselves>,
    [() => Promise<unknown>, unknown, string, readonly unknown[]]
  >
> = {
  send: [
    () => client.send(examples.SendMessage),
    examples.MessageQueued,
    'messages.send',
    [examples.SendMessage],
  ],
  message: [
    () => client.message(examples.MessageQueued.id),
    examples.MessageQueued,
    'messages.get',
    [examples.MessageQueued.id],
  ],
  accounts: [() => client.accounts(), examples.AccountList.items, 'accounts.list', []],
  conversations: [
    () =>
      client.conversations({
        ...page,
        state: 'open,pending',
        contactId: contact,
        assigneeId: 'none',
        unanswered: true,
        byDefault: false,
        q: 'order',
        order: 'waiting',
      }),
    examples.ConversationPage,
    'conversations.list',
    [
      {
        ...page,
        state: 'open,pending',
        contactId: contact,
        assigneeId: 'none',
        unanswered: true,
        byDefault: false,
        q: 'order',
        order: 'waiting',
      },
    ],
  ],
  conversation: [
    () => client.conversation(conversation),
    examples.Conversation,
    'conversations.get',
    [conversation],
  ],
  messages: [
    () => client.messages(conversation, page),
    examples.MessagePage,
    'conversations.messages',
    [conversation, page],
  ],
  markRead: [
    () => client.markRead(conversation, { typing: true }),
    undefined,
    'conversations.markRead',
    [conversation, { typing: true }],
  ],
  contacts: [
    () => client.contacts({ ...page, phone: '+549' }),
    examples.ContactPage,
    'contacts.list',
    [{ ...page, phone: '+549' }],
  ],
  contact: [() => client.contact(contact), examples.Contact, 'contacts.get', [contact]],
  updateContact: [
    () => client.updateContact(contact, { name: 'Ana', attributes: { a: { b: [1, null] } }, language: 'es' }),
    examples.Contact,
    'contacts.update',
    [contact, { name: 'Ana', attributes: { a: { b: [1, null] } }, language: 'es' }],
  ],
  eraseContact: [() => client.eraseContact(contact), undefined, 'contacts.erase', [contact]],
  consents: [() => client.consents(contact), examples.ConsentList.items, 'consents.list', [contact]],
  recordConsent: [
    () => client.recordConsent({ to: '+549', state: 'withdrawn', purposes: 'all' }),
    examples.ConsentRecord,
    'consents.record',
    [{ to: '+549', state: 'withdrawn', purposes: 'all' }],
  ],
  claim: [
    () => client.claim(conversation, { by: 'ana', takeOver: true }),
    examples.Conversation,
    'conversations.claim',
    [conversation, { by: 'ana', takeOver: true }],
  ],
  assign: [
    () => client.assign(conversation, null, { by: 'ana' }),
    examples.Conversation,
    'conversations.assign',
    [conversation, { to: null, by: 'ana' }],
  ],
  lock: [
    () => client.lock(conversation, { by: 'ana', release: true }),
    examples.Conversation,
    'conversations.lock',
    [conversation, { by: 'ana', release: true }],
  ],
  tag: [
    () => client.tag(conversation, { add: ['a'], remove: ['b'], by: 'ana' }),
    examples.Conversation,
    'conversations.tag',
    [conversation, { add: ['a'], remove: ['b'], by: 'ana' }],
  ],
  setPriority: [
    () => client.setPriority(conversation, -3, { by: 'ana' }),
    examples.Conversation,
    'conversations.setPriority',
    [conversation, { priority: -3, by: 'ana' }],
  ],
  snooze: [
    () => client.snooze(conversation, 1_800_000_000_000),
    examples.Conversation,
    'conversations.snooze',
    [conversation, { until: 1_800_000_000_000 }],
  ],
  close: [
    () => client.close(conversation, { note: 'done' }),
    examples.Conversation,
    'conversations.close',
    [conversation, { note: 'done' }],
  ],
  reopen: [
    () => client.reopen(conversation),
    examples.Conversation,
    'conversations.reopen',
    [conversation, {}],
  ],
  moveConversation: [
    () => client.moveConversation(conversation, { team: 'support', note: 'x' }),
    examples.Conversation,
    'conversations.move',
    [conversation, { team: 'support', note: 'x' }],
  ],
  routeConversation: [
    () => client.routeConversation(conversation),
    examples.Conversation,
    'conversations.route',
    [conversation, {}],
  ],
  conversationCounts: [
    () => client.conversationCounts({ userId: examples.User.id }),
    examples.ConversationCounts,
    'conversations.counts',
    [{ userId: examples.User.id }],
  ],
  conversationByCase: [
    () => client.conversationByCase('K7M4 QXPB'),
    examples.Conversation,
    'conversations.byCase',
    ['K7M4 QXPB'],
  ],
  notes: [() => client.notes(conversation), examples.NoteList.items, 'conversations.notes', [conversation]],
  addNote: [
    () => client.addNote(conversation, { text: 'x', by: 'ana' }),
    examples.Note,
    'conversations.addNote',
    [conversation, { text: 'x', by: 'ana' }],
  ],
  editNote: [
    () => client.editNote(examples.Note.id, { text: 'y' }),
    examples.Note,
    'conversations.editNote',
    [examples.Note.id, { text: 'y' }],
  ],
  transcript: [
    () => client.transcript(conversation, { format: 'html', notes: true }),
    examples.Transcript,
    'conversations.transcript',
    [conversation, { format: 'html', notes: true }],
  ],
  audit: [
    () => client.audit({ ...page, conversationId: conversation, contactId: contact }),
    examples.AuditPage,
    'audit.list',
    [{ ...page, conversationId: conversation, contactId: contact }],
  ],
  teams: [() => client.teams(), examples.TeamList.items, 'team.teams', []],
  users: [() => client.users(), examples.UserList.items, 'team.users', []],
  setAway: [
    () => client.setAway(examples.User.id, true),
    examples.User,
    'team.setAway',
    [examples.User.id, true],
  ],
  rules: [() => client.rules(), examples.RuleSet, 'routing.rules', []],
  routeDryRun: [
    () => client.routeDryRun({ rules: examples.RuleSet, since: 1, limit: 5 }),
    examples.RouteDryRun,
    'routing.dryRun',
    [{ rules: examples.RuleSet, since: 1, limit: 5 }],
  ],
  mergeContacts: [
    () => client.mergeContacts(contact, examples.MergeContacts.from, { by: 'ana' }),
    examples.Contact,
    'contacts.merge',
    [contact, examples.MergeContacts],
  ],
  unmergeContact: [() => client.unmergeContact(contact), examples.Contact, 'contacts.unmerge', [contact, {}]],
  search: [() => client.search('my order', page), examples.SearchPage, 'search', ['my order', page]],
  subscribe: [
    () =>
      client.subscribe('n8n/a b', {
        ...filter,
        url: 'https://n8n.example/x',
        onDeadLetter: 'hold',
        from: 'now',
      }),
    examples.Subscription,
    'subscriptions.put',
    [],
  ],
  healthAction: [
    () => client.healthAction('hubspot', 'retry:ct_1'),
    examples.ActionOutcome,
    'healthAction',
    ['hubspot', 'retry:ct_1'],
  ],
  subscriptions: [() => client.subscriptions(), examples.SubscriptionList.items, 'subscriptions.list', []],
  unsubscribe: [() => client.unsubscribe('n8n-orders'), undefined, 'subscriptions.remove', ['n8n-orders']],
  resumeSubscription: [
    () => client.resumeSubscription('n8n/orders'),
    examples.Subscription,
    'subscriptions.resume',
    ['n8n/orders'],
  ],
  pauseSubscription: [
    () => client.pauseSubscription('n8n-orders'),
    examples.Subscription,
    'subscriptions.pause',
    ['n8n-orders'],
  ],
  events: [
    () => client.events({ ...filter, after: '7', limit: 5, wait: 3 }),
    examples.EventPage,
    'events.read',
    [{ ...filter, after: '7', limit: 5, waitMs: 3000 }],
  ],
  deliveries: [
    () => client.deliveries({ ...page, consumer: 'c', state: 'dead' }),
    examples.DeliveryPage,
    'deliveries.list',
    [{ ...page, consumer: 'c', state: 'dead' }],
  ],
  redrive: [() => client.redrive('17'), undefined, 'deliveries.redrive', ['17']],
  redriveAll: [() => client.redriveAll('c'), examples.Redriven, 'deliveries.redriveAll', ['c']],
};

describe('the client of core', () => {
  it.each(Object.entries(calls).filter(([name]) => name !== 'subscribe'))(
    '%s',
    async (_name, [call, result, service, args]) => {
      expect(await call()).toEqual(result);
      const asked = kit.services.calls.filter((each) => each.name === service).at(-1)?.args ?? [];
      expect(asked.slice(0, args.length)).toEqual(args);
    },
  );

  it('subscribe', async () => {
    const request = { ...filter, url: 'https://n8n.example/x', onDeadLetter: 'hold', from: 'now' } as const;
    expect(await client.subscribe('n8n/orders', request)).toEqual(examples.Subscription);
    const asked = kit.services.calls.find((each) => each.name === 'subscriptions.put')?.args;
    expect(asked?.slice(0, 2)).toEqual(['n8n/orders', request]);
  });

  it('send with a key and a wait', async () => {
    const message = await client.send(examples.SendMessage, { idempotencyKey: 'k', wait: 2.5 });
    expect(message.state).toBe('accepted');
    expect(kit.services.calls.at(-1)?.args.slice(1, 2)).toEqual([3000]);
  });

  it('stream', async () => {
    const stop = new AbortController();
    for await (const { event, cursor } of client.stream({ types: ['message.queued'], signal: stop.signal })) {
      expect([event, cursor]).toEqual([examples.EventPage.events[0], '1042']);
      break;
    }
    expect(kit.services.calls.at(-1)?.args[0]).toEqual({ types: ['message.queued'] });
  });

  it('is told a problem whole', async () => {
    const refused = client.events({ after: 'expired' });
    await expect(refused).rejects.toBeInstanceOf(HubError);
    await expect(refused).rejects.toMatchObject({
      problem: {
        code: 'cursor_expired',
        status: 410,
        field: 'after',
        requestId: expect.stringMatching(/^rq_/),
      },
    });
  });
});
