import { appendFileSync, mkdtempSync, readFileSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { NodeFailure } from '../src/shared/failure.ts';
import { createFiles, type DiskState } from '../src/shared/files.ts';
import { createJournal, type Outcome } from '../src/shared/journal.ts';
import { createWaits, type Wait } from '../src/shared/waits.ts';
import { until } from './harness.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-disk-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

/** The kernel answers ENOSPC to every byte that is written under these names. */
const fill = (...names: string[]) => {
  for (const name of [...names, 'probe']) {
    rmSync(join(folder, name), { force: true });
    symlinkSync('/dev/full', join(folder, name));
  }
};
const free = (...names: string[]) => {
  for (const name of [...names, 'probe']) rmSync(join(folder, name), { force: true });
};
const failureOf = (run: () => void): NodeFailure => {
  try {
    run();
  } catch (error) {
    if (error instanceof NodeFailure) return error;
    throw error;
  }
  throw new Error('nothing failed');
};
const outcome = (key: string): Outcome => ({
  key,
  at: Date.now(),
  nodeId: 'send',
  to: '…1222',
  digest: key,
  state: 'started',
  told: false,
});
const wait = (key: string): Wait => ({
  key,
  nodeId: 'send',
  until: Date.now() + 60_000,
  choices: ['yes'],
  message: { payload: key },
});
const linesOf = (name: string): string[] => readFileSync(join(folder, name), 'utf8').trim().split('\n');

describe('a full disk', () => {
  it('is told with what to do, and again once there is space, without anybody writing', async () => {
    const files = createFiles(folder, 20);
    const told: DiskState[] = [];
    const unwatch = files.watch((disk) => told.push(disk));
    fill('a', 'b.new');
    for (const write of [() => files.append('a', 'line'), () => files.write('b', 'text')]) {
      expect(failureOf(write)).toMatchObject({
        code: 'store_unavailable',
        cause: { disk: 'full', outcome: 'not-sent', nextStep: expect.stringContaining('Free some space') },
      });
    }
    await until('it is told', () => told.at(-1) === 'full');
    expect(told).toEqual(['ok', 'full']);
    free('a', 'b.new');
    await until('there is space', () => told.at(-1) === 'ok');
    unwatch();
  });

  it('a folder that cannot be made is told apart from it', () => {
    appendFileSync(join(folder, 'file'), '');
    const files = createFiles(join(folder, 'file', 'below'));
    expect(failureOf(() => files.append('a', 'line')).cause).toMatchObject({
      disk: 'refused',
      nextStep: expect.stringContaining('writable'),
    });
  });

  it('a send that cannot be written down does not begin', () => {
    const journal = createJournal(createFiles(folder), 'outcomes', Date.now);
    fill('outcomes');
    expect(failureOf(() => journal.begin(outcome('a'))).code).toBe('store_unavailable');
    expect(journal.find('a')).toBeUndefined();
  });

  it('what became of a send while it was full is written down afterwards', async () => {
    const files = createFiles(folder, 20);
    const journal = createJournal(files, 'outcomes', Date.now);
    journal.begin(outcome('a'));
    fill('outcomes', 'outcomes.new');
    journal.settle('a', { state: 'accepted', told: true });
    free('outcomes', 'outcomes.new');
    await until('it is there', () => {
      const again = createJournal(createFiles(folder), 'outcomes', Date.now);
      return again.find('a')?.state === 'accepted';
    });
    journal.begin(outcome('b'));
    expect(linesOf('outcomes')).toHaveLength(2);
  });

  it('a question that cannot be kept is not waited for; an answer is taken off the disk afterwards', async () => {
    const files = createFiles(folder, 20);
    const waits = createWaits(files, 'waits');
    waits.add(wait('a'));
    fill('waits.new');
    expect(failureOf(() => waits.add(wait('b'))).code).toBe('store_unavailable');
    expect(waits.of('send').map(({ key }) => key)).toEqual(['a']);
    waits.remove('a');
    expect(createWaits(createFiles(folder), 'waits').of('send')).toHaveLength(1);
    free('waits.new');
    await until('it is off', () => createWaits(createFiles(folder), 'waits').of('send').length === 0);
  });
});

it('a line that a killed process left half written spoils no other', () => {
  const first = createJournal(createFiles(folder), 'outcomes', Date.now);
  first.begin(outcome('a'));
  appendFileSync(join(folder, 'outcomes'), '{"key":"half","at":17');
  const second = createJournal(createFiles(folder), 'outcomes', Date.now);
  second.begin(outcome('b'));
  const third = createJournal(createFiles(folder), 'outcomes', Date.now);
  expect(third.recent(10).map(({ key }) => key)).toEqual(['b', 'a']);
});
