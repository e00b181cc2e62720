import { mkdtempSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { loadSettings } from './index.ts';
import { createSettingsSource, type Reloaded } from './reload.ts';

const env = { APP: 'app-secret' };
const start = `endpoints:\n  - { id: shop, appSecret: { env: APP } }\nteams:\n  sales: { name: Sales }\n`;

const withFile = async (work: (file: string, write: (text: string) => void) => unknown): Promise<void> => {
  const folder = mkdtempSync(join(tmpdir(), 'centralita-reload-'));
  const file = join(folder, 'centralita.yaml');
  // As editors do: a new file in the place of the old one.
  const write = (text: string) => {
    writeFileSync(`${file}.new`, text);
    renameSync(`${file}.new`, file);
  };
  write(start);
  try {
    await work(file, write);
  } finally {
    rmSync(folder, { recursive: true });
  }
};

const sourceOf = (file: string, watch = false) => {
  const reloads: Reloaded[] = [];
  const refusals: string[] = [];
  let heard = () => {};
  const source = createSettingsSource({
    first: loadSettings(file, env),
    load: () => loadSettings(file, env),
    ...(watch ? { path: file, interval: 20 } : {}),
    onReload: (outcome) => {
      reloads.push(outcome);
      heard();
    },
    onRefused: ({ detail = '' }) => {
      refusals.push(detail);
      heard();
    },
  });
  return { source, reloads, refusals, next: () => new Promise<void>((resolve) => (heard = resolve)) };
};

describe('a settings file that changes', () => {
  it('hides numbers from the console at once', () =>
    withFile((file, write) => {
      const { source } = sourceOf(file);
      const { view } = source;
      expect(view.console.maskPhones).toBe(false);
      write(`${start}console: { maskPhones: true }\n`);
      expect(source.reload()).toEqual({ changed: ['console'], needRestart: [] });
      expect(view.console.maskPhones).toBe(true);
      write(`${start}console: { maskPhones: perhaps }\n`);
      expect(source.reload()).toBeUndefined();
      expect(view.console.maskPhones).toBe(true);
    }));

  it('is in force at once, where teams and rules are concerned, also for who holds the view', () =>
    withFile((file, write) => {
      const { source } = sourceOf(file);
      const { view } = source;
      const before = source.current();
      write(`${start}  support: { name: Support }\nrouting:\n  rules: []\n  otherwise: { team: support }\n`);
      expect(source.reload()).toEqual({ changed: ['teams', 'routing'], needRestart: [] });
      expect(view.teams.map(({ key }) => key)).toEqual(['sales', 'support']);
      expect(view.routing.otherwise).toEqual({ team: 'support' });
      expect(source.current().routing).toBe(view.routing);
      expect(before.teams.map(({ key }) => key)).toEqual(['sales']);
    }));

  it('says what counts from the next start on', () =>
    withFile((file, write) => {
      const { source } = sourceOf(file);
      write(start.replace('id: shop', 'id: other').replace('teams:', 'consent: { confirm: false }\nteams:'));
      expect(source.reload()).toEqual({
        changed: ['consent'],
        needRestart: ['endpoints', 'consent.confirm'],
      });
      expect(source.view.endpoints[0]?.id).toBe('shop');
      write(start);
      expect(source.reload()).toEqual({ changed: ['consent'], needRestart: [] });
    }));

  it('never replaces a good one by a bad one, or by none', () =>
    withFile((file, write) => {
      const { source, refusals } = sourceOf(file);
      write(`${start}routing: { otherwise: { team: nobody } }\n`);
      expect(source.reload()).toBeUndefined();
      write('teams: [\n');
      expect(source.reload()).toBeUndefined();
      expect(refusals).toEqual([
        expect.stringContaining('routing.otherwise.team: names "nobody"'),
        expect.stringContaining('is not YAML'),
      ]);
      expect(source.view.teams).toHaveLength(1);
    }));

  it('is followed: good, bad, gone and back', () =>
    withFile(async (file, write) => {
      const { source, reloads, refusals, next } = sourceOf(file, true);
      try {
        let heard = next();
        write(start.replace('Sales', 'Ventas'));
        await heard;
        expect(source.view.teams[0]?.name).toBe('Ventas');
        heard = next();
        write('nonsense: true\n');
        await heard;
        expect(refusals.join()).toContain('nonsense: is not known here');
        heard = next();
        rmSync(file);
        await heard;
        expect(refusals.join()).toContain('is gone');
        heard = next();
        write(start);
        await heard;
        expect(source.view.teams[0]?.name).toBe('Sales');
        expect(reloads).toHaveLength(2);
      } finally {
        source.stop();
      }
    }));
});
