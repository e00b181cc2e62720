/// <reference lib="dom" />
import type { ConsentRecord, ContactId } from '@centralita/core/model';
import { el, fill, hasWord, t } from '@centralita/sandbox/phone/dom.client';
import { dayOf, exactly, timeOf } from '@centralita/sandbox/phone/format.client';
import { call } from '@centralita/sandbox/phone/http.client';
import { now } from '../common/live.client.ts';
import { panel } from '../common/panel.client.ts';
import { trouble } from '../common/trouble.client.ts';

const word = (prefix: string, value: string) =>
  hasWord(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : value;

const line = (record: ConsentRecord): HTMLElement => {
  const purposes =
    record.purposes === 'all'
      ? t('purpose.all')
      : record.purposes.map((one) => word('purpose', one)).join(', ');
  const tone = record.state === 'granted' ? 'good' : record.state === 'withdrawn' ? 'bad' : 'warn';
  return el(
    'li',
    { class: 'consent' },
    el('span', { class: `tag ${tone}` }, word('consent', record.state)),
    el('span', {}, ` ${purposes}`),
    el(
      'p',
      { class: 'minor', title: exactly(record.at) },
      `${dayOf(record.at, now())}, ${timeOf(record.at)} · ${word('actor', record.actor)} · ${word('source', record.source)}`,
    ),
    record.wording && el('p', { class: 'minor', dir: 'auto' }, `“${record.wording}”`),
    record.proof && el('p', { class: 'minor', dir: 'auto' }, record.proof),
  );
};

const purposes = ['utility', 'marketing', 'authentication'] as const;
const sources = ['form', 'link', 'import', 'operator'] as const;

/** A statement of the person that reached the team some other way: what, about which purposes, and how it is known. */
const form = (contactId: ContactId, state: 'granted' | 'withdrawn', close: () => void, done: () => void) => {
  const problem = el('div', { role: 'alert' });
  const boxes = purposes.map((purpose) =>
    el('input', {
      type: 'checkbox',
      value: purpose,
      checked: state === 'withdrawn' || purpose === 'utility',
    }),
  );
  const source = el(
    'select',
    { class: 'field', 'aria-label': t('consent.source') },
    sources.map((one) => el('option', { value: one }, word('source', one))),
  );
  const proof = el('input', {
    class: 'field',
    required: state === 'granted',
    placeholder: t('refused.proof.example'),
    autocomplete: 'off',
  });
  return el(
    'form',
    {
      class: 'panel-form',
      onsubmit: async (event: Event) => {
        event.preventDefault();
        const chosen = boxes.filter(({ checked }) => checked).map(({ value }) => value);
        if (chosen.length === 0) return;
        try {
          await call('POST', '/v1/consents', {
            contactId,
            state,
            purposes: state === 'withdrawn' && chosen.length === purposes.length ? 'all' : chosen,
            actor: 'operator',
            source: source.value,
            ...(proof.value.trim() ? { proof: proof.value.trim() } : {}),
          });
          close();
          done();
        } catch (error) {
          fill(problem, trouble(error));
        }
      },
    },
    el(
      'fieldset',
      {},
      el('legend', { class: 'small' }, t(`consent.about.${state}`)),
      purposes.map((purpose, index) =>
        el('label', { class: 'check' }, boxes[index], t(`purpose.${purpose}`)),
      ),
    ),
    el('label', {}, el('span', { class: 'small muted' }, t('consent.source')), source),
    el('label', {}, el('span', { class: 'small muted' }, t('consent.proof')), proof),
    problem,
    el('button', { type: 'submit', class: 'button main' }, t(`consent.record.${state}`)),
  );
};

/** What a person said yes and no to, newest first, and the way to write down more. */
export const consentSection = (
  contactId: ContactId,
  records: readonly ConsentRecord[] | undefined,
  done: () => void,
): HTMLElement =>
  el(
    'section',
    {},
    el('h3', {}, t('card.consent')),
    records === undefined
      ? el('p', { class: 'muted small' }, t('card.consent.hidden'))
      : records.length > 0
        ? el('ul', {}, [...records].sort((one, other) => other.at - one.at).map(line))
        : el('p', { class: 'muted small' }, t('card.consent.none')),
    el(
      'div',
      { class: 'card-acts' },
      (['granted', 'withdrawn'] as const).map(
        (state) =>
          panel({
            label: t(`consent.add.${state}`),
            class: 'button small-button',
            face: [t(`consent.add.${state}`)],
            content: (close) => [form(contactId, state, close, done)],
          }).element,
      ),
    ),
  );
