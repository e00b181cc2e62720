import type { Language, Words } from './language.ts';

/** Every page that stands in the menu, in its order: those of a hub, then the phone of a sandbox. */
const pages = [
  { href: '/', name: 'inbox', en: 'Inbox', es: 'Bandeja' },
  { href: '/templates', name: 'templates', en: 'Templates', es: 'Plantillas' },
  { href: '/routing', name: 'routing', en: 'Routing', es: 'Reparto' },
  { href: '/subscriptions', name: 'subscriptions', en: 'Subscriptions', es: 'Suscripciones' },
  { href: '/deliveries', name: 'deliveries', en: 'Deliveries', es: 'Entregas' },
  { href: '/events', name: 'events', en: 'Events', es: 'Eventos' },
  { href: '/health', name: 'health', en: 'Health', es: 'Estado' },
  { href: '/phone', name: 'phone', en: 'Phone', es: 'Teléfono' },
] as const;

export interface MenuEntry {
  readonly href: string;
  readonly label: string;
  readonly here: boolean;
}

/** The same menu on every page; `here` is the name of the page it stands on. */
export const menuFor = (
  language: Language,
  here: string,
  has: { readonly hub: boolean; readonly sandbox: boolean },
): readonly MenuEntry[] =>
  pages
    .filter(({ name }) => (name === 'phone' ? has.sandbox : has.hub))
    .map((page) => ({ href: page.href, label: page[language], here: page.name === here }));

/** The names of the pages as words of a dictionary: `menu.inbox`, `menu.templates`… */
export const menuWords = (language: Language): Words =>
  Object.fromEntries(pages.map((page) => [`menu.${page.name}`, page[language]]));
