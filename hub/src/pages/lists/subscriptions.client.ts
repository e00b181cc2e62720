/// <reference lib="dom" />
import type { Delivery, Page, Subscription } from '@centralita/core/hub-client';
import { $, calmly, el, fill, plural, t } from '@centralita/sandbox/phone/dom.client';
import { exactly, timeOf } from '@centralita/sandbox/phone/format.client';
import { call, get, Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';
import { goLive } from '../live.client.ts';

const list = $('subscriptions');
const below = $('deliveries');
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
    said = error instanceof Refused ? `${error.title}. ${error.nextStep}` : t('error.network');
  }
  await load();
};

const fact = (label: string, value: number, tone = ''): HTMLElement =>
  el('div', {}, el('dt', {}, label), el('dd', { class: value > 0 ? tone : '' }, String(value)));

const nameOf = (one: Subscription): string => one.description ?? one.clientKey;

const item = (one: Subscription): HTMLElement => {
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

const line = (one: Delivery): HTMLElement =>
  el(
    'tr',
    {},
    el(
      'td',
      {},
      el('span', {}, one.eventType ?? ''),
      el('div', { class: 'muted mono' }, one.eventId.slice(0, 14)),
    ),
    el(
      'td',
      {},
      el('span', { class: `tag ${one.state === 'dead' ? 'bad' : 'warn'}` }, t(`delivery.${one.state}`)),
    ),
    el('td', {}, String(one.attempts)),
    el('td', { class: 'error' }, one.lastError ?? String(one.lastStatus ?? '')),
    el(
      'td',
      { title: one.nextAttemptAt ? exactly(one.nextAttemptAt) : undefined },
      one.nextAttemptAt ? timeOf(one.nextAttemptAt) : '–',
    ),
    el(
      'td',
      {},
      one.state !== 'waiting' &&
        el(
          'button',
          {
            type: 'button',
            class: 'button',
            onclick: () =>
              void act(() => call('POST', `/v1/deliveries/${encodeURIComponent(one.id)}/redrive`, {})),
          },
          t('deliveries.redrive'),
        ),
    ),
  );

const drawDeliveries = (subs: readonly Subscription[], items: readonly Delivery[]): void => {
  const consumers = [...new Set(items.map(({ consumer }) => consumer))];
  fill(
    below,
    el('h2', { class: items.length ? 'sr' : '' }, t('deliveries.title')),
    said && el('p', { class: 'notice warn', role: 'status' }, icon('info'), el('span', {}, said)),
    items.length === 0 && el('p', { class: 'muted' }, t('deliveries.none')),
    consumers.map((consumer) => {
      const sub = subs.find(
        ({ id, clientKey }) => id === consumer || clientKey === consumer || consumer.endsWith(id),
      );
      return el(
        'div',
        { class: 'delivery-group' },
        el(
          'div',
          { class: 'deliveries-head' },
          el('h2', {}, t('deliveries.of', { name: sub ? nameOf(sub) : consumer })),
          el(
            'button',
            {
              type: 'button',
              class: 'button',
              onclick: () =>
                void act(async () => {
                  const { redriven } = await call<{ redriven: number }>('POST', '/v1/deliveries/redrive', {
                    consumer,
                  });
                  said = plural('deliveries.redriven', redriven);
                }),
            },
            t('deliveries.redriveAll'),
          ),
        ),
        el(
          'div',
          { class: 'table' },
          el(
            'table',
            {},
            el(
              'thead',
              {},
              el(
                'tr',
                {},
                ['event', 'state', 'attempts', 'error', 'next', 'action'].map((name) =>
                  el('th', { scope: 'col' }, t(`deliveries.${name}`)),
                ),
              ),
            ),
            el('tbody', {}, items.filter((one) => one.consumer === consumer).map(line)),
          ),
        ),
      );
    }),
  );
};

let drawn = '';
const load = async (): Promise<void> => {
  const [subs, deliveries] = await Promise.all([
    get<{ items: Subscription[] }>('/v1/subscriptions'),
    get<Page<Delivery>>('/v1/deliveries?limit=100').catch(() => ({ items: [] as Delivery[] })),
  ]);
  const of = JSON.stringify([subs, deliveries, said]);
  if (of === drawn) return;
  drawn = of;
  calmly(() => draw(subs, deliveries));
};

const draw = (subs: { items: Subscription[] }, deliveries: { items: readonly Delivery[] }): void => {
  list.removeAttribute('aria-busy');
  fill(list, subs.items.length > 0 ? el('div', { class: 'subs' }, subs.items.map(item)) : none());
  if (subs.items.length > 0) drawDeliveries(subs.items, deliveries.items);
};

let soon: ReturnType<typeof setTimeout> | undefined;
const loadSoon = (): void => {
  if (soon) return;
  soon = setTimeout(() => {
    soon = undefined;
    void load().catch(() => undefined);
  }, 400);
};

void load().catch((error: unknown) =>
  fill(
    list,
    el(
      'p',
      { class: 'notice' },
      icon('alert'),
      el('span', {}, error instanceof Refused ? `${error.title}. ${error.nextStep}` : t('error.network')),
    ),
  ),
);
void goLive({ onEvent: loadSoon, onGap: loadSoon });
setInterval(() => {
  if (!document.hidden) loadSoon();
}, 4_000);
