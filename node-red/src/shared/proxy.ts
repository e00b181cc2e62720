type Environment = Readonly<Record<string, string | undefined>>;

/** The proxy to take for an address: lower-case names first, as curl does. Undefined: straight. */
export const proxyFor = (url: URL, environment: Environment): URL | undefined => {
  const named = (name: string) => environment[name] || environment[name.toUpperCase()];
  const given = named(url.protocol === 'https:' ? 'https_proxy' : 'http_proxy') ?? named('all_proxy');
  if (!given || isExempt(url, named('no_proxy') ?? '')) return undefined;
  const text = /^[a-z]+:\/\//i.test(given) ? given : `http://${given}`;
  if (!/^https?:/i.test(text) || !URL.canParse(text)) return undefined;
  return new URL(text);
};

/** Hosts with commas between them; a host covers those below it, `*` covers all, a port narrows. */
const isExempt = (url: URL, list: string): boolean => {
  const host = url.hostname.toLowerCase();
  const port = url.port || (url.protocol === 'https:' ? '443' : '80');
  return list
    .split(/[\s,]+/)
    .filter(Boolean)
    .some((entry) => {
      if (entry === '*') return true;
      const [, name = '', only] = /^\*?\.?(.*?)(?::(\d+))?$/.exec(entry.toLowerCase()) ?? [];
      if (only && only !== port) return false;
      return host === name || (name !== '' && host.endsWith(`.${name}`));
    });
};
