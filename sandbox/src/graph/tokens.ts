import type { Bearer } from '../account/apps.ts';
import type { World } from '../world.ts';
import type { GraphHandler, GraphRequest } from './context.ts';
import { badParameter, GraphError } from './error.ts';

const scopes = [
  'whatsapp_business_management',
  'whatsapp_business_messaging',
  'whatsapp_business_manage_events',
  'public_profile',
];

/** 190, as for a token that is no token. */
const badToken = () =>
  new GraphError(190, undefined, { message: 'Invalid OAuth access token - Cannot parse access token' });

/** 190 with subcode 463: the token was good once. */
export const expiredToken = (now: number): GraphError =>
  new GraphError(190, undefined, {
    subcode: 463,
    message: `Error validating access token: Session has expired on ${new Date(now - 3_600_000).toUTCString()}. The current time is ${new Date(now).toUTCString()}.`,
  });

/** `Authorization: Bearer …`, or `?access_token=`. */
export const bearerOf = (world: World, request: Request, url: URL): Bearer => {
  const header = request.headers.get('authorization') ?? '';
  const token = /^(?:Bearer|OAuth) (.+)$/i.exec(header)?.[1] ?? url.searchParams.get('access_token');
  if (!token)
    throw new GraphError(190, undefined, {
      message: 'An access token is required to request this resource.',
    });
  const bearer = world.apps.bearer(token);
  if (!bearer) throw badToken();
  return bearer;
};

/** Calls about an app itself are made with its own token. */
export const needsAppToken = ({ bearer, id }: GraphRequest): void => {
  if (bearer.kind !== 'app')
    throw new GraphError(15, undefined, {
      http: 400,
      message: '(#15) This method must be called with an app access_token.',
    });
  if (bearer.app.id !== id)
    throw new GraphError(100, undefined, { message: `(#100) The token is not one of app ${id}.` });
};

/** `GET /oauth/access_token?grant_type=client_credentials`: needs no token, gives the app's own. */
export const grantToken = (world: World, url: URL): Response => {
  const id = url.searchParams.get('client_id') ?? '';
  const secret = url.searchParams.get('client_secret') ?? '';
  if (url.searchParams.get('grant_type') !== 'client_credentials')
    throw badParameter('The sandbox grants client_credentials only.');
  const bearer = world.apps.bearer(`${id}|${secret}`);
  if (!bearer)
    throw new GraphError(1, undefined, {
      http: 400,
      message: world.apps.get(id) ? 'Error validating client secret.' : 'Error validating application.',
    });
  return Response.json({ access_token: world.apps.appToken(bearer.app), token_type: 'bearer' });
};

/** `GET /debug_token?input_token=…`. */
export const debugToken = (world: World, url: URL): Response => {
  const token = url.searchParams.get('input_token');
  if (!token) throw badParameter('The parameter input_token is required.');
  const bearer = world.apps.bearer(token);
  const expired = world.faults
    .list()
    .some(({ kind, remaining = 1 }) => kind === 'token_expired' && remaining > 0);
  const problem = !bearer ? badToken() : expired ? expiredToken(world.clock.now()) : undefined;
  const error = problem && {
    code: 190,
    message: problem.message,
    ...(problem.extra.subcode !== undefined && { subcode: problem.extra.subcode }),
  };
  return Response.json({
    data: {
      ...(bearer && {
        app_id: bearer.app.id,
        type: bearer.kind === 'app' ? 'APP' : 'SYSTEM_USER',
        application: bearer.app.name,
        ...(bearer.kind === 'user' && {
          user_id: userIdOf(bearer),
          data_access_expires_at: 0,
          expires_at: 0,
        }),
      }),
      ...(error && { error }),
      is_valid: problem === undefined,
      scopes: bearer?.kind === 'user' ? scopes : [],
      ...(bearer?.kind === 'user' && {
        granular_scopes: scopes.slice(0, 2).map((scope) => ({
          scope,
          target_ids: [...new Set(world.numbers.map(({ wabaId }) => wabaId))],
        })),
      }),
    },
  });
};

const userIdOf = ({ app }: Bearer) => `1${app.id.slice(1)}`;

/** `GET /me`: whose token this is. */
export const whoAmI = (bearer: Bearer): Response =>
  bearer.kind === 'app'
    ? Response.json({ name: bearer.app.name, id: bearer.app.id })
    : Response.json({ name: 'Sandbox system user', id: userIdOf(bearer) });

/** `GET /{app}`. */
export const getApp: GraphHandler = ({ world, id }) => {
  const app = world.apps.get(id);
  return Response.json({
    category: 'Business and pages',
    link: `https://www.facebook.com/games/?app_id=${id}`,
    name: app?.name ?? `App ${id}`,
    id,
  });
};
