import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { manifestOf } from './manifest.ts';
import { botEvents, botScopes, methodScopes } from './scopes.ts';

const folder = join(import.meta.dirname, '..');
const sources = readdirSync(import.meta.dirname, { recursive: true, encoding: 'utf8' })
  .filter((file) => file.endsWith('.ts') && !file.endsWith('.test.ts') && !file.startsWith('testing'))
  .map((file) => readFileSync(join(import.meta.dirname, file), 'utf8'));
const all = sources.join('\n');

describe('the manifests', () => {
  it.each(['socket', 'http'] as const)('manifest.%s.json is what the code says', (mode) => {
    const file = join(folder, `manifest.${mode}.json`);
    const text = `${JSON.stringify(manifestOf({ mode }), null, 2)}\n`;
    if (process.env.UPDATE) writeFileSync(file, text);
    // How it is laid out is the formatter's business.
    expect(JSON.stringify(JSON.parse(readFileSync(file, 'utf8')))).toBe(JSON.stringify(JSON.parse(text)));
  });

  it('ask for the scope of every method that is called, and for none besides', () => {
    const families =
      'apps\\.connections|auth|chat|conversations|files|oauth\\.v2|reactions|usergroups\\.users|users|views|pins|bookmarks';
    const called = new Set(
      [...all.matchAll(new RegExp(`(?:client|\\))\\s*\\.(${families})\\.([a-zA-Z]+)\\(`, 'g'))].map(
        (match) => `${match[1]}.${match[2]}`,
      ),
    );
    called.add('apps.connections.open');
    const known = Object.keys(methodScopes);
    expect([...called].filter((method) => !known.includes(method))).toEqual([]);
    expect(known.filter((method) => !called.has(method))).toEqual([]);
    const needed = new Set(Object.values(methodScopes).filter((scope) => scope !== undefined));
    // Private channels have scopes of their own; events, commands and names on posts need no method.
    const others = ['groups:history', 'groups:read', 'commands', 'chat:write.customize'];
    expect([...needed, ...others].sort()).toEqual([...botScopes]);
  });

  it('subscribe to every event that is listened to, and to none besides', () => {
    const heard = new Set([...all.matchAll(/app\.event\('([a-z_]+)'/g)].map((match) => match[1] as string));
    for (const [, list = ''] of all.matchAll(/for \(const type of \[([^\]]+)\]/g)) {
      for (const [, name = ''] of list.matchAll(/'([a-z_]+)'/g)) heard.add(name);
    }
    const subscribed = new Set(botEvents.map((event) => event.split('.')[0] as string));
    expect([...heard].sort()).toEqual([...subscribed].sort());
  });

  it('stay within what Slack allows', () => {
    for (const mode of ['socket', 'http'] as const) {
      const { display_information: shown, features } = manifestOf({ mode });
      expect(shown.name.length).toBeLessThanOrEqual(35);
      expect(shown.description.length).toBeLessThanOrEqual(140);
      expect(shown.long_description.length).toBeGreaterThanOrEqual(174);
      for (const each of features.shortcuts) {
        expect(each.name.length).toBeLessThanOrEqual(24);
        expect(each.description.length).toBeLessThanOrEqual(150);
      }
    }
  });

  it('have an address for everything in http mode and none in socket mode', () => {
    const http = JSON.stringify(manifestOf({ mode: 'http', publicUrl: 'https://hub.acme.example' }));
    expect(http.match(/https:\/\/hub\.acme\.example\/ext\/slack\/events/g)).toHaveLength(4);
    expect(JSON.stringify(manifestOf({ mode: 'socket' }))).not.toContain('https://');
  });
});
