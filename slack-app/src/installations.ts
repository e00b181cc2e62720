import { createHash } from 'node:crypto';
import type { ExtensionContext, SqlRow } from '@centralita/core/consumer';
import type { Clients } from './client/clients.ts';
import { attempt } from './client/outcome.ts';
import { later, Stop } from './client/stop.ts';
import type { SlackSettings } from './settings.ts';
import { wordsOf } from './words/index.ts';

/** A workspace the app is installed in. */
export interface Installation {
  readonly team: string;
  readonly enterprise?: string;
  readonly name?: string;
  /** `https://acme.slack.com/` */
  readonly url?: string;
  readonly botUser: string;
  readonly botId?: string;
  readonly scopes: readonly string[];
}

/** What an exchange of a code or of a refresh token yields. */
export interface Grant {
  readonly token: string;
  readonly refresh?: string;
  /** Real milliseconds. */
  readonly expiresAt?: number;
  readonly scopes: readonly string[];
  readonly enterprise?: string;
}

export interface Installations {
  all(): Promise<readonly Installation[]>;
  find(team: string): Promise<Installation | undefined>;
  /** A token that is good for a while: refreshed before it ends, once for everybody who waits. Throws `Stop`. */
  token(team: string): Promise<string>;
  /** Checks the grant with Slack and keeps it, sealed. */
  install(grant: Grant): Promise<Installation>;
  /** Asks Slack whether the token is good and what it may do. Undefined: Slack is not there to say. */
  check(
    team: string,
  ): Promise<{ readonly scopes: readonly string[] } | { readonly reason: string } | undefined>;
  remove(team: string): Promise<void>;
  /** Slack refuses the token: told to people, and asked again only now and then. */
  doubt(team: string, reason: string): Promise<void>;
  /** A call worked after all. */
  trust(team: string): void;
  /** What is wrong with tokens now, by workspace; under the empty name: with the one of the settings. */
  readonly doubts: ReadonlyMap<string, string>;
  /** Workspaces whose token could not be renewed, with Slack's word for why. It may still hold for a while. */
  readonly unrenewed: ReadonlyMap<string, string>;
  mayName(team: string): boolean;
  mayNotName(team: string): void;
}

/** Slack hands out tokens for twelve hours and lets them be replaced earlier. */
const earlyMs = 2 * 3_600_000;
const doubtMs = 60_000;
const stillMs = 60_000;

type Context = Pick<
  ExtensionContext,
  'store' | 'seal' | 'unseal' | 'realNow' | 'problem' | 'log' | 'retryNow'
>;

export const createInstallations = (
  context: Context,
  clients: Clients,
  settings: Pick<SlackSettings, 'botToken' | 'oauth'>,
): Installations => {
  const { store, seal, unseal, realNow } = context;
  const { health } = wordsOf('en');
  const known = new Map<string, Installation>();
  const tokens = new Map<
    string,
    { readonly token: string; readonly refresh?: string; readonly expiresAt?: number }
  >();
  const refreshing = new Map<string, Promise<string>>();
  const doubts = new Map<string, string>();
  const doubtedAt = new Map<string, number>();
  const unrenewed = new Map<string, string>();
  const unrenewedAt = new Map<string, number>();
  const nameless = new Set<string>();
  let loading: Promise<void> | undefined;

  const load = async (): Promise<void> => {
    for (const row of await store.query('select * from slack_installations')) keep(row);
    if (settings.botToken) await fromSettings(settings.botToken);
  };
  const loaded = (): Promise<void> => {
    loading ??= load().catch((error: unknown) => {
      loading = undefined;
      throw error;
    });
    return loading;
  };

  const keep = (row: SqlRow): void => {
    const team = row.team as string;
    known.set(team, installationOf(row));
    tokens.set(team, {
      token: unseal(row.token as string),
      ...(row.refresh ? { refresh: unseal(row.refresh as string) } : {}),
      ...(row.expires_at ? { expiresAt: row.expires_at as number } : {}),
    });
  };

  /** A token of the settings is asked about once; after that its workspace is known also while Slack is away. */
  const fromSettings = async (token: string): Promise<void> => {
    const mark = createHash('sha256').update(token).digest('hex').slice(0, 16);
    const team = [...tokens].find(([, { token: has }]) => has === token)?.[0];
    if (team === undefined) {
      context.log.info('Slack is asked whose token this is', { mark });
      await install({ token, scopes: [] });
    }
  };

  const install = async (grant: Grant): Promise<Installation> => {
    const outcome = await attempt(() => clients.read(grant.token).auth.test());
    if (outcome.kind === 'refused') {
      doubts.set('', outcome.reason);
      context.problem({
        code: 'account_paused',
        title: 'Slack does not accept the bot token',
        detail: outcome.reason,
        nextStep: health.copyBotToken,
      });
      throw later(`Slack does not accept the bot token: ${outcome.reason}`, doubtMs);
    }
    if (outcome.kind !== 'done') throw later('Slack is not there to say whose token this is', 5_000);
    doubts.delete('');
    const { team_id: team, user_id: botUser, bot_id: botId, url, team: name } = outcome.value;
    if (!team || !botUser)
      throw new Stop({ state: 'failed', code: 'config_invalid', reason: 'no bot token' });
    const headers = (outcome.value.response_metadata?.scopes ?? grant.scopes) as readonly string[];
    const row = {
      team,
      enterprise: grant.enterprise ?? null,
      name: name ?? null,
      url: url ?? null,
      bot_user: botUser,
      bot_id: botId ?? null,
      scopes: headers.join(','),
      token: seal(grant.token),
      refresh: grant.refresh ? seal(grant.refresh) : null,
      expires_at: grant.expiresAt ?? null,
      installed_at: realNow(),
    };
    await store.write((tx) => {
      // It was removed from there, and is back.
      tx.run(`update slack_channels set paused = null where team = $1 and paused = 'account_inactive'`, team);
      tx.run(
        `insert into slack_installations (team, enterprise, name, url, bot_user, bot_id, scopes, token, refresh, expires_at, installed_at)
         values ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11)
         on conflict (team) do update set enterprise = excluded.enterprise, name = excluded.name, url = excluded.url,
           bot_user = excluded.bot_user, bot_id = excluded.bot_id, scopes = excluded.scopes, token = excluded.token,
           refresh = excluded.refresh, expires_at = excluded.expires_at, installed_at = excluded.installed_at`,
        ...Object.values(row),
      );
    });
    keep(row);
    for (const each of [doubts, doubtedAt, unrenewed, unrenewedAt]) each.delete(team);
    nameless.delete(team);
    context.retryNow();
    return installationOf(row);
  };

  const refresh = async (team: string, old: string): Promise<string> => {
    if (!settings.oauth)
      throw later('the token of this workspace has ended and no OAuth client is set', doubtMs);
    const { clientId, clientSecret } = settings.oauth;
    const outcome = await attempt(() =>
      clients.write('').oauth.v2.access({
        client_id: clientId,
        client_secret: clientSecret,
        grant_type: 'refresh_token',
        refresh_token: old,
      }),
    );
    if (outcome.kind === 'refused') {
      unrenewedAt.set(team, realNow());
      if (unrenewed.get(team) !== outcome.reason) {
        unrenewed.set(team, outcome.reason);
        context.problem({
          code: 'account_paused',
          title: 'Slack does not renew the app’s token',
          detail: `${known.get(team)?.name ?? team}: ${outcome.reason}`,
          nextStep: installAgain,
        });
      }
      throw later(`the token could not be renewed: ${outcome.reason}`, doubtMs);
    }
    if (outcome.kind !== 'done' || !outcome.value.access_token)
      throw later('Slack is not there to renew the token', 5_000);
    unrenewed.delete(team);
    unrenewedAt.delete(team);
    const { access_token: token, refresh_token: next = old, expires_in: seconds } = outcome.value;
    const expiresAt = seconds ? realNow() + seconds * 1000 : undefined;
    await store.write((tx) =>
      tx.run(
        'update slack_installations set token = $2, refresh = $3, expires_at = $4 where team = $1',
        team,
        seal(token),
        seal(next),
        expiresAt ?? null,
      ),
    );
    tokens.set(team, { token, refresh: next, ...(expiresAt ? { expiresAt } : {}) });
    return token;
  };

  const doubt = async (team: string, reason: string): Promise<void> => {
    doubtedAt.set(team, realNow());
    if (doubts.get(team) === reason) return;
    doubts.set(team, reason);
    context.problem({
      code: 'account_paused',
      title: 'Slack refuses the app’s token',
      detail: `${known.get(team)?.name ?? team}: ${reason}`,
      nextStep: installAgain,
    });
  };

  /** Asked again after a while only: Slack's answer would be the same. */
  const isRefused = (team: string): boolean => {
    const at = unrenewedAt.get(team);
    return at !== undefined && realNow() - at < doubtMs;
  };
  const installAgain = settings.oauth
    ? health.installAgain
    : 'Install the app in this workspace again. What is to be shown waits meanwhile.';

  return {
    doubts,
    unrenewed,
    all: async () => {
      await loaded();
      return [...known.values()];
    },
    find: async (team) => {
      await loaded();
      return known.get(team);
    },
    token: async (team) => {
      await loaded();
      const has = tokens.get(team);
      if (!has)
        throw new Stop({
          state: 'failed',
          code: 'account_unknown',
          reason: 'the app was removed from this workspace',
        });
      const asked = doubtedAt.get(team);
      if (asked !== undefined && realNow() - asked < doubtMs) {
        throw later(`Slack refuses the token: ${doubts.get(team) ?? ''}`, doubtMs, true);
      }
      if (!has.refresh || !has.expiresAt || has.expiresAt - realNow() > earlyMs) return has.token;
      // It still holds for a while.
      const holds = has.expiresAt > realNow() + stillMs;
      if (isRefused(team)) {
        if (holds) return has.token;
        throw later(`the token could not be renewed: ${unrenewed.get(team) ?? ''}`, doubtMs);
      }
      let running = refreshing.get(team);
      if (!running) {
        running = refresh(team, has.refresh).finally(() => refreshing.delete(team));
        refreshing.set(team, running);
      }
      try {
        return await running;
      } catch (error) {
        if (holds) return has.token;
        throw error;
      }
    },
    check: async (team) => {
      const has = tokens.get(team);
      const installed = known.get(team);
      if (!has || !installed) return undefined;
      const outcome = await attempt(() => clients.read(has.token).auth.test());
      if (outcome.kind === 'refused') {
        await doubt(team, outcome.reason);
        return { reason: outcome.reason };
      }
      if (outcome.kind !== 'done') return undefined;
      doubts.delete(team);
      doubtedAt.delete(team);
      const scopes = outcome.value.response_metadata?.scopes ?? [];
      // Installed again with other scopes, the token is the same.
      if (scopes.length > 0 && scopes.join() !== installed.scopes.join()) {
        known.set(team, { ...installed, scopes });
        await store.write((tx) =>
          tx.run('update slack_installations set scopes = $2 where team = $1', team, scopes.join(',')),
        );
      }
      return { scopes };
    },
    install,
    remove: async (team) => {
      await store.write((tx) => tx.run('delete from slack_installations where team = $1', team));
      known.delete(team);
      for (const each of [tokens, doubts, doubtedAt, unrenewed, unrenewedAt]) each.delete(team);
    },
    doubt,
    trust: (team) => {
      doubts.delete(team);
      if (doubtedAt.delete(team)) context.retryNow();
    },
    mayName: (team) => !nameless.has(team),
    mayNotName: (team) => void nameless.add(team),
  };
};

const installationOf = (row: SqlRow): Installation => ({
  team: row.team as string,
  botUser: row.bot_user as string,
  scopes: String(row.scopes ?? '')
    .split(',')
    .filter((scope) => scope !== ''),
  ...(row.enterprise ? { enterprise: row.enterprise as string } : {}),
  ...(row.name ? { name: row.name as string } : {}),
  ...(row.url ? { url: row.url as string } : {}),
  ...(row.bot_id ? { botId: row.bot_id as string } : {}),
});
