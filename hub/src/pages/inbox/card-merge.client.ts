/// <reference lib="dom" />
import type { AuditEntry, ConversationView, Page } from '@centralita/core/hub-client';
import type { Contact, ContactId } from '@centralita/core/model';
import { el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { dayOf, exactly } from '@centralita/sandbox/phone/format.client';
import { call, get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { choice, panel } from '../common/panel.client.ts';
import { acting, userName } from '../common/person.client.ts';
import { trouble } from '../common/trouble.client.ts';
import { addressOf, nameOf } from './names.client.ts';

type Found = ConversationView['contact'];

/** Contacts by what one types, each once; the conversations know them all. */
const find = async (text: string, not: ContactId): Promise<Found[]> => {
  const query = new URLSearchParams({ q: text, limit: '20' });
  const { items } = await get<Page<ConversationView>>(`/v1/conversations?${query}`);
  const found = new Map(items.map(({ contact }) => [contact.id, contact]));
  found.delete(not);
  return [...found.values()].slice(0, 6);
};

/** Two records of one person become one; the stricter consent of the two holds. */
const mergeForm = (contact: Contact, close: () => void, done: () => void): HTMLElement => {
  const results = el('div', { class: 'merge-results' });
  const field = el('input', {
    class: 'field',
    type: 'search',
    placeholder: t('merge.search'),
    'aria-label': t('merge.search'),
    autocomplete: 'off',
  });
  const sure = (other: Found) =>
    fill(
      results,
      el('p', { class: 'small' }, t('merge.sure', { from: nameOf(other), into: nameOf(contact) })),
      el(
        'button',
        {
          type: 'button',
          class: 'button main',
          onclick: () => {
            call('POST', `/v1/contacts/${contact.id}/merge`, { from: other.id, ...acting() }).then(
              () => {
                close();
                done();
              },
              (error: unknown) => fill(results, trouble(error)),
            );
          },
        },
        t('merge.do'),
      ),
    );
  let typed: ReturnType<typeof setTimeout> | undefined;
  field.addEventListener('input', () => {
    clearTimeout(typed);
    const text = field.value.trim();
    if (text.length < 2) {
      fill(results);
      return;
    }
    typed = setTimeout(() => {
      find(text, contact.id).then(
        (found) => {
          if (field.value.trim() !== text) return;
          fill(
            results,
            found.length > 0
              ? found.map((one) => choice(nameOf(one), () => sure(one), { detail: addressOf(one) }))
              : el('p', { class: 'muted small' }, t('list.none.search')),
          );
        },
        (error: unknown) => fill(results, trouble(error)),
      );
    }, 250);
  });
  return el(
    'div',
    { class: 'panel-form' },
    el('p', { class: 'small muted' }, t('merge.text')),
    field,
    results,
  );
};

/** Merges that can be undone: those told of and not undone since. */
const mergesOf = (entries: readonly AuditEntry[]): ReadonlyMap<string, AuditEntry> => {
  const open = new Map<string, AuditEntry>();
  for (const entry of [...entries].sort((one, other) => one.at - other.at)) {
    const { action, detail } = entry;
    const from = typeof detail?.from === 'string' ? detail.from : undefined;
    if (!from) continue;
    if (action === 'contact.merged') open.set(from, entry);
    if (action === 'contact.unmerged') open.delete(from);
  }
  return open;
};

export const mergeSection = (
  contact: Contact,
  entries: readonly AuditEntry[],
  done: () => void,
): HTMLElement => {
  const problem = el('div', { role: 'alert' });
  const undo = (from: string) =>
    call('POST', `/v1/contacts/${from}/unmerge`, acting()).then(done, (error: unknown) =>
      fill(problem, trouble(error)),
    );
  return el(
    'section',
    {},
    el('h3', {}, t('merge.title')),
    [...mergesOf(entries)].map(([from, { at, by }]) =>
      el(
        'p',
        { class: 'small merged' },
        el(
          'span',
          { title: exactly(at), dir: 'auto' },
          t('merge.done', { day: dayOf(at, now()), name: by.userId ? userName(by.userId) : by.name }),
        ),
        el(
          'button',
          { type: 'button', class: 'button small-button', onclick: () => void undo(from) },
          t('merge.undo'),
        ),
      ),
    ),
    problem,
    panel({
      label: t('merge.open'),
      class: 'button small-button',
      face: [icon('merge'), t('merge.open')],
      content: (close) => [mergeForm(contact, close, done)],
    }).element,
  );
};
