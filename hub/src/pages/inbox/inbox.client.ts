/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import type { ChannelAccount, Event } from '@centralita/core/model';
import { $, el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { getFirst } from '../common/first.client.ts';
import { followHelp } from '../common/help.client.ts';
import { conversationOf, followClock, goLive } from '../common/live.client.ts';
import { loadPeople, onPerson } from '../common/person.client.ts';
import { troubleOf } from '../common/trouble.client.ts';
import { createCard } from './card.client.ts';
import { type Conversation, openConversation } from './conversation.client.ts';
import { createFilters } from './filters.client.ts';
import { inboxKeys } from './key-words.client.ts';
import { followKeys } from './keys.client.ts';
import { createList, firstStep } from './list.client.ts';
import { addressOf } from './views.client.ts';

const frame = $('inbox');
const place = $('thread');
const accounts = new Map<string, string>();
let open: Conversation | undefined;

const filters = createFilters({
  accounts: () => accounts,
  changed: () => void list.load().catch(() => undefined),
});
const list = createList(filters.now, (id) => {
  if (location.pathname !== `/c/${id}`) history.pushState(null, '', `/c/${id}`);
  void show();
});
const card = createCard({
  accountName: (id) => accounts.get(id) ?? id,
  actions: () => open?.actions,
  open: (id) => {
    history.pushState(null, '', `/c/${id}`);
    void show();
  },
});

const nothing = (title: string, text: string, sign: 'chat' | 'alert' | 'bin' = 'chat') =>
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

/** As an action or the hub tells it. */
const take = (view: ConversationView): void => {
  list.put(view);
  filters.count();
  if (open?.id !== view.id) return;
  void open.update(view).catch(() => undefined);
  open.refreshLines();
  card.show(view);
};

/** What the address says: a conversation, or none. */
const show = async (): Promise<void> => {
  const id = /^\/c\/(cv_[\w-]+)$/.exec(location.pathname)?.[1];
  frame.classList.toggle('reading', id !== undefined);
  list.setOpen(id);
  $('card').classList.remove('shown');
  if (open && open.id === id) return;
  open?.leave();
  open = undefined;
  if (!id) {
    card.leave();
    if (list.isEmpty()) fill(place, el('div', { class: 'nothing' }, firstStep()));
    else nothing(t('choose.title'), t('choose.text'));
    return;
  }
  try {
    const view = list.get(id) ?? (await list.refresh(id));
    if (!view || !location.pathname.endsWith(id)) return;
    open = openConversation(view, place, {
      back: leave,
      card: () => $('card').classList.toggle('shown'),
      changed: take,
    });
    card.show(view);
    await open.ready;
  } catch (error) {
    if (error instanceof Refused && error.status === 404)
      nothing(t('thread.notFound'), t('thread.notFound.next'), 'alert');
    else {
      const { title, nextStep } = troubleOf(error);
      nothing(title, nextStep, 'alert');
    }
  }
};

const leave = () => {
  if (location.pathname !== '/') history.pushState(null, '', `/${addressOf(filters.now())}`);
  void show();
  list.focus();
};

/** Conversations to read again, each at most once at a time. */
const wanted = new Map<string, string | undefined>();
/** Above so many at once the list is read anew instead. */
const tooMany = 25;
let reading = false;
const readAgain = async (id: string, message?: string): Promise<void> => {
  wanted.set(id, message ?? wanted.get(id));
  if (reading) return;
  reading = true;
  try {
    // A burst of events about one message is one reading.
    await new Promise((resolve) => setTimeout(resolve, 40));
    const first = list.isEmpty();
    if (wanted.size > tooMany) {
      for (const one of wanted.keys()) if (one !== open?.id) wanted.delete(one);
      await list.load().catch(() => undefined);
    }
    for (const [one, changed] of wanted) {
      wanted.delete(one);
      const view = await list.refresh(one).catch(() => undefined);
      if (view && open?.id === one) {
        await open.update(view, changed).catch(() => undefined);
        card.show(view);
      }
    }
    if (first) await show();
    filters.count();
  } finally {
    reading = false;
    const [rest] = wanted;
    if (rest) void readAgain(...rest);
  }
};

/** Nothing of somebody who was erased stays on the screen. */
const forget = (contactId: string): void => {
  const erased = open && list.get(open.id)?.contactId === contactId;
  void list.load().catch(() => undefined);
  filters.count();
  if (!erased) return;
  leave();
  nothing(t('erase.done'), t('erase.done.text'), 'bin');
};

const told = (event: Event): void => {
  if (event.type === 'contact.erased') {
    forget(event.data.contactId);
    return;
  }
  const id = conversationOf(event);
  const { type } = event;
  const message = (event.data as { hub?: { messageId?: string } }).hub?.messageId;
  if (id) void readAgain(id, message);
  if (id && id === open?.id && (type.startsWith('conversation.') || type === 'note.added'))
    open.refreshLines();
  if (type === 'consent.changed' || type.startsWith('contact.')) card.refresh();
};

const renderTime = () => {
  list.render();
  open?.tick();
};

addEventListener('popstate', () => void show());
addEventListener('pagehide', () => open?.leave());
setInterval(renderTime, 15_000);
followClock(renderTime);
followHelp(inboxKeys);
followKeys({
  list,
  conversation: () => open,
  leave,
  search: filters.focusSearch,
  tag: () => {
    $('card').classList.add('shown');
    card.focusTag();
  },
  card: () => $('card').classList.toggle('shown'),
});
onPerson(() => {
  open?.redraw();
  list.render();
});

void goLive({
  onEvent: told,
  onGap: () => {
    void list.load().catch(() => undefined);
    filters.count();
    if (open) void readAgain(open.id);
    open?.refreshLines();
  },
});
const named = getFirst<{ items: ChannelAccount[] }>('/v1/accounts').then(
  ({ items }) => {
    for (const { id, name, displayPhone } of items)
      accounts.set(id, [name, displayPhone].filter(Boolean).join(' · ') || id);
  },
  () => undefined,
);
// Names first: they came with the page.
await Promise.all([named, loadPeople()]);
filters.draw();
filters.count();
try {
  // Neither waits for the other: whoever opens a conversation came for that.
  const listed = list.load();
  if (location.pathname !== '/') await show();
  await listed;
  if (location.pathname === '/') await show();
} catch (error) {
  const { title, nextStep } = troubleOf(error);
  nothing(title, nextStep, 'alert');
  setTimeout(() => location.reload(), 5_000);
}
