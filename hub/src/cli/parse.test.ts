import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { splitDocuments } from './documents.ts';
import { runAlone, start } from './testing.ts';

let folder: string;
beforeAll(() => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-parse-'));
});
afterAll(() => rmSync(folder, { recursive: true }));

const file = (name: string, text: string | Uint8Array): string => {
  const path = join(folder, name);
  writeFileSync(path, text);
  return path;
};

const webhook = (count: number, text = 'Hola') => ({
  object: 'whatsapp_business_account',
  entry: [
    {
      id: '1000000000001',
      changes: [
        {
          field: 'messages',
          value: {
            messaging_product: 'whatsapp',
            metadata: { display_phone_number: '34910000001', phone_number_id: '2000000000001' },
            contacts: [{ profile: { name: 'Ana' }, wa_id: '5491155550100' }],
            messages: Array.from({ length: count }, (_, index) => ({
              from: '5491155550100',
              id: `wamid.TEST${index}`,
              timestamp: '1790000000',
              type: 'text',
              text: { body: text },
            })),
          },
        },
      ],
    },
  ],
});
const eventsIn = (out: string) =>
  out
    .trim()
    .split('\n')
    .filter(Boolean)
    .map((line) => JSON.parse(line));

describe('parse', () => {
  it('prints one event a line and says how many on the side', async () => {
    const { code, out, err } = await runAlone([
      'parse',
      file('one.json', JSON.stringify(webhook(2), null, 2)),
    ]);
    expect(code).toBe(0);
    expect(eventsIn(out).map(({ type }) => type)).toEqual(['message.received', 'message.received']);
    expect(err).toBe('2 events: message.received 2\n');
  });

  it('reads standard input, and JSON Lines', async () => {
    const input = `${JSON.stringify(webhook(1))}\n\n${JSON.stringify(webhook(1))}\r\n`;
    const { code, out } = await runAlone(['parse', '-'], { input });
    expect([code, eventsIn(out).length]).toEqual([0, 2]);
  });

  it.each(['{}', '[]', 'null', '"text"', '1', '{"entry":[{"changes":[null]}]}'])(
    'is content with %s: it is JSON',
    async (input) => {
      const { code, out } = await runAlone(['parse', '-'], { input });
      expect(code).toBe(0);
      expect(eventsIn(out).every(({ type }) => type === 'unknown')).toBe(true);
    },
  );

  it('names what is not JSON, and goes on with the others', async () => {
    const bad = file('bad.json', '{"object":');
    const lines = file(
      'lines.jsonl',
      `${JSON.stringify(webhook(1))}\n{oops}\n${JSON.stringify(webhook(1))}\n`,
    );
    const { code, out, err } = await runAlone(['parse', bad, lines]);
    expect(code).toBe(1);
    expect(eventsIn(out)).toHaveLength(2);
    expect(err).toContain(`${bad} is not JSON: `);
    expect(err).toContain(`${lines}:2 is not JSON: `);
  });

  it.each([
    ['empty', '', 'it is empty'],
    ['blank', ' \n\n', 'it is empty'],
    ['binary', Uint8Array.from([0xff, 0xfe, 0x00]), 'it is not UTF-8 text'],
  ])('says that %s is not JSON', async (name, text, message) => {
    const { code, err } = await runAlone(['parse', file(name, text)]);
    expect([code, err]).toEqual([1, expect.stringContaining(message)]);
  });

  it('exits with 2 for files that cannot be read, after the others', async () => {
    const good = file('good.json', JSON.stringify(webhook(1)));
    const { code, out, err } = await runAlone(['parse', join(folder, 'none.json'), folder, good]);
    expect(code).toBe(2);
    expect(eventsIn(out)).toHaveLength(1);
    expect(err).toContain('none.json cannot be read: there is no such file');
    expect(err).toContain('cannot be read: it is a folder');
  });

  it('loses nothing through a slow pipe', async () => {
    const child = start(['parse', file('large.json', JSON.stringify(webhook(2000, 'x'.repeat(500))))]);
    child.stderr.resume();
    await new Promise((resolve) => setTimeout(resolve, 600));
    let out = '';
    child.stdout.setEncoding('utf8').on('data', (text: string) => {
      out += text;
    });
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect([code, eventsIn(out).length]).toEqual([0, 2000]);
  });

  it('minds no reader that leaves', async () => {
    const child = start(['parse', file('left.json', JSON.stringify(webhook(2000, 'x'.repeat(500))))]);
    let err = '';
    child.stderr.setEncoding('utf8').on('data', (text: string) => {
      err += text;
    });
    child.stdout.once('data', () => child.stdout.destroy());
    const code = await new Promise((resolve) => child.on('close', resolve));
    expect(code).toBe(0);
    expect(err).not.toMatch(/EPIPE|Error|at /);
  });
});

it('hands the bytes of a document on as they are', () => {
  const bytes = new TextEncoder().encode('{"id":12345678901234567890}');
  expect(splitDocuments(bytes).documents).toEqual([bytes]);
});
