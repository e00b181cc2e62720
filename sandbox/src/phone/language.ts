export type Language = 'en' | 'es';
export type Words = Readonly<Record<string, string>>;

const cookieName = 'centralita_language';

/** What was chosen, else what the browser prefers, else English. */
export const languageFor = (request: Request): Language => {
  const chosen = new RegExp(`(?:^|;\\s*)${cookieName}=(en|es)(?:;|$)`).exec(
    request.headers.get('cookie') ?? '',
  )?.[1];
  if (chosen) return chosen as Language;
  const preferred = (request.headers.get('accept-language') ?? '')
    .split(',')
    .map((part) => {
      const [tag = '', weight] = part.trim().split(/\s*;\s*q=/);
      return { tag: tag.slice(0, 2).toLowerCase(), weight: weight === undefined ? 1 : Number(weight) };
    })
    .sort((one, other) => other.weight - one.weight);
  return (preferred.find(({ tag }) => tag === 'en' || tag === 'es')?.tag ?? 'en') as Language;
};

/** `?language=es` on any page: remembered, then the page without it. Undefined when nothing is chosen. */
export const chooseLanguage = (request: Request): Response | undefined => {
  const url = new URL(request.url);
  const wanted = url.searchParams.get('language');
  if (wanted !== 'en' && wanted !== 'es') return undefined;
  url.searchParams.delete('language');
  return new Response(null, {
    status: 303,
    headers: {
      location: url.pathname.replace(/^\/+/, '/') + url.search,
      'set-cookie': `${cookieName}=${wanted}; Path=/; SameSite=Lax; Max-Age=31536000`,
    },
  });
};
