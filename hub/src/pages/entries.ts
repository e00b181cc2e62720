import type { html } from 'hono/html';
import {
  deliveriesFrame,
  eventsFrame,
  healthFrame,
  inboxFrame,
  routingFrame,
  signInFrame,
  subscriptionsFrame,
  templatesFrame,
} from './frames.ts';

export interface PageEntry {
  readonly name: string;
  /** The module that starts it, without its end. */
  readonly script: string;
  readonly styles: readonly string[];
  readonly frame: (word: (key: string) => string) => ReturnType<typeof html>;
  /** The page itself never scrolls: its parts do. */
  readonly whole?: boolean;
  /** Addresses of the API that the page asks first. */
  readonly first?: (url: URL) => readonly string[];
  /** Folders of which it needs scripts, apart from its own and the common one. */
  readonly also?: readonly string[];
}

/** How templates are read and filled in. */
const templateRules = 'source/@centralita/core/templates/';

const people = ['/v1/users', '/v1/teams'];

/** What the client asks for the first page of the list where nothing is narrowed; both sides must write it alike. */
const firstList = '/v1/conversations?limit=50&state=open%2Cpending';
const conversationOf = (id: string): readonly string[] => [
  `/v1/conversations/${id}`,
  `/v1/conversations/${id}/messages?limit=50`,
  `/v1/conversations/${id}/notes`,
  `/v1/audit?conversationId=${id}&limit=100`,
];

const entries: Readonly<Record<string, PageEntry>> = {
  '/': {
    name: 'inbox',
    script: 'inbox/inbox',
    styles: ['inbox/inbox', 'inbox/thread'],
    frame: inboxFrame,
    whole: true,
    also: [templateRules],
    first: ({ pathname, search }) => [
      ...people,
      '/v1/accounts',
      ...(search === '' ? [firstList] : []),
      ...(pathname.startsWith('/c/') ? conversationOf(pathname.slice(3)) : []),
    ],
  },
  '/templates': {
    name: 'templates',
    script: 'templates/templates',
    styles: ['lists/lists', 'inbox/thread'],
    frame: templatesFrame,
    whole: true,
    first: () => ['/v1/accounts'],
    also: ['inbox/template-', templateRules],
  },
  '/routing': {
    name: 'routing',
    script: 'routing/routing',
    styles: ['lists/lists', 'routing/routing'],
    frame: routingFrame,
    first: () => [...people, '/v1/routing/rules'],
  },
  '/subscriptions': {
    name: 'subscriptions',
    script: 'lists/subscriptions',
    styles: ['lists/lists'],
    frame: subscriptionsFrame,
    first: () => ['/v1/subscriptions', '/v1/deliveries?limit=100'],
  },
  '/deliveries': {
    name: 'deliveries',
    script: 'lists/deliveries',
    styles: ['lists/lists'],
    frame: deliveriesFrame,
    whole: true,
    first: () => ['/v1/subscriptions'],
  },
  '/events': {
    name: 'events',
    script: 'lists/events',
    styles: ['lists/lists'],
    frame: eventsFrame,
    whole: true,
  },
  '/health': {
    name: 'health',
    script: 'health/health',
    styles: ['lists/lists', 'health/health', 'library/uplot'],
    frame: healthFrame,
    first: () => ['/v1/subscriptions', '/v1/health'],
    also: ['lists/consumer'],
  },
  '/sign-in': { name: 'signIn', script: 'sign-in', styles: ['lists/lists'], frame: signInFrame },
};

export const entryAt = (path: string): PageEntry | undefined => {
  if (/^\/c\/cv_[\w-]+$/.test(path)) return entries['/'];
  return Object.hasOwn(entries, path) ? entries[path] : undefined;
};
