import { createAssets } from '@centralita/sandbox/phone/assets';
import { createPhonePage } from '@centralita/sandbox/phone/index';
import { chooseLanguage, languageFor } from '@centralita/sandbox/phone/language';
import { menuFor } from '@centralita/sandbox/phone/menu';
import { page, pageHeaders } from '@centralita/sandbox/phone/shell';
import { html } from 'hono/html';
import { entryAt, type PageEntry } from './entries.ts';
import { type Ask, firstAnswers } from './first.ts';
import { dictionaries } from './words/index.ts';

export interface PagesOptions {
  /** Nobody is asked for a key. */
  readonly demo: boolean;
  /** The emulated platform runs beside the hub: its phone is shown and its clock is followed. */
  readonly sandbox: boolean;
  readonly version: string;
  signedIn(request: Request): boolean | Promise<boolean>;
  /** Without it pages come without answers and ask for them themselves. */
  readonly ask?: Ask;
}

export interface Pages {
  /** Undefined when the path is not one of the pages'. */
  fetch(request: Request): Promise<Response | undefined>;
}

const libraries = [
  {
    name: 'uplot',
    script: new URL('./uPlot.esm.js', import.meta.resolve('uplot')),
    style: new URL('./uPlot.min.css', import.meta.resolve('uplot')),
  },
];

/** What is true of templates in Slack and n8n is true here. */
const sources = [
  { name: '@centralita/core/templates', index: new URL(import.meta.resolve('@centralita/core/templates')) },
];

/** The console: frames from here, what is in them from `/v1/*`. */
export const createPages = (options: PagesOptions): Pages => {
  const assets = createAssets('/assets/console/', new URL('.', import.meta.url), libraries, sources);
  const shared = createAssets(
    '/assets/phone/',
    new URL('.', import.meta.resolve('@centralita/sandbox/phone/index')),
  );
  const phone = options.sandbox ? createPhonePage({ hub: true, assets: shared }) : undefined;
  const sharedScripts = shared.scripts.filter((path) =>
    /(dom|icons|http|format|json|menu)\.client\.js$/.test(path),
  );

  const preload = ({ script, also = [] }: PageEntry): string[] => {
    const folder = script.slice(0, script.indexOf('/') + 1);
    const wanted = [folder || script, ...also, 'common/'].map((name) => `/assets/console/${name}`);
    return [...assets.scripts.filter((path) => wanted.some((one) => path.startsWith(one))), ...sharedScripts];
  };

  const render = async (request: Request, path: string, entry: PageEntry): Promise<Response> => {
    const language = languageFor(request);
    const words = dictionaries[language];
    const word = (key: string) => words[key] ?? key;
    const first = await firstAnswers(request, options.ask, entry.first?.(new URL(request.url)) ?? []);
    return page({
      language,
      words,
      path,
      title: word(entry.name === 'signIn' ? 'signIn.title' : `menu.${entry.name}`),
      styles: [
        '/assets/phone/base.css',
        ...['common/common', ...entry.styles].map((name) => `/assets/console/${name}.css`),
      ],
      script: `/assets/console/${entry.script}.client.js`,
      preload: preload(entry),
      facts: { sandbox: options.sandbox, demo: options.demo, version: options.version },
      menu:
        entry.name === 'signIn' ? [] : menuFor(language, entry.name, { hub: true, sandbox: options.sandbox }),
      bodyClass: `${entry.name}${entry.whole ? ' whole' : ''}`,
      content: html`${entry.frame(word)}${first}`,
      signOut: !options.demo && entry.name !== 'signIn',
    });
  };

  return {
    fetch: async (request) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
      const path = new URL(request.url).pathname;
      if (path.startsWith('/assets/')) return assets.answer(request, path) ?? shared.answer(request, path);
      const entry = entryAt(path);
      if (!entry && !(phone && path === '/phone')) return undefined;
      const chosen = chooseLanguage(request);
      if (chosen) return chosen;
      if (entry?.name !== 'signIn' && !options.demo && !(await options.signedIn(request)))
        return new Response(null, { status: 303, headers: { ...pageHeaders, location: '/sign-in' } });
      return entry ? render(request, path, entry) : phone?.fetch(request);
    },
  };
};
