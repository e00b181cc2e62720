/// <reference lib="dom" />
import type { ChannelAccount } from '@centralita/core/model';
import { $, el, fill, hasWord, t } from '@centralita/sandbox/phone/dom.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { getFirst } from '../common/first.client.ts';
import { followHelp, isTyping } from '../common/help.client.ts';
import { goLive } from '../common/live.client.ts';
import { trouble } from '../common/trouble.client.ts';
import { fieldsOf, labelOf } from '../inbox/template-fields.client.ts';
import { previewOf } from '../inbox/template-preview.client.ts';
import { forgetTemplates, loadTemplates, partOf, type Template } from '../inbox/template-texts.client.ts';

const rows = $('rows');
const detail = $('detail');
const frame = $('page');
let account = '';
let all: readonly Template[] = [];
let chosen = '';
let wantedStatus = '';
let wantedText = '';

const keyOf = ({ name, language }: Template): string => `${name} ${language}`;
const word = (prefix: string, value = ''): string =>
  hasWord(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : value.toLowerCase();

const tones: Readonly<Record<string, string>> = {
  APPROVED: 'good',
  PENDING: 'warn',
  IN_APPEAL: 'warn',
  PAUSED: 'warn',
  REJECTED: 'bad',
  DISABLED: 'bad',
};
const statusTag = ({ status }: Template): HTMLElement =>
  el('span', { class: `tag ${tones[status.toUpperCase()] ?? ''}` }, word('templates.status', status));

const shown = (): readonly Template[] =>
  all.filter(
    (one) =>
      (wantedStatus === '' || one.status.toUpperCase() === wantedStatus) &&
      `${one.name} ${partOf(one, 'BODY')?.text ?? ''}`.toLowerCase().includes(wantedText.toLowerCase()),
  );

const row = (template: Template): HTMLElement =>
  el(
    'button',
    {
      type: 'button',
      class: 'entry',
      'aria-pressed': String(keyOf(template) === chosen),
      onclick: () => choose(template),
    },
    el(
      'span',
      { class: 'entry-top' },
      el('span', { class: 'name' }, template.name),
      el('span', { class: 'tag' }, template.language),
      statusTag(template),
    ),
    el('span', { class: 'minor clamp', dir: 'auto' }, partOf(template, 'BODY')?.text ?? ''),
  );

const facts = (template: Template): HTMLElement => {
  const fields = fieldsOf(template);
  return el(
    'div',
    {},
    el('h3', {}, t('templates.parameters')),
    fields.length === 0
      ? el('p', { class: 'muted small' }, t('templates.noParameters'))
      : el(
          'ul',
          { class: 'plain-list' },
          fields.map((field) =>
            el(
              'li',
              {},
              el('span', {}, labelOf(field)),
              field.example && el('span', { class: 'minor', dir: 'auto' }, ` ${field.example}`),
            ),
          ),
        ),
  );
};

const choose = (template: Template): void => {
  chosen = keyOf(template);
  drawRows();
  const examples = Object.fromEntries(fieldsOf(template).map(({ id, example = '' }) => [id, example]));
  const advice = `templates.advice.${template.status.toUpperCase()}`;
  fill(
    detail,
    el(
      'div',
      { class: 'detail-head' },
      el(
        'button',
        {
          type: 'button',
          class: 'button back-to-list',
          'aria-label': t('templates.title'),
          onclick: () => frame.classList.remove('reading'),
        },
        icon('back'),
      ),
      el('h2', {}, template.name),
      statusTag(template),
    ),
    el(
      'p',
      { class: 'muted small' },
      [template.language, word('templates.category', template.category), template.id]
        .filter(Boolean)
        .join(' · '),
    ),
    hasWord(advice) && el('p', { class: 'notice warn' }, icon('info'), el('div', {}, t(advice))),
    el('h3', {}, t('templates.preview')),
    el(
      'div',
      { class: 'message outbound' },
      el('div', { class: 'bubble preview' }, previewOf(template, examples)),
    ),
    facts(template),
  );
  frame.classList.add('reading');
};

const statuses = el('div', { class: 'filters', role: 'group', 'aria-label': t('templates.byStatus') });
const drawStatuses = (): void => {
  const counts = new Map<string, number>();
  for (const { status } of all) counts.set(status.toUpperCase(), (counts.get(status.toUpperCase()) ?? 0) + 1);
  const chip = (status: string, label: string, count: number) =>
    el(
      'button',
      {
        type: 'button',
        class: 'chip',
        'aria-pressed': String(status === wantedStatus),
        onclick: () => {
          wantedStatus = status;
          drawRows();
        },
      },
      label,
      el('span', { class: 'chip-count' }, String(count)),
    );
  fill(
    statuses,
    chip('', t('templates.all'), all.length),
    [...counts].map(([status, count]) => chip(status, word('templates.status', status), count)),
  );
};

const drawRows = (): void => {
  const within = rows.contains(document.activeElement);
  drawStatuses();
  const found = shown();
  fill(
    rows,
    found.length > 0
      ? found.map(row)
      : el('p', { class: 'nobody' }, t(all.length > 0 ? 'templates.none.search' : 'templates.none')),
  );
  rows.removeAttribute('aria-busy');
  if (within) rows.querySelector<HTMLElement>('[aria-pressed="true"]')?.focus();
};

const load = async (): Promise<void> => {
  try {
    all = await loadTemplates(account);
    drawRows();
  } catch (error) {
    rows.removeAttribute('aria-busy');
    fill(
      rows,
      trouble(error, () => void load()),
    );
  }
};

const search = el('input', {
  class: 'field search',
  type: 'search',
  placeholder: t('template.search'),
  'aria-label': t('template.search'),
  autocomplete: 'off',
});
search.addEventListener('input', () => {
  wantedText = search.value.trim();
  drawRows();
});

const accountSelect = (accounts: readonly ChannelAccount[]): HTMLSelectElement => {
  const select = el(
    'select',
    { class: 'field', 'aria-label': t('templates.account') },
    accounts.map(({ id, name, displayPhone }) =>
      el('option', { value: id }, [name, displayPhone].filter(Boolean).join(' · ') || id),
    ),
  );
  select.addEventListener('change', () => {
    account = select.value;
    chosen = '';
    fill(detail, el('p', { class: 'empty' }, t('templates.select')));
    void load();
  });
  return select;
};

document.addEventListener('keydown', (event) => {
  if (event.key === 'Escape') frame.classList.remove('reading');
  if (isTyping(event)) return;
  if (event.key === '/') {
    event.preventDefault();
    search.focus();
  }
  const by = { j: 1, k: -1, ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (by === undefined || (event.target as Element).matches('pre')) return;
  const entries = [...rows.querySelectorAll<HTMLElement>('.entry')];
  const here = entries.indexOf(document.activeElement as HTMLElement);
  entries[Math.min(entries.length - 1, Math.max(0, here + by))]?.focus();
  event.preventDefault();
});

followHelp([
  ['j k', 'help.key.move'],
  ['Enter', 'help.key.open'],
  ['/', 'help.key.search'],
  ['Esc', 'help.key.back'],
]);
fill(detail, el('p', { class: 'empty' }, t('templates.select')));
void goLive({
  onEvent: ({ type }) => {
    if (type !== 'template.changed') return;
    forgetTemplates();
    void load();
  },
  onGap: () => undefined,
});
try {
  const { items } = await getFirst<{ items: ChannelAccount[] }>('/v1/accounts');
  account = items[0]?.id ?? '';
  fill($('bar'), items.length > 1 && accountSelect(items), search, statuses);
  if (account) await load();
  else {
    rows.removeAttribute('aria-busy');
    fill(rows, el('p', { class: 'nobody' }, t('templates.noAccount')));
  }
} catch (error) {
  rows.removeAttribute('aria-busy');
  fill(
    rows,
    trouble(error, () => location.reload()),
  );
}
