/// <reference lib="dom" />
import '@centralita/sandbox/phone/menu.client';
import type { EventPage } from '@centralita/core/hub-client';
import type { Event } from '@centralita/core/model';
import { $, facts, t } from '@centralita/sandbox/phone/dom.client';
import { get } from '@centralita/sandbox/phone/http.client';
import { getFirst } from './first.client.ts';
import { forgetPerson } from './person.client.ts';

let offset = 0;
/** The hub's time: the sandbox's clock may be ahead. */
export const now = (): number => Date.now() + offset;

/** Follows the sandbox's clock; `moved` is called when it was moved. */
export const followClock = (moved: () => void): void => {
  if (!facts.sandbox) return;
  const look = async () => {
    if (document.hidden) return;
    const { offsetMs } = await get<{ offsetMs: number }>('/sandbox/clock');
    if (offsetMs === offset) return;
    offset = offsetMs;
    moved();
  };
  const quietly = () => void look().catch(() => undefined);
  setInterval(quietly, 2_000);
  document.addEventListener('visibilitychange', quietly);
  quietly();
};

export interface LiveOptions {
  onEvent(event: Event, cursor: string): void;
  /** The log no longer goes back to where this page stood: read everything again. */
  onGap(): void;
}

/** Every event from now on. What came while the connection was lost comes after it, by cursor. */
export const goLive = async ({ onEvent, onGap }: LiveOptions): Promise<void> => {
  const status = $('live');
  let calm: ReturnType<typeof setTimeout> | undefined;
  const say = (lost: boolean, key: string) => {
    if (lost === status.classList.contains('lost') && status.textContent === t(key)) return;
    status.classList.toggle('lost', lost);
    status.textContent = t(key);
  };
  const here = () => {
    clearTimeout(calm);
    if (status.classList.contains('lost')) {
      say(false, 'live.caughtUp');
      calm = setTimeout(() => say(false, 'live.on'), 4_000);
    } else if (status.textContent === '') say(false, 'live.on');
  };
  const away = () => {
    clearTimeout(calm);
    calm = setTimeout(() => say(true, 'live.lost'), 600);
  };

  const connect = async (gap: boolean): Promise<void> => {
    let after: string;
    try {
      after = (await getFirst<EventPage>('/v1/events?after=now&limit=1')).cursor;
    } catch {
      away();
      setTimeout(() => void connect(gap), 3_000);
      return;
    }
    if (gap) onGap();
    const source = new EventSource(`/v1/events/stream?after=${encodeURIComponent(after)}`);
    source.onopen = here;
    source.onmessage = ({ data, lastEventId }) => onEvent(JSON.parse(data) as Event, lastEventId);
    source.onerror = () => {
      away();
      if (source.readyState !== EventSource.CLOSED) return;
      setTimeout(() => void connect(true), 3_000);
    };
    source.addEventListener('problem', () => {
      source.close();
      setTimeout(() => void connect(true), 1_000);
    });
    addEventListener('pagehide', () => source.close(), { once: true });
  };
  await connect(false);
};

export const conversationOf = (event: Event): string | undefined =>
  (event.data as { hub?: { conversationId?: string } }).hub?.conversationId;

const signOut = document.getElementById('sign-out');
signOut?.addEventListener('click', async () => {
  await fetch('/console/session', { method: 'DELETE' });
  forgetPerson();
  location.assign('/sign-in');
});
