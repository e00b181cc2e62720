import { randomBytes } from 'node:crypto';
import { CentralitaError } from '@centralita/core/model';
import { createClock, createListener, createSandbox, defaultNumber } from '@centralita/sandbox';
import { createPhonePage } from '@centralita/sandbox/phone/index';
import { isLoopbackHost } from '../api/guards.ts';
import { closeServer, createServer, listen } from '../server.ts';
import type { RunCommand } from './command.ts';
import { untilStopped } from './stop.ts';

/** The sandbox alone, for whoever speaks to the Cloud API without a hub. Keeps nothing when it stops. */
export const run: RunCommand = async (positionals, values, terminal) => {
  if (positionals.length > 0) {
    throw new CentralitaError('invalid_request', `sandbox takes no "${positionals[0]}"`);
  }
  const port = Number(values.port ?? 3001);
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new CentralitaError(
      'config_invalid',
      `--port: "${values.port}" is no port. Give a number from 0 to 65535.`,
    );
  }
  const secret = () => randomBytes(16).toString('hex');
  const secrets = { appSecret: secret(), verifyToken: secret(), accessToken: secret() };
  const sandbox = createSandbox({ clock: createClock(), ...secrets });
  const listener = createListener(sandbox);
  const phone = createPhonePage({ hub: false });
  const server = createServer({
    raw: (request, response) => {
      // A foreign page whose name was pointed at this machine would be of the same origin.
      const own =
        isLoopbackHost(request.headers.host ?? '') && /^\/(graph|sandbox)\//.test(request.url ?? '');
      if (own) listener(request, response);
      return own;
    },
    fetch: async (request) => {
      if (!isLoopbackHost(request.headers.get('host') ?? ''))
        return plain(403, 'Call the sandbox as localhost or 127.0.0.1.');
      if (new URL(request.url).pathname === '/')
        return new Response(null, { status: 302, headers: { location: '/phone' } });
      return (await phone.fetch(request)) ?? plain(404, 'Not found: see /phone, /sandbox/ and /graph/.');
    },
  });
  const at = await listen(server, port, '127.0.0.1');
  terminal.out(
    [
      '',
      `  Phone          http://127.0.0.1:${at}/phone`,
      `  Graph API      http://127.0.0.1:${at}/graph`,
      `  Control        http://127.0.0.1:${at}/sandbox`,
      `  Number         ${defaultNumber.phoneNumberId} of account ${defaultNumber.wabaId}`,
      `  Access token   ${secrets.accessToken}`,
      `  App secret     ${secrets.appSecret}`,
      `  Verify token   ${secrets.verifyToken}`,
      '',
      '  A WhatsApp Cloud API on this machine only. Ctrl-C stops it, and nothing is kept.',
      '',
      '',
    ].join('\n'),
  );
  await untilStopped(process, terminal);
  await closeServer(server, 1000);
  await sandbox.close();
  return 0;
};

const plain = (status: number, text: string): Response =>
  new Response(`${text}\n`, { status, headers: { 'content-type': 'text/plain; charset=utf-8' } });
