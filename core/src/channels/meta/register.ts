import type { JsonObject } from '../../model/json.ts';
import type { CallContext, CallResult, Check, WebhookAddress } from '../channel.ts';
import { resultOf } from './call-result.ts';
import { callGraph } from './graph.ts';
import { fieldOf, textOf } from './guards.ts';

/** https://developers.facebook.com/docs/whatsapp/embedded-signup/webhooks/override */
const longestAddress = 200;

/**
 * Subscribes the token's app to the business account and points this number's webhooks to the address. An address of
 * somebody else is left alone unless `replace`. Webhooks that are not about messages go where the app's own settings
 * say; no token of a number may change those.
 */
export async function register(
  context: CallContext,
  { url, verifyToken, replace = false }: WebhookAddress,
): Promise<Check[]> {
  if (!url.startsWith('https://') || url.length > longestAddress) {
    return [
      {
        name: 'address',
        ok: false,
        detail: url,
        nextStep: `Give an address that begins with https:// and has at most ${longestAddress} characters.`,
      },
    ];
  }
  return [await subscribe(context), await point(context, url, verifyToken, replace)];
}

async function subscribe(context: CallContext): Promise<Check> {
  const name = 'app subscription';
  const { businessId } = context.account;
  if (!businessId) {
    return {
      name,
      ok: false,
      detail: 'the id of the WhatsApp Business Account is not set',
      nextStep: 'Set wabaId.',
    };
  }
  const path = [businessId, 'subscribed_apps'];
  const before = resultOf(await callGraph(context, { method: 'GET', path }), ({ data }) =>
    Array.isArray(data) ? data.length : undefined,
  );
  // To subscribe again without an address would take away one that was set for the whole account.
  if (before.ok && before.value > 0) return { name, ok: true, detail: 'there already' };
  const done = resultOf(await callGraph(context, { method: 'POST', path }), succeeded);
  return done.ok ? { name, ok: true, detail: 'subscribed' } : failure(name, done);
}

async function point(
  context: CallContext,
  url: string,
  verifyToken: string,
  replace: boolean,
): Promise<Check> {
  const name = "number's webhook";
  const path = [context.account.providerId];
  const now = resultOf(
    await callGraph(context, { method: 'GET', path, query: { fields: 'webhook_configuration' } }),
    (body) => body,
  );
  if (!now.ok) return failure(name, now);
  const { webhook_configuration: set } = now.value;
  const before = textOf(fieldOf(set, 'phone_number'));
  if (before === url) return { name, ok: true, detail: `goes to ${url} already` };
  if (before && !replace) {
    return {
      name,
      ok: false,
      detail: `goes to ${before}`,
      nextStep: 'Somebody set that. To replace it, run centralita register --replace.',
    };
  }
  const done = resultOf(
    await callGraph(context, {
      method: 'POST',
      path,
      json: { webhook_configuration: { override_callback_uri: url, verify_token: verifyToken } },
    }),
    succeeded,
  );
  if (!done.ok) return failure(name, done);
  return { name, ok: true, detail: `goes to ${url}${before ? `, and no longer to ${before}` : ''}` };
}

const succeeded = ({ success }: JsonObject): true | undefined => (success === true ? true : undefined);

const failure = (name: string, result: CallResult<unknown>): Check => {
  if (result.ok) return { name, ok: true, detail: '' };
  const { message, details, nextStep } = result.error;
  return { name, ok: false, detail: details ? `${message}: ${details}` : message, nextStep };
};
