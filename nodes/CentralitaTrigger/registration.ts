import type { CallContext } from '../../core/src/channels/channel.ts';
import { callGraph, type GraphRequest } from '../../core/src/channels/meta/graph.ts';
import type { JsonObject } from '../../core/src/model/json.ts';
import type { WhatsAppCredential } from '../shared/connection.ts';
import { ChannelFault, refuse } from '../shared/faults.ts';

/** For what an address is registered: one number, all numbers of an account, or everything of an app. */
export type Level = 'number' | 'account' | 'app';

/** Addresses webhooks go to, by level; the narrowest that is set takes all. */
export interface Addresses {
  readonly number?: string;
  readonly account?: string;
  readonly app?: string;
}

const call = async (context: CallContext, request: GraphRequest): Promise<JsonObject> => {
  const outcome = await callGraph(context, request);
  if (outcome.state === 'ok') return outcome.body;
  if (outcome.state === 'error') throw new ChannelFault(outcome.error);
  if (outcome.state === 'unknown' && outcome.error) throw new ChannelFault(outcome.error);
  throw refuse(
    'provider_unavailable',
    outcome.reason,
    'Check the base URL in the credential, then try again.',
  );
};

const text = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const accountIdOf = ({ businessAccountId }: WhatsAppCredential): string => {
  if (businessAccountId) return businessAccountId;
  throw refuse(
    'invalid_request',
    'the credential has no WhatsApp Business Account ID',
    'Enter it in the credential, or register for the number only.',
  );
};

const appIdOf = ({ appId }: WhatsAppCredential): string => {
  if (appId) return appId;
  throw refuse(
    'invalid_request',
    'the credential has no App ID',
    'Enter it in the credential, or register for the number only.',
  );
};

/** An app speaks for itself with its id and secret, not with a person's token. */
const asApp = (context: CallContext, credential: WhatsAppCredential): CallContext => ({
  ...context,
  accessToken: `${appIdOf(credential)}|${credential.appSecret}`,
});

/** What webhooks of the number go to now. */
export const addressesOf = async (context: CallContext): Promise<Addresses> => {
  const body = await call(context, {
    method: 'GET',
    path: [context.account.providerId],
    query: { fields: 'webhook_configuration' },
  });
  const found = (body.webhook_configuration ?? {}) as JsonObject;
  const number = text(found.phone_number);
  const account = text(found.whatsapp_business_account);
  const app = text(found.application);
  return { ...(number ? { number } : {}), ...(account ? { account } : {}), ...(app ? { app } : {}) };
};

/** The address that gets the messages. */
export const effective = ({ number, account, app }: Addresses): string | undefined =>
  number ?? account ?? app;

/** An address that goes before one of this level. */
export const narrower = (
  { number, account }: Addresses,
  level: Level,
): { readonly level: Level; readonly url: string } | undefined => {
  if (number && level !== 'number') return { level: 'number', url: number };
  if (account && level === 'app') return { level: 'account', url: account };
  return undefined;
};

export interface Registration {
  readonly level: Level;
  readonly credential: WhatsAppCredential;
  /** With the credential's token. */
  readonly context: CallContext;
  /** With whatever authorization a call brings. */
  readonly plain: CallContext;
}

/** Webhook fields a whole app is asked for. */
const neededFields: readonly string[] = [
  'messages',
  'message_template_status_update',
  'user_preferences',
  'account_update',
  'phone_number_quality_update',
];

const object = 'whatsapp_business_account';

/** The webhook fields of the app, where an address is registered for it. */
export const fieldsOf = async ({ credential, plain }: Registration): Promise<string[]> => {
  const path = [appIdOf(credential), 'subscriptions'];
  const { data } = await call(asApp(plain, credential), { method: 'GET', path });
  const subscriptions = Array.isArray(data) ? (data as JsonObject[]) : [];
  const names = subscriptions.find((each) => each.object === object)?.fields;
  return Array.isArray(names)
    ? (names as (JsonObject | string)[]).flatMap((field) =>
        typeof field === 'string' ? field : (text(field.name) ?? []),
      )
    : [];
};

/**
 * Sets the address, or takes it away with an empty one. The platform asks it for its challenge at once. An app gets
 * exactly these `fields`; without them those a trigger needs are added to what it has.
 */
export const setAddress = async (
  { level, credential, context, plain }: Registration,
  url: string,
  fields?: readonly string[],
): Promise<void> => {
  const verify_token = credential.verifyToken ?? '';
  switch (level) {
    case 'number':
      await call(context, {
        method: 'POST',
        path: [context.account.providerId],
        json: { webhook_configuration: { override_callback_uri: url, ...(url ? { verify_token } : {}) } },
      });
      return;
    case 'account':
      await call(context, {
        method: 'POST',
        path: [accountIdOf(credential), 'subscribed_apps'],
        json: url ? { override_callback_uri: url, verify_token } : {},
      });
      return;
    case 'app': {
      const path = [appIdOf(credential), 'subscriptions'];
      const app = asApp(plain, credential);
      // The platform adds fields to those there are: only a new subscription has no others.
      if (!url || fields) await call(app, { method: 'DELETE', path, query: { object } });
      if (!url) return;
      const json = {
        object,
        callback_url: url,
        verify_token,
        fields: (fields?.length ? fields : neededFields).join(','),
      };
      await call(app, { method: 'POST', path, json });
    }
  }
};

/** An account that no app is subscribed to sends no webhooks, whatever addresses are set; only then it is subscribed. */
export const ensureSubscribed = async (
  context: CallContext,
  { businessAccountId }: WhatsAppCredential,
): Promise<void> => {
  if (!businessAccountId) return;
  const path = [businessAccountId, 'subscribed_apps'];
  const { data } = await call(context, { method: 'GET', path });
  if (Array.isArray(data) && data.length > 0) return;
  await call(context, { method: 'POST', path, json: {} });
};
