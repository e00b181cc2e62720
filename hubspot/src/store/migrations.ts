import type { ConsumerMigration } from '@centralita/core/consumer';

/** Times are milliseconds since 1970. */
export const migrations: readonly ConsumerMigration[] = [
  {
    name: '001',
    sql: `
create table hubspot_links (
  contact_id text primary key,
  record_id text not null,
  contact_key text not null,
  -- 1: this contact's identities are written to the record; 0: another contact's are.
  main integer not null,
  -- Of all that is ours and goes to HubSpot, as it was when the two were last in step.
  ours text not null,
  linked_at integer not null,
  synced_at integer not null
);
create index hubspot_links_by_record on hubspot_links (record_id);
create table hubspot_fields (
  contact_id text not null,
  property text not null,
  ours text not null,
  theirs text not null,
  -- The value itself where both sides of a set are needed.
  base text,
  -- When it was changed lately, as a JSON list.
  changes text not null,
  stopped_at integer,
  primary key (contact_id, property)
);
create table hubspot_review (
  contact_id text primary key,
  reason text not null,
  candidates text not null,
  at integer not null,
  -- The record a person chose, or 'new'.
  choice text
);
create table hubspot_parked (
  contact_id text not null,
  property text not null,
  code text not null,
  reason text not null,
  next_step text not null,
  at integer not null,
  attempts integer not null,
  primary key (contact_id, property)
);
create table hubspot_gone (
  contact_id text primary key,
  record_id text not null,
  -- deleted, erased
  how text not null,
  at integer not null
);
create table hubspot_sessions (
  id text primary key,
  conversation_id text not null,
  contact_id text not null,
  started_at integer not null,
  last_at integer not null,
  ended integer not null,
  communication_id text,
  body text,
  -- A create went out and nobody knows what became of it.
  asked integer not null
);
create index hubspot_sessions_by_conversation on hubspot_sessions (conversation_id, ended);
create index hubspot_sessions_by_contact on hubspot_sessions (contact_id);
create table hubspot_tickets (
  conversation_id text primary key,
  contact_id text not null,
  ticket_id text
);
create table hubspot_hooks (key text primary key, at integer not null);
create table hubspot_state (name text primary key, value text not null);
create table hubspot_created (
  run_id text not null,
  contact_id text not null,
  record_id text not null,
  primary key (run_id, record_id)
);
`,
  },
  {
    // The Spanish of both texts; null where it is the same, as for what HubSpot said.
    name: '002',
    sql: `
alter table hubspot_parked add column reason_es text;
alter table hubspot_parked add column next_step_es text;
`,
  },
];
