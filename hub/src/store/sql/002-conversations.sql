-- What a team does with conversations. Nothing here is written for an ordinary message.

alter table conversations add column slack_channel text;
-- No rule fitted: the default took it.
alter table conversations add column by_default integer not null default 0;
-- Who placed it: `rules` or `person`; null: nobody yet. What a person placed is not moved by rules.
alter table conversations add column routed text;
-- The rule that decided and its sentence, as JSON.
alter table conversations add column route text;
-- When the oldest message was written that nobody has answered.
alter table conversations add column waiting_since integer;
alter table conversations add column first_response_at integer;
alter table conversations add column due_at integer;
-- The delay was told already.
alter table conversations add column overdue integer not null default 0;
alter table conversations add column lock_user text;
alter table conversations add column lock_until integer;

-- Without times in them, so that a message changes none of these.
create index conversations_at_work on conversations (state, team, assignee) where state <> 'closed';
create index conversations_by_assignee on conversations (assignee) where assignee is not null;
create index conversations_snoozed on conversations (snoozed_until) where snoozed_until is not null;
create index conversations_due on conversations (due_at) where due_at is not null;

-- By the folded tag; how it is written stands in the conversation.
create table conversation_tags (tag text not null, conversation integer not null, primary key (tag, conversation)) without rowid;

-- Never sent to anybody: there is no column for a channel, and nothing that sends reads this table.
create table notes (
  no integer primary key,
  id text not null unique,
  conversation integer not null,
  text text not null,
  author text,
  -- The key that wrote it, where no person is named.
  written_by text,
  created_at integer not null,
  edited_at integer
);
create index notes_by_conversation on notes (conversation, no);

-- What was done, by whom; added to and never changed. Erasing a contact empties `detail`.
create table audit (
  no integer primary key,
  at integer not null,
  action text not null,
  key text,
  user text,
  name text not null,
  conversation integer,
  contact integer,
  detail text
);
create index audit_by_conversation on audit (conversation, no) where conversation is not null;
create index audit_by_contact on audit (contact, no) where contact is not null;

-- Who is handed no work, where it was said here: the settings otherwise.
create table away_users (user text primary key, away integer not null, at integer not null) without rowid;
-- Whose turn it was last in each team, and who last served each contact.
create table turns (team text primary key, user text not null) without rowid;
create table last_agents (contact integer primary key, user text not null, at integer not null);

-- A contact that is one person with another keeps its rows; only this points from one to the other.
alter table contacts add column merged_into integer;
create index contacts_merged on contacts (merged_into) where merged_into is not null;
-- Each merge, with what it changed in the profile of the other; `undone_at` where it was taken back.
create table merges (
  no integer primary key,
  contact integer not null,
  into_contact integer not null,
  at integer not null,
  profile text not null,
  undone_at integer
);
create index merges_by_contact on merges (contact);
create index merges_by_into on merges (into_contact);
