import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { CentralitaError } from '@centralita/core/model';
import {
  appId,
  createClock,
  createListener,
  createSandbox,
  defaultNumber,
  type Sandbox,
} from '@centralita/sandbox';
import { withPhone } from '@centralita/sandbox/standalone';
import { isLoopbackHost } from '../api/guards.ts';
import { closeServer, createServer, listen } from '../server.ts';
import type { RunCommand } from './command.ts';
import { untilStopped } from './stop.ts';

/** The sandbox alone, for whoever speaks to the Cloud API without a hub. */
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
  const text = (name: string) => (typeof values[name] === 'string' ? values[name] : undefined);
  const secret = (name: string) => text(name) ?? randomBytes(16).toString('hex');
  const secrets = {
    appSecret: secret('app-secret'),
    verifyToken: secret('verify-token'),
    accessToken: secret('access-token'),
  };
  const webhookUrl = addressOf(text('webhook'));
  const file = text('keep');
  const sandbox = createSandbox({
    clock: createClock(),
    ...secrets,
    ...(webhookUrl && { webhookUrl }),
    ...(file && { file }),
  });
  const whole = withPhone(sandbox);
  const listener = createListener(whole);
  const server = createServer({
    raw: (request, response) => {
      // A foreign page whose name was pointed at this machine would be of the same origin.
      if (!isLoopbackHost(request.headers.host ?? '')) return false;
      listener(request, response);
      return true;
    },
    fetch: async () =>
      new Response('Call the sandbox as localhost or 127.0.0.1.\n', {
        status: 403,
        headers: { 'content-type': 'text/plain; charset=utf-8' },
      }),
  });
  const at = await listen(server, port, '127.0.0.1');
  try {
    const seed = text('seed');
    if (seed) await plant(whole, seed, `http://127.0.0.1:${at}`);
  } catch (error) {
    await closeServer(server, 0);
    await sandbox.close();
    throw error;
  }
  terminal.out(
    [
      '',
      `  Phone          http://127.0.0.1:${at}/phone`,
      `  Graph API      http://127.0.0.1:${at}/graph`,
      `  Control        http://127.0.0.1:${at}/sandbox`,
      `  Number         ${defaultNumber.phoneNumberId} of account ${defaultNumber.wabaId}`,
      `  App            ${appId}`,
      `  Access token   ${secrets.accessToken}`,
      `  App secret     ${secrets.appSecret}`,
      `  Verify token   ${secrets.verifyToken}`,
      `  Webhooks go to ${webhookUrl ?? 'nowhere yet: register an address, or start with --webhook URL'}`,
      '',
      file
        ? `  A WhatsApp Cloud API on this machine only. Ctrl-C stops it; ${file} keeps everything.`
        : '  A WhatsApp Cloud API on this machine only. Ctrl-C stops it, and nothing is kept.',
      '',
      '',
    ].join('\n'),
  );
  await untilStopped(process, terminal);
  await closeServer(server, 1000);
  await sandbox.close();
  return 0;
};

const addressOf = (value: string | undefined): string | undefined => {
  if (value === undefined) return undefined;
  if (URL.canParse(value) && /^https?:$/.test(new URL(value).protocol)) return value;
  throw new CentralitaError(
    'config_invalid',
    `--webhook: "${value}" is no web address. Give one such as http://127.0.0.1:3000/webhook.`,
  );
};

/** Gives the sandbox what a file says there shall be. */
const plant = async (sandbox: Sandbox, path: string, origin: string): Promise<void> => {
  let body: string;
  try {
    body = readFileSync(path, 'utf8');
    JSON.parse(body);
  } catch (error) {
    throw new CentralitaError(
      'config_invalid',
      `--seed: ${path} cannot be read as JSON (${(error as Error).message}). See docs/sandbox.md for what it may hold.`,
    );
  }
  const answer = await sandbox.handle(new Request(`${origin}/sandbox/seed`, { method: 'POST', body }));
  if (answer.ok) return;
  const { error } = (await answer.json()) as { error: { message: string; nextStep?: string } };
  throw new CentralitaError('config_invalid', `--seed: ${error.message} ${error.nextStep ?? ''}`.trim());
};
