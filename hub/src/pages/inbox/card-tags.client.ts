/// <reference lib="dom" />
import { el, t } from '@centralita/sandbox/phone/dom.client';
import { icon } from '@centralita/sandbox/phone/icons.client';

/** Tags with a way to take each away and a field for more. Many are folded after the first. */
export const tagsSection = (options: {
  readonly title: string;
  readonly tags: readonly string[];
  readonly id: string;
  change(change: { readonly add?: readonly string[]; readonly remove?: readonly string[] }): void;
}): HTMLElement => {
  const most = 30;
  const field = el('input', {
    class: 'field tag-field',
    id: options.id,
    maxlength: '100',
    placeholder: t('tags.add'),
    'aria-label': `${options.title}: ${t('tags.add')}`,
    autocomplete: 'off',
  });
  const one = (tag: string) =>
    el(
      'li',
      { class: 'tag' },
      el('span', { dir: 'auto' }, tag),
      el(
        'button',
        {
          type: 'button',
          class: 'tag-drop',
          'aria-label': t('tags.drop', { tag }),
          title: t('tags.drop', { tag }),
          onclick: () => options.change({ remove: [tag] }),
        },
        icon('close'),
      ),
    );
  return el(
    'section',
    {},
    el('h3', {}, options.title),
    options.tags.length > 0 && el('ul', { class: 'tags' }, options.tags.slice(0, most).map(one)),
    options.tags.length > most &&
      el(
        'details',
        {},
        el('summary', { class: 'small muted' }, t('tags.more', { n: options.tags.length - most })),
        el('ul', { class: 'tags' }, options.tags.slice(most, 500).map(one)),
      ),
    el(
      'form',
      {
        onsubmit: (event: Event) => {
          event.preventDefault();
          const add = field.value
            .split(',')
            .map((tag) => tag.trim())
            .filter(Boolean);
          field.value = '';
          if (add.length > 0) options.change({ add });
        },
      },
      field,
    ),
  );
};
