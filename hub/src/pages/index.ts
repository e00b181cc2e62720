import { createAssets } from '@centralita/sandbox/phone/assets';
import { createPhonePage } from '@centralita/sandbox/phone/index';
import { chooseLanguage, languageFor } from '@centralita/sandbox/phone/language';
import { page, pageHeaders } from '@centralita/sandbox/phone/shell';
import { eventsFrame, inboxFrame, signInFrame, subscriptionsFrame } from './frames.ts';
import { dictionaries } from './words/index.ts';

export interface PagesOptions {
  /** Nobody is asked for a key. */
  readonly demo: boolean;
  /** The emulated platform runs beside the hub: its phone is shown and its clock is followed. */
  readonly sandbox: boolean;
  readonly version: string;
  signedIn(request: Request): boolean | Promise<boolean>;
}

export interface Pages {
  /** Undefined when the path is not one of the pages'. */
  fetch(request: Request): Promise<Response | undefined>;
}

interface PageEntry {
  readonly name: 'inbox' | 'events' | 'subscriptions' | 'signIn';
  readonly script: string;
  readonly frame: typeof inboxFrame;
  /** The page itself never scrolls: its parts do. */
  readonly whole?: boolean;
}

const entries: Readonly<Record<string, PageEntry>> = {
  '/': { name: 'inbox', script: 'inbox/inbox', frame: inboxFrame, whole: true },
  '/events': { name: 'events', script: 'lists/events', frame: eventsFrame, whole: true },
  '/subscriptions': { name: 'subscriptions', script: 'lists/subscriptions', frame: subscriptionsFrame },
  '/sign-in': { name: 'signIn', script: 'sign-in', frame: signInFrame },
};

/** The console: frames from here, what is in them from `/v1/*`. */
export const createPages = (options: PagesOptions): Pages => {
  const assets = createAssets('/assets/console/', new URL('.', import.meta.url));
  const shared = createAssets(
    '/assets/phone/',
    new URL('.', import.meta.resolve('@centralita/sandbox/phone/index')),
  );
  const phone = options.sandbox ? createPhonePage({ hub: true, assets: shared }) : undefined;
  const sharedScripts = shared.scripts.filter((path) =>
    /(dom|icons|http|format|json)\.client\.js$/.test(path),
  );

  const preload = (script: string): string[] => {
    const folder = script.includes('/') ? script.slice(0, script.indexOf('/') + 1) : script;
    return [
      ...assets.scripts.filter((path) => path.startsWith(`/assets/console/${folder}`)),
      ...assets.scripts.filter((path) => path.startsWith('/assets/console/live')),
      ...sharedScripts,
    ];
  };

  const render = async (request: Request, path: string, entry: PageEntry): Promise<Response> => {
    const language = languageFor(request);
    const words = dictionaries[language];
    const word = (key: string) => words[key] ?? key;
    const menu = [
      { href: '/', label: word('menu.inbox'), here: entry.name === 'inbox' },
      { href: '/events', label: word('menu.events'), here: entry.name === 'events' },
      { href: '/subscriptions', label: word('menu.subscriptions'), here: entry.name === 'subscriptions' },
      ...(options.sandbox ? [{ href: '/phone', label: word('menu.phone'), here: false }] : []),
    ];
    return page({
      language,
      words,
      path,
      title: word(entry.name === 'signIn' ? 'signIn.title' : `menu.${entry.name}`),
      styles: [
        '/assets/phone/base.css',
        `/assets/console/${entry.name === 'inbox' ? 'inbox/inbox' : 'lists/lists'}.css`,
      ],
      script: `/assets/console/${entry.script}.client.js`,
      preload: preload(entry.script),
      facts: { sandbox: options.sandbox, demo: options.demo, version: options.version },
      menu: entry.name === 'signIn' ? [] : menu,
      bodyClass: `${entry.name}${entry.whole ? ' whole' : ''}`,
      content: entry.frame(word),
      signOut: !options.demo && entry.name !== 'signIn',
    });
  };

  return {
    fetch: async (request) => {
      if (request.method !== 'GET' && request.method !== 'HEAD') return undefined;
      const path = new URL(request.url).pathname;
      if (path.startsWith('/assets/')) return assets.answer(request, path) ?? shared.answer(request, path);
      const entry = /^\/c\/cv_[\w-]+$/.test(path)
        ? entries['/']
        : Object.hasOwn(entries, path)
          ? entries[path]
          : undefined;
      if (!entry && !(phone && path === '/phone')) return undefined;
      const chosen = chooseLanguage(request);
      if (chosen) return chosen;
      if (entry?.name !== 'signIn' && !options.demo && !(await options.signedIn(request)))
        return new Response(null, { status: 303, headers: { ...pageHeaders, location: '/sign-in' } });
      return entry ? render(request, path, entry) : phone?.fetch(request);
    },
  };
};
