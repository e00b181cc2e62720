import { meta } from '@centralita/core/channels/meta';
import { createHubClient } from '@centralita/core/hub-client';
import { type AccountSettings, callContext } from '../direct/settings.ts';
import { callbackOf, type HubSettings } from '../hub/settings.ts';
import type { Red } from '../red.ts';
import { mountPoint } from '../shared/dispatch.ts';
import { failureOf } from '../shared/failure.ts';
import type { Runtime } from '../shared/runtime.ts';

/** One line of a check: passed, or what to do next. */
export interface Line {
  readonly name: string;
  readonly ok: boolean;
  readonly detail: string;
  readonly nextStep?: string;
}

const timeoutMs = 20_000;

/** Token, number, subscription, templates, and what the webhook needs. */
export const checkAccount = async (
  settings: AccountSettings,
  runtime: Runtime,
  red: Red,
): Promise<readonly Line[]> => {
  const { text } = runtime;
  const secret: Line =
    settings.appSecrets.length > 0
      ? { name: 'app secret', ok: true, detail: text('check.secretSet') }
      : {
          name: 'app secret',
          ok: false,
          detail: text('check.secretMissing'),
          nextStep: text('check.secretNext'),
        };
  const token: Line = settings.verifyToken
    ? { name: 'verify token', ok: true, detail: text('check.verifySet') }
    : {
        name: 'verify token',
        ok: false,
        detail: text('check.verifyMissing'),
        nextStep: text('check.verifyNext'),
      };
  return [
    ...(await meta.doctor(callContext(settings, runtime.fetch, Date.now(), timeoutMs))),
    secret,
    token,
    ...webhookLines(runtime, red),
  ];
};

/** What would keep a caller from reaching us, as far as it shows from inside. */
const webhookLines = ({ text }: Runtime, red: Red): Line[] => {
  const { httpNodeRoot, httpNodeAuth } = red.settings as { httpNodeRoot?: unknown; httpNodeAuth?: unknown };
  if (httpNodeRoot === false) {
    return [{ name: 'webhook', ok: false, detail: text('check.noRoot'), nextStep: text('check.pullNext') }];
  }
  return httpNodeAuth
    ? [{ name: 'webhook', ok: false, detail: text('check.nodeAuth'), nextStep: text('check.nodeAuthNext') }]
    : [{ name: 'webhook', ok: true, detail: text('check.webhook') }];
};

/** Address and key, what the hub knows, and whether it can reach us where it should. */
export const checkHub = async (
  settings: HubSettings,
  runtime: Runtime,
  red: Red,
): Promise<readonly Line[]> => {
  const { text, language } = runtime;
  const failed = (name: string, error: unknown): Line => {
    const { message, cause } = failureOf(error, language);
    return { name, ok: false, detail: message, nextStep: cause.nextStep };
  };
  const lines: Line[] = [];
  try {
    const { url, key } = settings;
    const signal = AbortSignal.timeout(timeoutMs);
    const client = createHubClient({ url, key, fetch: runtime.fetch, signal });
    const accounts = await client.accounts();
    const names = accounts.map(({ name, displayPhone, providerId }) => name ?? displayPhone ?? providerId);
    lines.push({ name: 'hub', ok: true, detail: text('check.hub', { accounts: names.join(', ') || '-' }) });
    if (settings.delivery !== 'none') {
      await client.events({ after: 'now', limit: 1 });
      lines.push({ name: 'events', ok: true, detail: text('check.events') });
    }
  } catch (error) {
    lines.push(
      error instanceof TypeError
        ? { name: 'hub', ok: false, detail: text('state.away'), nextStep: text('check.hubNext') }
        : failed('hub', error),
    );
  }
  if (settings.delivery === 'push') {
    try {
      const address = callbackOf(settings, red.settings.httpNodeRoot, mountPoint);
      lines.push(
        ...webhookLines(runtime, red).map((line) => ({ ...line, detail: `${address}: ${line.detail}` })),
      );
    } catch (error) {
      lines.push(failed('webhook', error));
    }
  }
  return lines;
};
