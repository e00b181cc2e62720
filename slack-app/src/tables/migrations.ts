import type { ConsumerMigration } from '@centralita/core/consumer';

/**
 * `threads`: the episodes of a conversation, one thread each; the newest counts. `links`: which Slack message shows
 * what. `posts`: what became of a write that may have to be looked up. `replies`: what the team wrote, for ever, so
 * that nothing is sent twice. `inbox`: what Slack delivered, for as long as it may deliver it again.
 */
export const migrations: readonly ConsumerMigration[] = [
  {
    name: '001-threads',
    sql: `
      create table slack_threads (
        conversation text not null,
        episode integer not null,
        contact text,
        team text not null,
        channel text not null,
        root_ts text,
        meant_for text,
        opened_at integer not null,
        last_at integer not null,
        seen_ts text,
        card text,
        primary key (conversation, episode)
      );
      create unique index slack_threads_root on slack_threads (team, channel, root_ts);
      create index slack_threads_contact on slack_threads (contact);
      create index slack_threads_last on slack_threads (last_at);
      create table slack_links (
        team text not null,
        channel text not null,
        ts text not null,
        conversation text not null,
        kind text not null,
        message text,
        part integer not null default 0,
        file text,
        mark text,
        primary key (team, channel, ts)
      );
      create index slack_links_message on slack_links (message);
      create index slack_links_conversation on slack_links (conversation);
      create index slack_links_file on slack_links (file);
      create table slack_posts (
        key text primary key,
        state text not null,
        attempt integer not null,
        channel text,
        ts text,
        file text,
        at integer not null
      );
      create table slack_replies (
        team text not null,
        channel text not null,
        ts text not null,
        conversation text not null,
        user_id text not null,
        kind text not null,
        state text not null,
        note text,
        edited_ts text,
        at integer not null,
        primary key (team, channel, ts)
      );
      create index slack_replies_conversation on slack_replies (conversation);
      create table slack_inbox (id text primary key, at integer not null);
      create table slack_installations (
        team text primary key,
        enterprise text,
        name text,
        url text,
        bot_user text,
        bot_id text,
        scopes text,
        token text not null,
        refresh text,
        expires_at integer,
        installed_at integer not null
      );
      create table slack_channels (
        team text not null,
        id text not null,
        name text,
        paused text,
        paused_at integer,
        primary key (team, id)
      );
      create table slack_unshown (conversation text primary key, since integer not null, reason text not null);
      create table slack_audit (
        no integer primary key,
        at integer not null,
        user_id text not null,
        team text not null,
        action text not null,
        conversation text,
        detail text
      );
    `,
  },
  {
    name: '002-quotes-and-deletions',
    sql: `
      alter table slack_threads drop column seen_ts;
      alter table slack_links add column quotes text;
      create index slack_links_quotes on slack_links (quotes) where quotes is not null;
      alter table slack_replies add column root_ts text;
      alter table slack_replies add column deleted_at integer;
    `,
  },
];
