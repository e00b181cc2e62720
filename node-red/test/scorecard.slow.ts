import { execFile, execFileSync } from 'node:child_process';
import { mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createRequire } from 'node:module';
import type { AddressInfo } from 'node:net';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it, jest } from '@jest/globals';
import type { Loose } from './harness.ts';
import { buildPackage, packageRoot, packTarball } from './support/node-red.ts';

jest.setTimeout(120_000);

const require = createRequire(import.meta.url);
const supported = { latest: '5.0.7', 'v4-maintenance': '4.1.15' };
const ours = readdirSync(join(packageRoot, 'src/nodes')).map((name) => `centralita-${name}`);
const nodes = ours.filter((type) => !['centralita-account', 'centralita-hub'].includes(type));

let folder: string;
let unpacked: string;
let outside: Server;
let asked: string[] = [];
/** What the public catalogue of nodes would answer. */
let modules: object[] = [];

/** The flow library's own checks of the unpacked tarball; what it looks up outside it gets from here. */
const scorecard = async (path: string): Promise<{ card: Loose; said: string }> => {
  const proxy = `http://127.0.0.1:${(outside.address() as AddressInfo).port}`;
  const file = join(dirname(path), 'scorecard.json');
  const { NODE_OPTIONS: _, ...inherited } = process.env;
  const { stdout, stderr } = await promisify(execFile)(
    process.execPath,
    [require.resolve('node-red-dev/bin/run'), 'validate', '--path', path, '--output', file],
    { env: { ...inherited, HTTPS_PROXY: proxy, https_proxy: proxy, NO_PROXY: '', no_proxy: '' } },
  );
  return { card: JSON.parse(readFileSync(file, 'utf8')), said: stdout + stderr };
};

beforeAll(async () => {
  folder = await buildPackage();
  const { file } = packTarball(folder);
  unpacked = join(dirname(folder), 'unpacked');
  mkdirSync(unpacked);
  execFileSync('tar', ['-xzf', file, '-C', unpacked, '--strip-components=1']);
  const { engines } = require('node-red/package.json') as { engines: object };
  const answers: Record<string, () => object> = {
    '/catalogue.json': () => ({ modules }),
    '/node-red': () => ({
      'dist-tags': supported,
      versions: { [supported.latest]: { engines } },
    }),
  };
  outside = createServer((request, response) => {
    // A proxy hears the whole address.
    const { pathname } = new URL(request.url ?? '');
    const answer = answers[pathname];
    asked.push(pathname);
    response.writeHead(answer ? 200 : 404, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer?.() ?? {}));
  });
  await new Promise<void>((done) => outside.listen(0, '127.0.0.1', done));
});
afterAll(async () => {
  await new Promise((done) => outside.close(done));
  rmSync(dirname(folder), { recursive: true, force: true });
});

describe('the flow library’s scorecard', () => {
  it('passes every check over the tarball, and has really seen our nodes', async () => {
    asked = [];
    const { card, said } = await scorecard(unpacked);
    const { package: named, ...checks } = card;
    expect(named).toMatchObject({ name: '@centralita/node-red' });
    expect(Object.keys(checks).toSorted()).toEqual(
      ['D01', 'D02', 'D03', 'N01', 'N02', 'P01', 'P03', 'P04', 'P05', 'P06', 'P07', 'P08'].toSorted(),
    );
    const failed = Object.entries(checks).filter(([, check]) => (check as Loose).test !== true);
    expect(failed).toEqual([]);
    expect(said).not.toMatch(/warning|unable|error/i);
    // It passes a package it cannot read, too: these it read.
    expect(card.N02.nodes.toSorted()).toEqual(nodes.toSorted());
    expect(card.P06.versions.toSorted()).toEqual(Object.values(supported).toSorted());
    expect(card.D01.total).toBe(0);
    // Always passed by the tool, whatever stands there.
    const { keywords } = JSON.parse(readFileSync(join(unpacked, 'package.json'), 'utf8')) as Loose;
    expect(keywords).toContain('node-red');
    expect([...new Set(asked)].toSorted()).toEqual(['/catalogue.json', '/node-red']);
  });

  it('would say so if another package had one of our types, or a node had no example', async () => {
    modules = [{ id: 'node-red-contrib-other', types: ['centralita-send'] }];
    const examples = join(unpacked, 'examples');
    for (const name of readdirSync(examples, { recursive: true, encoding: 'utf8' })) {
      if (!name.endsWith('.json')) continue;
      const flow = JSON.parse(readFileSync(join(examples, name), 'utf8')) as Loose[];
      const without = flow.filter(({ type }) => type !== 'centralita-conversation');
      writeFileSync(join(examples, name), JSON.stringify(without));
    }
    const { card } = await scorecard(unpacked);
    expect(card.N01).toMatchObject({ test: false, nodes: ['node-red-contrib-other'] });
    expect(card.N02.test).toBe(false);
  });
});
