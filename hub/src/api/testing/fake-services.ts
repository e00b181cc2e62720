import type { Message, MessageState } from '@centralita/core/model';
import { CentralitaError } from '@centralita/core/model';
import type { Services } from '../../services.ts';
import { examples } from '../openapi/examples.ts';

/** A call as it reached the services: `messages.send`, and what it was given. */
export interface Call {
  readonly name: string;
  readonly args: readonly unknown[];
}

const refuseExpired = (after: string | undefined) => {
  if (after !== 'expired') return;
  throw new CentralitaError('cursor_expired', 'go on from the cursor 7', { field: 'after' });
};

/** Services that answer with the examples and note what they were asked. For tests of the API alone. */
export const fakeServices = (): Services & { readonly calls: Call[]; outcomeState: MessageState } => {
  const calls: Call[] = [];
  const answer =
    <T>(name: string, value: T) =>
    async (...args: unknown[]): Promise<T> => {
      calls.push({ name, args });
      return value;
    };
  const message = examples.MessageQueued;
  const fake = {
    calls,
    outcomeState: 'accepted' as MessageState,
    messages: {
      send: answer('messages.send', message),
      outcome: async (...args: unknown[]): Promise<Message> => {
        calls.push({ name: 'messages.outcome', args });
        return { ...message, state: fake.outcomeState };
      },
      get: answer('messages.get', message),
    },
    conversations: {
      list: answer('conversations.list', examples.ConversationPage),
      get: answer('conversations.get', examples.Conversation),
      messages: answer('conversations.messages', examples.MessagePage),
      markRead: answer('conversations.markRead', undefined),
      counts: answer('conversations.counts', examples.ConversationCounts),
      byCase: answer('conversations.byCase', examples.Conversation),
      claim: answer('conversations.claim', examples.Conversation),
      assign: answer('conversations.assign', examples.Conversation),
      lock: answer('conversations.lock', examples.Conversation),
      tag: answer('conversations.tag', examples.Conversation),
      setPriority: answer('conversations.setPriority', examples.Conversation),
      snooze: answer('conversations.snooze', examples.Conversation),
      close: answer('conversations.close', examples.Conversation),
      reopen: answer('conversations.reopen', examples.Conversation),
      move: answer('conversations.move', examples.Conversation),
      route: answer('conversations.route', examples.Conversation),
      transcript: (...args: unknown[]) => {
        calls.push({ name: 'conversations.transcript', args });
        return (async function* () {
          yield examples.Transcript;
        })();
      },
      notes: answer('conversations.notes', examples.NoteList.items),
      addNote: answer('conversations.addNote', examples.Note),
      editNote: answer('conversations.editNote', examples.Note),
      conversationOfNote: answer('conversations.conversationOfNote', examples.Conversation.id),
    },
    audit: { list: answer('audit.list', examples.AuditPage) },
    routing: {
      rules: answer('routing.rules', examples.RuleSet),
      dryRun: answer('routing.dryRun', examples.RouteDryRun),
    },
    team: {
      teams: answer('team.teams', examples.TeamList.items),
      users: answer('team.users', examples.UserList.items),
      setAway: answer('team.setAway', examples.User),
    },
    contacts: {
      list: answer('contacts.list', examples.ContactPage),
      get: answer('contacts.get', examples.Contact),
      update: answer('contacts.update', examples.Contact),
      erase: answer('contacts.erase', undefined),
      merge: answer('contacts.merge', examples.Contact),
      unmerge: answer('contacts.unmerge', examples.Contact),
    },
    consents: {
      list: answer('consents.list', examples.ConsentList.items),
      record: answer('consents.record', examples.ConsentRecord),
    },
    accounts: {
      list: answer('accounts.list', examples.AccountList.items),
      resume: answer('accounts.resume', undefined),
    },
    templates: { list: answer('templates.list', examples.TemplatePage) },
    media: {
      get: answer('media.get', { bytes: new TextEncoder().encode('%PDF-'), mimeType: 'application/pdf' }),
      upload: answer('media.upload', examples.MediaId),
    },
    figures: answer('figures', examples.Figures),
    health: answer('health', examples.HealthLines.items),
    healthAction: answer('healthAction', examples.ActionOutcome),
    search: answer('search', examples.SearchPage),
    subscriptions: {
      put: answer('subscriptions.put', examples.Subscription),
      list: answer('subscriptions.list', examples.SubscriptionList.items),
      get: answer('subscriptions.get', examples.Subscription),
      remove: answer('subscriptions.remove', undefined),
      pause: answer('subscriptions.pause', examples.Subscription),
      resume: answer('subscriptions.resume', examples.Subscription),
    },
    events: {
      read: async (...args: [{ readonly after?: string }, ...unknown[]]) => {
        calls.push({ name: 'events.read', args });
        refuseExpired(args[0].after);
        return {
          ...examples.EventPage,
          events: examples.EventPage.events.map((event) => JSON.stringify(event)),
        };
      },
      stream: (query: { readonly after?: string }, by: unknown, signal: AbortSignal) => {
        calls.push({ name: 'events.stream', args: [query, by] });
        refuseExpired(query.after);
        return (async function* () {
          for (const event of examples.EventPage.events)
            yield [{ json: JSON.stringify(event), cursor: '1042' }];
          await new Promise((resolve) => signal.addEventListener('abort', resolve, { once: true }));
        })();
      },
    },
    deliveries: {
      list: answer('deliveries.list', examples.DeliveryPage),
      redrive: answer('deliveries.redrive', undefined),
      redriveAll: answer('deliveries.redriveAll', examples.Redriven),
    },
  };
  return fake satisfies Services;
};
