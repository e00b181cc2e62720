import type { RequestListener } from 'node:http';
import { getRequestListener, type HttpBindings } from '@hono/node-server';
import type { Sandbox } from './types.ts';

/** For `node:http`: connections that a fault cuts are really cut. */
export const createListener = (sandbox: Sandbox): RequestListener => {
  const listener = getRequestListener(
    (request, env) => sandbox.handle(request, { cut: () => (env as HttpBindings).outgoing.destroy() }),
    { overrideGlobalObjects: false },
  );
  return (incoming, outgoing) => {
    void listener(incoming, outgoing);
  };
};
