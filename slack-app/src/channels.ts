import type { ExtensionContext } from '@centralita/core/consumer';
import type { ConversationView } from '@centralita/core/hub-client';
import type { Clients } from './client/clients.ts';
import { attempt } from './client/outcome.ts';
import { later } from './client/stop.ts';
import type { Directory } from './directory.ts';
import type { Installation, Installations } from './installations.ts';
import type { SlackSettings } from './settings.ts';

export interface Channel {
  readonly team: string;
  readonly id: string;
  readonly name?: string;
  /** Slack’s word for why it cannot be used now. */
  readonly paused?: string;
}

/** Where a conversation is to be shown. `meantFor`: what its route names, where that cannot be used. */
export interface Place {
  readonly channel: Channel;
  readonly meantFor?: { readonly name: string; readonly reason: string };
}

export interface Channels {
  /** A channel by `C…`, `#name`, `T…/C…` or `T…/#name`. Undefined: there is none that the app can see. */
  resolve(reference: string): Promise<Channel | undefined>;
  byId(team: string, id: string): Promise<Channel>;
  /** By its route, its team, its assignee’s team, then the default. Undefined: no channel is named anywhere. */
  placeOf(view: ConversationView): Promise<Place | undefined>;
  pause(channel: Channel, reason: string): Promise<void>;
  resume(team: string, id: string): Promise<boolean>;
  rename(team: string, id: string, name: string): Promise<void>;
  /** Slack gave it another id. */
  move(team: string, from: string, to: string): Promise<void>;
  paused(): Promise<readonly Channel[]>;
  forget(): void;
}

export interface ChannelsOptions {
  readonly store: ExtensionContext['store'];
  readonly now: () => number;
  readonly clients: Clients;
  readonly installations: Installations;
  readonly directory: Directory;
  readonly settings: Pick<SlackSettings, 'defaultChannel'>;
  readonly onPause: (channel: Channel, reason: string) => void;
}

/** A paused channel is tried again after a while: nobody has to tell that it was mended. */
const againMs = 10 * 60_000;
const missingMs = 30_000;
const pages = 50;

export const createChannels = (options: ChannelsOptions): Channels => {
  const { store, now, installations, directory, settings } = options;
  const resolved = new Map<string, { readonly channel: Channel | undefined; readonly at: number }>();

  const rowOf = async (team: string, id: string): Promise<Channel> => {
    const row = (
      await store.query(
        'select name, paused, paused_at from slack_channels where team = $1 and id = $2',
        team,
        id,
      )
    )[0];
    const paused =
      row?.paused && (row.paused_at as number) > now() - againMs ? (row.paused as string) : undefined;
    return { team, id, ...(row?.name ? { name: row.name as string } : {}), ...(paused ? { paused } : {}) };
  };

  const save = (team: string, id: string, name: string | undefined): Promise<unknown> =>
    store.write((tx) =>
      tx.run(
        `insert into slack_channels (team, id, name) values ($1, $2, $3)
         on conflict (team, id) do update set name = coalesce(excluded.name, slack_channels.name)`,
        team,
        id,
        name ?? null,
      ),
    );

  const lookUp = async (reference: string): Promise<{ team: string; id: string } | undefined> => {
    const { team, rest } = readReference(reference);
    const installed = await installations.all();
    if (installed.length === 0) throw later('the app is in no workspace yet', 5_000);
    const among = installed.filter((each) => team === undefined || each.team === team);
    const [only] = among;
    // Its workspace is not one of ours, or no longer.
    if (!only) return undefined;
    if (/^[CGD][A-Z0-9]{6,}$/.test(rest)) {
      if (among.length === 1) return { team: only.team, id: rest };
      for (const each of among) if (await exists(each, rest)) return { team: each.team, id: rest };
      return undefined;
    }
    const name = rest.replace(/^#/, '').toLowerCase();
    for (const each of among) {
      const row = (
        await store.query('select id from slack_channels where team = $1 and name = $2', each.team, name)
      )[0];
      const id = (row?.id as string | undefined) ?? (await named(each, name));
      if (id !== undefined) return { team: each.team, id };
    }
    return undefined;
  };

  const exists = async ({ team }: Installation, channel: string): Promise<boolean> => {
    const client = options.clients.read(await installations.token(team));
    const outcome = await attempt(() => client.conversations.info({ channel }));
    if (outcome.kind === 'refused') return false;
    if (outcome.kind !== 'done') throw later('Slack is not there to say where the channel is', 5_000);
    return true;
  };

  /** Lists channels until the name is found; all that are seen are remembered. Private ones only with the scope for them. */
  const named = async ({ team, scopes }: Installation, name: string): Promise<string | undefined> => {
    const client = options.clients.read(await installations.token(team));
    const types =
      scopes.length === 0 || scopes.includes('groups:read')
        ? ['public_channel,private_channel', 'public_channel']
        : ['public_channel'];
    let cursor: string | undefined;
    for (let page = 0; page < pages; page++) {
      const outcome = await attempt(() =>
        client.conversations.list({
          types: types[0] as string,
          exclude_archived: false,
          limit: 1000,
          ...(cursor ? { cursor } : {}),
        }),
      );
      if (outcome.kind === 'refused' && outcome.about === 'scope' && types.length > 1) {
        types.shift();
        continue;
      }
      if (outcome.kind === 'wait') throw later('Slack asked to wait before it lists channels', outcome.ms);
      if (outcome.kind !== 'done') throw later('Slack is not there to list channels', 5_000);
      const found = (outcome.value.channels ?? []).find((channel) => channel.name?.toLowerCase() === name);
      if (found?.id) {
        await save(team, found.id, name);
        return found.id;
      }
      cursor = outcome.value.response_metadata?.next_cursor || undefined;
      if (!cursor) return undefined;
    }
    return undefined;
  };

  const resolve = async (reference: string): Promise<Channel | undefined> => {
    const known = resolved.get(reference);
    if (known?.channel) return rowOf(known.channel.team, known.channel.id);
    if (known && now() - known.at < missingMs) return undefined;
    const found = await lookUp(reference);
    const channel = found && (await rowOf(found.team, found.id));
    resolved.set(reference, { channel, at: now() });
    return channel;
  };

  const whyMissing = async (reference: string): Promise<string> => {
    const team = teamOf(reference);
    return team === undefined || (await installations.find(team)) ? 'channel_not_found' : 'account_inactive';
  };

  const wanted = async (view: ConversationView): Promise<string | undefined> => {
    if (view.slackChannel) return view.slackChannel;
    const teams = await directory.teams();
    let team =
      teams.find(({ id }) => id === view.teamId) ??
      teams.find(({ members }) => view.assigneeId && members.includes(view.assigneeId));
    // What reaches nobody in a team goes to the one it belongs to.
    for (let steps = 0; team && !team.slackChannel && steps < 20; steps++) {
      const parent = team.parentId;
      team = teams.find(({ id }) => id === parent);
    }
    return team?.slackChannel;
  };

  return {
    resolve,
    byId: rowOf,
    placeOf: async (view) => {
      const reference = await wanted(view);
      const own = reference === undefined ? undefined : await resolve(reference);
      if (own && !own.paused) return { channel: own };
      const meantFor = reference && {
        name: nameOf(reference, own),
        reason: own?.paused ?? (await whyMissing(reference)),
      };
      const fallback = settings.defaultChannel ? await resolve(settings.defaultChannel) : undefined;
      if (fallback && !fallback.paused) return { channel: fallback, ...(meantFor ? { meantFor } : {}) };
      if (fallback?.paused ?? own?.paused) {
        throw later(`no channel can be used now: ${fallback?.paused ?? own?.paused}`, 30_000);
      }
      return undefined;
    },
    pause: async (channel, reason) => {
      await save(channel.team, channel.id, channel.name);
      await store.write((tx) =>
        tx.run(
          'update slack_channels set paused = $3, paused_at = $4 where team = $1 and id = $2',
          channel.team,
          channel.id,
          reason,
          now(),
        ),
      );
      options.onPause(channel, reason);
    },
    resume: async (team, id) =>
      (await store.write((tx) =>
        tx.run(
          'update slack_channels set paused = null where team = $1 and id = $2 and paused is not null',
          team,
          id,
        ),
      )) > 0,
    rename: async (team, id, name) => {
      await save(team, id, name.toLowerCase());
      resolved.clear();
    },
    move: async (team, from, to) => {
      await store.write((tx) => {
        for (const table of ['slack_threads', 'slack_links', 'slack_replies', 'slack_posts']) {
          const own = table === 'slack_posts' ? '' : ' and team = $3';
          tx.run(
            `update ${table} set channel = $2 where channel = $1${own}`,
            ...(own ? [from, to, team] : [from, to]),
          );
        }
        tx.run('update slack_channels set id = $2 where id = $1 and team = $3', from, to, team);
      });
      resolved.clear();
    },
    paused: async () =>
      (await store.query('select team, id, name, paused from slack_channels where paused is not null')).map(
        (row) => ({
          team: row.team as string,
          id: row.id as string,
          ...(row.name ? { name: row.name as string } : {}),
          paused: row.paused as string,
        }),
      ),
    forget: () => resolved.clear(),
  };
};

/** What a conversation that is shown in this channel was meant for, if it is there for want of that one. */
export const meantForIn = (
  shown: { readonly team: string; readonly id: string },
  place: Place | undefined,
): Place['meantFor'] =>
  place?.channel.team === shown.team && place.channel.id === shown.id ? place.meantFor : undefined;

/** The workspace that a reference such as `T0123ABC/#whatsapp` names, and the channel in it. */
const readReference = (reference: string): { readonly team: string | undefined; readonly rest: string } => {
  const [, team, rest = reference] = /^([TE][A-Z0-9]+)\/(.+)$/.exec(reference) ?? [];
  return { team, rest };
};

export const teamOf = (reference: string): string | undefined => readReference(reference).team;

const nameOf = (reference: string, channel: Channel | undefined): string =>
  channel?.name ? `#${channel.name}` : reference;
