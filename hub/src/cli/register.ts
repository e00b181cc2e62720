import { readConfig } from '../config.ts';
import { type EndpointSettings, loadSettings } from '../settings/index.ts';
import { callFor, titleOf } from './account-calls.ts';
import { printChecks } from './checks.ts';
import type { RunCommand } from './command.ts';

/** Has the provider send each number's webhooks to this hub, and says what is left to do by hand. */
export const run: RunCommand = async (positionals, values, terminal) => {
  const config = readConfig(terminal.env);
  const base = (typeof values.url === 'string' ? values.url : config.publicUrl)?.replace(/\/+$/, '');
  if (positionals.length > 0 || base === undefined) {
    terminal.err(
      `${base === undefined ? 'The address that the provider reaches this hub by is not known: set PUBLIC_URL, or give --url.' : `register takes no "${positionals[0]}".`}\n\nUsage: centralita register [--url URL] [--replace]\n`,
    );
    return 2;
  }
  const settings = loadSettings(config.configFile, terminal.env);
  if (settings.endpoints.length === 0) {
    terminal.err(`${config.configFile} names no endpoint: see docs/connect.md.\n`);
    return 1;
  }
  const addressOf = ({ provider, id }: EndpointSettings) => `${base}/webhooks/${provider}/${id}`;
  let well = true;
  for (const account of settings.accounts) {
    const endpoint = settings.endpoints.find(({ id }) => id === account.endpoint) as EndpointSettings;
    const { channel, context } = callFor(account);
    const { verifyToken } = endpoint;
    const checks =
      verifyToken === undefined
        ? [
            {
              name: `endpoint ${endpoint.id}`,
              ok: false,
              detail: 'has no verify token, so the provider could not check the address',
              nextStep: 'Set verifyToken in the settings, and restart the hub.',
            },
          ]
        : ((await channel.register?.(context, {
            url: addressOf(endpoint),
            verifyToken,
            replace: values.replace === true,
          })) ?? []);
    well = printChecks(titleOf(account), checks, terminal) && well;
  }
  for (const endpoint of settings.endpoints) {
    terminal.out(
      [
        '',
        `By hand, once for the app of endpoint ${endpoint.id}:`,
        '  Meta for Developers > the app > WhatsApp > Configuration > Webhook',
        `  1. Callback URL   ${addressOf(endpoint)}`,
        `  2. Verify token   ${endpoint.verifyToken ?? '(not set: verifyToken in the settings)'}`,
        '  3. Subscribe to the fields messages, message_template_status_update,',
        '     phone_number_quality_update, account_update and user_preferences.',
        '  4. Switch the app to Live: until then only test webhooks are sent.',
        '',
      ].join('\n'),
    );
  }
  return well ? 0 : 1;
};
