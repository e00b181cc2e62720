import { readFileSync } from 'node:fs';
import { resolve } from 'node:path';
import type { ConversationView } from '@centralita/core/hub-client';
import { type Menu, readMenuAnswer, renderMenu } from '@centralita/core/menu';
import { builtInWordLists, compile, isOpen, type RouteInput } from '@centralita/core/routing';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parse } from 'yaml';
import { parseSettings } from '../../hub/src/settings/index.ts';
import { type Demo, startDemo } from './demo.ts';
import { shopSettings } from './desk.ts';

/** What docs/routing.md and docs/conversations.md say, done as they say it. */

const page = (name: string) => readFileSync(resolve(import.meta.dirname, '../../docs', name), 'utf8');
const part = (text: string, heading: string): string =>
  text.split(/^## /m).find((each) => each.startsWith(heading)) ?? '';
const yamlBlocks = (text: string) =>
  [...text.matchAll(/^```yaml\n([\s\S]*?)^```/gm)].map(([, block = '']) => block);
const spans = (text: string) => [...text.matchAll(/`([^`]+)`/g)].map(([, code = '']) => code);
const rows = (text: string) =>
  [...text.matchAll(/^\| (.+?) \|$/gm)]
    .map(([, row = '']) => row.split(/(?<!\\) ?\| /).map((cell) => cell.replaceAll('\\|', '|')))
    .slice(1);

const routing = page('routing.md');
const conversations = page('conversations.md');

it.each(['routing.md', 'conversations.md'])('%s has the same examples and tables in Spanish', (name) => {
  const [english, spanish] = [page(name), page(`es/${name}`)];
  const shape = (text: string) =>
    yamlBlocks(text).map((block) => JSON.stringify(parse(block)).replace(/"name":"[^"]*"/g, ''));
  expect(shape(spanish)).toEqual(shape(english));
  const count = (text: string, pattern: RegExp) => text.match(pattern)?.length;
  for (const pattern of [/^## /gm, /^\|/gm]) expect(count(spanish, pattern)).toBe(count(english, pattern));
});

const team = (name: string) => ({ name, members: ['ana'] });
/** Settings with these parts beside the people, teams and words that they name. */
const settingsWith = (more: { readonly routing?: object; readonly hours?: object }) =>
  parseSettings(
    JSON.stringify({
      users: { ana: { name: 'Ana' } },
      teams: { reception: team('Reception'), support: team('Support'), sales: team('Sales') },
      wordLists: { ours: { '*': ['lámpara'] } },
      ...more,
      ...(more.routing ? { routing: { otherwise: { team: 'sales' }, ...more.routing } } : {}),
    }),
    'docs.yaml',
    {},
  );
const madrid = (date: string) => Date.parse(`${date}${/-0[4-9]-|-10-/.test(date) ? '+02:00' : '+01:00'}`);
const [rules = '', hours = ''] = yamlBlocks(routing);

describe('docs/routing.md', () => {
  it('shows rules that route as it says', () => {
    const { routing: set } = settingsWith({ ...parse(rules), ...parse(hours) });
    const decide = (text: string, at: string) => compile(set).decide({ text, now: madrid(at) });
    expect(decide('La lámpara no funciona', '2026-11-27T10:00')).toMatchObject({
      target: { team: 'support' },
      tags: ['technical'],
      priority: 5,
    });
    expect(decide('La lámpara no funciona', '2026-11-27T15:00').target).toEqual({ team: 'reception' });
    expect(decide('Hola', '2026-11-27T10:00').target).toEqual({ team: 'reception' });
  });

  it('shows hours that are open when it says', () => {
    const { routing: set } = settingsWith({ ...parse(rules), ...parse(hours) });
    const open = (at: string) => isOpen(set.hours?.default as never, madrid(at));
    expect(
      [
        '2026-11-27T09:00',
        '2026-11-27T14:00',
        '2026-11-27T18:59',
        '2026-11-28T12:00',
        '2026-11-28T23:30',
        '2026-11-29T01:59',
        '2026-11-29T02:00',
        '2026-12-25T10:00',
        '2026-12-24T12:59',
        '2026-12-24T17:00',
      ].map(open),
    ).toEqual([true, false, true, false, true, true, false, false, true, false]);
  });

  /** Each condition of the table: what it is tried with, a message that it holds for, and one it does not hold for. */
  const friday = madrid('2026-11-27T10:00');
  const conditions: Record<
    string,
    readonly [when: object, holds: Partial<RouteInput>, not: Partial<RouteInput>]
  > = {
    'text.words': [{ text: { words: 'no llega' } }, { text: 'El pedido NO  LLEGA' }, { text: 'no llegaba' }],
    'text.contains': [{ text: { contains: 'factur' } }, { text: 'refacturar' }, { text: 'recibo' }],
    'text.equals': [{ text: { equals: 'hola' } }, { text: '¡Hola!' }, { text: 'hola, Ana' }],
    'text.lists': [{ text: { lists: 'ours' } }, { text: 'una lampara' }, { text: 'una silla' }],
    'text.patterns': [
      { text: { patterns: 'pedido [0-9]{4}' } },
      { text: 'mi pedido 1234' },
      { text: 'pedido 12' },
    ],
    reply: [{ reply: 'menu:*' }, { reply: 'menu:sales' }, { reply: 'other' }],
    kind: [{ kind: 'image' }, { kind: 'image' }, { kind: 'text' }],
    'contact.tags': [{ contact: { tags: 'VIP' } }, { contact: { tags: ['vip'] } }, { contact: { tags: [] } }],
    'contact.withoutTags': [
      { contact: { withoutTags: 'spam' } },
      { contact: { tags: ['vip'] } },
      { contact: { tags: ['Spam'] } },
    ],
    'contact.attributes': [
      { contact: { attributes: { tier: ['gold', 'silver'], 'orders.total': { min: 1000 } } } },
      { contact: { attributes: { tier: 'gold', orders: { total: '1200' } } } },
      { contact: { attributes: { tier: 'gold', orders: { total: 900 } } } },
    ],
    country: [
      { country: 'ES' },
      { contact: { phone: '34600111222' } },
      { contact: { phone: '447700900123' } },
    ],
    language: [{ language: 'es' }, { contact: { language: 'es_MX' } }, { contact: { language: 'en' } }],
    account: [{ account: 'Tienda' }, { account: { name: 'Tienda' } }, { account: { name: 'Taller' } }],
    firstContact: [{ firstContact: true }, { firstContact: true }, { firstContact: false }],
    consent: [
      { consent: { marketing: 'granted' } },
      { contact: { consent: { marketing: 'granted' } } },
      { contact: { consent: { marketing: 'withdrawn' } } },
    ],
    hours: [{ hours: { open: true } }, { now: friday }, { now: madrid('2026-11-27T15:00') }],
    any: [{ any: [{ kind: 'image' }, { kind: 'audio' }] }, { kind: 'audio' }, { kind: 'text' }],
    not: [{ not: { kind: 'image' } }, { kind: 'text' }, { kind: 'image' }],
  };
  const named = rows(part(routing, 'Conditions')).flatMap(([names = '']) => spans(names));

  it('names every condition that this test tries', () => expect(named).toEqual(Object.keys(conditions)));

  it.each(Object.entries(conditions))(
    '%s holds, and does not hold, as the table says',
    (_, [when, holds, not]) => {
      const { routing: set } = settingsWith({
        ...parse(hours),
        routing: { rules: [{ id: 'tried', when, to: { team: 'support' } }], otherwise: { team: 'sales' } },
      });
      const decide = (input: Partial<RouteInput>) => compile(set).decide({ now: friday, ...input }).rule?.id;
      expect([decide(holds), decide(not)]).toEqual(['tried', undefined]);
      // What is not known does not hold; what does not look at it may.
      if (!('not' in when) && !('hours' in when)) expect(decide({})).toBeUndefined();
    },
  );

  it.each([
    ['tier: gold', { tier: 'gold' }, { tier: 'silver' }],
    ['tier: [gold, silver]', { tier: 'silver' }, { tier: 'bronze' }],
    ['orders.total: { min: 1000 }', { orders: { total: 1000 } }, { orders: { total: 999 } }],
    ['a: { max: 5 }', { a: 5 }, { a: 6 }],
    ['a: { exists: true }', { a: 1 }, { b: 1 }],
    ['a: { contains: lamp }', { a: 'Lámparas' }, { a: 'sillas' }],
    ['a: { withinDays: 30 }', { a: '2026-11-01T00:00:00Z' }, { a: '2026-09-01T00:00:00Z' }],
  ])('an attribute: %s', (written, holds, not) => {
    const { routing: set } = settingsWith({
      routing: {
        rules: [{ id: 'tried', when: { contact: { attributes: parse(written) } }, to: { team: 'support' } }],
        otherwise: { team: 'sales' },
      },
    });
    const decide = (attributes: object) =>
      compile(set).decide({ now: friday, contact: { attributes: attributes as never } }).rule?.id;
    expect([decide(holds), decide(not)]).toEqual(['tried', undefined]);
  });

  it('names the lists that are built in', () => {
    const said =
      rows(part(routing, 'Conditions')).find(([names]) => names?.includes('text.lists'))?.[1] ?? '';
    expect(spans(said).filter((span) => span !== 'wordLists')).toEqual(Object.keys(builtInWordLists));
  });

  const patterns: Record<string, readonly [fits: readonly string[], not: readonly string[]]> = {
    'pedido [0-9]{4,8}': [['mi Pedido 1042'], ['pedido 12', 'pedidos 1042']],
    'factura*': [['factura', 'las facturas', 'facturación'], ['una refactura']],
    '(no|nunca) (funciona|anda)': [
      ['no anda', 'nunca funciona'],
      ['no nunca', 'funciona'],
    ],
    'no (* ){0,3}funciona': [['no funciona', 'no me funciona', 'no a b c funciona'], ['no a b c d funciona']],
  };
  it('has patterns that fit what it says', () => {
    const written = rows(part(routing, 'Patterns')).flatMap(([cell = '']) => spans(cell));
    expect(written).toEqual(Object.keys(patterns));
    for (const [pattern, [fits, not]] of Object.entries(patterns)) {
      const { routing: set } = settingsWith({
        routing: {
          rules: [{ id: 'p', when: { text: { patterns: pattern } }, to: { team: 'support' } }],
          otherwise: { team: 'sales' },
        },
      });
      const decide = (text: string) => compile(set).decide({ text, now: friday }).byDefault === false;
      expect([pattern, fits.filter((text) => !decide(text)), not.filter(decide)]).toEqual([pattern, [], []]);
    }
  });

  it('has targets that the settings take', () => {
    const targets = spans(part(routing, 'Targets')).filter((span) => span.startsWith('{'));
    expect(targets).toHaveLength(5);
    for (const target of targets) settingsWith({ routing: { rules: [{ id: 'a', to: parse(target) }] } });
    const assign = ['nobody', 'round_robin', 'least_busy', 'last_agent'];
    expect(spans(part(routing, 'Targets'))).toEqual(expect.arrayContaining(assign));
    for (const each of assign)
      settingsWith({ routing: { rules: [{ id: 'a', to: { team: 'sales' }, assign: each }] } });
  });

  it('has menus that become what it says, and answers that are read as it says', () => {
    const menu = (n: number): Menu => ({
      text: '¿Qué necesita?',
      options: Array.from({ length: n }, (_, i) => ({ id: `o${i + 1}`, title: `Opción n.º ${i + 1}` })),
    });
    const kind = (n: number) => renderMenu(menu(n), { maxButtons: 3, maxRows: 10 }).as;
    expect([kind(2), kind(3), kind(4), kind(10), kind(11)]).toEqual([
      'buttons',
      'buttons',
      'list',
      'list',
      'text',
    ]);
    expect(renderMenu(menu(2), { maxButtons: 0, maxRows: 0 }).as).toBe('text');
    for (const text of ['2', 'opción 2', 'dos', 'the second one', 'Opción n.º 2'])
      expect([text, readMenuAnswer(menu(3), text)?.option.id]).toEqual([text, 'o2']);
  });

  it.each([
    ['an unknown team', { routing: { rules: [{ id: 'a', to: { team: 'nobody-knows' } }] } }],
    ['an unknown person', { routing: { rules: [{ id: 'a', to: { user: 'bob' } }] } }],
    [
      'an unknown list',
      { routing: { rules: [{ id: 'a', when: { text: { lists: 'x' } }, to: { team: 'sales' } }] } },
    ],
    [
      'unknown hours',
      { routing: { rules: [{ id: 'a', when: { hours: { of: 'x', open: true } }, to: { team: 'sales' } }] } },
    ],
    [
      'a pattern that cannot be',
      { routing: { rules: [{ id: 'a', when: { text: { patterns: '(' } }, to: { team: 'sales' } }] } },
    ],
    [
      'a date that the calendar does not have',
      {
        hours: { default: { timeZone: 'Europe/Madrid', week: { mon: '09:00-10:00' }, holidays: ['02-30'] } },
      },
    ],
  ])('%s is no setting', (_, more) => {
    expect(() => settingsWith(more)).toThrow(expect.objectContaining({ code: 'config_invalid' }));
  });

  it.each([
    [
      'a rule that never decides',
      {
        routing: {
          rules: [
            { id: 'all', to: { team: 'sales' } },
            { id: 'never', when: { kind: 'image' }, to: { team: 'support' } },
          ],
        },
      },
    ],
    ['hours that never open', { hours: { default: { timeZone: 'Europe/Madrid', week: {} } } }],
  ])('%s is only said', (_, more) => {
    expect(settingsWith(more).warnings.length).toBeGreaterThan(0);
  });
});

describe('docs/conversations.md', () => {
  let demo: Demo;
  let id = '';
  const view = () => demo.ask<ConversationView>('GET', `/v1/conversations/${id}`);
  const act = (call: string, body: object) => demo.ask('POST', `/v1/conversations/${id}/${call}`, body);
  const writes = (from: string, text: string) =>
    demo.ask('POST', `/sandbox/customers/${from}/messages`, { type: 'text', text: { body: text } });
  const latest = async () =>
    (await demo.ask<{ items: ConversationView[] }>('GET', '/v1/conversations?limit=50')).items;
  const code = (asked: Promise<unknown>) =>
    asked.then(
      () => 'done',
      (error: Error) => /"code":"(\w+)"/.exec(error.message)?.[1],
    );
  const lucia = '34600111222';

  beforeAll(async () => {
    demo = await startDemo({ config: shopSettings });
    await demo.ask('PUT', `/sandbox/customers/${lucia}`, { name: 'Lucía Ortega' });
    await writes(lucia, '¿Dónde está mi pedido?');
    id = (await latest())[0]?.id ?? '';
  }, 90_000);
  afterAll(() => demo?.stop());

  it('names no call that the hub does not have', async () => {
    const { paths } = await demo.ask<{ paths: Record<string, Record<string, unknown>> }>(
      'GET',
      '/openapi.json',
    );
    const shape = (path: string) => path.replace(/\{\w+\}/g, '{}');
    const known = new Map(Object.entries(paths).map(([path, verbs]) => [shape(path), verbs]));
    const calls = [...conversations.matchAll(/`(GET|POST) (\/v1\/[^`?]+)/g)].map(
      ([, verb = '', path = '']) => [verb, path],
    );
    const beside = [...conversations.matchAll(/`…(\/\w+)`/g)].map(([, end = '']) => [
      'POST',
      end === '/unmerge' ? `/v1/contacts/{id}${end}` : `/v1/conversations/{id}${end}`,
    ]);
    expect(calls.length + beside.length).toBeGreaterThan(14);
    for (const [verb = '', path = ''] of [...calls, ...beside])
      expect([path, verb, Boolean(known.get(shape(path))?.[verb.toLowerCase()])]).toEqual([path, verb, true]);
  });

  it('is worked on as the table says', async () => {
    await act('claim', { by: 'ana' });
    expect(await code(act('claim', { by: 'luis' }))).toBe('conversation_claimed');
    await act('claim', { by: 'luis', takeOver: true });
    await act('assign', { by: 'ana', to: null });
    expect((await view()).assigneeId).toBeUndefined();
    await act('assign', { by: 'ana', to: 'luis' });
    await act('lock', { by: 'luis' });
    const { lock } = await view();
    const { now } = await demo.ask<{ now: string }>('GET', '/sandbox/clock');
    expect(Math.round((Number(lock?.until) - Date.parse(now)) / 30_000)).toBe(4);
    await act('move', { by: 'ana', team: 'sales' });
    await act('tags', { by: 'ana', add: ['Devolución'] });
    await act('tags', { by: 'ana', add: ['devolucion'] });
    expect((await view()).tags).toEqual(['pedido', 'Devolución']);
    await act('priority', { by: 'ana', priority: 2 });
    await act('snooze', { by: 'ana', until: Date.parse(now) + 3_600_000 });
    expect((await view()).state).toBe('snoozed');
    await writes(lucia, '¿Hola?');
    expect(['open', 'pending']).toContain((await view()).state);
    await act('notes', { by: 'ana', text: 'Solo aquí' });
    const { messages } = await demo.ask<{ messages: unknown[] }>(
      'GET',
      `/sandbox/customers/${lucia}/messages`,
    );
    expect(JSON.stringify(messages)).not.toContain('Solo aquí');
    await act('close', { by: 'ana' });
    await act('reopen', { by: 'ana' });
    const { items } = await demo.ask<{ items: { action: string }[] }>(
      'GET',
      `/v1/audit?conversationId=${id}`,
    );
    for (const action of ['assigned', 'taken_over', 'moved', 'tagged', 'priority_set', 'snoozed', 'closed'])
      expect(items.map((entry) => entry.action)).toContain(`conversation.${action}`);
  });

  it('lets roles do what the table says', async () => {
    expect(await code(act('tags', { by: 'aprendiz', add: ['x'] }))).toBe('role_forbids');
    await demo.ask('PUT', '/sandbox/customers/34600111333', { name: 'Lucía, otro teléfono' });
    await writes('34600111333', 'Soy Lucía');
    const [other] = await latest();
    const { contactId } = await view();
    const merge = (by: string) =>
      demo.ask('POST', `/v1/contacts/${contactId}/merge`, { from: other?.contactId, by });
    expect([await code(merge('luis')), await code(merge('nadia'))]).toEqual(['role_forbids', 'done']);
    await demo.ask('POST', `/v1/contacts/${other?.contactId}/unmerge`, { by: 'nadia' });
  });

  it('refuses an answer after somebody else’s that its author had not seen', async () => {
    const answer = (by: string, more: object = {}) =>
      demo.ask<{ id: string }>('POST', '/v1/messages', {
        conversationId: id,
        authorId: by,
        content: { kind: 'text', text: `De ${by}` },
        ...more,
      });
    const { id: seen } = await answer('ana');
    await answer('luis');
    expect(await code(answer('ana', { lastSeen: seen }))).toBe('answered_meanwhile');
  });

  it('finds as it says', async () => {
    const { caseNumber } = await view();
    for (const q of ['lucia', '1112', 'devolucion', caseNumber, 'donde pedido']) {
      const { items } = await demo.ask<{ items: ConversationView[] }>(
        'GET',
        `/v1/conversations?q=${encodeURIComponent(q)}`,
      );
      expect([q, items.some((one) => one.id === id)]).toEqual([q, true]);
    }
    const dictated = caseNumber.replace('-', ' ').toLowerCase();
    expect(
      (await demo.ask<ConversationView>('GET', `/v1/cases/${encodeURIComponent(dictated)}`)).caseNumber,
    ).toBe(caseNumber);
  });

  it('goes on with a case by its number, and leaves that of somebody else closed', async () => {
    await act('close', { by: 'ana' });
    const { caseNumber } = await view();
    await demo.ask('PUT', '/sandbox/customers/447700900123', { name: 'James' });
    await writes('447700900123', `About ${caseNumber}`);
    expect((await view()).state).toBe('closed');
    const strange = (await latest()).find(({ contact }) => contact.name === 'James');
    const notes = await demo.ask<{ items: unknown[] }>('GET', `/v1/conversations/${strange?.id}/notes`);
    expect(notes.items).toHaveLength(1);
    await writes(lucia, `Sigo con ${caseNumber}`);
    expect(['open', 'pending']).toContain((await view()).state);
  });

  it('opens a new one after it was closed, and says by which rule it went where it is', async () => {
    await act('close', { by: 'ana' });
    await writes(lucia, 'Otra cosa: ¿dónde está el pedido B?');
    const [next] = await latest();
    expect(next?.id).not.toBe(id);
    for (const end = Date.now() + 10_000; ; ) {
      const { route } = await demo.ask<ConversationView>('GET', `/v1/conversations/${next?.id}`);
      if (route) {
        expect(route.summary?.en).toContain('Where is my order');
        break;
      }
      expect(Date.now()).toBeLessThan(end);
      await new Promise((done) => setTimeout(done, 50));
    }
  });

  it.each(['text', 'json', 'html'])('exports a transcript as %s', async (format) => {
    const read = async (more = '') =>
      (await fetch(`${demo.url}/v1/conversations/${id}/transcript?format=${format}${more}`)).text();
    expect(await read()).not.toContain('Solo aquí');
    expect(await read('&notes=true')).toContain('Solo aquí');
  });
});
