import { readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseSettings } from '../../hub/src/settings/index.ts';

const root = resolve(import.meta.dirname, '../..');
const page = (file: string): string => readFileSync(join(root, file), 'utf8');
const english = page('docs/hubspot.md');
const spanish = page('docs/es/hubspot.md');
const blocks = (text: string, language: string): string[] =>
  [...text.matchAll(new RegExp(`^( *)\`\`\`${language}\n([\\s\\S]*?)^ *\`\`\``, 'gm'))].map((match) =>
    (match[2] ?? '').replace(new RegExp(`^${match[1] ?? ''}`, 'gm'), ''),
  );
const env = { HUBSPOT_TOKEN: 'pat-1', HUBSPOT_CLIENT_SECRET: 'secret' };
const problems = (text: string): string => {
  try {
    parseSettings(text, 'centralita.yaml', env);
    return '';
  } catch (error) {
    return (error as Error).message;
  }
};

it('has the same examples, tables and sections in Spanish', () => {
  for (const language of ['sh', 'yaml']) expect(blocks(spanish, language)).toEqual(blocks(english, language));
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length;
  for (const pattern of [/^##+ /gm, /^\|/gm]) expect(count(spanish, pattern)).toBe(count(english, pattern));
});

it.each(blocks(english, 'yaml').map((text) => [text]))('shows settings that are valid: %#', (text) => {
  expect(problems(text)).toBe('');
});

it('names the built-in fields and takes an entry of the file in their place', () => {
  const { hubspot } = parseSettings(blocks(english, 'yaml')[1] ?? '', 'centralita.yaml', env);
  const owner = hubspot?.fields.filter((field) => field.hubspot === 'hubspot_owner_id');
  expect(owner).toMatchObject([{ direction: 'both', transform: 'owner' }]);
  expect(hubspot?.token).toBe('pat-1');
  expect(parse(blocks(english, 'yaml')[1] ?? '').hubspot.fields).toHaveLength(4);
});

describe('wrong settings are named with their fix', () => {
  it.each([
    ['  changes: webhooks', /clientSecret: is missing.*changes: polling/],
    [
      '  fields: [{ hubspot: wa_id, ours: name }]',
      /fields\[0\]\.hubspot: is a property Centralita writes itself/,
    ],
    ['  fields: [{ hubspot: Tier, ours: name }]', /no internal name of a HubSpot property/],
    ['  fields: [{ hubspot: tier, ours: tier }]', /nothing a contact has.*attributes\.tier/],
    [
      '  fields: [{ hubspot: a, ours: name }, { hubspot: a, ours: language }]',
      /the same as in hubspot\.fields\[0\]/,
    ],
    ['  fields: [{ hubspot: a, ours: name, transform: first_word }]', /cannot be turned round.*to_hubspot/],
    ['  apiUrl: http://example.org', /no address that a token may be sent to/],
    ['  defaultCountry: Spain', /no country code/],
    ['  severl: review', /Did you mean "several"/],
  ])('%s', (line, message) => {
    expect(problems(`hubspot:\n  token: { env: HUBSPOT_TOKEN }\n${line}\n`)).toMatch(message);
  });

  it('a token that is written out', () => {
    expect(problems('hubspot:\n  token: pat-123\n')).toMatch(/secrets do not belong into this file/);
  });
});
