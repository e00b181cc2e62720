/// <reference lib="dom" />
import type { CallView } from '../types.ts';
import { counted } from './call-words.client.ts';
import { calmly, el, fill, t } from './dom.client.ts';
import { call } from './http.client.ts';
import { icon } from './icons.client.ts';
import { complain } from './say.client.ts';
import { current, customerPath, now, onChange, ownCalls, reload, world } from './world.client.ts';

type Act = 'accept' | 'reject' | 'terminate';
const act = (id: string, what: Act) => () =>
  void call('POST', `/sandbox/calls/${encodeURIComponent(id)}/${what}`, {})
    .catch(complain)
    .then(reload)
    .catch(() => undefined);

const button = (one: CallView, what: Act): HTMLElement =>
  el(
    'button',
    { type: 'button', class: `button ${what}`, 'data-act': what, onclick: act(one.id, what) },
    icon('phone', what === 'accept' ? '' : 'hang-up'),
    t(`call.${what}`),
  );

const words = (one: CallView): string => {
  if (one.state === 'talking') return t('call.talking');
  return one.direction === 'USER_INITIATED'
    ? t('call.outgoing')
    : t('call.incoming', { business: world.business });
};

const row = (one: CallView): HTMLElement => {
  const rings = one.state === 'ringing' && one.direction === 'BUSINESS_INITIATED';
  return el(
    'div',
    { class: `call ${rings ? 'rings' : ''}` },
    el(
      'p',
      { class: 'call-words', dir: 'auto' },
      el('span', { role: 'status' }, words(one)),
      one.acceptedAt !== undefined &&
        el('span', { class: 'call-time', role: 'timer', 'data-since': one.acceptedAt }),
    ),
    el(
      'div',
      { class: 'call-acts' },
      rings ? [button(one, 'reject'), button(one, 'accept')] : button(one, 'terminate'),
    ),
  );
};

/** Calls that are under way on this phone, above the chat. */
export const callBar = (): HTMLElement => {
  const bar = el('div', { class: 'calls' });
  const count = () => {
    for (const time of bar.querySelectorAll<HTMLElement>('.call-time'))
      time.textContent = counted(now() - Date.parse(time.dataset.since ?? ''));
  };
  let drawn = '';
  const draw = () => {
    const under = ownCalls().filter(({ state }) => state !== 'over');
    const of = JSON.stringify([under, world.business]);
    if (of !== drawn) {
      drawn = of;
      const inside = bar.contains(document.activeElement);
      fill(bar, under.map(row));
      // Whoever answers by the keyboard hangs up by it.
      if (inside) (bar.querySelector('button') ?? document.getElementById('phone-text'))?.focus();
    }
    count();
  };
  onChange(() => calmly(draw));
  setInterval(count, 1_000);
  return bar;
};

/** Calls the business, unless a call is under way. */
export const callButton = (): HTMLButtonElement => {
  const start = el(
    'button',
    {
      type: 'button',
      class: 'round',
      id: 'call-business',
      'aria-label': t('call.start'),
      title: t('call.start'),
      onclick: () => {
        const customer = current();
        if (!customer) return;
        void call('POST', customerPath(customer.id, '/calls'), {})
          .catch(complain)
          .then(reload)
          .catch(() => undefined);
      },
    },
    icon('phone'),
  );
  onChange(() => {
    start.hidden = world.group !== undefined;
    start.disabled = ownCalls().some(({ state }) => state !== 'over');
  });
  return start;
};
