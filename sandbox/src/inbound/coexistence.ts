import type { Message, Person } from '../state.ts';
import { threadOf } from '../state.ts';
import type { JsonObject, NumberOptions } from '../types.ts';
import type { WebhookRecord } from '../webhooks/record.ts';
import { digitsOf, shownPhone, wrapper } from '../webhooks/values.ts';
import type { World } from '../world.ts';

const monthsMs = 180 * 86_400_000;
const mediaMs = 14 * 86_400_000;
const perChunk = 100;
const media = new Set(['image', 'video', 'audio', 'document', 'sticker']);

const seconds = (ms: number) => String(Math.floor(ms / 1000));

const emit = (world: World, number: NumberOptions, field: string, value: JsonObject): WebhookRecord[] =>
  world.dispatcher.emit({
    field,
    wabaId: number.wabaId,
    phoneNumberId: number.phoneNumberId,
    value: { ...wrapper(number), ...value },
  });

/** The chats of the phone as they were, in chunks; files of the last fortnight follow as messages. */
export const sendHistory = (world: World, number: NumberOptions): WebhookRecord[] => {
  const since = world.clock.now() - monthsMs;
  const old = [...world.state.messages.values()].filter(
    (message) =>
      message.phoneNumberId === number.phoneNumberId &&
      message.at >= since &&
      message.group === undefined &&
      message.type !== 'system',
  );
  const chunks: Message[][] = [];
  for (let at = 0; at < old.length; at += perChunk) chunks.push(old.slice(at, at + perChunk));
  if (chunks.length === 0) chunks.push([]);
  const records = chunks.flatMap((chunk, at) =>
    emit(world, number, 'history', {
      history: [
        {
          metadata: {
            phase: 0,
            chunk_order: at + 1,
            progress: Math.round((100 * (at + 1)) / chunks.length),
          },
          threads: threads(world, number, chunk),
        },
      ],
    }),
  );
  const files = old.filter(({ type, at }) => media.has(type) && at >= world.clock.now() - mediaMs);
  return [
    ...records,
    ...files.flatMap((message) =>
      emit(world, number, 'history', { messages: [line(world, number, message)] }),
    ),
  ];
};

/** The owner of the phone did not agree: `history` with an error and nothing else. */
export const declineHistory = (world: World, number: NumberOptions): WebhookRecord[] =>
  emit(world, number, 'history', {
    history: [
      {
        errors: [
          {
            code: 2593109,
            title: 'History sync is turned off by the business from the WhatsApp Business App',
            message: 'History sync is turned off by the business from the WhatsApp Business App',
            error_data: { details: 'History sharing is turned off by the business' },
          },
        ],
      },
    ],
  });

const line = (world: World, number: NumberOptions, message: Message): JsonObject => {
  const person = world.state.people.get(message.person);
  const phone = person && shownPhone(person);
  const mine = message.from === 'business';
  return {
    from: mine ? digitsOf(number.displayPhone) : (phone ?? null),
    ...(mine && phone !== undefined && { to: phone }),
    ...(!mine && { from_user_id: person?.userId ?? null }),
    id: message.id,
    timestamp: seconds(message.at),
    type: message.type,
    [message.type]: message.content as JsonObject,
  };
};

const threads = (world: World, number: NumberOptions, messages: Message[]): JsonObject[] => {
  const byPerson = new Map<string, Message[]>();
  for (const message of messages) {
    const key = threadOf(message);
    byPerson.set(key, [...(byPerson.get(key) ?? []), message]);
  }
  return [...byPerson].map(([id, list]) => {
    const person = world.state.people.get(id);
    return {
      id: (person && shownPhone(person)) ?? person?.userId ?? id,
      ...(person && { context: contextOf(person) }),
      messages: list.map((message) => ({
        ...(media.has(message.type)
          ? { ...line(world, number, message), type: 'media_placeholder', [message.type]: null }
          : line(world, number, message)),
        history_context: { status: message.status === 'accepted' ? 'PENDING' : message.status.toUpperCase() },
      })),
    };
  });
};

const contextOf = (person: Person): JsonObject => ({
  ...(shownPhone(person) !== undefined && { wa_id: shownPhone(person) as string }),
  user_id: person.userId,
  ...(person.username !== undefined && { username: person.username }),
});

/** Contacts in the address book of the phone. */
export const syncContacts = (
  world: World,
  number: NumberOptions,
  people: Person[],
  action: 'add' | 'remove',
): WebhookRecord[] =>
  emit(world, number, 'smb_app_state_sync', {
    state_sync: people.map((person) => ({
      type: 'contact',
      contact: {
        ...(action === 'add' && {
          full_name: person.name,
          first_name: person.name.split(' ')[0] ?? person.name,
        }),
        phone_number: person.phone ?? '',
        user_id: person.userId,
        ...(person.username !== undefined && { username: person.username }),
      },
      action,
      metadata: { timestamp: seconds(world.clock.now()) },
    })),
  });
