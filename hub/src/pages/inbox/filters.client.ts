/// <reference lib="dom" />
import type { ConversationCounts } from '@centralita/core/hub-client';
import { $, el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { choice, panel } from '../common/panel.client.ts';
import { allTeams, me, needMe, onPerson, teamName } from '../common/person.client.ts';
import { addressOf, type Narrowed, readNarrowed, type ViewName, viewNames } from './views.client.ts';

export interface Filters {
  now(): Narrowed;
  /** What each holds, asked for again. */
  count(): void;
  focusSearch(): void;
  draw(): void;
}

const pause = 220;

/** The head of the list: search, views with their counts, and what narrows them. */
export const createFilters = (options: {
  accounts(): ReadonlyMap<string, string>;
  changed(): void;
}): Filters => {
  const search = $<HTMLInputElement>('search');
  let narrowed = readNarrowed(location.pathname === '/' ? location.search : '');
  let counts: ConversationCounts | undefined;
  search.value = narrowed.q ?? '';

  const change = (next: Narrowed): void => {
    narrowed = next;
    if (location.pathname === '/') history.replaceState(null, '', `/${addressOf(narrowed)}`);
    draw();
    options.changed();
  };
  const without = (name: 'team' | 'account' | 'tag'): Narrowed => {
    const { [name]: _, ...rest } = narrowed;
    return rest;
  };

  let typed: ReturnType<typeof setTimeout> | undefined;
  search.addEventListener('input', () => {
    clearTimeout(typed);
    typed = setTimeout(() => {
      const { q: _, ...rest } = narrowed;
      const q = search.value.trim();
      change(q ? { ...rest, q } : rest);
    }, pause);
  });

  const countOf = (view: ViewName): number | undefined =>
    view === 'waiting' || view === 'closed' ? undefined : counts?.[view];

  const chip = (view: ViewName): HTMLElement => {
    const count = countOf(view);
    return el(
      'button',
      {
        type: 'button',
        class: `chip ${view === 'overdue' && count ? 'urgent' : ''}`,
        'data-view': view,
        'aria-pressed': String(view === narrowed.view && !narrowed.q),
        onclick: () => {
          if (view === 'mine' && !needMe()) return;
          search.value = '';
          const { q: _, ...rest } = narrowed;
          change({ ...rest, view });
        },
      },
      t(`filters.${view}`),
      count !== undefined && el('span', { class: 'chip-count' }, String(count)),
    );
  };

  const tagForm = (close: () => void): HTMLElement => {
    const field = el('input', {
      class: 'field',
      value: narrowed.tag ?? '',
      maxlength: '100',
      'aria-label': t('filters.tag'),
      placeholder: t('filters.tag'),
      autocomplete: 'off',
    });
    return el(
      'form',
      {
        class: 'panel-form',
        onsubmit: (event: Event) => {
          event.preventDefault();
          const tag = field.value.trim();
          close();
          change(tag ? { ...narrowed, tag } : without('tag'));
        },
      },
      field,
    );
  };

  const narrower = panel({
    label: t('filters.narrow'),
    class: 'round narrow-button',
    face: [icon('filter')],
    content: (close) => {
      const accounts = [...options.accounts()];
      const pick = (next: Narrowed) => () => {
        close();
        change(next);
      };
      return [
        allTeams().length > 0 && el('h3', {}, t('filters.team')),
        ...allTeams().map(({ id, name }) =>
          choice(name, pick(narrowed.team === id ? without('team') : { ...narrowed, team: id }), {
            chosen: narrowed.team === id,
            detail: String(counts?.byTeam[id] ?? 0),
          }),
        ),
        accounts.length > 1 && el('h3', {}, t('filters.account')),
        ...(accounts.length > 1 ? accounts : []).map(([id, name]) =>
          choice(name, pick(narrowed.account === id ? without('account') : { ...narrowed, account: id }), {
            chosen: narrowed.account === id,
          }),
        ),
        el('h3', {}, t('filters.tag')),
        tagForm(close),
      ];
    },
  });
  search.after(narrower.element);

  const active = (name: 'team' | 'account' | 'tag', label: string): HTMLElement =>
    el(
      'button',
      {
        type: 'button',
        class: 'tag active',
        title: t('filters.drop', { name: label }),
        'aria-label': t('filters.drop', { name: label }),
        onclick: () => change(without(name)),
      },
      label,
      icon('close'),
    );

  const draw = (): void => {
    const focused = (document.activeElement as HTMLElement | null)?.dataset.view;
    fill($('filters'), viewNames.map(chip));
    if (focused) $('filters').querySelector<HTMLElement>(`[data-view="${focused}"]`)?.focus();
    fill(
      $('narrow'),
      narrowed.team && active('team', teamName(narrowed.team)),
      narrowed.account && active('account', options.accounts().get(narrowed.account) ?? narrowed.account),
      narrowed.tag && active('tag', narrowed.tag),
    );
  };

  let counting = false;
  let again = false;
  const count = async (): Promise<void> => {
    if (counting) {
      again = true;
      return;
    }
    counting = true;
    const mine = me();
    counts =
      (await get<ConversationCounts>(`/v1/conversations/counts${mine ? `?userId=${mine.id}` : ''}`).catch(
        () => undefined,
      )) ?? counts;
    draw();
    // A burst of events is one count and one more.
    setTimeout(() => {
      counting = false;
      if (again) {
        again = false;
        void count();
      }
    }, 600);
  };

  onPerson(() => {
    void count();
    if (narrowed.view === 'mine') change(me() ? narrowed : { ...narrowed, view: 'open' });
  });
  draw();
  return {
    now: () => narrowed,
    count: () => void count(),
    focusSearch: () => search.focus(),
    draw,
  };
};
