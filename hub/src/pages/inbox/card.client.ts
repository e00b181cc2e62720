/// <reference lib="dom" />
import type { AuditEntry, ConversationView, Page } from '@centralita/core/hub-client';
import type { ConsentRecord, Contact } from '@centralita/core/model';
import { $, calmly, el, fill, language, t } from '@centralita/sandbox/phone/dom.client';
import { call, get } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { teamName } from '../common/person.client.ts';
import { troubleLine } from '../common/trouble.client.ts';
import type { Actions } from './actions.client.ts';
import { consentSection } from './card-consent.client.ts';
import { mergeSection } from './card-merge.client.ts';
import {
  attributeSection,
  casesSection,
  eraseSection,
  fact,
  identitySection,
  knownSince,
} from './card-person.client.ts';
import { tagsSection } from './card-tags.client.ts';
import { nameOf } from './names.client.ts';
import { avatar } from './row.client.ts';

export interface Card {
  show(conversation: ConversationView): void;
  refresh(): void;
  /** Nobody is shown any more. */
  leave(): void;
  focusTag(): void;
}

export interface CardOptions {
  accountName(id: string): string;
  actions(): Actions | undefined;
  open(conversation: string): void;
}

/** Everything about whoever one talks to, and about the case. */
export const createCard = (options: CardOptions): Card => {
  const element = $('card');
  let shown: ConversationView | undefined;
  let drawn = '';
  let waiting = false;

  const read = async ({ id, contactId }: ConversationView) => {
    const [contact, consents, cases, trail] = await Promise.all([
      get<Contact>(`/v1/contacts/${contactId}`),
      get<{ items: ConsentRecord[] }>(`/v1/consents?contactId=${contactId}`).catch(() => undefined),
      get<Page<ConversationView>>(`/v1/conversations?contactId=${contactId}&limit=20`).catch(() => undefined),
      get<Page<AuditEntry>>(`/v1/audit?contactId=${contactId}&limit=100`).catch(() => undefined),
    ]);
    return {
      contact,
      consents: consents?.items,
      others: cases?.items.filter((one) => one.id !== id) ?? [],
      trail: trail?.items.filter(({ action }) => action.startsWith('contact.')) ?? [],
    };
  };

  const routeFact = ({ route }: ConversationView): HTMLElement | false => {
    const why = route?.summary?.[language as 'en'];
    return why !== undefined && fact(t('card.route'), why);
  };

  const draw = async () => {
    const conversation = shown;
    if (!conversation) return;
    const found = await read(conversation);
    if (shown !== conversation) return;
    const { contact, consents, others, trail } = found;
    const { caseNumber, channelAccountId, tags, teamId, route } = conversation;
    const of = JSON.stringify([
      contact,
      consents,
      others.map((one) => [one.id, one.state]),
      trail,
      [conversation.id, caseNumber, channelAccountId, tags, teamId, route],
    ]);
    if (of === drawn) return;
    // What somebody is filling in is not taken away.
    if (element.querySelector('.panel:not([hidden])') || fieldInUse()) {
      waiting = true;
      return;
    }
    drawn = of;
    waiting = false;
    const name = nameOf(contact);
    const again = () => void draw().catch(() => undefined);
    const problem = el('p', { class: 'small', role: 'alert' });
    const focused = (document.activeElement as HTMLElement | null)?.id;
    calmly(() =>
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
          fact(t('card.case'), caseNumber),
          teamId !== undefined && fact(t('card.team'), teamName(teamId)),
          routeFact(conversation),
          fact(t('card.number'), options.accountName(channelAccountId)),
          knownSince(contact),
        ),
        tagsSection({
          title: t('card.tags'),
          id: 'conversation-tag',
          tags,
          change: (change) => options.actions()?.tag(change),
        }),
        tagsSection({
          title: t('card.contactTags'),
          id: 'contact-tag',
          tags: contact.tags,
          change: ({ add = [], remove = [] }) => {
            const left = contact.tags.filter((tag) => !remove.includes(tag));
            call('PATCH', `/v1/contacts/${contact.id}`, { tags: [...new Set([...left, ...add])] }).then(
              again,
              (error: unknown) => {
                problem.textContent = troubleLine(error);
              },
            );
          },
        }),
        problem,
        identitySection(contact),
        consentSection(contact.id, consents, again),
        attributeSection(contact, again),
        casesSection(others, options.open),
        mergeSection(contact, trail, again),
        eraseSection(contact, again),
      ),
    );
    if (focused?.endsWith('-tag')) document.getElementById(focused)?.focus();
    element.hidden = false;
  };

  const fieldInUse = (): boolean => {
    const { activeElement } = document;
    return element.contains(activeElement) && (activeElement as HTMLInputElement).value?.length > 0;
  };
  element.addEventListener('focusout', () =>
    setTimeout(() => {
      if (waiting) void draw().catch(() => undefined);
    }),
  );

  return {
    show: (conversation) => {
      shown = conversation;
      void draw().catch(() => undefined);
    },
    refresh: () => void draw().catch(() => undefined),
    leave: () => {
      shown = undefined;
      drawn = '';
      element.hidden = true;
      fill(element);
    },
    focusTag: () => document.getElementById('conversation-tag')?.focus(),
  };
};
