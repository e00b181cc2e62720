import type { TemplateInfo } from '@centralita/core/channels';
import type {
  AuditEntry,
  ConversationCounts,
  ConversationView,
  Delivery,
  EventPage,
  Figures,
  MessageSearchHit,
  Note,
  Page,
  RouteDryRun,
  SendMessageRequest,
  Subscription,
} from '@centralita/core/hub-client';
import type {
  ChannelAccount,
  ConsentRecord,
  Contact,
  Event,
  Message,
  Team,
  User,
} from '@centralita/core/model';
import type { RuleSet } from '@centralita/core/routing';
import type { CreatedKey, Health, Key, Session } from './answers.ts';

const at = 1_790_000_000_000;
const later = (milliseconds: number) => at + milliseconds;

const ids = {
  message: 'ms_3f9d0c5be1a24d7c8e6b0a1f2c3d4e5f' as Message['id'],
  contact: 'ct_019f6f7d1c0011223344556677889900' as Contact['id'],
  conversation: 'cv_019f6f7d1c00aabbccddeeff00112233' as ConversationView['id'],
  account: 'ca_5d41402abc4b2a76b9719d911017c592' as ChannelAccount['id'],
  event: 'ev_9e107d9d372bb6826bd81d3542a419d6' as Event['id'],
  subscription: 'sub_019f6f7d1c000f1e2d3c4b5a69788796' as Subscription['id'],
  consent: 'cr_019f6f7d1c00ffeeddccbbaa99887766' as ConsentRecord['id'],
  user: 'us_5d41402abc4b2a76b9719d911017c592' as User['id'],
  team: 'tm_5d41402abc4b2a76b9719d911017c592' as Team['id'],
  note: 'nt_019f6f7d1c0099887766554433221100' as Note['id'],
  key: 'key_019f6f7d1c00d3b07384d113edec49ea',
};

const queued: Message = {
  id: ids.message,
  conversationId: ids.conversation,
  contactId: ids.contact,
  channelAccountId: ids.account,
  direction: 'outbound',
  origin: 'hub',
  state: 'queued',
  content: { kind: 'text', text: 'Your order is on its way.' },
  timestamp: at,
};
const delivered: Message = {
  ...queued,
  state: 'delivered',
  states: { queued: at, accepted: later(310), sent: later(900), delivered: later(1450) },
};
const contact: Contact = {
  id: ids.contact,
  name: 'Ana Ejemplo',
  identities: [{ kind: 'wa_id', value: '5491155550100', source: 'message', since: at }],
  attributes: { plan: 'gold' },
  tags: ['vip'],
  language: 'es',
  createdAt: at,
  updatedAt: at,
};
const conversation: ConversationView = {
  id: ids.conversation,
  contactId: ids.contact,
  state: 'open',
  channelAccountId: ids.account,
  tags: [],
  priority: 0,
  caseNumber: '7K3-92M',
  windows: { [ids.account]: later(86_400_000) },
  createdAt: at,
  lastMessageAt: at,
  lastInboundAt: at,
  contact: { id: contact.id, identities: contact.identities, name: 'Ana Ejemplo' },
  lastMessage: {
    direction: 'inbound',
    kind: 'text',
    text: 'Where is my order?',
    state: 'received',
    timestamp: at,
  },
  windowUntil: later(86_400_000),
  unanswered: 1,
};
const user: User = {
  id: ids.user,
  key: 'ana',
  name: 'Ana García',
  role: 'supervisor',
  email: 'ana@shop.example',
};
const team: Team = {
  id: ids.team,
  key: 'support',
  name: 'Support',
  members: [ids.user],
  firstResponseMinutes: 30,
};
const note: Note = {
  id: ids.note,
  conversationId: ids.conversation,
  text: 'Asked the warehouse, they call back at four.',
  authorId: ids.user,
  createdAt: at,
};
const counts: ConversationCounts = {
  open: 12,
  mine: 3,
  unassigned: 4,
  overdue: 1,
  snoozed: 2,
  byTeam: { [ids.team]: 7 },
};
const rules: RuleSet = {
  rules: [
    {
      id: 'technical',
      name: 'Technical problem',
      when: { text: { words: ['error', 'broken'] } },
      to: { team: 'support' },
    },
  ],
  otherwise: { team: 'sales' },
};
const dryRun: RouteDryRun = {
  decided: [
    {
      messageId: ids.message,
      conversationId: ids.conversation,
      timestamp: at,
      text: 'It shows an error',
      before: 'team sales',
      changed: true,
      decision: {
        target: { team: 'support' },
        ...(rules.rules[0] ? { rule: rules.rules[0] } : {}),
        byDefault: false,
        priority: 0,
        tags: [],
        explanation: {
          summary: {
            en: 'Rule "Technical problem" fits: the text has the word "error".',
            es: 'La regla "Technical problem" encaja: el texto tiene la palabra "error".',
          },
          steps: [],
        },
      },
    },
  ],
  changed: 1,
  byRule: { technical: 1 },
  problems: [],
};
const consent: ConsentRecord = {
  id: ids.consent,
  contactId: ids.contact,
  state: 'granted',
  purposes: ['marketing'],
  actor: 'person',
  source: 'form',
  at,
  wording: 'Yes, send me offers by WhatsApp.',
  proof: 'https://shop.example/forms/8842',
  recordedAt: at,
};
const account: ChannelAccount = {
  id: ids.account,
  provider: 'meta',
  providerId: '106540352242922',
  businessId: '102290129340398',
  displayPhone: '+54 11 5555-0199',
  name: 'Shop',
};
const template: TemplateInfo = {
  id: '9001',
  name: 'order_shipped',
  language: 'es',
  category: 'UTILITY',
  status: 'APPROVED',
  parameterFormat: 'POSITIONAL',
  components: [{ type: 'BODY', text: 'Pedido {{1}} enviado.' }],
};
const event: Event = {
  id: ids.event,
  type: 'message.queued',
  timestamp: '2026-09-21T14:13:20.000Z',
  data: {
    hub: {
      accountId: ids.account,
      contactId: ids.contact,
      conversationId: ids.conversation,
      messageId: ids.message,
      status: 'queued',
    },
    message: { content: queued.content },
  },
};
const subscription: Subscription = {
  id: ids.subscription,
  clientKey: 'n8n-orders',
  url: 'https://n8n.example/webhook/centralita',
  types: ['message.received'],
  onDeadLetter: 'skip',
  state: 'active',
  cursor: '1042',
  lag: 0,
  held: 0,
  dead: 0,
  createdAt: at,
};
const delivery: Delivery = {
  id: '17',
  consumer: ids.subscription,
  eventId: ids.event,
  eventType: 'message.received',
  lane: 'conversation',
  state: 'retrying',
  attempts: 2,
  nextAttemptAt: later(60_000),
  lastError: 'answered 503',
  lastStatus: 503,
  createdAt: at,
};
const hit: MessageSearchHit = {
  messageId: ids.message,
  conversationId: ids.conversation,
  snippet: 'Where is my [order]?',
  timestamp: at,
};
const key: Key = { id: ids.key, name: 'n8n', scopes: ['messages:send', 'events:read'], createdAt: at };

/** One of everything that goes in or comes out; every one is held against its schema by a test. */
export const examples = {
  SendMessage: {
    to: '+5491155550100',
    channelAccountId: ids.account,
    content: { kind: 'text', text: 'Your order is on its way.' },
  } satisfies SendMessageRequest,
  MessageQueued: queued,
  MessageDelivered: delivered,
  MessagePage: { items: [delivered] },
  MarkRead: { typing: true },
  Binary: '%PDF-1.7 …',
  MediaId: { id: '1479537139650973' },
  Figures: {
    lines: {
      webhooks: [
        [at, 12],
        [later(60_000), 9],
      ],
    },
    today: { received: 310, sent: 284, delivered: 280, read: 241, optedOut: 1 },
  } as Figures,
  HealthLines: {
    items: [
      { name: 'store', ok: true, since: at },
      {
        name: 'number Shop',
        ok: false,
        detail: 'paused: The access token is not valid or has expired',
        nextStep: 'Mend what the last problem names, then resume the number.',
        es: {
          name: 'número Shop',
          detail: 'en pausa: El token de acceso no es válido o ha caducado',
          nextStep: 'Corrija lo que indica el último problema y después reanude el número.',
        },
        since: at,
        action: { part: 'number', id: account.id, label: { en: 'Resume', es: 'Reanudar' } },
      },
    ],
  },
  ActionOutcome: {
    ok: true,
    detail: { en: 'The number sends again.', es: 'El número vuelve a enviar.' },
  },
  Conversation: conversation,
  ConversationPage: { items: [conversation], next: 'eyJhIjoxfQ' },
  ConversationCounts: counts,
  Acting: { by: 'ana' },
  Claim: { by: 'ana', takeOver: true },
  Assign: { to: 'ana@shop.example', by: 'ana' },
  Lock: { by: 'ana' },
  ChangeTags: { add: ['vip'], remove: ['new'], by: 'ana' },
  SetPriority: { priority: 10, by: 'ana' },
  Snooze: { until: later(3_600_000), by: 'ana' },
  Close: { note: 'Refunded.', by: 'ana' },
  Move: { team: 'support', note: 'Has bought twice this week.', by: 'ana' },
  Transcript:
    '7K3-92M · Ana Ejemplo · 2026-09-21 14:13 UTC\n\n2026-09-21 14:13  Ana Ejemplo: Where is my order?\n',
  AuditPage: {
    items: [
      {
        id: '41',
        at,
        action: 'conversation.claimed',
        by: { key: ids.key, userId: ids.user, name: 'Ana García' },
        conversationId: ids.conversation,
        contactId: ids.contact,
      },
    ],
  } satisfies Page<AuditEntry>,
  RuleSet: rules,
  DryRun: { rules, limit: 100 },
  RouteDryRun: dryRun,
  WriteNote: { text: note.text, by: 'ana' },
  Note: note,
  NoteList: { items: [note] },
  TeamList: { items: [team] },
  UserList: { items: [user] },
  User: { ...user, away: true },
  SetAway: { away: true },
  SearchPage: { items: [hit] },
  Contact: contact,
  ContactPage: { items: [contact] },
  MergeContacts: { from: 'ct_019f6f7d1c0000112233445566778899' as Contact['id'], by: 'ana' },
  UpdateContact: { name: 'Ana Ejemplo', tags: ['vip'] },
  ConsentList: { items: [consent] },
  ConsentRecord: consent,
  RecordConsent: {
    contactId: ids.contact,
    state: 'granted',
    purposes: ['marketing'],
    actor: 'person',
    source: 'form',
    wording: consent.wording,
    proof: consent.proof,
  },
  AccountList: { items: [account] },
  TemplatePage: { items: [template] },
  PutSubscription: { url: subscription.url, types: ['message.received'], description: 'Orders workflow' },
  Subscription: subscription,
  SubscriptionList: { items: [subscription] },
  EventPage: { events: [event], cursor: '1042', more: false } satisfies EventPage,
  EventStream: `retry: 3000\n\nid: 1042\ndata: ${JSON.stringify(event)}\n\n`,
  DeliveryPage: { items: [delivery] },
  RedriveAll: { consumer: ids.subscription },
  Redriven: { redriven: 3 },
  KeyList: { items: [key] },
  Key: { ...key, revokedAt: later(1000) },
  CreateKey: { name: 'n8n', scopes: ['messages:send', 'events:read'] },
  CreatedKey: { ...key, text: 'ctl_019f6f7d1c00d3b07384d113edec49ea_…' } satisfies CreatedKey,
  OpenSession: { key: 'ctl_019f6f7d1c00d3b07384d113edec49ea_…' },
  Session: { name: 'n8n', scopes: ['messages:send', 'events:read'] } satisfies Session,
  Health: {
    status: 'ok',
    version: '0.1.0',
    parts: { store: 'ok', sending: 'ok', deliveries: 'ok' },
  } satisfies Health,
  Unhealthy: {
    status: 'failing',
    version: '0.1.0',
    parts: { store: 'failing', sending: 'ok', deliveries: 'ok' },
  } satisfies Health,
  Ready: { ready: true },
  NotReady: { ready: false },
  Metrics: 'centralita_webhook_requests_total{outcome="stored"} 42\n',
};
