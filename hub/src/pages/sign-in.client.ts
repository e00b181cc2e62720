/// <reference lib="dom" />
import { $, el, fill, hasWord, t } from '@centralita/sandbox/phone/dom.client';
import { call, Refused } from '@centralita/sandbox/phone/http.client';
import { icon } from '@centralita/sandbox/phone/icons.client';

const form = $<HTMLFormElement>('sign-in');
const key = $<HTMLInputElement>('key');

form.addEventListener('submit', async (event) => {
  event.preventDefault();
  fill($('problem'));
  try {
    await call('POST', '/console/session', { key: key.value.trim() });
    location.assign('/');
  } catch (error) {
    const known = error instanceof Refused && hasWord(`code.${error.code}`);
    const title = known ? t(`code.${error.code}`) : t('error.network');
    const next = known && error.code !== 'unauthenticated' ? t(`code.${error.code}.next`) : '';
    fill(
      $('problem'),
      el('div', { class: 'notice' }, icon('alert'), el('div', {}, el('strong', {}, title), next)),
    );
    key.select();
  }
});
