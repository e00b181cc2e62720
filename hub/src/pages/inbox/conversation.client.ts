/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import type { Message, OutboundContent } from '@centralita/core/model';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { call, Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { me } from '../common/person.client.ts';
import { troubleOf } from '../common/trouble.client.ts';
import { type Actions, createActions } from './actions.client.ts';
import { createComposer } from './composer.client.ts';
import { createHead } from './head.client.ts';
import { nameOf } from './names.client.ts';
import { loadTemplates } from './template-texts.client.ts';
import { createThread } from './thread.client.ts';

export interface Conversation {
  readonly id: string;
  readonly actions: Actions;
  /** The messages are shown. */
  readonly ready: Promise<void>;
  update(view: ConversationView, changed?: string): Promise<void>;
  /** Notes and what was done changed. */
  refreshLines(): void;
  /** Time went on. */
  tick(): void;
  /** Who sits here changed. */
  redraw(): void;
  reply(): void;
  note(): void;
  templates(): void;
  assign(): void;
  snooze(): void;
  closeOrReopen(): void;
  /** Another is opened. */
  leave(): void;
}

export interface ConversationOptions {
  back(): void;
  card(): void;
  /** As an action answered it. */
  changed(view: ConversationView): void;
}

/** The middle of the inbox: who, the messages, the reply. */
export const openConversation = (
  initial: ConversationView,
  place: HTMLElement,
  on: ConversationOptions,
): Conversation => {
  const { id } = initial;
  let view = initial;
  let lastRead = '';
  const sending = new Set<Promise<unknown>>();
  const said = el('div', { class: 'said', role: 'alert' });

  const actions = createActions(id, {
    done: (next) => {
      fill(said);
      on.changed(next);
    },
    failed: (error, again) => {
      const { title, detail, nextStep } = troubleOf(error);
      fill(
        said,
        el(
          'div',
          { class: `notice ${again ? 'warn' : ''}` },
          icon('alert'),
          el(
            'div',
            {},
            el('strong', {}, title),
            el('p', {}, [detail, nextStep].filter(Boolean).join('. ')),
            again && el('button', { type: 'button', class: 'button', onclick: again }, t('act.takeOver')),
          ),
          el(
            'button',
            { type: 'button', class: 'quiet', 'aria-label': t('refused.dismiss'), onclick: () => fill(said) },
            icon('close'),
          ),
        ),
      );
    },
  });

  const thread = createThread({
    conversation: id,
    customer: () => nameOf(view.contact),
    reply: (message) => composer.quote(message),
    template: () => composer.openTemplates(),
    editNote: (note) => composer.openNote(note),
  });

  /** Shown at once; the key makes a second attempt of the same message harmless. */
  const send = (
    content: OutboundContent,
    replyTo?: Message,
    more: { readonly key?: string; readonly whatever?: boolean } = {},
  ): void => {
    const key = more.key ?? crypto.randomUUID();
    const local = `local:${key}` as Message['id'];
    const mine = me();
    const lastSeen = thread.messages().findLast((one) => !one.id.startsWith('local:'))?.id;
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
      ...(mine ? { authorId: mine.id } : {}),
      ...(replyTo ? { replyTo: replyTo.id } : {}),
    });
    const body = {
      conversationId: id,
      content,
      ...(replyTo ? { replyTo: replyTo.id } : {}),
      ...(mine ? { authorId: mine.id } : {}),
      ...(lastSeen && !more.whatever ? { lastSeen } : {}),
    };
    const going = call<Message>('POST', '/v1/messages', body, { 'idempotency-key': key }).then(
      (message) => thread.settle(local, message),
      (error: unknown) => {
        if (!(error instanceof Refused)) {
          thread.unsent(local, () => send(content, replyTo, { ...more, key }));
          return;
        }
        thread.settle(local);
        // What the other wrote stands in the thread before one decides.
        if (error.code === 'answered_meanwhile') void thread.refresh().catch(() => undefined);
        composer.refuse(error, content, () => send(content, replyTo, { whatever: true }));
      },
    );
    sending.add(going);
    void going.finally(() => sending.delete(going));
  };

  const composer = createComposer(initial, { send, noted: () => void thread.refreshLines() });
  const head = createHead(actions, { back: on.back, card: on.card });
  head.draw(view);
  fill(place, head.element, said, thread.element, composer.element);

  /** Whoever has it open in front of them reads it; the customer sees that. */
  const markRead = () => {
    const last = thread.messages().findLast(({ direction }) => direction === 'inbound');
    if (!last || last.id === lastRead || document.hidden) return;
    lastRead = last.id;
    void call('POST', `/v1/conversations/${id}/read`, {}).catch(() => undefined);
  };
  document.addEventListener('visibilitychange', () => {
    if (place.contains(head.element)) markRead();
  });

  void loadTemplates(view.channelAccountId).then(
    () => thread.redraw(),
    () => undefined,
  );

  return {
    id,
    actions,
    ready: Promise.all([thread.refresh(), thread.refreshLines()]).then(markRead),
    update: async (next, changed) => {
      view = next;
      head.draw(next);
      composer.update(next);
      await Promise.allSettled([...sending]);
      await thread.refresh(changed);
      markRead();
    },
    refreshLines: () => void thread.refreshLines(),
    tick: () => {
      head.draw(view);
      composer.update(view);
    },
    redraw: () => {
      head.draw(view);
      composer.update(view);
      thread.redraw();
    },
    reply: () => composer.focus(),
    note: () => composer.openNote(),
    templates: () => composer.openTemplates(),
    assign: () => head.openAssign(),
    snooze: () => head.openSnooze(),
    closeOrReopen: () => head.closeOrReopen(),
    leave: () => composer.leave(),
  };
};
