import { createPhonePage } from './phone/index.ts';
import type { Sandbox } from './types.ts';

const plain = (status: number, text: string): Response =>
  new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });

/** A sandbox that nobody stands in front of: platform, control and phone at one address. */
export const withPhone = (sandbox: Sandbox): Sandbox => {
  const phone = createPhonePage({ hub: false });
  return {
    ...sandbox,
    handle: async (request, connection) => {
      const { pathname } = new URL(request.url);
      if (/^\/(graph|sandbox|v\d+\.\d+)\//.test(pathname)) return sandbox.handle(request, connection);
      if (pathname === '/') return new Response(null, { status: 302, headers: { location: '/phone' } });
      return (await phone.fetch(request)) ?? plain(404, 'Not found: see /phone, /sandbox/ and /graph/.');
    },
  };
};
