import type { Scope } from '@centralita/core/hub-client';
import { CentralitaError } from '@centralita/core/model';
import type { Caller } from '../services.ts';
import type { KeyRecord, Keys } from '../store/keys.ts';
import type { Sessions } from '../store/sessions.ts';
import { readCookie } from './cookie.ts';
import { type Access, scopes } from './scopes.ts';

const everything: ReadonlySet<Scope> = new Set(scopes);

/** Everybody, where nobody is asked for a key. */
export const demonstrationCaller: Caller = { name: 'demonstration', scopes: everything };

export const callerOf = (key: KeyRecord): Caller => ({
  keyId: key.id,
  name: key.name,
  scopes: key.scopes.includes('admin') ? everything : new Set(key.scopes),
  ...(key.accounts ? { accounts: key.accounts } : {}),
});

/** A caller and, where a cookie says who it is, that cookie: with it the session can be ended. */
export interface Authenticated {
  readonly caller: Caller;
  readonly session?: string;
  /** Named no key of its own: a page of the console, or anybody in the demonstration. */
  readonly keyless?: true;
}

export interface AuthenticateOptions {
  readonly keys: Keys;
  readonly sessions: Sessions;
  readonly demo: boolean;
  /** Requests that parts of this process made, and as whom: no header can say so. */
  readonly own?: WeakMap<Request, Caller>;
}

/**
 * Who makes this request: the key it names, or else the session, or else in demonstration mode anybody. A key
 * that is not valid is refused even where none is needed: somebody believes it to be.
 */
export const authenticate = (request: Request, options: AuthenticateOptions): Authenticated => {
  const own = options.own?.get(request);
  if (own) return { caller: own };
  const header = request.headers.get('authorization');
  if (header !== null) {
    const text = /^Bearer +(\S+)\s*$/i.exec(header)?.[1];
    const key = text === undefined ? undefined : options.keys.authenticate(text);
    if (!key) throw invalidKey();
    return { caller: callerOf(key) };
  }
  const session = readCookie(request);
  const keyId = session === undefined ? undefined : options.sessions.find(session);
  const key = keyId === undefined ? undefined : options.keys.live(keyId);
  if (key && session !== undefined) return { caller: callerOf(key), session, keyless: true };
  if (options.demo) return { caller: demonstrationCaller, keyless: true };
  throw new CentralitaError(
    'unauthenticated',
    session === undefined ? 'the Authorization header is missing' : 'the session has ended',
    { field: 'Authorization' },
  );
};

export const invalidKey = () =>
  new CentralitaError('unauthenticated', 'the key is unknown or was revoked', { field: 'Authorization' });

/** Throws `forbidden`, naming the scope, unless the caller may use the route. */
export const authorise = (caller: Caller, access: Access): void => {
  const missing = access.all?.filter((scope) => !caller.scopes.has(scope)) ?? [];
  if (missing.length > 0) throw lacks(missing.join(' and '));
  if (access.any && !access.any.some((scope) => caller.scopes.has(scope)))
    throw lacks(access.any.join(' or '));
  if (access.wholeHub && caller.accounts) {
    throw new CentralitaError('forbidden', 'this is about the whole hub, and the key is limited to accounts');
  }
};

const lacks = (scope: string) => new CentralitaError('forbidden', `the key lacks ${scope}`);
