import { html } from 'hono/html';
import { type Assets, createAssets } from './assets.ts';
import { chooseLanguage, languageFor } from './language.ts';
import { menuFor } from './menu.ts';
import { page } from './shell.ts';
import { dictionaries } from './words.ts';

export interface PhonePageOptions {
  /** A hub answers at the same address: its events, conversations and console are shown too. */
  readonly hub: boolean;
  readonly assets?: Assets;
}

/** The phone on which one plays the customers: `/phone` and what it needs below `/assets/phone/`. */
export const createPhonePage = (
  options: PhonePageOptions,
): { fetch(request: Request): Promise<Response | undefined> } => {
  const assets = options.assets ?? createAssets('/assets/phone/', new URL('.', import.meta.url));

  return {
    fetch: async (request) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
      const path = new URL(request.url).pathname;
      if (path.startsWith('/assets/phone/')) return assets.answer(request, path);
      if (path !== '/phone') return undefined;
      const chosen = chooseLanguage(request);
      if (chosen) return chosen;
      const language = languageFor(request);
      const words = dictionaries[language];
      const word = (key: string) => words[key] ?? key;
      return page({
        language,
        words,
        path,
        title: word('phone.title'),
        styles: ['base', 'phone', 'groups', 'calls'].map((name) => `/assets/phone/${name}.css`),
        script: '/assets/phone/phone.client.js',
        preload: assets.scripts,
        facts: { hub: options.hub },
        menu: menuFor(language, 'phone', { hub: options.hub, sandbox: true }),
        bodyClass: 'phone-page',
        content: html`<div class="stage">
<section class="handset-side" aria-label="${word('phone.region')}">
<div class="people" id="people"></div>
<div class="handset" id="handset"><div class="screen"><div class="skeleton screen-wait"></div></div></div>
</section>
<section class="journey" aria-labelledby="journey-title">
<p class="hint" id="hint"></p>
<h1 id="journey-title">${word('journey.title')}</h1>
<p class="muted">${word('journey.lead')}</p>
<ol class="stations" id="stations"></ol>
</section>
<aside class="controls" id="controls" aria-label="${word('faults.title')}"></aside>
</div>`,
      });
    },
  };
};
