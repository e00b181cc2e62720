import { describe, expect, it } from '@jest/globals';
import { checkOwnTables, type Purpose, tablePrefix } from './own-tables.ts';

const check = (sql: string, purpose: Purpose) => () => checkOwnTables(sql, 'slack', purpose);

describe('a consumer’s statements', () => {
  it.each<[Purpose, string]>([
    ['query', 'select * from slack_threads where ts = $1'],
    [
      'query',
      'select t.ts from slack_threads t join slack_users as u on u.id = t.user_id where u.name is not null',
    ],
    ['query', 'select * from slack_threads, slack_users'],
    ['query', 'with late as (select * from slack_threads) select * from late'],
    ['query', "select 'from contacts; drop table contacts' as text from slack_threads -- from contacts"],
    ['query', 'select value from slack_threads, json_each(slack_threads.tags)'],
    ['query', 'select * from "slack_threads"'],
    ['run', 'insert into slack_threads (a) values ($1) on conflict (a) do update set b = excluded.b'],
    ['run', 'insert into slack_threads (a) select b from slack_users'],
    ['run', 'update slack_threads set a = $1 where b in (select c from slack_users)'],
    ['run', 'delete from slack_threads where a = $1'],
    [
      'migration',
      'create table slack_threads (a text primary key); create unique index slack_by_b on slack_threads (b)',
    ],
    ['migration', 'create virtual table if not exists slack_find using fts5 (text)'],
    ['migration', 'alter table slack_threads add column c text; drop table if exists slack_old'],
  ])('may %s: %s', (purpose, sql) => expect(check(sql, purpose)).not.toThrow());

  it.each<[Purpose, string]>([
    ['query', 'select * from contacts'],
    ['query', 'select * from slack_threads, contacts'],
    ['query', 'select * from slack_threads as t, contacts as c'],
    ['query', 'select * from slack_threads join main.contacts on 1'],
    ['query', 'select * from "contacts"'],
    ['query', 'select * from/* */contacts'],
    ['query', 'select (select text from messages) from slack_threads'],
    ['query', 'select * from sqlite_schema'],
    ['query', 'select 1; delete from slack_threads'],
    ['query', 'delete from slack_threads'],
    ['query', 'pragma table_info(contacts)'],
    ['run', 'update contacts set name = $1'],
    ['run', 'insert into slack_threads select * from messages'],
    ['run', 'delete from events'],
    ['run', 'drop table slack_threads'],
    ['run', 'attach database $1 as x'],
    ['migration', 'create table threads (a text)'],
    ['migration', 'create index slack_by_b on contacts (b)'],
    ['migration', 'create table slack_a (b text); drop table contacts'],
    ['migration', 'alter table contacts add column c text'],
  ])('may not %s: %s', (purpose, sql) => expect(check(sql, purpose)).toThrow(/the consumer slack may not/));

  it('are about tables named after it', () => {
    expect(tablePrefix('slack-app')).toBe('slack_app_');
  });
});
