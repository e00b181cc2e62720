import { handshake } from '../webhooks/handshake.ts';
import { parametersOf } from './body.ts';
import type { GraphHandler } from './context.ts';
import { badParameter } from './error.ts';
import { needsAppToken } from './tokens.ts';

/** `GET /{account}/subscribed_apps`. */
export const listSubscribed: GraphHandler = ({ world, id }) =>
  Response.json({
    data: world.targets.subscribers(id).map((app) => ({
      whatsapp_business_api_data: {
        id: app,
        name: world.apps.get(app)?.name ?? `App ${app}`,
        link: `https://www.facebook.com/games/?app_id=${app}`,
      },
      ...(world.targets.override(app, id) && { override_callback_uri: world.targets.override(app, id) }),
    })),
  });

/** Subscribes the app; with an override its address replaces the app's, without a body it is cleared. */
export const subscribe: GraphHandler = async ({ world, id, request, bearer }) => {
  const body = await parametersOf(request);
  const uri = body.override_callback_uri;
  if (uri !== undefined) {
    if (typeof uri !== 'string') throw badParameter('Param override_callback_uri must be a string.');
    await handshake(
      world.fetch,
      uri,
      String(body.verify_token ?? world.options.verifyToken),
      world.ids.digits(10),
    );
  }
  world.targets.subscribe(id, bearer.app.id);
  world.targets.setOverride(bearer.app.id, id, uri as string | undefined);
  world.journal.flush();
  world.courier.recheck();
  return Response.json({ success: true });
};

export const unsubscribe: GraphHandler = ({ world, id, bearer }) => {
  world.targets.unsubscribe(id, bearer.app.id);
  world.targets.setOverride(bearer.app.id, id, undefined);
  world.journal.flush();
  return Response.json({ success: true });
};

/** `GET /{app}/subscriptions`. */
export const listSubscriptions: GraphHandler = (call) => {
  needsAppToken(call);
  const { world, id } = call;
  const app = world.targets.app(id);
  const data = app?.url
    ? [
        {
          object: 'whatsapp_business_account',
          callback_url: app.url,
          active: true,
          fields: (app.fields ?? ['messages']).map((name) => ({ name, version: 'v25.0' })),
        },
      ]
    : [];
  return Response.json({ data });
};

/** `POST /{app}/subscriptions`: where webhooks of the accounts the app is subscribed to go. */
export const setSubscription: GraphHandler = async (call) => {
  needsAppToken(call);
  const { world, id, request } = call;
  const { object, callback_url, verify_token, fields } = await parametersOf(request);
  if (object !== 'whatsapp_business_account')
    throw badParameter('Param object must be one of {WHATSAPP_BUSINESS_ACCOUNT}.');
  if (typeof callback_url !== 'string') throw badParameter('The parameter callback_url is required.');
  await handshake(
    world.fetch,
    callback_url,
    String(verify_token ?? world.options.verifyToken),
    world.ids.digits(10),
  );
  const names = Array.isArray(fields)
    ? fields.map(String)
    : String(fields ?? '')
        .split(',')
        .filter(Boolean);
  const known = world.targets.app(id);
  world.targets.setApp(id, {
    url: callback_url,
    verifyToken: String(verify_token ?? ''),
    ...(names.length > 0 && { fields: [...new Set([...(known?.fields ?? []), ...names])] }),
  });
  world.journal.flush();
  world.courier.recheck();
  return Response.json({ success: true });
};

export const removeSubscription: GraphHandler = (call) => {
  needsAppToken(call);
  const { world, id } = call;
  world.targets.setApp(id, {});
  world.journal.flush();
  return Response.json({ success: true });
};
