import { statusTicks } from '../outbound/ticks.ts';
import type { Message, Person } from '../state.ts';
import type { Customer, PhoneMessage } from '../types.ts';

const iso = (ms: number) => new Date(ms).toISOString();

export const customerView = (person: Person, now: number): Customer => ({
  id: person.id,
  phone: person.phone,
  userId: person.userId,
  parentUserId: person.parentUserId,
  name: person.name,
  username: person.username,
  hasPhone: person.hasPhone,
  online: person.online,
  onWhatsApp: person.onWhatsApp,
  autoRead: person.autoRead,
  marketing: person.marketing,
  marketingCapped: person.marketingCapped,
  experiment: person.experiment,
  identityHash: person.identityHash,
  createdAt: iso(person.createdAt),
  lastMessageAt: person.lastMessageAt === undefined ? undefined : iso(person.lastMessageAt),
  unread: person.unread,
  windows: Object.entries(person.windows).map(([phoneNumberId, until]) => ({
    phoneNumberId,
    until: iso(until),
    open: until > now,
  })),
  typing: Object.entries(person.typing)
    .filter(([, until]) => until > now)
    .map(([phoneNumberId]) => phoneNumberId),
  blockedBy: person.blockedBy,
});

const reachedPhone = new Set(['delivered', 'read', 'played']);

/** In a group everybody's phone is reached by itself. */
const reached = ({ receipts, status }: Message, viewer: Person | undefined): boolean =>
  reachedPhone.has(receipts && viewer ? (receipts[viewer.id] ?? 'sent') : status);

/** A line on the phone of `viewer`. */
export const messageView = (message: Message, viewer?: Person): PhoneMessage => ({
  id: message.id,
  from: message.from,
  phoneNumberId: message.phoneNumberId,
  timestamp: String(Math.floor(message.at / 1000)),
  group: message.group,
  author: message.from === 'customer' ? message.person : undefined,
  type: message.type,
  [message.type]: message.content,
  ...message.more,
  status: message.status,
  ticks: statusTicks(message.status),
  visible: message.from === 'customer' || reached(message, viewer),
  context: message.context,
  error: message.error,
  reactions: (['customer', 'business'] as const).flatMap((from) => {
    const emoji = message.reactions?.[from];
    return emoji ? [{ from, emoji }] : [];
  }),
  rendered: message.rendered,
  edited: message.edited,
  revoked: message.revoked,
});
