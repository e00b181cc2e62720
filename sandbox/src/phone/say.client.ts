/// <reference lib="dom" />
import { $, el, t } from './dom.client.ts';
import { call, Refused } from './http.client.ts';
import { icon } from './icons.client.ts';
import { customerPath, reload, world } from './world.client.ts';

/** What went wrong, where it was done. */
export const complain = (error: unknown): void => {
  const [title, next] = error instanceof Refused ? [error.title, error.nextStep] : [t('error.title'), ''];
  const note = el(
    'div',
    { class: 'notice toast', role: 'alert' },
    icon('alert'),
    el('div', {}, el('strong', {}, title), next),
  );
  document.querySelector('.toast')?.remove();
  $('main').append(note);
  setTimeout(() => note.remove(), 6_000);
};

/** Sends as the customer whose chat is open. */
export const say = async (message: Readonly<Record<string, unknown>>): Promise<void> => {
  if (!world.current) return;
  try {
    await call('POST', customerPath(world.current, '/messages'), message);
  } catch (error) {
    complain(error);
  }
  await reload().catch(() => undefined);
};
