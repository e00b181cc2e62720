/// <reference lib="dom" />
import type { Delivery, Page, Subscription } from '@centralita/core/hub-client';
import { $, calmly, el, fill, t } from '@centralita/sandbox/phone/dom.client';
import { call } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { getFirst } from '../common/first.client.ts';
import { followHelp } from '../common/help.client.ts';
import { goLive } from '../common/live.client.ts';
import { panel } from '../common/panel.client.ts';
import { trouble, troubleLine } from '../common/trouble.client.ts';
import { isOf } from './consumer.client.ts';

const list = $('subscriptions');
let said = '';

const health = (one: Subscription): { light: string; words: string } => {
  if (one.state === 'paused') return { light: 'off', words: one.pausedReason ?? t('subs.paused') };
  if (one.dead > 0) return { light: 'bad', words: t('subs.dead') };
  if (one.held > 0) return { light: 'warn', words: t('subs.stuck') };
  if (one.url && one.lag > 0) return { light: 'warn', words: t('subs.behind') };
  return { light: '', words: t('subs.healthy') };
};

const act = async (work: () => Promise<unknown>): Promise<void> => {
  said = '';
  try {
    await work();
  } catch (error) {
    said = troubleLine(error);
  }
  await load();
};

const fact = (label: string, value: number, tone = ''): HTMLElement =>
  el('div', {}, el('dt', {}, label), el('dd', { class: value > 0 ? tone : '' }, String(value)));

const nameOf = (one: Subscription): string => one.description ?? one.clientKey;

const lastErrorOf = (one: Subscription, deliveries: readonly Delivery[]): Delivery | undefined =>
  deliveries.find(({ consumer, lastError, lastStatus }) => isOf(one, consumer) && (lastError || lastStatus));

/** Asked once more: what waits for it goes with it. */
const remove = (one: Subscription, close: () => void): HTMLElement =>
  el(
    'form',
    {
      class: 'panel-form',
      onsubmit: (event: Event) => {
        event.preventDefault();
        close();
        void act(() => call('DELETE', `/v1/subscriptions/${encodeURIComponent(one.clientKey)}`));
      },
    },
    el('p', { class: 'small' }, t('subs.remove.text', { name: nameOf(one) })),
    el('button', { type: 'submit', class: 'button danger' }, t('subs.remove.sure')),
  );

const item = (one: Subscription, failed: Delivery | undefined): HTMLElement => {
  const { light, words } = health(one);
  const turn = one.state === 'paused' ? 'resume' : 'pause';
  return el(
    'article',
    { class: 'sub', 'aria-label': nameOf(one) },
    el(
      'div',
      { class: 'sub-head' },
      el('span', { class: `light ${light}` }),
      el('h2', { dir: 'auto' }, nameOf(one)),
      el(
        'button',
        {
          type: 'button',
          class: 'button',
          onclick: () =>
            void act(() =>
              call('POST', `/v1/subscriptions/${encodeURIComponent(one.clientKey)}/${turn}`, {}),
            ),
        },
        icon(turn === 'pause' ? 'pause' : 'play'),
        t(`subs.${turn}`),
      ),
      panel({
        label: t('subs.remove', { name: nameOf(one) }),
        class: 'round',
        face: [icon('bin')],
        content: (close) => [remove(one, close)],
      }).element,
    ),
    el(
      'p',
      { class: 'small' },
      words,
      el(
        'span',
        { class: 'muted' },
        ' · ',
        el('span', { class: one.url ? 'mono' : '' }, one.url ?? t('subs.pull')),
      ),
    ),
    el(
      'dl',
      { class: 'sub-facts' },
      fact(t('subs.lag'), one.lag),
      fact(t('subs.held'), one.held, 'warn'),
      fact(t('subs.deadCount'), one.dead, 'bad'),
    ),
    failed &&
      el(
        'p',
        { class: 'small' },
        el('span', { class: 'muted' }, `${t('subs.lastError')}: `),
        el('span', { class: 'mono' }, failed.lastError ?? `HTTP ${failed.lastStatus}`),
      ),
    one.held + one.dead > 0 &&
      el(
        'a',
        { class: 'button', href: `/deliveries?consumer=${encodeURIComponent(failed?.consumer ?? one.id)}` },
        t('subs.deliveries'),
      ),
    el(
      'p',
      { class: 'muted small' },
      `${t('subs.types')}: ${one.types?.length ? one.types.join(', ') : t('subs.allTypes')} · ${t(`subs.${one.onDeadLetter}`)}`,
    ),
  );
};

const none = (): HTMLElement =>
  el(
    'div',
    { class: 'subs-empty' },
    el('h2', {}, t('subs.none')),
    el('p', { class: 'muted' }, t('subs.none.text')),
    el(
      'pre',
      { role: 'region', tabindex: '0', 'aria-label': t('subs.title') },
      `curl -X PUT ${location.origin}/v1/subscriptions/mine \\\n  -H 'content-type: application/json' \\\n  -d '{"types":["message.received"]}'`,
    ),
  );

let drawn = '';
const load = async (): Promise<void> => {
  const [subs, deliveries] = await Promise.all([
    getFirst<{ items: Subscription[] }>('/v1/subscriptions'),
    getFirst<Page<Delivery>>('/v1/deliveries?limit=100').catch(() => ({ items: [] as Delivery[] })),
  ]);
  const of = JSON.stringify([subs, deliveries, said]);
  // A question that is open is not taken away.
  if (of === drawn || document.querySelector('.panel:not([hidden])')) return;
  drawn = of;
  calmly(() => draw(subs, deliveries));
};

const draw = (subs: { items: Subscription[] }, deliveries: { items: readonly Delivery[] }): void => {
  list.removeAttribute('aria-busy');
  fill(
    list,
    said && el('p', { class: 'notice warn', role: 'status' }, icon('info'), el('span', {}, said)),
    subs.items.length > 0
      ? el(
          'div',
          { class: 'subs' },
          subs.items.map((one) => item(one, lastErrorOf(one, deliveries.items))),
        )
      : none(),
  );
};

let soon: ReturnType<typeof setTimeout> | undefined;
const loadSoon = (): void => {
  if (soon) return;
  soon = setTimeout(() => {
    soon = undefined;
    void load().catch(() => undefined);
  }, 400);
};

void load().catch((error: unknown) => {
  list.removeAttribute('aria-busy');
  fill(list, trouble(error));
});
followHelp([]);
void goLive({ onEvent: loadSoon, onGap: loadSoon });
setInterval(() => {
  if (!document.hidden) loadSoon();
}, 4_000);
