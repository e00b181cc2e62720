import { existsSync, readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from '../../core/src/channels/meta/inbound.ts';
import type { Json } from '../../core/src/model/json.ts';
import { wrap } from '../fixtures/meta/wrap.ts';

interface Listed {
  readonly file: string;
  readonly tags: readonly string[];
}

const folder = resolve(import.meta.dirname, '../../../shared/corpus/whatsapp');
const present = existsSync(`${folder}/MANIFEST.json`);
const listed: Listed[] = present ? JSON.parse(readFileSync(`${folder}/MANIFEST.json`, 'utf8')) : [];
const within = (kind: string) => listed.filter(({ file }) => file.startsWith(`${kind}/`));

const contentOf = (file: string) => readFileSync(`${folder}/${file}`, 'utf8');
/** A value on its own is put into the envelope it came out of. */
const bodyOf = (file: string): string => {
  const text = contentOf(file);
  return file.startsWith('webhooks/')
    ? text
    : JSON.stringify({ entry: [{ id: '1', changes: [JSON.parse(text)] }] });
};
const read = (body: string) => parse(Buffer.from(body), 1_795_000_000_000);

const typeByTag: readonly (readonly [RegExp, string])[] = [
  [/^messages:msg:reaction$/, 'reaction.changed'],
  [/^messages:msg:edit$/, 'message.edited'],
  [/^messages:msg:revoke$/, 'message.deleted'],
  [/^messages:msg:system\//, 'contact.changed'],
  [/^messages:msg:/, 'message.received'],
  [/^messages:status:(?!None)/, 'message.status'],
  [/^user_id_update:/, 'contact.changed'],
  [/^group_\w+:/, 'group.changed'],
  [/^(account_update|security):/, 'account.changed'],
];
const typesOf = (tags: readonly string[]) =>
  tags.flatMap((tag) => typeByTag.find(([pattern]) => pattern.test(tag))?.[1] ?? []);

const listNames = ['messages', 'statuses', 'errors', 'user_id_update', 'groups', 'user_preferences'];
const countUpdates = (body: string): number => {
  const { entry } = JSON.parse(body) as { entry: { changes: { value: Record<string, Json[]> }[] }[] };
  const values = entry.flatMap(({ changes }) => changes.map(({ value }) => value));
  return values
    .map((value) => listNames.reduce((sum, name) => sum + (value[name]?.length ?? 0), 0) || 1)
    .reduce((sum, count) => sum + count, 0);
};

const files = [...within('webhooks'), ...within('webhook-values')];

if (!present)
  process.stdout.write('No corpus at ../shared/corpus: skipping the tests over published payloads.\n');

(present ? describe : describe.skip)('published payloads', () => {
  it.each(present ? files : [{ file: '-', tags: [] }])(
    '$file: no update without an event',
    ({ file, tags }) => {
      const body = bodyOf(file);
      const events = read(body);
      expect(events).toHaveLength(countUpdates(body));
      const types: string[] = events.map(({ type }) => type);
      for (const type of typesOf(tags)) expect(types).toContain(type);
      for (const event of events) expect(read(wrap(event.data.raw))).toStrictEqual([event]);
    },
  );

  it('hold nothing unknown but two values without content', () => {
    const unknown = files.filter(({ file }) => read(bodyOf(file)).some(({ type }) => type === 'unknown'));
    expect(unknown.every(({ file }) => file.startsWith('webhook-values/'))).toBe(true);
    const contents = files
      .flatMap(({ file }) => read(bodyOf(file)))
      .filter(({ type }) => type.startsWith('message.'));
    expect(JSON.stringify(contents.map(({ data }) => ({ ...data, raw: null })))).not.toContain(
      '"kind":"unknown"',
    );
  });
});
