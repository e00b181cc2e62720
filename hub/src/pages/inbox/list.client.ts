/// <reference lib="dom" />
import type { ConversationView, Page } from '@centralita/core/hub-client';
import { $, arrange, calmly, el, facts, fill, t } from '@centralita/sandbox/phone/dom.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { getFirst } from '../common/first.client.ts';
import { now } from '../common/live.client.ts';
import { trouble } from '../common/trouble.client.ts';
import { row } from './row.client.ts';
import { belongs, compareIn, type Narrowed, queryOf } from './views.client.ts';

export interface List {
  /** Reads the first page for what is asked now. */
  load(): Promise<void>;
  /** Reads one conversation again and puts it in its place. */
  refresh(id: string): Promise<ConversationView | undefined>;
  /** A conversation as an action answered it. */
  put(view: ConversationView): void;
  get(id: string): ConversationView | undefined;
  isEmpty(): boolean;
  setOpen(id: string | undefined): void;
  /** Moves the focus by so many rows. */
  move(by: number): void;
  focus(): void;
  render(): void;
}

/** Rows drawn above and below what is seen. */
const spare = 8;
const retryAfter = 3_000;

/** What to do while nobody has written. */
export const firstStep = (): (HTMLElement | SVGSVGElement | false)[] => [
  icon('chat', 'large'),
  el('h2', {}, t('empty.title')),
  el('p', { class: 'muted' }, t(facts.sandbox ? 'empty.sandbox' : 'empty.real')),
  facts.sandbox === true && el('a', { class: 'button main', href: '/phone' }, t('empty.sandbox.go')),
];

/** The list: pages as one scrolls, and only the rows that are seen stand in the document. */
export const createList = (asked: () => Narrowed, choose: (id: string) => void): List => {
  const rows = $('rows');
  const space = el('ul', { class: 'rows-space', 'aria-label': t('list.label') });
  const known = new Map<string, ConversationView>();
  const drawn = new Map<string, { element: HTMLElement; of: string }>();
  let order: string[] = [];
  let next: string | undefined;
  let open: string | undefined;
  let loaded = false;
  let everAny = false;
  let wave = 0;
  let going: Promise<void> | undefined;

  /** Rows have one height, in rem: larger letters make larger rows. */
  const height = (): number => 5.75 * Number.parseFloat(getComputedStyle(document.documentElement).fontSize);

  rows.addEventListener('click', (event) => {
    const link = (event.target as Element).closest<HTMLAnchorElement>('a.row');
    if (!link || event.metaKey || event.ctrlKey || event.shiftKey) return;
    event.preventDefault();
    choose(link.pathname.slice('/c/'.length));
  });
  rows.addEventListener('scroll', () => render(), { passive: true });
  new ResizeObserver(() => render()).observe(rows);

  const readPage = async (after: string | undefined): Promise<void> => {
    const query = queryOf(asked());
    const mine = wave;
    if (!query) {
      order = [];
      next = undefined;
      return;
    }
    if (after) query.set('after', after);
    const page = await getFirst<Page<ConversationView>>(`/v1/conversations?${query}`);
    // Meanwhile something else was asked for.
    if (mine !== wave) return;
    if (!after) order = [];
    const had = new Set(order);
    for (const one of page.items) {
      known.set(one.id, one);
      if (!had.has(one.id)) order.push(one.id);
    }
    next = page.next;
    everAny ||= page.items.length > 0;
  };

  const more = (): void => {
    if (next === undefined || going) return;
    going = readPage(next)
      .catch(() => undefined)
      .then(() => {
        going = undefined;
        render();
      });
  };

  const draw = (id: string, index: number): HTMLElement | undefined => {
    const conversation = known.get(id);
    if (!conversation) return undefined;
    const isOpen = id === open;
    const of = `${JSON.stringify(conversation)}${isOpen}${Math.floor(now() / 60_000)}`;
    let entry = drawn.get(id);
    if (entry?.of !== of) {
      const fresh = row(conversation, isOpen);
      // The element stays, with the focus it may have.
      const link = entry?.element.firstElementChild;
      if (entry && link) {
        link.replaceChildren(...fresh.childNodes);
        link.className = fresh.className;
        if (isOpen) link.setAttribute('aria-current', 'true');
        else link.removeAttribute('aria-current');
        entry.of = of;
      } else {
        entry = { element: el('li', {}, fresh), of };
        drawn.set(id, entry);
      }
    }
    const { element } = entry;
    element.style.transform = `translateY(${index * height()}px)`;
    element.setAttribute('aria-posinset', String(index + 1));
    element.setAttribute('aria-setsize', String(next === undefined ? order.length : -1));
    return element;
  };

  const nobody = (): HTMLElement => {
    const narrowed = asked();
    const plainly =
      narrowed.view === 'open' && !narrowed.q && !narrowed.team && !narrowed.tag && !narrowed.account;
    if (everAny || !plainly)
      return el('p', { class: 'nobody muted' }, t(narrowed.q ? 'list.none.search' : 'list.none'));
    return el('div', { class: 'nobody first-step' }, firstStep());
  };

  let showsNobody = '';
  const render = (): void => calmly(drawAll);
  const drawAll = (): void => {
    if (!loaded) return;
    rows.removeAttribute('aria-busy');
    if (order.length === 0) {
      const of = JSON.stringify([asked(), everAny]);
      if (showsNobody !== of) fill(rows, nobody());
      showsNobody = of;
      return;
    }
    showsNobody = '';
    if (!rows.contains(space)) fill(rows, space);
    const each = height();
    const from = Math.max(0, Math.floor(rows.scrollTop / each) - spare);
    const to = Math.min(order.length, Math.ceil((rows.scrollTop + rows.clientHeight) / each) + spare);
    space.style.height = `${order.length * each}px`;
    const shown = order.slice(from, to);
    const focused = (document.activeElement as HTMLAnchorElement | null)?.pathname?.slice('/c/'.length);
    const wanted = shown.flatMap((id, index) => draw(id, from + index) ?? []);
    // Whoever stands on a row by keyboard does not lose it by scrolling.
    const away = focused && !shown.includes(focused) ? order.indexOf(focused) : -1;
    const kept = away >= 0 && focused ? draw(focused, away) : undefined;
    arrange(space, kept ? (away < from ? [kept, ...wanted] : [...wanted, kept]) : wanted);
    const here = new Set(shown);
    for (const id of drawn.keys()) if (!here.has(id) && id !== focused) drawn.delete(id);
    if (to + spare >= order.length) more();
    const waiting = order.filter((id) => (known.get(id)?.unanswered ?? 0) > 0).length;
    document.title = `${waiting ? `(${waiting}) ` : ''}${t('menu.inbox')} · Centralita`;
  };

  /** What one reads stays where it is: what comes above it moves the scroll bar, not the rows. */
  const keepingPlace = (change: () => void): void => {
    const each = height();
    const top = Math.floor(rows.scrollTop / each);
    const anchor = rows.scrollTop > 4 ? order[top] : undefined;
    change();
    const at = anchor === undefined ? -1 : order.indexOf(anchor);
    if (at >= 0 && at !== top) {
      space.style.height = `${order.length * each}px`;
      rows.scrollTop += (at - top) * each;
    }
    render();
  };

  const put = (view: ConversationView): void => {
    const narrowed = asked();
    keepingPlace(() => {
      known.set(view.id, view);
      everAny = true;
      const at = order.indexOf(view.id);
      if (narrowed.q) return;
      if (at >= 0) order.splice(at, 1);
      // What is open stays in the list until one goes on, although an answer took it out of it.
      if (!belongs(view, narrowed, now()) && view.id !== open) return;
      const compare = compareIn(narrowed);
      let place = order.findIndex((id) => compare(view, known.get(id) ?? view) < 0);
      if (place < 0) place = order.length;
      // Below the last page that was read nobody knows who else stands there.
      if (place === order.length && next !== undefined && at < 0) return;
      order.splice(place, 0, view.id);
    });
  };

  const linkAt = (index: number): HTMLAnchorElement | null | undefined => {
    const id = order[index];
    return id === undefined ? undefined : drawn.get(id)?.element.querySelector<HTMLAnchorElement>('a.row');
  };
  const focusAt = (index: number): void => {
    const each = height();
    if (index * each < rows.scrollTop) rows.scrollTop = index * each;
    else if ((index + 1) * each > rows.scrollTop + rows.clientHeight)
      rows.scrollTop = (index + 1) * each - rows.clientHeight + 8;
    drawAll();
    linkAt(index)?.focus({ preventScroll: true });
  };
  const here = (): number => {
    const focused = (document.activeElement as HTMLElement | null)?.closest<HTMLAnchorElement>('a.row');
    const id = focused?.pathname.slice('/c/'.length) ?? open;
    return id === undefined ? -1 : order.indexOf(id);
  };

  const load = async (): Promise<void> => {
    wave += 1;
    const slow = setTimeout(() => rows.setAttribute('aria-busy', 'true'), 300);
    try {
      await readPage(undefined);
      rows.scrollTop = 0;
      loaded = true;
      render();
    } catch (error) {
      showsNobody = '';
      rows.removeAttribute('aria-busy');
      if (!loaded) throw error;
      fill(rows, el('div', { class: 'nobody' }, trouble(error)));
      // The stream comes back by itself; so does the list.
      const failed = wave;
      setTimeout(() => {
        if (failed === wave) void load().catch(() => undefined);
      }, retryAfter);
    } finally {
      clearTimeout(slow);
      rows.removeAttribute('aria-busy');
    }
  };

  return {
    load,
    refresh: async (id) => {
      const view = await getFirst<ConversationView>(`/v1/conversations/${id}`);
      put(view);
      return view;
    },
    put,
    get: (id) => known.get(id),
    isEmpty: () => loaded && !everAny,
    setOpen: (id) => {
      const left = open;
      open = id;
      const view = left === undefined || left === id ? undefined : known.get(left);
      if (view) put(view);
      else render();
    },
    move: (by) => {
      if (order.length === 0) return;
      const from = here();
      focusAt(from < 0 ? 0 : Math.min(order.length - 1, Math.max(0, from + by)));
    },
    focus: () => {
      if (order.length > 0) focusAt(Math.max(0, here()));
    },
    render,
  };
};
