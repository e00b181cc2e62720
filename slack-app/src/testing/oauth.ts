import type { Answer, Arguments } from './methods.ts';
import type { Workspace } from './workspace.ts';

/** What an installation is made from. https://docs.slack.dev/reference/methods/oauth.v2.access */
export interface DoubleOAuth {
  client: { readonly id: string; readonly secret: string };
  /** Codes people came back with, good for one exchange; `seconds`: tokens rotate and hold so long. */
  readonly codes: Map<string, Grantable>;
  /** Good for one renewal each. */
  readonly refreshTokens: Map<string, Grantable>;
  /** Set: every renewal is refused with it. */
  refuseRenewal: string | undefined;
  /** How many tokens were handed out. */
  readonly issued: { count: number };
}

export interface Grantable {
  readonly workspace: Workspace;
  readonly seconds?: number;
}

export const createOAuthDouble = (): DoubleOAuth => ({
  client: { id: '123.456', secret: 'an-oauth-secret' },
  codes: new Map(),
  refreshTokens: new Map(),
  refuseRenewal: undefined,
  issued: { count: 0 },
});

const fail = (error: string): Answer => ({ ok: false, error });

export const oauthAccess = (
  oauth: DoubleOAuth,
  args: Arguments,
  scopes: string,
  hand: (token: string, workspace: Workspace) => void,
): Answer => {
  if (args.client_id !== oauth.client.id) return fail('invalid_client_id');
  if (args.client_secret !== oauth.client.secret) return fail('bad_client_secret');
  const renews = args.grant_type === 'refresh_token';
  if (renews && oauth.refuseRenewal) return fail(oauth.refuseRenewal);
  const from = renews ? oauth.refreshTokens : oauth.codes;
  const key = String(renews ? args.refresh_token : args.code);
  const granted = from.get(key);
  if (!granted) return fail(renews ? 'invalid_refresh_token' : 'invalid_code');
  from.delete(key);
  const count = ++oauth.issued.count;
  const { workspace, seconds } = granted;
  const rotates = seconds !== undefined;
  const token = `${rotates ? 'xoxe.' : ''}xoxb-issued-${workspace.team}-${count}`;
  const refresh = `xoxe-1-issued-${workspace.team}-${count}`;
  hand(token, workspace);
  if (rotates) oauth.refreshTokens.set(refresh, { workspace, seconds: 43_200 });
  return {
    ok: true,
    access_token: token,
    token_type: 'bot',
    scope: scopes,
    bot_user_id: workspace.botUser,
    app_id: 'A0',
    team: { id: workspace.team, name: workspace.name },
    enterprise: null,
    is_enterprise_install: false,
    authed_user: { id: workspace.botUser },
    ...(rotates ? { expires_in: seconds, refresh_token: refresh } : {}),
  };
};
