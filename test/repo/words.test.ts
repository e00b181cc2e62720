import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import { projectFiles, read, root } from './files.ts';

// Written in pieces, so that this file does not trip over itself.
const unwanted = [
  { what: 'a path of one machine', pattern: /(?<![\w./:@-])\/(?:work|root)\/[\w.]/ },
  { what: 'a path of one machine', pattern: /(?<![\w./:@-])\/home\/(?!node\b)\w/ },
  { what: 'a path of one machine', pattern: new RegExp(`/tmp/${'bash'}`) },
  {
    what: 'a package registry',
    pattern: /https?:\/\/[\w.:@-]*(?:registry|artifactory|verdaccio|jfrog)[\w.-]*\.\w/i,
  },
  { what: 'a note on who typed it', pattern: new RegExp(`\\b(?:cla${'ude'}|anth${'ropic'})\\b`, 'i') },
  { what: 'a note on who typed it', pattern: new RegExp(`LLM-${'generated'}|AI agent ${'wrote'}`, 'i') },
];

function problems(file: string, text: string): string[] {
  return text.split('\n').flatMap((line, index) => {
    const found = unwanted.find(({ pattern }) => pattern.test(line));
    return found ? [`${file}:${index + 1} has ${found.what}: ${line.trim().slice(0, 100)}`] : [];
  });
}

const isText = (file: string) => !readFileSync(join(root, file)).subarray(0, 8000).includes(0);

it('no file speaks of the machine it was written on, or of how', () => {
  // The lockfile is npm's text: names of packages, whatever they are. Its hosts are looked at below.
  const files = projectFiles().filter((file) => isText(file) && file !== 'package-lock.json');
  expect(files.length).toBeGreaterThan(10);
  expect(files.flatMap((file) => problems(file, read(file)))).toEqual([]);
});

it('the lockfile names no host', () => {
  const { packages } = JSON.parse(read('package-lock.json')) as {
    packages: Record<string, { resolved?: string }>;
  };
  const hosts = Object.entries(packages).filter(([, entry]) => entry.resolved?.includes(':'));
  expect(hosts).toEqual([]);
});

it.each([
  `cd ${'/work'}/main`,
  `see '${'/root'}/.npmrc'`,
  `${'/home'}/ana/centralita`,
  `${'/tmp/'}bash_jobs`,
  `https://${'registry'}.example.org/hono`,
  `thanks to Cla${'ude'}`,
])('notices %s', (line) => {
  expect(problems('x', line)).toHaveLength(1);
});

it.each([
  'https://example.org/work/1',
  './root/file',
  `${'/home'}/node/.n8n`,
  'registry.metrics()',
  'homework/a',
])('leaves %s alone', (line) => {
  expect(problems('x', line)).toEqual([]);
});
