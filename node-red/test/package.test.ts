import { existsSync, globSync, mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { Loose } from './harness.ts';

const root = resolve(import.meta.dirname, '..');
const types = readdirSync(join(root, 'src/nodes'));
const configTypes = ['account', 'hub'];
const read = (...path: string[]): string => readFileSync(join(root, ...path), 'utf8');

/** `a.b.c` for every text. */
const keysOf = (value: Loose, before = ''): string[] =>
  typeof value === 'string'
    ? [before]
    : Object.entries(value).flatMap(([key, each]) => keysOf(each, before ? `${before}.${key}` : key));

const words = { en: JSON.parse(read('src/locales/en.json')), es: JSON.parse(read('src/locales/es.json')) };

describe('words', () => {
  it('are the same in both languages, with the same values in them', () => {
    expect(keysOf(words.es)).toEqual(keysOf(words.en));
    const at = (language: 'en' | 'es', key: string): string =>
      key.split('.').reduce((value: Loose, part) => value[part], words[language]);
    for (const key of keysOf(words.en)) {
      const values = (language: 'en' | 'es') =>
        at(language, key)
          .match(/__\w+__/g)
          ?.toSorted() ?? [];
      expect([key, values('es')]).toEqual([key, values('en')]);
      // What Node-RED would leave as it is.
      expect([key, at('en', key)]).not.toEqual([key, expect.stringContaining('{{')]);
    }
  });

  it('exist for every key that code and dialogs name', () => {
    const known = new Set(keysOf(words.en));
    const files = globSync('src/**/*.{ts,html}', { cwd: root });
    const named = files.flatMap((file) => [
      ...read(file).matchAll(/centralita\.((?:\w+\.)+\w+)['"`\]<]/g),
      ...read(file).matchAll(/\btext\('((?:\w+\.)+\w+)'/g),
    ]);
    const missing = named
      .map(([, key = '']) => key)
      .filter((key) => !known.has(key) && !/^(?:opt_)/.test(key));
    expect(missing).toEqual([]);
    expect(named.length).toBeGreaterThan(100);
  });

  it('help every node in both languages', () => {
    for (const type of types) {
      for (const language of ['en', 'es']) {
        expect(read('src/nodes', type, `help.${language}.md`).length).toBeGreaterThan(100);
      }
    }
  });
});

describe('examples', () => {
  const files = globSync('examples/*/*.json', { cwd: root });

  it('use every node, in both languages', () => {
    for (const language of ['en', 'es']) {
      const used = files
        .filter((file) => file.startsWith(`examples/${language}/`))
        .flatMap((file) => JSON.parse(read(file)) as Loose[])
        .map(({ type }) => type);
      for (const type of types) expect(used).toContain(`centralita-${type}`);
    }
  });

  it.each(files.map((file) => [basename(file, '.json'), file]))(
    '%s holds no secret and nothing of others',
    (_, file) => {
      const nodes = JSON.parse(read(file)) as Loose[];
      const core = ['tab', 'comment', 'debug', 'catch', 'function'];
      for (const node of nodes) {
        expect(core.includes(node.type) || node.type.startsWith('centralita-')).toBe(true);
        expect(node.credentials).toBeUndefined();
      }
      expect(new Set(nodes.map(({ id }) => id)).size).toBe(nodes.length);
      expect(nodes.filter(({ type }) => type === 'comment')).toHaveLength(1);
    },
  );
});

describe('what is published', () => {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-node-red-'));
  beforeAll(async () => {
    const { buildInto } = (await import(join(root, 'scripts/build.mjs'))) as Loose;
    await buildInto(join(folder, 'dist'));
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  it('is one bundle that needs nothing but Node', () => {
    const code = readFileSync(join(folder, 'dist/centralita.js'), 'utf8');
    const needed = [...code.matchAll(/require\("([^"]+)"\)/g)].map(([, name = '']) => name);
    expect(needed.filter((name) => !name.startsWith('node:'))).toEqual([]);
    expect(JSON.parse(read('package.json')).dependencies).toBeUndefined();
  });

  it('registers each type in the editor with its literal name, form, help and words', () => {
    const html = readFileSync(join(folder, 'dist/centralita.html'), 'utf8');
    for (const type of types) {
      expect(html).toContain(`RED.nodes.registerType("centralita-${type}", {`);
      expect(html).toContain(`data-template-name="centralita-${type}"`);
      expect(html).toContain(`data-help-name="centralita-${type}"`);
      const spanish = readFileSync(join(folder, 'dist/locales/es-ES/centralita.html'), 'utf8');
      expect(spanish).toContain(`data-help-name="centralita-${type}"`);
    }
    expect(html).not.toMatch(/<!-- \w+ -->/);
    expect(existsSync(join(folder, 'dist/icons/centralita.svg'))).toBe(true);
  });

  it('has no fixed colour in its dialogs, so that light and dark both fit', () => {
    for (const file of globSync('src/{editor,nodes}/**/*.{css,html}', { cwd: root })) {
      expect([file, read(file).match(/#[0-9a-f]{3,6}\b|rgb\(/gi)]).toEqual([file, null]);
    }
  });

  it('keeps every secret a credential', () => {
    for (const type of configTypes) {
      const definition = read('src/nodes', type, 'editor.client.ts');
      const [, defaults = ''] = /defaults: \{([\s\S]*?)\n {2}\},/.exec(definition) ?? [];
      expect(defaults).not.toMatch(/\b(?:key|token|secret|accessToken|appSecret|verifyToken):/);
      expect(definition).toMatch(/type: 'password'/);
      expect(definition).not.toMatch(/type: 'text' \}/);
    }
  });
});
