import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from '@jest/globals';
import { Ajv } from 'ajv';
import { root } from './build.ts';

// biome-ignore lint/suspicious/noExplicitAny: items of every shape
type Loose = any;

const ajv = new Ajv({ strict: false });

/** An item has to be what the sample of its operation, which the editor shows, says it is. */
export const expectAsSampled = (resource: string, operation: string, items: readonly Loose[]): void => {
  const file = join(root, 'nodes/Centralita/__schema__/v1.0.0', resource, `${operation}.json`);
  if (!existsSync(file)) throw new Error(`there is no sample of ${resource}, ${operation}`);
  const schema = JSON.parse(readFileSync(file, 'utf8'));
  const fits = ajv.compile(schema);
  for (const { json } of items) {
    fits(json);
    expect(fits.errors ?? []).toEqual([]);
    // One that shares nothing with the sample would pass, too.
    expect(Object.keys(schema.properties).some((name) => name in json)).toBe(true);
  }
};
