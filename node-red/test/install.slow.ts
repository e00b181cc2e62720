import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, openAsBlob, rmSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { FlowNode, Loose } from './harness.ts';
import { buildPackage, type NodeRed, packTarball, startNodeRed } from './support/node-red.ts';

jest.setTimeout(600_000);

const name = '@centralita/node-red';
let folder: string;
let tarball: string;
let packed: readonly string[];
let red: NodeRed | undefined;

/** A Node-RED of its own, installed once: the one of this repository sees our package as a workspace. */
const separateNodeRed = (version: string): string => {
  const cache = process.env.CENTRALITA_CACHE ?? join(homedir(), '.cache', 'centralita');
  const at = join(cache, `node-red-${version}`);
  const manifest = join(at, 'package.json');
  if (!existsSync(join(at, 'node_modules/node-red/package.json'))) {
    mkdirSync(at, { recursive: true });
    writeFileSync(manifest, JSON.stringify({ private: true }));
    const flags = ['--ignore-scripts', '--no-audit', '--no-fund', '--loglevel=error', '--save-exact'];
    execFileSync('npm', ['install', ...flags, `node-red@${version}`], { cwd: at, stdio: 'pipe' });
  }
  return manifest;
};

const flow: FlowNode[] = [
  { id: 'tab', type: 'tab', label: 'WhatsApp' },
  {
    id: 'acc',
    type: 'centralita-account',
    phoneNumberId: '1',
    path: 'whatsapp',
    credentials: { appSecret: 's' },
  },
  { id: 'in', type: 'centralita-message-in', z: 'tab', connection: 'direct', account: 'acc', wires: [[]] },
];

const probe = async (path: string): Promise<number> => {
  const response = await fetch(`${red?.url}${path}`, { method: 'POST', body: '{}' });
  await response.arrayBuffer();
  return response.status;
};

beforeAll(async () => {
  folder = await buildPackage();
  const { file, files } = packTarball(folder);
  tarball = file;
  packed = files;
});
afterEach(async () => {
  await red?.end();
  red = undefined;
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('the tarball', () => {
  it('holds what it needs and nothing else', () => {
    const foreign = packed.filter(
      (file) => !/^(?:dist|examples)\/|^(?:package\.json|README\.md|LICENSE)$/.test(file),
    );
    expect(foreign).toEqual([]);
    expect(packed).toEqual(expect.arrayContaining(['dist/centralita.js', 'dist/centralita.html', 'LICENSE']));
    expect(packed.filter((file) => file.startsWith('examples/')).length).toBeGreaterThan(5);
  });

  it.each(['5.0.7', '4.1.15'])(
    'is installed, used and uninstalled through the palette of Node-RED %s',
    async (version) => {
      const settings = { externalModules: { palette: { allowInstall: true, allowUpload: true } } };
      red = await startNodeRed({ settings, from: separateNodeRed(version) });
      const form = new FormData();
      form.set('tarball', await openAsBlob(tarball), basename(tarball));
      await red.admin('POST', '/nodes', form);
      const sets = ((await red.admin('GET', '/nodes')) as Loose[]).filter(({ module }) => module === name);
      expect(sets).toMatchObject([{ enabled: true }]);
      expect(existsSync(join(red.userDir, 'node_modules', name))).toBe(true);
      expect(sets[0].err).toBeUndefined();
      expect(sets[0].types).toHaveLength(10);

      const spanish = await red.admin('GET', `/nodes/${name}/centralita/messages?lng=es-ES`);
      expect(JSON.stringify(spanish)).toContain('Conexión');
      expect(await red.admin('GET', `/library/examples/flows/${name}/en`)).toContainEqual({
        fn: '1 answer a message',
      });

      expect(await probe('/centralita/whatsapp')).toBe(503);
      await red.deploy(flow);
      expect(await probe('/centralita/whatsapp')).toBe(401);

      await red.deploy([]);
      await red.admin('DELETE', `/nodes/${name}`);
      const left = ((await red.admin('GET', '/nodes')) as Loose[]).filter(({ module }) => module === name);
      expect(left).toEqual([]);
      expect(await probe('/centralita/whatsapp')).toBe(503);
    },
  );
});
