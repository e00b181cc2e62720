-- Times are milliseconds since 1970. `no` is a row's own number and never leaves the store; `id` is the public id.

create table settings (name text primary key, value text not null) without rowid;

-- Every update is applied once: the hash of an event or message id, and the message it became (0: none).
-- Holds hashes only, so it survives erasure. `day` is days since 1970, for pruning. New hashes are appended to
-- the log and moved to the table a bucket (first byte) at a time.
create table seen (hash blob primary key, message integer not null, day integer not null) without rowid;
create table seen_log (no integer primary key, hash blob not null, message integer not null, day integer not null);
create table seen_moved (bucket integer primary key, no integer not null);

-- The event log. `seq` is the order of commit and the only order there is.
-- `lane` keeps a conversation's events in order: 4 × conversation, else 4 × contact + 1, else 4 × account + 2, else 3.
create table events (
  seq integer primary key,
  type text not null,
  lane integer not null,
  account integer,
  contact integer,
  at integer not null,
  body text not null
);

create table accounts (
  no integer primary key,
  id text not null unique,
  provider text not null,
  provider_id text not null,
  business_id text,
  display_phone text,
  name text,
  endpoint text,
  paused text,
  unique (provider, provider_id)
);

create table contacts (
  no integer primary key,
  id text not null unique,
  name text,
  username text,
  language text,
  attributes text not null default '{}',
  tags text not null default '[]',
  consent text,
  created_at integer not null,
  updated_at integer not null,
  erased_at integer
);

create table identities (
  kind text not null,
  value text not null,
  contact integer not null,
  source text not null,
  since integer not null,
  primary key (kind, value)
) without rowid;
create index identities_by_contact on identities (contact);

-- Who was erased: keyed hashes of every identity and alias form, with what they had said about consent.
create table erased (hash blob primary key, consent text, at integer not null) without rowid;

create table consents (
  no integer primary key,
  id text not null unique,
  contact integer not null,
  at integer not null,
  recorded_at integer not null,
  statement text not null
);
create index consents_by_contact on consents (contact, at);

-- Until when a contact may be sent anything but a template, per account.
create table windows (
  contact integer not null,
  account integer not null,
  until integer not null,
  primary key (contact, account)
) without rowid;

create table conversations (
  -- Numbers of conversations that were erased do not come again: lanes are named by them.
  no integer primary key autoincrement,
  id text not null unique,
  contact integer not null,
  account integer not null,
  state text not null,
  team text,
  assignee text,
  tags text not null default '[]',
  priority integer not null default 0,
  case_number text not null unique,
  snoozed_until integer,
  created_at integer not null,
  last_message integer,
  last_message_at integer not null,
  last_inbound_at integer,
  last_outbound_at integer,
  unanswered integer not null default 0,
  -- Holds synchronised history only.
  archive integer not null default 0
);
create index conversations_by_contact on conversations (contact);
create index conversations_by_time on conversations (last_message_at);

create table messages (
  no integer primary key,
  id text not null,
  conversation integer not null,
  contact integer not null,
  account integer not null,
  direction text not null,
  origin text not null,
  state text not null,
  kind text not null,
  provider_id text,
  reply_to text,
  timestamp integer not null,
  content text not null,
  -- The message before it in its conversation: a thread is read along this chain, newest first.
  previous integer,
  -- Until when this message opened the 24-hour window.
  window_until integer,
  -- What only some messages have: states, error, reactions, original, deletedAt, pricing.
  more text
);

-- Messages on their way out. One lane per conversation; a row goes when its outcome is known.
create table sends (
  message integer primary key,
  conversation integer not null,
  account integer not null,
  request text not null,
  state text not null,
  not_before integer not null,
  attempts integer not null default 0,
  started_at integer,
  expires_at integer,
  last_error text
);
create index sends_due on sends (state, not_before);

create table idempotency (
  owner text not null,
  key text not null,
  fingerprint blob not null,
  message text not null,
  at integer not null,
  primary key (owner, key)
) without rowid;

create table subscriptions (
  no integer primary key,
  id text not null unique,
  client_key text not null unique,
  owner text,
  -- Proven: the receiver there echoed a challenge. Null: read by pull or stream.
  url text,
  -- Sealed.
  secret text not null,
  description text,
  filter text not null,
  on_dead_letter text not null,
  state text not null,
  paused_code text,
  paused_reason text,
  created_at integer not null
);

-- Where each consumer stands in the log.
create table cursors (consumer text primary key, seq integer not null, at integer not null) without rowid;

-- Only what a consumer did not take at once: tried again later, waiting behind such an event, or dead. The
-- event itself stays in the log, so that erasing it there erases it here. `not_before` is real time.
create table deliveries (
  no integer primary key,
  consumer text not null,
  lane integer not null,
  event integer not null,
  state text not null,
  attempts integer not null,
  not_before integer not null,
  last_error text,
  last_status integer,
  redriven integer not null,
  -- The rest of its lane waits for it, even when it is dead.
  holding integer not null,
  created_at integer not null
);
create unique index deliveries_once on deliveries (consumer, event);
create index deliveries_by_state on deliveries (consumer, state);

-- What consumers want done in the outside world, stored with the cursor that caused it. `failures` are the
-- attempts that count against the limit: one that was told when to come back does not. `not_before` is domain
-- time until the first attempt (a reminder), real time afterwards (a retry).
create table effects (
  no integer primary key,
  consumer text not null,
  lane text not null,
  kind text not null,
  key text,
  payload text not null,
  state text not null,
  attempts integer not null default 0,
  failures integer not null default 0,
  not_before integer not null,
  last_error text,
  event integer,
  created_at integer not null
);
create index effects_by_state on effects (consumer, state);
create index effects_by_event on effects (event);
create index effects_by_key on effects (consumer, lane, key) where key is not null;

create table consumer_migrations (consumer text not null, name text not null, at integer not null, primary key (consumer, name)) without rowid;

create table keys (
  no integer primary key,
  id text not null unique,
  hash blob not null unique,
  name text not null,
  scopes text not null,
  accounts text,
  created_at integer not null,
  revoked_at integer
);
create index sends_by_conversation on sends (conversation, message);

-- The console's sessions: hashes of the cookies, and the key each was opened with.
create table sessions (
  hash blob primary key,
  key text not null,
  created_at integer not null,
  expires_at integer not null
) without rowid;
