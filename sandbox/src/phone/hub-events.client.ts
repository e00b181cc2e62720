/// <reference lib="dom" />
import type { Event } from '@centralita/core/model';
import { facts } from './dom.client.ts';
import { get } from './http.client.ts';
import { changed } from './world.client.ts';

const kept = 400;
let events: Event[] = [];
const cursors = new WeakMap<Event, number>();
/** The event's place in the log. */
export const cursorOf = (event: Event): number | undefined => cursors.get(event);

/** The hub's events as they come, for the stations behind the webhook. */
export const followHub = async (): Promise<void> => {
  if (!facts.hub) return;
  try {
    const end = Number((await get<{ cursor: string }>('/v1/events?after=now&limit=1')).cursor);
    const after = Math.max(0, end - 100);
    const source = new EventSource(`/v1/events/stream${after > 0 ? `?after=${after}` : '?after=0'}`);
    source.onmessage = ({ data, lastEventId }) => {
      const event = JSON.parse(data) as Event;
      cursors.set(event, Number(lastEventId));
      events.push(event);
      if (events.length > kept) events = events.slice(-kept);
      changed();
    };
    addEventListener('pagehide', () => source.close());
  } catch {
    setTimeout(() => void followHub(), 3_000);
  }
};

interface Parts {
  readonly message?: { readonly providerId?: string };
  readonly reaction?: { readonly providerId?: string };
  readonly call?: { readonly providerId?: string };
  readonly hub?: { readonly messageId?: string; readonly conversationId?: string; readonly status?: string };
}
export const partsOf = (event: Event): Parts => event.data as unknown as Parts;

const idIn = (event: Event): string | undefined =>
  partsOf(event).message?.providerId ??
  partsOf(event).reaction?.providerId ??
  partsOf(event).call?.providerId;

/** Events about the message or call with this id at the platform, in their order. */
export const eventsAbout = (wamid: string): readonly Event[] => {
  const named = events.filter((event) => idIn(event) === wamid);
  const ours = new Set(named.map((event) => partsOf(event).hub?.messageId).filter(Boolean));
  return events.filter((event) => {
    const { hub } = partsOf(event);
    return idIn(event) === wamid || (event.type === 'message.queued' && ours.has(hub?.messageId));
  });
};

/** Where the message was sent on to: the routing that followed it, before the customer wrote again. */
export const routedAfter = (event: Event): Event | undefined => {
  const conversation = partsOf(event).hub?.conversationId;
  const start = events.findIndex(({ id }) => id === event.id);
  for (const next of start < 0 ? [] : events.slice(start + 1)) {
    if (partsOf(next).hub?.conversationId !== conversation) continue;
    if (next.type === 'conversation.routed') return next;
    if (next.type === 'message.received') return undefined;
  }
  return undefined;
};
