/// <reference lib="dom" />
import type { ConversationView, Page } from '@centralita/core/hub-client';
import { $, arrange, calmly, el, facts, fill, t } from '@centralita/sandbox/phone/dom.client';
import { get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { addressOf, nameOf } from './names.client.ts';
import { row } from './row.client.ts';

const filters = {
  open: ({ state }: ConversationView) => state !== 'closed',
  unanswered: ({ state, unanswered }: ConversationView) => state !== 'closed' && unanswered > 0,
  closed: ({ state }: ConversationView) => state === 'closed',
  all: () => true,
} as const;
type Filter = keyof typeof filters;

/** Rows drawn before one asks for more. */
const rowsAtOnce = 200;
const mostKnown = 20_000;

export interface List {
  load(): Promise<void>;
  /** Reads one conversation again and puts it in its place. */
  refresh(id: string): Promise<ConversationView | undefined>;
  get(id: string): ConversationView | undefined;
  isEmpty(): boolean;
  setOpen(id: string | undefined): void;
  /** Moves the focus by so many rows. */
  move(by: number): void;
  focus(): void;
  render(): void;
}

/** What to do while nobody has written. */
export const firstStep = (): (HTMLElement | SVGSVGElement | false)[] => [
  icon('chat', 'large'),
  el('h2', {}, t('empty.title')),
  el('p', { class: 'muted' }, t(facts.sandbox ? 'empty.sandbox' : 'empty.real')),
  facts.sandbox === true && el('a', { class: 'button main', href: '/phone' }, t('empty.sandbox.go')),
];

export const createList = (choose: (id: string) => void): List => {
  const rows = $('rows');
  const search = $<HTMLInputElement>('search');
  const known = new Map<string, ConversationView>();
  const drawn = new Map<string, { element: HTMLAnchorElement; of: string }>();
  let filter: Filter = 'open';
  let open: string | undefined;
  let next: string | undefined;
  let loaded = false;
  let shownRows = rowsAtOnce;

  const chips = Object.keys(filters).map((name) =>
    el(
      'button',
      {
        type: 'button',
        class: 'chip',
        'data-filter': name,
        onclick: () => {
          filter = name as Filter;
          rows.scrollTop = 0;
          render();
        },
      },
      t(`filters.${name}`),
      el('span', { class: 'chip-count' }),
    ),
  );
  fill($('filters'), chips);
  search.addEventListener('input', () => render());
  rows.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a.row');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.pathname.slice('/c/'.length));
  });

  const more = el(
    'button',
    {
      type: 'button',
      class: 'button more',
      onclick: () => {
        shownRows += rowsAtOnce;
        render();
      },
    },
    t('list.more'),
  );

  /** The first page is shown at once; the rest is read behind it, for the counts and the order. */
  const readAll = async (): Promise<void> => {
    let after: string | undefined;
    do {
      const page = await get<Page<ConversationView>>(
        `/v1/conversations?limit=200${after ? `&after=${encodeURIComponent(after)}` : ''}`,
      );
      for (const conversation of page.items) known.set(conversation.id, conversation);
      after = page.next;
      next = after;
      const isFirst = !loaded;
      loaded = true;
      render();
      if (isFirst) first();
    } while (after && known.size < mostKnown);
  };
  let first: () => void = () => undefined;

  const matches = (conversation: ConversationView): boolean => {
    const wanted = search.value.trim().toLowerCase();
    if (wanted === '') return true;
    const words = `${nameOf(conversation.contact)} ${addressOf(conversation.contact)} ${conversation.caseNumber} ${conversation.lastMessage?.text ?? ''}`;
    return words.toLowerCase().includes(wanted);
  };

  const nobody = (): HTMLElement => {
    if (known.size > 0)
      return el('p', { class: 'nobody muted' }, t(search.value.trim() ? 'list.none.search' : 'list.none'));
    return el('div', { class: 'nobody first-step' }, firstStep());
  };

  const draw = (conversation: ConversationView): HTMLAnchorElement => {
    const isOpen = conversation.id === open;
    const of = `${JSON.stringify(conversation)}${isOpen}${Math.floor(now() / 60_000)}`;
    const before = drawn.get(conversation.id);
    if (before?.of === of) return before.element;
    const fresh = row(conversation, isOpen);
    // The element stays, with the focus it may have.
    const element = before?.element ?? fresh;
    if (before) {
      element.replaceChildren(...fresh.childNodes);
      if (isOpen) element.setAttribute('aria-current', 'true');
      else element.removeAttribute('aria-current');
    }
    drawn.set(conversation.id, { element, of });
    return element;
  };

  const render = (): void => calmly(drawAll);
  const drawAll = (): void => {
    if (!loaded) return;
    const all = [...known.values()].sort((one, other) => other.lastMessageAt - one.lastMessageAt);
    for (const chip of chips) {
      const name = chip.dataset.filter as Filter;
      chip.setAttribute('aria-pressed', String(name === filter));
      const count = all.filter(filters[name]).length;
      fill(chip.lastElementChild as Element, `${count}${next ? '+' : ''}`);
    }
    const wanted = all.filter(filters[filter]).filter(matches);
    const shown: HTMLElement[] = wanted.length > 0 ? wanted.slice(0, shownRows).map(draw) : [nobody()];
    if (wanted.length > shownRows) shown.push(more);
    arrange(rows, shown);
    rows.removeAttribute('aria-busy');
    document.title = `${all.filter(filters.unanswered).length ? `(${all.filter(filters.unanswered).length}) ` : ''}${t('menu.inbox')} · Centralita`;
  };

  const links = () => [...rows.querySelectorAll<HTMLAnchorElement>('a.row')];

  return {
    load: () =>
      new Promise((resolve, reject) => {
        loaded = false;
        known.clear();
        first = resolve;
        readAll().catch(reject);
      }),
    refresh: async (id) => {
      const conversation = await get<ConversationView>(`/v1/conversations/${id}`);
      known.set(id, conversation);
      render();
      return conversation;
    },
    get: (id) => known.get(id),
    isEmpty: () => loaded && known.size === 0,
    setOpen: (id) => {
      open = id;
      render();
    },
    move: (by) => {
      const all = links();
      if (all.length === 0) return;
      const here = all.indexOf(document.activeElement as HTMLAnchorElement);
      const from = here >= 0 ? here : all.findIndex((link) => link.hasAttribute('aria-current'));
      const to = from < 0 ? 0 : Math.min(all.length - 1, Math.max(0, from + by));
      all[to]?.focus();
      all[to]?.scrollIntoView({ block: 'nearest' });
    },
    focus: () => {
      const all = links();
      (all.find((link) => link.hasAttribute('aria-current')) ?? all[0])?.focus();
    },
    render,
  };
};
