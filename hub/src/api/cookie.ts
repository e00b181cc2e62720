const plainName = 'centralita_session';
/** With this prefix browsers keep the cookie only from https and from no other host of the domain. */
const secureName = `__Host-${plainName}`;

/** The session's text, where the request carries one. */
export const readCookie = (request: Request): string | undefined => {
  const cookies = request.headers.get('cookie')?.split(/;\s*/) ?? [];
  for (const name of [secureName, plainName]) {
    const found = cookies.find((cookie) => cookie.startsWith(`${name}=`));
    if (found) return found.slice(name.length + 1);
  }
  return undefined;
};

/** The value of `Set-Cookie`; an empty text takes the cookie away. */
export const writeCookie = (text: string, secure: boolean, maxAgeSeconds: number): string =>
  [
    `${secure ? secureName : plainName}=${text}`,
    'Path=/',
    'HttpOnly',
    'SameSite=Strict',
    `Max-Age=${Math.max(0, Math.floor(maxAgeSeconds))}`,
    ...(secure ? ['Secure'] : []),
  ].join('; ');
