/// <reference lib="dom" />
import type { ChannelAccount } from '@centralita/core/model';
import { $, el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { get, Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { conversationOf, followClock, goLive } from '../common/live.client.ts';
import { createCard } from './card.client.ts';
import { type Conversation, openConversation } from './conversation.client.ts';
import { followKeys } from './keys.client.ts';
import { createList, firstStep } from './list.client.ts';

const frame = $('inbox');
const place = $('thread');
const accounts = new Map<string, string>();
let open: Conversation | undefined;

const list = createList((id) => {
  if (location.pathname !== `/c/${id}`) history.pushState(null, '', `/c/${id}`);
  void show();
});
const card = createCard((id) => accounts.get(id) ?? id);

const nothing = (title: string, text: string, sign: 'chat' | 'alert' = 'chat') =>
  fill(
    place,
    el(
      'div',
      { class: 'nothing' },
      icon(sign, 'large'),
      el('h2', {}, title),
      el('p', { class: 'muted' }, text),
    ),
  );

/** What the address says: a conversation, or none. */
const show = async (): Promise<void> => {
  const id = /^\/c\/(cv_[\w-]+)$/.exec(location.pathname)?.[1];
  frame.classList.toggle('reading', id !== undefined);
  list.setOpen(id);
  $('card').classList.remove('shown');
  if (open && open.id === id) return;
  open = undefined;
  if (!id) {
    $('card').hidden = true;
    if (list.isEmpty()) fill(place, el('div', { class: 'nothing' }, firstStep()));
    else nothing(t('choose.title'), t('choose.text'));
    return;
  }
  try {
    const view = list.get(id) ?? (await list.refresh(id));
    if (!view || !location.pathname.endsWith(id)) return;
    open = openConversation(view, place, {
      close: leave,
      card: () => $('card').classList.toggle('shown'),
    });
    card.show(view);
    await open.ready;
  } catch (error) {
    if (error instanceof Refused && error.status === 404)
      nothing(t('thread.notFound'), t('thread.notFound.next'), 'alert');
    else nothing(t('error.network'), t('error.network.next'), 'alert');
  }
};

const leave = () => {
  if (location.pathname !== '/') history.pushState(null, '', '/');
  void show();
  list.focus();
};

/** Conversations to read again, each at most once at a time. */
const wanted = new Map<string, string | undefined>();
let reading = false;
const readAgain = async (id: string, message?: string): Promise<void> => {
  wanted.set(id, message ?? wanted.get(id));
  if (reading) return;
  reading = true;
  try {
    // A burst of events about one message is one reading.
    await new Promise((resolve) => setTimeout(resolve, 40));
    for (const [one, changed] of wanted) {
      wanted.delete(one);
      const first = list.isEmpty();
      const view = await list.refresh(one).catch(() => undefined);
      if (first) await show();
      if (view && open?.id === one) {
        await open.update(view, changed).catch(() => undefined);
        card.show(view);
      }
    }
  } finally {
    reading = false;
    const [rest] = wanted;
    if (rest) void readAgain(...rest);
  }
};

const renderTime = () => {
  list.render();
  open?.tick();
};

addEventListener('popstate', () => void show());
setInterval(renderTime, 15_000);
followClock(renderTime);
followKeys({ list, leave, reply: () => open?.reply() });

const load = async () => {
  await list.load();
  await show();
};

void (async () => {
  void goLive({
    onEvent: (event) => {
      const id = conversationOf(event);
      const message = (event.data as { hub?: { messageId?: string } }).hub?.messageId;
      if (id) void readAgain(id, message);
      if (event.type === 'consent.changed' || event.type === 'contact.changed') card.refresh();
    },
    onGap: () => {
      void list.load();
      if (open) void readAgain(open.id);
    },
  });
  const named = get<{ items: ChannelAccount[] }>('/v1/accounts').then(({ items }) => {
    for (const { id, name, displayPhone } of items)
      accounts.set(id, [name, displayPhone].filter(Boolean).join(' · '));
  });
  await named.catch(() => undefined);
  try {
    await load();
  } catch {
    nothing(t('error.network'), t('error.network.next'), 'alert');
    setTimeout(() => location.reload(), 5_000);
  }
})();
