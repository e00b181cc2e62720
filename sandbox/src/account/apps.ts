import { createHash, createHmac, timingSafeEqual } from 'node:crypto';
import type { Journal } from '../store/journal.ts';
import type { AppOptions } from '../types.ts';

/** The app whose token and secret a sandbox is given; others may be added. */
export const appId = '3000000000001';

export type App = Required<Pick<AppOptions, 'id' | 'name' | 'appSecret' | 'accessToken'>>;

/** Whose token a call carries: of a person or system user, or of the app itself. */
export interface Bearer {
  app: App;
  kind: 'user' | 'app';
}

/** Apps of the emulated platform, each with a secret and a token of its own. */
export interface Apps {
  get(id: string): App | undefined;
  list(): App[];
  put(app: App): void;
  /** Takes as long for a wrong token as for a right one. */
  bearer(token: string): Bearer | undefined;
  /** What `oauth/access_token` hands out. */
  appToken(app: App): string;
  /** Back to the apps of the options. */
  reset(): void;
}

const digest = (text: string) => createHash('sha256').update(text).digest();

const appToken = ({ id, appSecret }: App) =>
  `${id}|${createHmac('sha256', appSecret).update('app access token').digest('base64url').slice(0, 27)}`;

interface Entry extends Bearer {
  digest: Buffer;
}

export const createApps = (given: App[], kept: App[], journal: Journal): Apps => {
  const apps = new Map<string, App>();
  let tokens: Entry[] = [];
  const index = () => {
    tokens = [...apps.values()].flatMap((app): Entry[] => [
      { app, kind: 'user', digest: digest(app.accessToken) },
      { app, kind: 'app', digest: digest(`${app.id}|${app.appSecret}`) },
      { app, kind: 'app', digest: digest(appToken(app)) },
    ]);
  };
  const put = (list: App[]) => {
    for (const app of list) apps.set(app.id, app);
    index();
  };
  const save = () => journal.put('meta', 'apps', () => ({ apps: [...apps.values()] }));
  // What the options say of an app goes before what was kept of it: its secrets change with each start.
  put([...given, ...kept, ...given]);

  return {
    get: (id) => apps.get(id),
    list: () => [...apps.values()],
    put: (app) => {
      put([app]);
      save();
    },
    appToken,
    bearer: (token) => {
      const wanted = digest(token);
      let found: Bearer | undefined;
      for (const { app, kind, digest: known } of tokens)
        if (timingSafeEqual(wanted, known)) found = { app, kind };
      return found;
    },
    reset: () => {
      apps.clear();
      put(given);
      save();
    },
  };
};
