/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import type { Message, OutboundContent } from '@centralita/core/model';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { call, Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { createComposer } from './composer.client.ts';
import { addressOf, nameOf } from './names.client.ts';
import { avatar } from './row.client.ts';
import { loadTemplates } from './template-texts.client.ts';
import { createThread } from './thread.client.ts';

export interface Conversation {
  readonly id: string;
  /** The messages are shown. */
  readonly ready: Promise<void>;
  update(view: ConversationView, changed?: string): Promise<void>;
  /** Time went on. */
  tick(): void;
  reply(): void;
}

/** The middle of the inbox: who, the messages, the reply. */
export const openConversation = (
  initial: ConversationView,
  place: HTMLElement,
  on: { close(): void; card(): void },
): Conversation => {
  const { id } = initial;
  let view = initial;
  let lastRead = '';
  const sending = new Set<Promise<unknown>>();

  const thread = createThread({
    conversation: id,
    customer: () => nameOf(view.contact),
    reply: (message) => composer.quote(message),
    template: () => composer.openTemplates(),
  });

  /** Shown at once; the key makes a second attempt of the same message harmless. */
  const send = (content: OutboundContent, replyTo?: Message, key: string = crypto.randomUUID()): void => {
    const local = `local:${key}` as Message['id'];
    thread.add({
      id: local,
      conversationId: view.id,
      contactId: view.contactId,
      channelAccountId: view.channelAccountId,
      direction: 'outbound',
      origin: 'hub',
      state: 'queued',
      content,
      timestamp: now(),
      ...(replyTo ? { replyTo: replyTo.id } : {}),
    });
    const body = { conversationId: id, content, ...(replyTo ? { replyTo: replyTo.id } : {}) };
    const going = call<Message>('POST', '/v1/messages', body, { 'idempotency-key': key }).then(
      (message) => thread.settle(local, message),
      (error: unknown) => {
        if (!(error instanceof Refused)) return thread.unsent(local, () => send(content, replyTo, key));
        thread.settle(local);
        composer.refuse(error, content);
      },
    );
    sending.add(going);
    void going.finally(() => sending.delete(going));
  };

  const composer = createComposer(initial, send);
  const name = el('h2', { dir: 'auto' });
  const address = el('p', { class: 'minor' });
  const head = el('div', { class: 'thread-head' });
  const drawHead = () => {
    name.textContent = nameOf(view.contact);
    address.textContent = `${addressOf(view.contact)} · ${view.caseNumber}`;
  };
  drawHead();
  fill(
    head,
    el(
      'button',
      { type: 'button', class: 'round back', 'aria-label': t('thread.back'), onclick: on.close },
      icon('back'),
    ),
    avatar(nameOf(view.contact)),
    el('div', { class: 'who' }, name, address),
    el(
      'button',
      {
        type: 'button',
        class: 'round show-card',
        'aria-label': t('thread.card'),
        title: t('thread.card'),
        onclick: on.card,
      },
      icon('info'),
    ),
  );
  fill(place, head, thread.element, composer.element);

  /** Whoever has it open in front of them reads it; the customer sees that. */
  const markRead = () => {
    const last = thread.messages().findLast(({ direction }) => direction === 'inbound');
    if (!last || last.id === lastRead || document.hidden) return;
    lastRead = last.id;
    void call('POST', `/v1/conversations/${id}/read`, {}).catch(() => undefined);
  };
  document.addEventListener('visibilitychange', () => {
    if (place.contains(head)) markRead();
  });

  void loadTemplates(view.channelAccountId).then(
    () => thread.redraw(),
    () => undefined,
  );

  return {
    id,
    ready: thread.refresh().then(markRead),
    update: async (next, changed) => {
      view = next;
      drawHead();
      composer.update(next);
      await Promise.allSettled([...sending]);
      await thread.refresh(changed);
      markRead();
    },
    tick: () => composer.update(view),
    reply: () => composer.focus(),
  };
};
