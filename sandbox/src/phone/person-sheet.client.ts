/// <reference lib="dom" />
import type { Customer } from '../types.ts';
import { el, t } from './dom.client.ts';
import { call } from './http.client.ts';
import { complain } from './say.client.ts';
import { openSheet, sheetAction } from './sheet.client.ts';
import { toggle } from './toggle.client.ts';
import { current, customerPath, open, reload } from './world.client.ts';

const work = (job: () => Promise<unknown>) => () => void job().then(reload).catch(complain);

const put = (customer: Customer, change: object) => call('PUT', customerPath(customer.id), change);

/** What the person can do with the business, and what is true of their phone. */
export const openPerson = (): void => {
  const customer = current();
  if (!customer) return;
  const preference = (wanted: boolean) =>
    call('POST', customerPath(customer.id, '/preferences'), { value: wanted ? 'resume' : 'stop' });
  openSheet(
    t('person.title', { name: customer.name }),
    toggle(t('person.offers'), customer.marketing === 'allowed', preference),
    toggle(t('person.online'), customer.online, (online) => put(customer, { online })),
    toggle(t('person.onWhatsApp'), customer.onWhatsApp, (onWhatsApp) => put(customer, { onWhatsApp })),
    customer.phone !== undefined &&
      toggle(t('person.hasPhone'), customer.hasPhone, (hasPhone) => put(customer, { hasPhone })),
    toggle(t('person.capped'), customer.marketingCapped, (marketingCapped) =>
      put(customer, { marketingCapped }),
    ),
    el('hr', {}),
    customer.phone !== undefined &&
      sheetAction('person', t('person.newNumber'), () => {
        const phone = `346${String(Math.floor(Math.random() * 1e8)).padStart(8, '0')}`;
        void call<{ customer: Customer }>('POST', customerPath(customer.id, '/number'), { phone })
          .then((answer) => open(answer.customer.id))
          .catch(complain);
      }),
    sheetAction(
      'question',
      t('person.unsupported'),
      work(() =>
        call('POST', customerPath(customer.id, '/messages'), {
          type: 'unsupported',
          unsupported: { type: 'poll' },
        }),
      ),
    ),
    sheetAction(
      'link',
      t('person.ad'),
      work(() =>
        call('POST', customerPath(customer.id, '/messages'), {
          type: 'text',
          text: { body: t('person.adText') },
          referral: {
            source_url: 'https://fb.me/sandbox-ad',
            source_id: '120200000000000001',
            source_type: 'ad',
            headline: t('person.adHeadline'),
            body: t('person.adBody'),
            media_type: 'image',
            ctwa_clid: 'sandbox-click-1',
          },
        }),
      ),
    ),
  );
};
