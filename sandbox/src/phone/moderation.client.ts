/// <reference lib="dom" />
import { el, fill, t } from './dom.client.ts';
import { call, get } from './http.client.ts';
import { complain } from './say.client.ts';
import { section } from './section.client.ts';

interface Template {
  readonly id: string;
  readonly name: string;
  readonly language: string;
  readonly status: string;
}

const verdicts = ['APPROVED', 'REJECTED', 'PAUSED', 'DISABLED', 'FLAGGED', 'REINSTATED'];
const scores = ['GREEN', 'YELLOW', 'RED'];

/** Plays the reviewer of templates: a verdict, or a quality. */
export const moderation = (): HTMLElement => {
  const which = el('select', { class: 'field code', 'aria-label': t('review.template') });
  const verdict = el(
    'select',
    { class: 'field code', 'aria-label': t('review.verdict') },
    verdicts.map((value) => el('option', { value: `status ${value}` }, t(`review.${value}`))),
    scores.map((value) => el('option', { value: `quality ${value}` }, t(`review.${value}`))),
  );
  const refresh = async () => {
    const { templates } = await get<{ templates: Template[] }>('/sandbox/templates');
    const chosen = which.value;
    fill(
      which,
      templates.map(({ id, name, language, status }) =>
        el(
          'option',
          { value: id, selected: id === chosen },
          `${name} · ${language} · ${status.toLowerCase()}`,
        ),
      ),
    );
  };
  const judge = async () => {
    const [edge = '', word = ''] = verdict.value.split(' ');
    const body = edge === 'quality' ? { score: word } : { event: word };
    await call('POST', `/sandbox/templates/${which.value}/${edge}`, body);
    await refresh();
  };
  const panel = el(
    'details',
    {
      ontoggle: () => {
        if (panel.open) void refresh().catch(complain);
      },
    },
    el('summary', {}, t('review.lead')),
    el(
      'form',
      {
        class: 'form',
        onsubmit: (event: Event) => {
          event.preventDefault();
          void judge().catch(complain);
        },
      },
      which,
      verdict,
      el('button', { type: 'submit', class: 'button wide' }, t('review.go')),
    ),
  );
  return section(t('review.title'), panel);
};
