/// <reference lib="dom" />
import { el, hasWord, t } from '@centralita/sandbox/phone/dom.client';
import { Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';

export interface Trouble {
  readonly title: string;
  readonly detail: string;
  readonly nextStep: string;
}

/** The hub has no such address at all, which is not the same as one thing that is not there. */
const isAbsent = (error: unknown): boolean =>
  error instanceof Refused && error.status === 404 && error.detail === '';

/** Why something did not work and what to do, in the page's language. */
export const troubleOf = (error: unknown): Trouble => {
  if (!(error instanceof Refused))
    return { title: t('error.network'), detail: '', nextStep: t('error.network.next') };
  if (isAbsent(error)) return { title: t('trouble.absent'), detail: '', nextStep: t('trouble.absent.next') };
  const known = hasWord(`code.${error.code}`);
  return {
    title: known ? t(`code.${error.code}`) : error.title,
    detail: error.detail,
    nextStep: known ? t(`code.${error.code}.next`) : error.nextStep,
  };
};

/** One line of it. */
export const troubleLine = (error: unknown): string => {
  const { title, detail, nextStep } = troubleOf(error);
  return [title, detail, nextStep].filter(Boolean).join('. ').replaceAll('..', '.');
};

/** A notice in the place of what could not be shown. */
export const trouble = (error: unknown, again?: () => void): HTMLElement => {
  const { title, detail, nextStep } = troubleOf(error);
  return el(
    'div',
    { class: `notice ${isAbsent(error) ? 'warn' : ''}`, role: 'alert' },
    icon(isAbsent(error) ? 'info' : 'alert'),
    el(
      'div',
      {},
      el('strong', {}, title),
      detail && el('p', { class: 'minor' }, detail),
      nextStep && el('p', {}, nextStep),
      again && el('button', { type: 'button', class: 'button', onclick: again }, t('trouble.again')),
    ),
  );
};
