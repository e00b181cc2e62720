/// <reference lib="dom" />
import type { TemplateContent } from '@centralita/core/model';
import { el, fill, language, t } from '@centralita/sandbox/phone/dom.client';
import { Refused } from '@centralita/sandbox/phone/http.client';
import { templateForm } from './template-form.client.ts';
import { loadTemplates, partOf, type Template } from './template-texts.client.ts';

/** Approved templates of an account, then the form of the chosen one. */
export const templatePicker = (account: string, send: (content: TemplateContent) => void): HTMLElement => {
  const box = el(
    'div',
    { class: 'picker', tabindex: '-1' },
    el('p', { class: 'muted small' }, t('template.loading')),
  );

  const choose = (all: readonly Template[]) => {
    const rows = el('ul', { class: 'template-rows' });
    const show = (wanted: string) => {
      const found = all.filter((one) =>
        `${one.name} ${partOf(one, 'BODY')?.text}`.toLowerCase().includes(wanted.toLowerCase()),
      );
      fill(
        rows,
        found.map((template) =>
          el(
            'li',
            {},
            el(
              'button',
              { type: 'button', class: 'template-row', onclick: () => edit(template, all) },
              el(
                'span',
                { class: 'template-name' },
                template.name,
                el('span', { class: 'tag' }, template.language),
              ),
              el('span', { class: 'minor', dir: 'auto' }, partOf(template, 'BODY')?.text ?? ''),
            ),
          ),
        ),
      );
    };
    show('');
    fill(
      box,
      el(
        'div',
        { class: 'picker-head' },
        el('h3', {}, t('template.choose')),
        all.length > 6 &&
          el('input', {
            class: 'field',
            type: 'search',
            placeholder: t('template.search'),
            'aria-label': t('template.search'),
            oninput: (event: Event) => show((event.target as HTMLInputElement).value),
          }),
      ),
      all.length === 0 ? el('p', { class: 'muted small' }, t('template.none')) : rows,
    );
  };

  const edit = (template: Template, all: readonly Template[]) => {
    const form = templateForm(template, { send, back: () => choose(all) });
    fill(box, form);
    (form.querySelector<HTMLElement>('input') ?? form.querySelector<HTMLElement>('[type=submit]'))?.focus();
  };

  const mine = (template: Template) => (template.language.startsWith(language) ? 0 : 1);
  loadTemplates(account).then(
    (all) => {
      // Whoever opened it by key waits in the box.
      const waits = document.activeElement === box;
      choose(all.filter(({ status }) => status === 'APPROVED').sort((one, other) => mine(one) - mine(other)));
      if (waits) box.querySelector<HTMLElement>('input, button')?.focus();
    },
    (error: unknown) =>
      fill(
        box,
        el(
          'p',
          { class: 'small' },
          error instanceof Refused ? `${error.title}. ${error.nextStep}` : t('error.network'),
        ),
      ),
  );
  return box;
};
