import { createHmac } from 'node:crypto';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { HubSpotDouble } from '@centralita/hubspot/testing/double/index';
import { createClock, createListener, createSandbox, defaultNumber } from '@centralita/sandbox';
import { botScopes } from '@centralita/slack-app/scopes';
import { appToken, botToken, startDouble } from '@centralita/slack-app/testing/double';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Database } from '../store/database.ts';
import { lockFolder } from '../store/lock.ts';
import { runHere } from './testing.ts';

const secrets = { APP: 'app-secret', VERIFY: 'verify-token', TOKEN: 'access-token' };
const body = JSON.stringify({ object: 'whatsapp_business_account', entry: [] });
let folder: string;
let ends: (() => unknown)[];

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'centralita-operate-'));
  ends = [() => rmSync(folder, { recursive: true })];
});
afterEach(async () => {
  for (const end of ends.reverse()) await end();
});

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  ends.push(() => {
    server.closeAllConnections();
    return new Promise((resolve) => server.close(resolve));
  });
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const settings = (api: string, more = ''): string => `
endpoints:
  - { id: shop, appSecret: { env: APP }, verifyToken: { env: VERIFY } }
accounts:
  - endpoint: shop
    phoneNumberId: "${defaultNumber.phoneNumberId}"
    wabaId: "${defaultNumber.wabaId}"
    accessToken: { env: TOKEN }
    name: Shop
    apiBaseUrl: ${api}
${more}`;

const environment = (yaml: string): Record<string, string> => {
  const file = join(folder, 'centralita.yaml');
  writeFileSync(file, yaml);
  return {
    ...secrets,
    CENTRALITA_CONFIG: file,
    CENTRALITA_DATA: join(folder, 'data'),
    CENTRALITA_KEY: 'k'.repeat(40),
    PUBLIC_URL: 'https://hub.example.com',
  };
};

/** A platform whose check of an address always ends well. */
const platform = async () => {
  const asked: string[] = [];
  const sandbox = createSandbox({
    clock: createClock(),
    appSecret: secrets.APP,
    verifyToken: secrets.VERIFY,
    accessToken: secrets.TOKEN,
    fetch: async (input) => {
      const url = new URL(String(input));
      asked.push(url.origin + url.pathname);
      return new Response(url.searchParams.get('hub.challenge'));
    },
  });
  ends.push(() => sandbox.close());
  const url = await listen(createServer(createListener(sandbox)));
  return { asked, api: `${url}/graph` };
};

describe('centralita register', () => {
  it('points a number here, once, and leaves an address of somebody else alone', async () => {
    const { api, asked } = await platform();
    const env = environment(settings(api));
    const first = await runHere(['register'], env);
    expect(first).toMatchObject({ code: 0, err: '' });
    expect(first.out).toMatch(
      /number's webhook: goes to https:\/\/hub\.example\.com\/webhooks\/meta\/shop\n/,
    );
    expect(first.out).toContain('Callback URL   https://hub.example.com/webhooks/meta/shop');
    expect(first.out).toContain('Verify token   verify-token');
    expect(asked).toEqual(['https://hub.example.com/webhooks/meta/shop']);

    expect((await runHere(['register'], env)).out).toMatch(/webhooks\/meta\/shop\s+already/);
    const elsewhere = { ...env, PUBLIC_URL: 'https://other.example.com' };
    const refused = await runHere(['register'], elsewhere);
    expect(refused.code).toBe(1);
    expect(refused.out).toMatch(/FAIL {2}number's webhook: goes to\s+https:\/\/hub\.example\.com/);
    expect(refused.out).toContain('centralita register --replace');
    const replaced = await runHere(['register', '--replace'], elsewhere);
    expect(replaced.code).toBe(0);
    expect(replaced.out).toContain('and no longer to');
    expect(asked).toHaveLength(2);
  });

  it.each<[string, Record<string, string>, number, RegExp]>([
    ['no address', { PUBLIC_URL: '' }, 2, /set PUBLIC_URL, or give --url/],
    ['http', { PUBLIC_URL: 'http://hub.example.com' }, 1, /FAIL {2}address: http:\/\/hub\.example\.com/],
    ['a wrong token', { TOKEN: 'wrong' }, 1, /FAIL/],
  ])('says what is wrong with %s', async (_, change, code, says) => {
    const { api } = await platform();
    const result = await runHere(['register'], { ...environment(settings(api)), ...change });
    expect(result.code).toBe(code);
    expect(result.out + result.err).toMatch(says);
    expect(result.out + result.err).not.toContain('access-token');
  });
});

describe('centralita doctor', () => {
  it('looks at settings and numbers, each line passed or with a next step, within 80 columns', async () => {
    const { api } = await platform();
    const well = await runHere(['doctor'], environment(settings(api)));
    expect(well.out).toMatch(/Settings\n {2}ok {4}environment: complete/);
    expect(well.out).toMatch(/ok {4}access token: accepted/);
    expect(well.out).toMatch(/ok {4}number: /);
    for (const line of well.out.split('\n')) expect(line.length).toBeLessThanOrEqual(80 + folder.length);
    const wrong = await runHere(['doctor'], { ...environment(settings(api)), TOKEN: 'wrong' });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/FAIL {2}access token: .*\n(.*\n)?\s+→ /);
  });

  it('asks Slack for tokens and scopes', async () => {
    const { api } = await platform();
    const double = await startDouble();
    double.scopes = new Set([...botScopes, 'connections:write']);
    ends.push(() => double.stop());
    const slack = `slack: { botToken: { env: BOT }, appToken: { env: SOCKET }, apiUrl: ${double.apiUrl} }\n`;
    const env = { ...environment(settings(api, slack)), BOT: botToken, SOCKET: appToken };
    const { out } = await runHere(['doctor'], env);
    expect(out).toMatch(
      /Slack\n {2}ok {4}Slack bot token: valid in .+\n {2}ok {4}Slack scopes of .+: all granted/,
    );
    expect(out).toContain('ok    Slack app-level token: opens a socket');
    const wrong = await runHere(['doctor'], { ...env, BOT: 'xoxb-wrong', SOCKET: 'xapp-wrong' });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/FAIL {2}Slack bot token: invalid_auth\n\s+→ /);
    expect(wrong.out).toMatch(/FAIL {2}Slack app-level token: invalid_auth\n\s+→ /);
    expect(wrong.out + wrong.err).not.toMatch(/x(oxb|app)-wrong/);
  });

  it('asks HubSpot for token and properties, and says what is missing', async () => {
    const { api } = await platform();
    const double = new HubSpotDouble();
    await double.start();
    ends.push(() => double.stop());
    const hubspot = `hubspot: { token: { env: HUBSPOT }, apiUrl: ${double.baseUrl} }\n`;
    const env = { ...environment(settings(api, hubspot)), HUBSPOT: 'pat-test' };
    expect((await runHere(['doctor'], env)).out).toMatch(
      /HubSpot\n {2}ok {4}token: accepted\n {2}FAIL {2}properties: missing: our group,[^→]*→ Run centralita hubspot setup\./,
    );
    expect((await runHere(['hubspot', 'setup', '--yes'], env)).code).toBe(0);
    expect((await runHere(['doctor'], env)).out).toMatch(/ok {4}properties: \d+ of ours are there/);
    const wrong = await runHere(['doctor'], { ...env, HUBSPOT: 'pat-wrong' });
    expect(wrong.code).toBe(1);
    expect(wrong.out).toMatch(/FAIL {2}HubSpot: [^→]*→ /);
    expect(wrong.out + wrong.err).not.toContain('pat-wrong');
  });

  it('says each problem of the settings with its fix', async () => {
    const { code, out } = await runHere(['doctor'], {
      ...environment('teams: { a: { nome: A } }\n'),
      CENTRALITA_KEY: 'short',
    });
    expect(code).toBe(1);
    expect(out).toMatch(/FAIL {2}settings: CENTRALITA_KEY/);
    const file = await runHere(['doctor'], environment('teams: { a: { nome: A } }\n'));
    expect(file.out).toMatch(/teams\.a\.nome: is\s+not known here\.\n\s+→ Did you mean "name"\?/);
  });
});

describe('centralita replay', () => {
  it('posts bodies as they are, signed with the secret of the endpoint', async () => {
    const got: { path: string; body: string; signed: boolean }[] = [];
    const url = await listen(
      createServer((request, response) => {
        const parts: Buffer[] = [];
        request.on('data', (part: Buffer) => parts.push(part));
        request.on('end', () => {
          const bytes = Buffer.concat(parts);
          const signature = `sha256=${createHmac('sha256', secrets.APP).update(bytes).digest('hex')}`;
          got.push({
            path: request.url ?? '',
            body: bytes.toString(),
            signed: request.headers['x-hub-signature-256'] === signature,
          });
          response.statusCode = bytes.includes('refuse') ? 401 : 200;
          response.end();
        });
      }),
    );
    const env = { ...environment(settings('https://graph.example.com')), CENTRALITA_URL: url };
    const file = join(folder, 'bodies.jsonl');
    writeFileSync(file, `${body}\n{"n": 12345678901234567890}\n`);
    expect(await runHere(['replay', file], env)).toEqual({
      code: 0,
      err: '',
      out: `2 bodies were taken by ${url}/webhooks/meta/shop\n`,
    });
    expect(got).toEqual([
      { path: '/webhooks/meta/shop', body, signed: true },
      { path: '/webhooks/meta/shop', body: '{"n": 12345678901234567890}', signed: true },
    ]);
    writeFileSync(file, '{"refuse": true}');
    const refused = await runHere(['replay', file, join(folder, 'none')], env);
    expect(refused.code).toBe(2);
    expect(refused.err).toContain('the hub answered 401. It was started with another app secret');
    expect(refused.err).toContain('none cannot be read: there is no such file');
  });

  it.each<[string[], string, RegExp]>([
    [['replay'], '', /Name the files to post/],
    [['replay', 'x', '--endpoint', 'no'], '', /There is no endpoint "no"\. Known: shop/],
    [['replay', 'x'], '\nnothing: 1', /nothing: is not known here/],
    [['replay', 'x'], '', /No hub runs in .*: start it/],
  ])('%j says what is missing', async (args, more, says) => {
    const { code, err } = await runHere(args, environment(settings('https://graph.example.com', more)));
    expect(code).not.toBe(0);
    expect(err).toMatch(says);
  });
});

describe('centralita migrate', () => {
  it('says what would be done, does it, and then has nothing to do', async () => {
    const env = environment('');
    expect((await runHere(['migrate'], env)).out).toContain('holds no data yet');
    mkdirSync(env.CENTRALITA_DATA as string);
    new Database(join(env.CENTRALITA_DATA as string, 'hub.db')).close();
    const dry = await runHere(['migrate', '--dry-run'], env);
    expect(dry).toMatchObject({ code: 0 });
    expect(dry.out).toMatch(/^ {2}001-heart\n[\s\S]*steps to be taken\. Copy /);
    expect((await runHere(['migrate'], env)).out).toMatch(/steps taken: .*hub\.db is up to date\.\n$/);
    expect((await runHere(['migrate'], env)).out).toMatch(/hub\.db is up to date\.\n$/);
  });

  it('leaves a folder alone that somebody holds', async () => {
    const env = environment('');
    mkdirSync(env.CENTRALITA_DATA as string);
    new Database(join(env.CENTRALITA_DATA as string, 'hub.db')).close();
    const lock = lockFolder(env.CENTRALITA_DATA as string);
    try {
      expect((await runHere(['migrate'], env)).code).toBe(1);
    } finally {
      lock.release();
    }
  });
});
