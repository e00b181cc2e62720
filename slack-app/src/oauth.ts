import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';
import { attempt } from './client/outcome.ts';
import type { Parts } from './parts.ts';
import { botScopes } from './scopes.ts';

const cookie = 'centralita_slack_state';
const validMs = 10 * 60_000;
const authorizeUrl = 'https://slack.com/oauth/v2/authorize';

/** `/ext/slack/install` and `/ext/slack/oauth`: the app into one more workspace. https://docs.slack.dev/authentication/installing-with-oauth */
export interface OAuth {
  install(request: Request): Response;
  callback(request: Request): Promise<Response>;
}

/**
 * The state names its time and a secret that the same browser brings back in a cookie: neither a link somebody was
 * sent nor an old one installs anything.
 */
export const createOAuth = (parts: Parts, now: () => number): OAuth | undefined => {
  const { oauth } = parts.settings;
  if (!oauth || !parts.publicUrl) return undefined;
  const redirect = `${parts.publicUrl}/ext/slack/oauth`;
  const sign = (text: string): string =>
    createHmac('sha256', oauth.clientSecret).update(text).digest('base64url');
  const secure = parts.publicUrl.startsWith('https:') ? '; Secure' : '';

  return {
    install: () => {
      const nonce = randomBytes(18).toString('base64url');
      const at = String(now());
      const state = `${at}.${sign(`${at}.${nonce}`)}`;
      const to = new URL(authorizeUrl);
      to.searchParams.set('client_id', oauth.clientId);
      to.searchParams.set('scope', botScopes.join(','));
      to.searchParams.set('redirect_uri', redirect);
      to.searchParams.set('state', state);
      return new Response(null, {
        status: 302,
        headers: {
          location: to.href,
          'cache-control': 'no-store',
          'set-cookie': `${cookie}=${nonce}; Path=/ext/slack; HttpOnly; SameSite=Lax; Max-Age=${validMs / 1000}${secure}`,
        },
      });
    },
    callback: async (request) => {
      const { searchParams } = new URL(request.url);
      const nonce = cookieOf(request);
      const [at = '', mac = ''] = (searchParams.get('state') ?? '').split('.');
      const fresh = Math.abs(now() - Number(at)) <= validMs;
      if (!nonce || !fresh || !equal(mac, sign(`${at}.${nonce}`))) {
        return page(
          400,
          'This link is not the one this browser began with, or it is too old.',
          'Begin again at /ext/slack/install.',
        );
      }
      if (searchParams.has('error'))
        return page(400, 'The installation was called off in Slack.', 'Begin again whenever you like.');
      const outcome = await attempt(() =>
        parts.clients.write('').oauth.v2.access({
          client_id: oauth.clientId,
          client_secret: oauth.clientSecret,
          code: searchParams.get('code') ?? '',
          redirect_uri: redirect,
        }),
      );
      if (outcome.kind !== 'done' || !outcome.value.access_token) {
        const reason = outcome.kind === 'refused' ? outcome.reason : 'no answer';
        parts.log.warn('Slack did not complete an installation', { reason });
        return page(
          502,
          `Slack did not complete the installation (${reason}).`,
          'Begin again at /ext/slack/install.',
        );
      }
      const {
        access_token: token,
        refresh_token: refresh,
        expires_in: seconds,
        scope,
        enterprise,
      } = outcome.value;
      const installed = await parts.installations.install({
        token,
        scopes: (scope ?? '').split(','),
        ...(refresh ? { refresh } : {}),
        ...(seconds ? { expiresAt: now() + seconds * 1000 } : {}),
        ...(enterprise?.id ? { enterprise: enterprise.id } : {}),
      });
      parts.channels.forget();
      return page(
        200,
        `Centralita is installed in ${installed.name ?? installed.team}.`,
        'Invite it to the channels of your settings: /invite @Centralita.',
      );
    },
  };
};

const cookieOf = (request: Request): string | undefined =>
  new RegExp(`(?:^|;\\s*)${cookie}=([A-Za-z0-9_-]+)`).exec(request.headers.get('cookie') ?? '')?.[1];

const equal = (one: string, other: string): boolean => {
  const [a, b] = [Buffer.from(one), Buffer.from(other)];
  return a.length === b.length && timingSafeEqual(a, b);
};

const escapeHtml = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');

const page = (status: number, title: string, nextStep: string): Response =>
  new Response(
    `<!doctype html><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>Centralita</title><body style="font:16px system-ui;max-width:34rem;margin:4rem auto;padding:0 1rem"><h1 style="font-size:1.2rem">${escapeHtml(title)}</h1><p>${escapeHtml(nextStep)}</p>`,
    {
      status,
      headers: {
        'content-type': 'text/html; charset=utf-8',
        'cache-control': 'no-store',
        'content-security-policy': "default-src 'none'; style-src 'unsafe-inline'",
      },
    },
  );
