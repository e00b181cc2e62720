/// <reference lib="dom" />
import type { AuditEntry, Note, Page } from '@centralita/core/hub-client';
import type { Message } from '@centralita/core/model';
import { arrange, el, t } from '@centralita/sandbox/phone/dom.client';
import { dayOf, sameDay } from '@centralita/sandbox/phone/format.client';
import { get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { getFirst } from '../common/first.client.ts';
import { now } from '../common/live.client.ts';
import { bubble } from './bubble.client.ts';
import { auditLine, noteLine } from './lines.client.ts';

const closeTogether = 4 * 60_000;
const nearEnd = 80;

export interface Thread {
  readonly element: HTMLElement;
  /** Reads the newest page again; `changed` is a message that may be further back. */
  refresh(changed?: string): Promise<void>;
  /** Shows a message before the hub has it. */
  add(message: Message): void;
  /** It has it now, or never will. */
  settle(local: string, message?: Message): void;
  /** Nobody knows whether it arrived at the hub. */
  unsent(local: string, retry: () => void): void;
  messages(): readonly Message[];
  /** Reads notes and what was done again: they stand between the messages. */
  refreshLines(): Promise<void>;
  /** Draws again: what templates say is known only after a while. */
  redraw(): void;
}

export interface ThreadOptions {
  readonly conversation: string;
  readonly customer: () => string;
  reply(message: Message): void;
  template(): void;
  editNote(note: Note): void;
}

/** What stands between messages. */
interface Line {
  readonly at: number;
  readonly element: HTMLElement;
}

export const createThread = (options: ThreadOptions): Thread => {
  const base = `/v1/conversations/${options.conversation}/messages`;
  const known = new Map<string, Message>();
  const drawn = new Map<string, { element: HTMLElement; of: string }>();
  const days = new Map<string, HTMLElement>();
  const retries = new Map<string, () => void>();
  let order: string[] = [];
  let locals: string[] = [];
  let next: string | undefined;
  let first = true;
  let epoch = 0;
  let lines: readonly Line[] = [];
  let linesOf = '';

  const items = el('ol', { class: 'messages' });
  const older = el(
    'button',
    {
      type: 'button',
      class: 'button older',
      hidden: true,
      onclick: () => void back().catch(() => undefined),
    },
    t('thread.older'),
  );
  const scroller = el(
    'div',
    { class: 'scroller', tabindex: '0', role: 'log', 'aria-label': t('thread.label') },
    older,
    items,
  );
  const pill = el(
    'button',
    { type: 'button', class: 'pill', hidden: true, onclick: () => toEnd() },
    icon('down'),
    t('thread.new'),
  );
  const element = el('div', { class: 'scroll-area' }, scroller, pill);

  const atEnd = () => scroller.scrollHeight - scroller.scrollTop - scroller.clientHeight < nearEnd;
  const toEnd = () => {
    scroller.scrollTop = scroller.scrollHeight;
    pill.hidden = true;
  };
  scroller.addEventListener('scroll', () => {
    if (atEnd()) pill.hidden = true;
    if (scroller.scrollTop < 60 && next && !first) void back().catch(() => undefined);
  });
  // What grows below, or a keyboard on a phone, must not push the last line out of sight.
  let wasAtEnd = true;
  scroller.addEventListener('scroll', () => {
    wasAtEnd = atEnd();
  });
  const grown = new ResizeObserver(() => {
    if (wasAtEnd) scroller.scrollTop = scroller.scrollHeight;
  });
  grown.observe(scroller);
  grown.observe(items);

  const dayLine = (at: number): HTMLElement => {
    const text = dayOf(at, now());
    const key = new Date(at).toDateString();
    let line = days.get(key);
    if (!line) {
      line = el('li', { class: 'day' }, el('span', {}, text));
      days.set(key, line);
    }
    (line.firstElementChild as Element).textContent = text;
    return line;
  };

  const draw = (message: Message): HTMLElement => {
    const quoted = message.replyTo ? (known.get(message.replyTo) ?? 'absent') : undefined;
    const of = `${JSON.stringify(message)}${quoted && quoted !== 'absent' ? quoted.id : quoted}${retries.has(message.id)}${epoch}`;
    const before = drawn.get(message.id);
    if (before?.of === of) return before.element;
    const retry = retries.get(message.id);
    const fresh = bubble(message, {
      customer: options.customer(),
      ...(quoted ? { quoted } : {}),
      ...(retry ? { unsent: { retry } } : {}),
      reply: options.reply,
      template: options.template,
    });
    drawn.set(message.id, { element: fresh, of });
    return fresh;
  };

  const render = (): void => {
    const stay = first || wasAtEnd;
    const wanted: HTMLElement[] = [];
    const all = [...order, ...locals].flatMap((id) => known.get(id) ?? []);
    let previous: Message | undefined;
    let lastAt: number | undefined;
    const day = (at: number): boolean => {
      const isNew = lastAt === undefined || !sameDay(lastAt, at);
      if (isNew) wanted.push(dayLine(at));
      lastAt = at;
      return isNew;
    };
    // Older lines belong to messages that are not read yet.
    const begin = next === undefined ? 0 : (all[0]?.timestamp ?? 0);
    const between = lines.filter(({ at }) => at >= begin);
    let line = 0;
    const until = (at: number): boolean => {
      const from = line;
      for (let one = between[line]; one && one.at < at; one = between[line]) {
        day(one.at);
        wanted.push(one.element);
        line += 1;
      }
      return line > from;
    };
    for (const message of all) {
      const parted = until(message.timestamp);
      const newDay = day(message.timestamp);
      const element = draw(message);
      const together =
        !newDay &&
        !parted &&
        previous?.direction === message.direction &&
        message.timestamp - previous.timestamp < closeTogether;
      element.classList.toggle('together', together);
      wanted.push(element);
      previous = message;
    }
    until(Number.POSITIVE_INFINITY);
    arrange(items, wanted);
    older.hidden = next === undefined;
    if (stay) toEnd();
  };

  const merge = (page: readonly Message[]): boolean => {
    const ids = page.map(({ id }) => id).reverse();
    const fresh = ids.some((id) => !known.has(id));
    for (const message of page) known.set(message.id, message);
    const inPage = new Set<string>(ids);
    order = [...order.filter((id) => !inPage.has(id)), ...ids];
    return fresh;
  };

  let going: Promise<void> | undefined;
  const back = (): Promise<void> => {
    going ??= (async () => {
      const page = await get<Page<Message>>(`${base}?limit=50&after=${encodeURIComponent(next ?? '')}`);
      next = page.next;
      for (const message of page.items) known.set(message.id, message);
      const ids = page.items.map(({ id }) => id as string).reverse();
      order = [...ids.filter((id) => !order.includes(id)), ...order];
      const fromEnd = scroller.scrollHeight - scroller.scrollTop;
      wasAtEnd = false;
      render();
      scroller.scrollTop = scroller.scrollHeight - fromEnd;
    })().finally(() => {
      going = undefined;
    });
    return going;
  };

  return {
    element,
    refresh: async (changed) => {
      const page = await getFirst<Page<Message>>(`${base}?limit=50`);
      const fresh = merge(page.items);
      if (first) next = page.next;
      if (changed && known.has(changed) && !page.items.some(({ id }) => id === changed))
        known.set(changed, await get<Message>(`/v1/messages/${changed}`));
      const moved = !first && fresh && !wasAtEnd;
      render();
      first = false;
      if (moved) pill.hidden = false;
    },
    add: (message) => {
      known.set(message.id, message);
      if (!locals.includes(message.id)) locals.push(message.id);
      wasAtEnd = true;
      render();
    },
    settle: (local, message) => {
      locals = locals.filter((id) => id !== local);
      known.delete(local);
      retries.delete(local);
      if (message && !known.has(message.id)) {
        order.push(message.id);
        known.set(message.id, message);
      }
      render();
    },
    unsent: (local, retry) => {
      retries.set(local, () => {
        retries.delete(local);
        retry();
      });
      render();
    },
    refreshLines: async () => {
      const [notes, entries] = await Promise.all([
        getFirst<{ items: Note[] }>(`/v1/conversations/${options.conversation}/notes`).catch(() => undefined),
        // Whoever may not read the audit trail sees the conversation without it.
        getFirst<Page<AuditEntry>>(`/v1/audit?conversationId=${options.conversation}&limit=100`).catch(
          () => undefined,
        ),
      ]);
      const of = JSON.stringify([notes, entries]);
      if (of === linesOf) return;
      linesOf = of;
      const found: Line[] = [
        ...(notes?.items ?? []).map((note) => ({
          at: note.createdAt,
          element: noteLine(note, options.editNote),
        })),
        ...(entries?.items ?? []).flatMap((entry) => {
          const element = auditLine(entry);
          return element ? [{ at: entry.at, element }] : [];
        }),
      ];
      lines = found.sort((one, other) => one.at - other.at);
      if (!first) render();
    },
    messages: () => [...order, ...locals].flatMap((id) => known.get(id) ?? []),
    redraw: () => {
      epoch += 1;
      render();
    },
  };
};
