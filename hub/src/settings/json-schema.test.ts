import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { Ajv } from 'ajv';
import { parse } from 'yaml';
import { settingsJsonSchema } from './json-schema.ts';

const place = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const file = place('docs/schema/centralita.schema.json');

describe('the schema of centralita.yaml', () => {
  const schema = JSON.parse(JSON.stringify(settingsJsonSchema()));

  it('is current', () => {
    const text = `${JSON.stringify(schema, undefined, 1)}\n`;
    if (process.env.UPDATE) writeFileSync(file, text);
    // UPDATE=1 npm test -- hub/src/settings/json-schema
    expect(readFileSync(file, 'utf8')).toBe(text);
  });

  it('takes the examples and says what editors should mark', () => {
    const valid = new Ajv({ strict: false, validateFormats: false }).compile(schema);
    for (const name of readdirSync(place('examples/routing')).filter((each) => each.endsWith('.yaml'))) {
      const text = readFileSync(place(`examples/routing/${name}`), 'utf8');
      expect([name, valid(parse(text)), valid.errors]).toEqual([name, true, null]);
      expect(text).toContain('# yaml-language-server: $schema=../../docs/schema/centralita.schema.json');
    }
    for (const wrong of [
      { team: {} },
      { teams: { sales: { nome: 'Sales' } } },
      { routing: { rules: [] } },
      {
        routing: {
          rules: [{ id: 'a', to: { team: 'x' }, when: { not: { kimd: 'image' } } }],
          otherwise: { team: 'x' },
        },
      },
      { hours: { default: { timeZone: 'UTC', week: { lunes: '09:00-10:00' } } } },
    ]) {
      expect([wrong, valid(wrong)]).toEqual([wrong, false]);
    }
  });
});
