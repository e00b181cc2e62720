import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Packed, pack, packageJson, root } from './support/build.ts';

// The linter of n8n checks less strictly where jest has left its mark.
const { NODE_ENV: _, ...env } = process.env;

/** What n8n installs and what its scanner and reviewers look at. */
describe('the n8n package', () => {
  let packed: Packed;
  beforeAll(() => {
    packed = pack();
  }, 120_000);
  afterAll(() => packed?.remove());

  it('holds nodes, credentials, icons and the core, and nothing else', () => {
    const allowed = /^(?:package\.json|README\.md|LICENSE|dist\/(?:nodes|credentials|icons|core)\/.+)$/;
    expect(packed.files.filter((path) => !allowed.test(path))).toEqual([]);
    expect(packed.files.filter((path) => /test|fixture|\.map$|\.ts$/.test(path))).toEqual([]);
    expect(packed.files).toContain('dist/icons/centralita.dark.svg');
    expect(packed.files).toContain('dist/nodes/Centralita/Centralita.node.json');
    expect(packed.files.length).toBeGreaterThan(100);
  });

  it('requires relative files, n8n-workflow and node:crypto only', () => {
    const modules = packed.files
      .filter((path) => path.endsWith('.js'))
      .flatMap((path) => {
        const text = readFileSync(join(packed.folder, path), 'utf8');
        expect(text).not.toMatch(/\bimport\(|require\((?!["'])/);
        return [...text.matchAll(/require\(["']([^"']+)["']\)/g)].map(([, name]) => name as string);
      });
    const outside = new Set(modules.filter((name) => !name.startsWith('.')));
    expect([...outside].sort()).toEqual(['n8n-workflow', 'node:crypto']);
  });

  it('declares what n8n loads, each a class of its file’s name', () => {
    const { n8n, dependencies, peerDependencies, private: isPrivate, type } = packageJson(packed.folder);
    expect(dependencies).toBeUndefined();
    expect(type).toBeUndefined();
    expect(isPrivate).toBeUndefined();
    expect(peerDependencies).toEqual({ 'n8n-workflow': '*' });
    // From here, where n8n-workflow is found.
    const load = createRequire(join(root, 'package.json'));
    for (const path of [...n8n.nodes, ...n8n.credentials]) {
      expect(packed.files).toContain(path);
      const name = path.split('/').at(-1).split('.')[0];
      const made = new (load(join(root, path))[name])();
      for (const file of [made.icon ?? made.description.icon].flatMap(Object.values) as string[])
        expect(existsSync(join(packed.folder, path, '..', file.replace('file:', '')))).toBe(true);
    }
  });

  it('passes n8n’s linter in its strict form', () => {
    const eslint = join(root, 'node_modules/eslint/bin/eslint.js');
    const args = [eslint, '--max-warnings=0', 'package.json', 'nodes', 'credentials'];
    const { stdout, stderr, status } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      env,
      timeout: 240_000,
    });
    expect(`${stdout}${stderr}`).toBe('');
    expect(status).toBe(0);
  }, 240_000);

  it('passes n8n’s scanner, sources and tarball', () => {
    // In a process of its own: the scanner brings a linter that wants no second one.
    const script = `
      import { analyzePackage, SOURCE_FILE_PATTERNS } from '@n8n/scan-community-package/scanner/scanner.mjs';
      const source = await analyzePackage(process.argv[1], SOURCE_FILE_PATTERNS);
      const dist = await analyzePackage(process.argv[2], ['**/*.js', 'package.json']);
      console.log(JSON.stringify({ source, dist }));`;
    const args = ['--input-type=module', '-e', script, root, packed.folder];
    const { stdout, stderr } = spawnSync(process.execPath, args, {
      cwd: root,
      encoding: 'utf8',
      env,
      timeout: 280_000,
    });
    expect(stderr).toBe('');
    const { source, dist } = JSON.parse(stdout);
    expect(source.details ?? '').toBe('');
    expect(dist.details ?? '').toBe('');
    expect([source.passed, dist.passed]).toEqual([true, true]);
  }, 300_000);
});
