/// <reference lib="dom" />
import type { AppView, StateView } from '../types.ts';
import { el, fill, t } from './dom.client.ts';
import { get } from './http.client.ts';
import { section } from './section.client.ts';
import { onChange } from './world.client.ts';

/** What an integration has to be told. Tokens and secrets stand where the sandbox was started. */
export const connection = (): HTMLElement => {
  const list = el('dl', { class: 'connection' });
  const line = (name: string, value: string) => [el('dt', {}, name), el('dd', { class: 'mono' }, value)];
  const draw = async () => {
    const [state, { apps }] = await Promise.all([
      get<StateView>('/sandbox/state'),
      get<{ apps: AppView[] }>('/sandbox/apps'),
    ]);
    fill(
      list,
      line(t('connect.graph'), `${location.origin}/graph`),
      ...state.numbers.map((number) =>
        line(t('connect.number'), `${number.phoneNumberId} (${number.displayPhone})`),
      ),
      line(t('connect.account'), [...new Set(state.numbers.map(({ wabaId }) => wabaId))].join(', ')),
      line(t('connect.app'), apps.map(({ id }) => id).join(', ')),
      line(
        t('connect.webhook'),
        state.numbers.find(({ callback }) => callback)?.callback ?? t('connect.none'),
      ),
    );
  };
  let soon: ReturnType<typeof setTimeout> | undefined;
  onChange(() => {
    if (soon) return;
    soon = setTimeout(() => {
      soon = undefined;
      void draw().catch(() => undefined);
    }, 500);
  });
  return section(t('connect.title'), el('p', { class: 'muted small' }, t('connect.lead')), list);
};
