import { existsSync } from 'node:fs';
import { posix } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { read, root, sourcesIn } from './files.ts';
import { importsOf } from './syntax.ts';

/** Folder → the folders it may import. What is missing here may import nothing of ours. */
const mayImport: Record<string, string[]> = {
  core: [],
  sandbox: ['core'],
  'slack-app': ['core'],
  hubspot: ['core'],
  'node-red': ['core'],
  nodes: ['core', 'credentials'],
  credentials: ['core'],
  hub: ['core', 'sandbox', 'slack-app', 'hubspot'],
};

type Manifest = {
  name?: string;
  dependencies?: object;
  peerDependencies?: object;
  optionalDependencies?: object;
};
const manifest = (folder: string): Manifest | undefined =>
  existsSync(`${root}/${folder}/package.json`) ? JSON.parse(read(`${folder}/package.json`)) : undefined;

const folders = Object.keys(mayImport);
const folderByName = new Map(folders.map((folder) => [manifest(folder)?.name ?? folder, folder]));
const packageOf = (specifier: string) => /^(@[^/]+\/)?[^/]+/.exec(specifier)?.[0] ?? specifier;

/** The top folder of ours that an import leads to; undefined for packages and what Node has. */
function target(file: string, specifier: string): string | undefined {
  if (!specifier.startsWith('.')) return folderByName.get(packageOf(specifier));
  return posix.join(posix.dirname(file), specifier).split('/')[0];
}

function coreProblems(file: string, text: string): string[] {
  return importsOf(text)
    .filter(({ specifier }) => {
      const inside =
        specifier.startsWith('.') && posix.join(posix.dirname(file), specifier).startsWith('core/src/');
      return specifier !== 'node:crypto' && !inside;
    })
    .map(({ specifier, line }) => `${file}:${line} imports ${specifier}`);
}

function directionProblems(file: string, text: string): string[] {
  const own = file.split('/')[0] ?? '';
  return importsOf(text)
    .filter(({ specifier }) => {
      const folder = target(file, specifier);
      const named = folder === own || specifier.startsWith('.') === ['nodes', 'credentials'].includes(own);
      return folder !== undefined && folder !== own && !(mayImport[own]?.includes(folder) && named);
    })
    .map(({ specifier, line }) => `${file}:${line} imports ${specifier}`);
}

const dependenciesOf = (folder: string): string[] => {
  const { dependencies, peerDependencies, optionalDependencies } = manifest(folder) ?? {};
  return Object.keys({ ...dependencies, ...peerDependencies, ...optionalDependencies });
};

/** Taken into what is published when it is built, or only for tests: nothing to install for whoever uses it. */
const inside: Record<string, string[]> = { 'node-red': ['@centralita/core', 'node-red-node-test-helper'] };

const importedBy = (folder: string): string[] =>
  sourcesIn(folder)
    .flatMap((file) => importsOf(read(file)))
    .map(({ specifier }) => specifier)
    .filter((specifier) => !specifier.startsWith('.') && !specifier.startsWith('node:'))
    .map(packageOf);

const problemsIn = (folder: string, check: (file: string, text: string) => string[]) =>
  sourcesIn(folder).flatMap((file) => check(file, read(file)));

it('core imports node:crypto and itself, nothing else', () => {
  expect(problemsIn('core/src', coreProblems)).toEqual([]);
});

it.each(folders)('%s imports only what is below it', (folder) => {
  expect(problemsIn(folder, directionProblems)).toEqual([]);
});

describe.each(folders.filter((folder) => manifest(folder) && sourcesIn(folder).length > 0))(
  '%s',
  (folder) => {
    it('declares every package it imports', () => {
      const declared = [...dependenciesOf(folder), ...(inside[folder] ?? []), manifest(folder)?.name];
      expect([...new Set(importedBy(folder))].filter((name) => !declared.includes(name))).toEqual([]);
    });

    it('imports every package it declares', () => {
      const imported = new Set(importedBy(folder));
      expect(dependenciesOf(folder).filter((name) => !imported.has(name))).toEqual([]);
    });
  },
);

describe('the rules themselves', () => {
  it.each([
    `import 'node:fs'`,
    `import type { z } from 'zod'`,
    `export * from '../../hub/src/app.ts'`,
    `const a = await import('yaml')`,
    `const b = await import(name)`,
    `type C = import('pino').Logger`,
    `import d = require('fs')`,
    `const e = require('fs')`,
  ])('refuse %s in core', (text) => {
    expect(coreProblems('core/src/x.ts', text)).toHaveLength(1);
  });

  it('leave comments, strings and relative paths in core alone', () => {
    const text = `// import 'fs'\nconst a = "import 'fs'"; import { b } from './b.ts'; import 'node:crypto'; export { c } from '../src/c.ts'`;
    expect(coreProblems('core/src/x.ts', text)).toEqual([]);
  });

  it.each([
    ['sandbox/src/x.ts', 'centralita'],
    ['sandbox/src/x.ts', '../../core/src/index.ts'],
    ['hub/src/x.ts', '../../core/src/index.ts'],
    ['nodes/x.ts', '../hub/src/x.ts'],
    ['slack-app/src/x.ts', '@centralita/sandbox'],
  ])('refuse that %s imports %s', (file, specifier) => {
    expect(directionProblems(file, `import '${specifier}'`)).toHaveLength(1);
  });

  it.each([
    ['hub/src/x.ts', '@centralita/core/model/ids'],
    ['hub/src/x.ts', '@centralita/sandbox'],
    ['hub/src/a/x.ts', '../y.ts'],
    ['nodes/x.ts', '../core/src/index.ts'],
    ['sandbox/src/x.ts', 'hono'],
  ])('allow that %s imports %s', (file, specifier) => {
    expect(directionProblems(file, `import '${specifier}'`)).toEqual([]);
  });
});
