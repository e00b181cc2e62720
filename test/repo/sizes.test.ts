import { expect, it } from '@jest/globals';
import { projectFiles, read } from './files.ts';

it('tells which source files are the largest', () => {
  const sources = projectFiles().filter(
    (file) => /\.(ts|mjs)$/.test(file) && !/\.(test|slow)\.ts$/.test(file),
  );
  const sizes = sources.map((file) => ({ file, lines: read(file).split('\n').length }));
  const largest = sizes.sort((a, b) => b.lines - a.lines).slice(0, 10);
  const listed = largest.map(({ file, lines }) => `${String(lines).padStart(6)}  ${file}\n`);
  process.stdout.write(`Largest sources, in lines:\n${listed.join('')}`);
  expect(largest.length).toBeGreaterThan(0);
});
