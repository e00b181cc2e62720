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

/** What each method asks of the services, and what it gets. */
const calls: Readonly<
  Partial<
    Record<Exclude<keyof HubClient, 'stream'>, [() => Promise<unknown>, unknown, string, readonly unknown[]]>
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
    () => client.conversations({ ...page, state: 'open', contactId: contact }),
    examples.ConversationPage,
    'conversations.list',
    [{ ...page, state: 'open', contactId: contact }],
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
