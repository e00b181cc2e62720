import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';
import { parseSettings } from '../settings/index.ts';
import { runAlone, runHere } from './testing.ts';

const file = (path: string) => fileURLToPath(new URL(`../../../${path}`, import.meta.url));
const shop = file('examples/routing/shop.yaml');
const largeTeam = file('examples/routing/large-team.yaml');
const question = file('examples/routing/product-question.json');
const problem = file('examples/routing/technical-problem.json');
const route = (config: string, event: string, ...more: string[]) =>
  runHere(['route', '--config', config, '--event', event, ...more]);

describe('centralita route', () => {
  it('sends a product question to sales and a technical problem to support, and says why', async () => {
    const asked = await route(shop, question);
    expect(asked).toMatchObject({ code: 0, err: '' });
    expect(asked.out).toContain(
      'Goes to team sales. Rule "Product question" fits: the text has "precio", of the\n  list product_question.',
    );
    expect(asked.out).toContain(
      '\n  technical-problem: the text has nothing of the list technical_problem\n',
    );
    const broken = await route(shop, problem);
    expect(broken.out).toContain(
      'Goes to team support. Rule "Technical problem" fits: the text has "broken"',
    );
    expect(broken.out).toContain('1 more after it were not asked');
  });

  it('keeps to 80 columns', async () => {
    for (const [config, event] of [
      [shop, question],
      [shop, problem],
      [largeTeam, question],
    ] as const) {
      const { out } = await route(config, event);
      for (const line of out.split('\n')) expect(line.length).toBeLessThanOrEqual(80);
    }
  });

  it('reads the body of a webhook, and prints the decision as JSON', async () => {
    const { code, out } = await route(largeTeam, file('test/fixtures/meta/message-text.json'), '--json');
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({
      target: { team: 'spain' },
      byDefault: false,
      rule: { id: 'spain' },
    });
  });

  it('reads events and messages from standard input, one a line', async () => {
    const parsed = await runAlone(['parse', file('test/fixtures/meta/message-list-reply.json')]);
    const input = `${parsed.out}{"text":"urgente: no funciona","now":0}\n`;
    const { code, out } = await runAlone(['route', '--config', shop, '--event', '-', '--json'], { input });
    expect(code).toBe(0);
    const decisions = out
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(decisions).toHaveLength(2);
    expect(decisions[1]).toMatchObject({ target: { team: 'support' }, priority: 10 });
  });

  it.each<[string[], number, RegExp]>([
    [['route'], 2, /Usage: centralita route/],
    [['route', 'x', '--event', question], 2, /Usage: centralita route/],
    [
      ['route', '--config', shop, '--event', '/there/is/none.json'],
      2,
      /none\.json cannot be read: there is no such file/,
    ],
    [
      ['route', '--config', '/there/is/none.yaml', '--event', question],
      2,
      /none\.yaml cannot be read: there is no such file\. Name another with --config/,
    ],
    [
      ['route', '--config', question, '--event', question],
      1,
      /The configuration is not valid:\n {2}product-question\.json:2:3 text: is not known here/,
    ],
    [['route', '--config', shop, '--event', shop], 1, /shop\.yaml is not JSON/],
    [
      ['route', '--config', shop, '--event', file('package.json')],
      1,
      /package\.json is no event, no webhook and no message/,
    ],
    [
      ['route', '--config', shop, '--event', file('test/fixtures/meta/status-sent.json')],
      1,
      /holds no message of a customer/,
    ],
  ])('%j ends with %d', async (args, code, message) => {
    const result = await runHere(args);
    expect(result.err).toMatch(message);
    expect(result).toMatchObject({ code, out: '' });
  });

  it('needs no secret of the file', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'centralita-route-'));
    try {
      const config = join(folder, 'centralita.yaml');
      writeFileSync(config, 'endpoints:\n  - id: shop\n    appSecret: { env: NOT_SET }\n');
      expect(await route(config, question)).toMatchObject({ code: 0, err: '' });
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});

describe('the rule sets that come along', () => {
  const decide = async (config: string, input: object) => {
    const folder = mkdtempSync(join(tmpdir(), 'centralita-route-'));
    try {
      writeFileSync(join(folder, 'event.json'), JSON.stringify(input));
      const { out } = await route(config, join(folder, 'event.json'), '--json');
      return JSON.parse(out);
    } finally {
      rmSync(folder, { recursive: true });
    }
  };
  const mondayNight = Date.parse('2026-06-15T20:30:00Z');

  it.each([shop, largeTeam])('%s has nothing to complain of', (config) => {
    expect(parseSettings(readFileSync(config, 'utf8'), config, {}).warnings).toEqual([]);
  });

  it.each<[string, object, string | undefined, object]>([
    [shop, { text: 'quiero hablar con una persona, no funciona nada' }, 'human', { team: 'reception' }],
    [shop, { text: 'buenas tardes' }, undefined, { team: 'reception' }],
    [largeTeam, { text: 'No hay servicio', now: mondayNight }, 'outage-at-night', { team: 'night' }],
    [
      largeTeam,
      { text: 'hola', contact: { attributes: { orders: { total: '25000' } } } },
      'vip',
      { owner: true, otherwise: { team: 'company' } },
    ],
    [largeTeam, { text: 'Mi pedido #12345', contact: { phone: '+34600000000' } }, 'order', { team: 'spain' }],
    [largeTeam, { text: 'hola', contact: { phone: '+573001234567' } }, 'latam', { team: 'latam' }],
    [
      largeTeam,
      { text: 'hello', contact: { phone: '+447700900123', language: 'en_GB' } },
      'english',
      { team: 'english' },
    ],
    [largeTeam, { text: 'bonjour', contact: { phone: '+33612345678' } }, undefined, { team: 'company' }],
  ])('%s: %j by %s', async (config, input, rule, target) => {
    expect(await decide(config, input)).toMatchObject({ target, ...(rule ? { rule: { id: rule } } : {}) });
  });
});
