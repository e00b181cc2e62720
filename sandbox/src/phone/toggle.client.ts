/// <reference lib="dom" />
import { el } from './dom.client.ts';
import { complain } from './say.client.ts';
import { reload } from './world.client.ts';

/** A switch of a sheet. It goes back where the change is refused. */
export const toggle = (
  label: string,
  on: boolean,
  change: (wanted: boolean) => Promise<unknown>,
): HTMLElement => {
  const button = el(
    'button',
    {
      type: 'button',
      class: 'fault calm',
      'aria-pressed': String(on),
      onclick: () => {
        const wanted = button.getAttribute('aria-pressed') !== 'true';
        button.setAttribute('aria-pressed', String(wanted));
        void change(wanted)
          .then(reload)
          .catch((error) => {
            button.setAttribute('aria-pressed', String(!wanted));
            complain(error);
          });
      },
    },
    el('span', { class: 'knob' }),
    el('span', { dir: 'auto' }, label),
  );
  return button;
};
