import {
  eventTypes,
  type IdPrefix,
  type OutboundContent,
  parseId,
  type TeamId,
  type UserId,
} from '@centralita/core/model';
import type { RuleSet } from '@centralita/core/routing';
import { z } from '@hono/zod-openapi';
import { suggestion } from '../did-you-mean.ts';
import { strict } from '../strict.ts';
import { scopes } from './scopes.ts';

const kinds: Readonly<Record<OutboundContent['kind'], true>> = {
  text: true,
  image: true,
  video: true,
  audio: true,
  document: true,
  sticker: true,
  location: true,
  contacts: true,
  reaction: true,
  buttons: true,
  list: true,
  cta_url: true,
  flow: true,
  product: true,
  product_list: true,
  catalog_message: true,
  carousel: true,
  location_request: true,
  address_message: true,
  contact_request: true,
  call_permission_request: true,
  voice_call: true,
  order_details: true,
  order_status: true,
  pin: true,
  template: true,
  raw: true,
};
export const outboundKinds = Object.keys(kinds) as OutboundContent['kind'][];

const purposes = ['service', 'utility', 'marketing', 'authentication'] as const;

const text = (max: number) => z.string().min(1).max(max);
const time = () =>
  z.int().min(0).max(8_640_000_000_000_000).openapi({ description: 'Milliseconds since 1970.' });
const idText = <P extends IdPrefix>(prefix: P) =>
  z
    .string()
    .refine((value) => parseId(prefix, value) !== undefined, {
      error: `must be an id that begins with ${prefix}_.`,
    })
    .transform((value) => value as NonNullable<ReturnType<typeof parseId<P>>>)
    .openapi({ type: 'string', pattern: `^${prefix}_[0-9a-z]{16,64}$` });

const flat = (value: unknown, context: z.core.$RefinementCtx) => {
  const kind = (value as { kind?: unknown }).kind;
  if (typeof kind === 'string' && Object.hasOwn(kinds, kind)) return;
  const problem =
    kind === undefined
      ? `is missing. Fix: It says what is sent, such as "text": one of ${outboundKinds.join(', ')}.`
      : `is not known. Fix: It must be one of ${outboundKinds.join(', ')}.${suggestion(String(kind), outboundKinds)}`;
  context.addIssue({ code: 'custom', path: ['kind'], message: problem });
};

/** Only the envelope: what each kind may hold is the channel's to check. */
const content = z
  .record(z.string(), z.unknown())
  .superRefine(flat)
  .transform((value) => value as unknown as OutboundContent)
  .openapi({ type: 'object', allOf: [{ $ref: '#/components/schemas/OutboundContent' }] });

export const sendMessage = strict({
  conversationId: idText('cv').optional(),
  to: text(200)
    .optional()
    .openapi({ description: 'Phone number, `wa_id`, business-scoped user id or `ct_` id.' }),
  channelAccountId: text(128)
    .optional()
    .openapi({ description: 'May be left out when the hub has one account.' }),
  content,
  replyTo: text(512)
    .optional()
    .openapi({ description: 'The message to quote: an `ms_` id or the provider’s id.' }),
  purpose: z.enum(purposes).optional().openapi({
    description:
      'What the message is for. Without it: `service` for ordinary messages, the template’s category for templates.',
  }),
  expiresAt: time().optional().openapi({ description: 'Not sent after this time, milliseconds since 1970.' }),
  authorId: text(200)
    .transform((value) => value as UserId)
    .optional()
    .openapi({
      type: 'string',
      description: 'Who of the team writes it: a `us_` id, a key, an e-mail address or a Slack id.',
    }),
  lastSeen: idText('ms').optional().openapi({
    description: 'The newest message its author had seen: refused when somebody else answered after it.',
  }),
});

const isObject = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const by = text(254).optional().openapi({
  description:
    'The person the key acts for: a `us_` id, their key in the settings, e-mail address or Slack id.',
});
const noteText = text(8000);
const tagText = text(100);

export const acting = strict({ by });
export const claimIt = strict({
  by: text(254).openapi({ description: 'Who claims it.' }),
  takeOver: z.boolean().optional().openapi({ description: 'Also from somebody who has it.' }),
});
export const assignIt = strict({
  to: text(254).nullable().openapi({ description: 'A person; null: nobody.' }),
  by,
});
export const lockIt = strict({
  by: text(254).openapi({ description: 'Who is writing.' }),
  release: z.boolean().optional(),
});
export const changeTags = strict({
  add: z.array(tagText).max(100).optional(),
  remove: z.array(tagText).max(100).optional(),
  by,
});
export const setPriority = strict({
  priority: z.int().min(-1000).max(1000).openapi({ description: '0 is normal; higher comes first.' }),
  by,
});
export const snoozeIt = strict({ until: time(), by });
export const closeIt = strict({ note: noteText.optional(), by });
export const moveIt = strict({
  team: text(100).optional(),
  user: text(254).optional(),
  slackChannel: text(100).optional(),
  note: noteText.optional().openapi({ description: 'Kept for whoever takes it.' }),
  by,
}).refine(
  (value) => [value.team, value.user, value.slackChannel].filter((one) => one !== undefined).length === 1,
  { path: ['team'], error: 'give exactly one of team, user and slackChannel.' },
);
export const writeNote = strict({ text: noteText, by });
export const dryRun = strict({
  rules: z
    .custom<RuleSet>(isObject, { error: 'must be an object.' })
    .optional()
    .openapi({ type: 'object', allOf: [{ $ref: '#/components/schemas/RuleSet' }] }),
  since: time().optional(),
  limit: z.int().min(1).max(1000).optional(),
});
export const setAway = strict({ away: z.boolean() });

export const markRead = strict({ typing: z.boolean().optional() });

export const updateContact = strict({
  name: text(200).optional(),
  attributes: z
    .custom<Record<string, never>>(isObject, { error: 'must be an object.' })
    .optional()
    .openapi({ type: 'object', description: 'Replaces what was there.' }),
  tags: z.array(text(100)).max(100).optional(),
  language: z
    .string()
    .regex(/^[A-Za-z]{2,3}([-_][A-Za-z0-9]{2,8})*$/, { error: 'must be a language such as es or pt-BR.' })
    .optional(),
});

export const mergeContacts = strict({
  from: idText('ct').openapi({ description: 'Who is the same person.' }),
  by,
});

export const recordConsent = strict({
  contactId: idText('ct').optional(),
  to: text(200).optional().openapi({ description: 'The contact is created when nobody is known by it.' }),
  state: z.enum(['granted', 'pending', 'withdrawn']),
  purposes: z
    .union([z.literal('all'), z.array(z.enum(purposes)).min(1)])
    .openapi({ description: '`all` is everything the business begins by itself.' }),
  actor: z.enum(['person', 'operator', 'import', 'provider']).optional(),
  source: z
    .enum(['keyword', 'button', 'form', 'platform', 'provider_error', 'operator', 'import', 'api', 'link'])
    .optional(),
  at: time().optional(),
  wording: text(4000).optional(),
  wordingVersion: text(100).optional(),
  policyVersion: text(100).optional(),
  language: text(35).optional(),
  proof: text(1000).optional(),
}).refine((value) => (value.contactId === undefined) !== (value.to === undefined), {
  path: ['contactId'],
  error: 'give exactly one of contactId and to.',
});

const types = z.array(z.enum(eventTypes)).max(100);
const words = z.array(text(128)).max(100);

export const subscription = strict({
  types: types.optional().openapi({ description: 'Empty or absent: all types.' }),
  accounts: words.optional().openapi({ description: 'Only events of these accounts.' }),
  statuses: words.optional().openapi({ description: 'Statuses wanted of `message.status`; absent: all.' }),
  url: z
    .string()
    .max(2000)
    .refine((value) => URL.canParse(value) && /^https?:\/\//i.test(value), {
      error: 'must be an address that begins with https:// or http://.',
    })
    .optional()
    .openapi({
      description: 'Where events are posted. Without it the subscription is read by pull or stream.',
    }),
  secret: z
    .string()
    .max(200)
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, {
      error: 'must be whsec_ followed by at least 24 random bytes in base64.',
    })
    .optional()
    .openapi({ description: 'Made by the hub when absent, and then shown once.' }),
  description: text(500).optional(),
  onDeadLetter: z.enum(['skip', 'hold']).optional(),
  from: text(200).optional().openapi({ description: '`now`, or a cursor of the event log.' }),
});

export const createKey = strict({
  name: text(100),
  scopes: z.array(z.enum(scopes)).min(1),
  accounts: words
    .min(1)
    .optional()
    .openapi({ description: '`ca_` ids, or ids at the provider. Absent: all accounts.' }),
}).refine((value) => !(value.accounts && value.scopes.includes('admin')), {
  path: ['accounts'],
  error: 'cannot limit a key with the scope admin: who may make keys may make one without limits.',
});

export const redriveAll = strict({ consumer: text(200) });

export const openSession = strict({ key: text(300) });

const limitOf = (most: number, usual: number) =>
  z
    .string()
    .regex(/^\d{1,3}$/, { error: `must be a whole number from 1 to ${most}.` })
    .transform(Number)
    .pipe(z.number().min(1).max(most))
    .optional()
    .openapi({ type: 'integer', description: `1 to ${most}, ${usual} when not given.` });
const limit = limitOf(200, 50);
const after = text(500).optional().openapi({ description: 'The `next` of the page before.' });

export const pageQuery = { after, limit };

const listOf = <T extends z.ZodType<string, string>>(items: T) =>
  z
    .string()
    .transform((value) =>
      value
        .split(',')
        .map((part) => part.trim())
        .filter(Boolean),
    )
    .pipe(z.array(items).max(100))
    .optional();

const filterQuery = {
  types: listOf(z.enum(eventTypes)).openapi({
    type: 'string',
    description: 'Types, with commas between them.',
  }),
  accounts: listOf(text(128)).openapi({ type: 'string', description: 'Accounts, with commas between them.' }),
  statuses: listOf(text(50)).openapi({
    type: 'string',
    description: 'Statuses wanted of `message.status`, with commas between them.',
  }),
};
const cursor = (absent: string) =>
  text(200)
    .optional()
    .openapi({ description: `The cursor of what was read last. \`now\`: from now on. Absent: ${absent}.` });

export const page = strict(pageQuery);
const flag = z
  .enum(['true', 'false'], { error: 'must be true or false.' })
  .transform((value) => value === 'true')
  .optional();

export const conversationsQuery = strict({
  ...pageQuery,
  state: listOf(z.enum(['open', 'pending', 'snoozed', 'closed']))
    .transform((states) => states?.join(','))
    .openapi({
      type: 'string',
      description: 'open, pending, snoozed or closed, or several with commas between them.',
    }),
  contactId: idText('ct').optional(),
  teamId: text(100)
    .transform((value) => value as TeamId)
    .optional()
    .openapi({ type: 'string', description: 'A `tm_` id or the key of a team.' }),
  assigneeId: text(254)
    .transform((value) => value as UserId | 'none')
    .optional()
    .openapi({ type: 'string', description: 'A person’s; `none`: nobody’s.' }),
  tag: text(100).optional(),
  channelAccountId: text(128).optional(),
  unanswered: flag.openapi({ type: 'boolean', description: 'True: the customer waits for an answer.' }),
  overdue: flag.openapi({ type: 'boolean', description: 'True: the first answer is overdue.' }),
  byDefault: flag.openapi({ type: 'boolean', description: 'True: only the default rule took it.' }),
  q: text(200).optional().openapi({ description: 'Name, phone, case number, tag or words of a message.' }),
  order: z.enum(['newest', 'waiting']).optional().openapi({
    description: '`newest` unless given; `waiting`: by priority, whoever waits longest first.',
  }),
});
export const transcriptQuery = strict({
  format: z.enum(['text', 'json', 'html']).optional().openapi({ description: '`text` unless given.' }),
  notes: flag.openapi({ type: 'boolean', description: 'True: with what the team noted.' }),
});
export const auditQuery = strict({
  ...pageQuery,
  conversationId: idText('cv').optional(),
  contactId: idText('ct').optional(),
});
export const countsQuery = strict({
  userId: text(254)
    .transform((value) => value as UserId)
    .optional()
    .openapi({ type: 'string', description: 'Whose `mine` is counted.' }),
});
export const contactsQuery = strict({ ...pageQuery, phone: text(40).optional() });
export const consentsQuery = strict({ contactId: idText('ct') });
export const templatesQuery = strict({
  ...pageQuery,
  channelAccountId: text(128),
  status: text(40).optional().openapi({ description: 'Only of this status, such as `APPROVED`.' }),
  q: text(200).optional().openapi({ description: 'Part of the name.' }),
});
export const figuresQuery = strict({
  hours: z.coerce
    .number()
    .int()
    .min(1)
    .max(168)
    .optional()
    .openapi({ type: 'integer', description: 'How far back, at most a week; 24 unless given.' }),
});
export const uploadQuery = strict({
  channelAccountId: text(128),
  filename: text(240).optional().openapi({ description: 'What the customer sees of a document.' }),
});
export const searchQuery = strict({ ...pageQuery, q: text(200) });
export const deliveriesQuery = strict({
  ...pageQuery,
  consumer: text(200).optional(),
  state: z.enum(['retrying', 'waiting', 'dead']).optional(),
});
export const eventsQuery = strict({
  ...filterQuery,
  after: cursor('from the oldest event that is kept'),
  limit: limitOf(500, 100),
  wait: z
    .string()
    .regex(/^\d{1,2}$/, { error: 'must be whole seconds from 0 to 60.' })
    .transform(Number)
    .pipe(z.number().max(60))
    .optional()
    .openapi({ type: 'integer', description: 'Seconds to wait for the first event, at most 60.' }),
});
export const streamQuery = strict({ ...filterQuery, after: cursor('from now on') });
