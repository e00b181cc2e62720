/// <reference lib="dom" />
import type { ConversationView } from '@centralita/core/hub-client';
import type { ConsentRecord, Contact } from '@centralita/core/model';
import { $, el, fill, hasWord, t } from '@centralita/sandbox/phone/dom.client';
import { dayOf, exactly, timeOf } from '@centralita/sandbox/phone/format.client';
import { get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { now } from '../common/live.client.ts';
import { nameOf, phoneText } from './names.client.ts';
import { avatar } from './row.client.ts';

const word = (prefix: string, value: string) =>
  hasWord(`${prefix}.${value}`) ? t(`${prefix}.${value}`) : value;

const fact = (label: string, value: string, title?: string): HTMLElement =>
  el('div', { class: 'fact' }, el('dt', {}, label), el('dd', { dir: 'auto', title }, value));

const consentLine = (record: ConsentRecord): HTMLElement => {
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
  );
};

export interface Card {
  show(conversation: ConversationView): void;
  refresh(): void;
}

export const createCard = (accountName: (id: string) => string): Card => {
  const element = $('card');
  let shown: ConversationView | undefined;
  let drawn = '';

  const draw = async () => {
    const conversation = shown;
    if (!conversation) return;
    const [contact, consents] = await Promise.all([
      get<Contact>(`/v1/contacts/${conversation.contactId}`),
      get<{ items: ConsentRecord[] }>(`/v1/consents?contactId=${conversation.contactId}`).catch(() => ({
        items: [],
      })),
    ]);
    if (shown !== conversation) return;
    const of = JSON.stringify([contact, consents, conversation.caseNumber, conversation.channelAccountId]);
    if (of === drawn) return;
    drawn = of;
    const name = nameOf(contact);
    const attributes = Object.entries(contact.attributes);
    fill(
      element,
      el(
        'button',
        {
          type: 'button',
          class: 'round card-close',
          'aria-label': t('card.close'),
          onclick: () => element.classList.remove('shown'),
        },
        icon('close'),
      ),
      el('div', { class: 'card-head' }, avatar(name), el('h2', { dir: 'auto' }, name)),
      el(
        'dl',
        {},
        fact(t('card.case'), conversation.caseNumber),
        fact(t('card.number'), accountName(conversation.channelAccountId)),
        fact(t('card.since'), dayOf(contact.createdAt, now()), exactly(contact.createdAt)),
      ),
      el('h3', {}, t('card.identities')),
      el(
        'dl',
        {},
        contact.identities.map(({ kind, value, since }) =>
          fact(
            word('identity', kind),
            kind === 'wa_id' || kind === 'phone'
              ? phoneText(value)
              : kind === 'username'
                ? `@${value}`
                : value,
            exactly(since),
          ),
        ),
      ),
      attributes.length > 0 && el('h3', {}, t('card.attributes')),
      attributes.length > 0 &&
        el(
          'dl',
          {},
          attributes.map(([key, value]) =>
            fact(key, typeof value === 'string' ? value : JSON.stringify(value)),
          ),
        ),
      el('h3', {}, t('card.consent')),
      consents.items.length > 0
        ? el('ul', {}, [...consents.items].sort((one, other) => other.at - one.at).map(consentLine))
        : el('p', { class: 'muted small' }, t('card.consent.none')),
    );
    element.hidden = false;
  };

  return {
    show: (conversation) => {
      shown = conversation;
      void draw().catch(() => undefined);
    },
    refresh: () => void draw().catch(() => undefined),
  };
};
