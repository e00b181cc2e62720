/// <reference lib="dom" />
import type { OutboundContent, Purpose } from '@centralita/core/model';
import { el, hasWord, t } from '@centralita/sandbox/phone/dom.client';
import { call, Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { categoryOf } from './template-texts.client.ts';

export interface RefusalSteps {
  readonly contactId: string;
  template(): void;
  /** The same once more; after `answered_meanwhile` whatever the other wrote. */
  again(): void;
  /** Back into the box. */
  edit(): void;
  close(): void;
}

const purposes: Readonly<Record<string, Purpose>> = {
  MARKETING: 'marketing',
  AUTHENTICATION: 'authentication',
};

/** Records that the person agreed, and how, then sends. */
const consentForm = (content: OutboundContent, steps: RefusalSteps): HTMLFormElement => {
  const proof = el('input', {
    class: 'field',
    required: true,
    placeholder: t('refused.proof.example'),
    autocomplete: 'off',
  });
  const purpose = purposes[categoryOf(content) ?? ''] ?? 'utility';
  return el(
    'form',
    {
      class: 'consent-form',
      onsubmit: (event: Event) => {
        event.preventDefault();
        const statement = {
          contactId: steps.contactId,
          state: 'granted',
          purposes: [purpose],
          actor: 'operator',
          source: 'operator',
          proof: proof.value.trim(),
        };
        call('POST', '/v1/consents', statement).then(steps.again, (error: unknown) => {
          proof.setCustomValidity(error instanceof Refused ? error.title : t('error.network'));
          proof.reportValidity();
          proof.addEventListener('input', () => proof.setCustomValidity(''), { once: true });
        });
      },
    },
    el(
      'label',
      {},
      el('span', { class: 'small' }, t('refused.proof', { purpose: t(`purpose.${purpose}`) })),
      proof,
    ),
    el('button', { type: 'submit', class: 'button' }, t('refused.consent')),
  );
};

/** Why the hub said no, and a button where there is something to do about it. */
export const refusal = (error: Refused, content: OutboundContent, steps: RefusalSteps): HTMLElement => {
  const known = hasWord(`code.${error.code}`);
  return el(
    'div',
    { class: `notice ${error.code === 'answered_meanwhile' ? 'warn' : ''}` },
    icon('alert'),
    el(
      'div',
      {},
      el('strong', {}, known ? t(`code.${error.code}`) : error.title),
      error.detail && el('p', { class: 'minor' }, error.detail),
      el('p', {}, known ? t(`code.${error.code}.next`) : error.nextStep),
      error.code === 'window_closed' &&
        el('button', { type: 'button', class: 'button', onclick: steps.template }, t('refused.template')),
      error.code === 'consent_missing' && consentForm(content, steps),
      error.code === 'answered_meanwhile' &&
        el(
          'div',
          { class: 'refused-acts' },
          el('button', { type: 'button', class: 'button', onclick: steps.again }, t('refused.sendAnyway')),
          el('button', { type: 'button', class: 'button', onclick: steps.edit }, t('refused.edit')),
        ),
    ),
    el(
      'button',
      { type: 'button', class: 'quiet', 'aria-label': t('refused.dismiss'), onclick: steps.close },
      icon('close'),
    ),
  );
};
