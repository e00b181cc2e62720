import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { defaultRegions } from '@centralita/core/regions';
import { describe, expect, it } from '@jest/globals';
import { loadSettings, parseSettings } from './index.ts';

const env = { APP: 'app-secret', NEXT: 'next-secret', VERIFY: 'verify-token', TOKEN: 'access-token' };
const parse = (text: string) => parseSettings(text, 'centralita.yaml', env);
const problemsIn = (text: string): string[] => {
  try {
    parse(text);
  } catch (error) {
    return (error as { detail: string }).detail.split('\n');
  }
  throw new Error('nothing was wrong');
};

const good = `
endpoints:
  - id: shop
    appSecret: [{ env: APP }, { env: NEXT }]
    verifyToken: { env: VERIFY }
accounts:
  - endpoint: shop
    phoneNumberId: 106540352242922
    wabaId: "102290129340398"
    accessToken: { env: TOKEN }
    name: Shop
    displayPhone: +54 11 5555-0199
    coexistence: true
consent:
  keywords:
    withdraw: [no gracias]
    exclude: [alta]
  optOutPayloads: [STOP_NEWS]
  confirmations:
    optOut: { es: Listo. }
regions:
  add: [{ prefix: +999, name: Nowhere }]
  remove: ["+963"]
deliveries:
  timeoutSeconds: 5
`;

describe('centralita.yaml', () => {
  it('says what a team decides; its secrets come from the environment', () => {
    expect(parse(good)).toMatchObject({
      endpoints: [
        {
          id: 'shop',
          provider: 'meta',
          appSecrets: ['app-secret', 'next-secret'],
          verifyToken: 'verify-token',
        },
      ],
      accounts: [
        {
          endpoint: 'shop',
          provider: 'meta',
          phoneNumberId: '106540352242922',
          wabaId: '102290129340398',
          accessToken: 'access-token',
          displayPhone: '+54 11 5555-0199',
          coexistence: true,
          reactionOpensWindow: false,
          autoMarkRead: false,
        },
      ],
      consent: {
        keywords: { withdraw: ['no gracias'], exclude: ['alta'], optOutPayloads: ['STOP_NEWS'] },
        confirm: true,
        confirmations: { optOut: { es: 'Listo.' }, optIn: {} },
      },
      deliveries: { timeoutMs: 5000 },
    });
    const prefixes = parse(good).regions.entries.map(({ prefix }) => prefix);
    expect(prefixes).toContain('999');
    expect(prefixes).not.toContain('963');
  });

  it('may be empty, absent, or all comments', () => {
    for (const text of ['', '# nothing yet\n', 'endpoints:\n  # - id: shop\naccounts:\n']) {
      expect(parse(text)).toMatchObject({ endpoints: [], accounts: [], regions: defaultRegions });
    }
    expect(loadSettings('/there/is/none.yaml', env).accounts).toEqual([]);
  });

  it('keeps ids that pass what a number holds', () => {
    const { accounts } = parse(good.replace('106540352242922', '12345678901234567890'));
    expect(accounts[0]?.phoneNumberId).toBe('12345678901234567890');
  });

  it('names line, column, setting and fix of everything that is wrong', () => {
    expect(
      problemsIn(`endpoints:
  - id: Shop 1
    appSecret: { env: APP }
    verifyTokn: { env: VERIFY }
accounts:
  - endpoint: shop
    phoneNumberId: "+54911"
    accessToken: { env: TOKEN }
    autoMarkRead: sometimes
`),
    ).toEqual([
      'centralita.yaml:2:5 endpoints[0].id: cannot stand in an address. Fix: Use small letters, digits and -, such as shop.',
      'centralita.yaml:4:5 endpoints[0].verifyTokn: is not known here. Fix: Did you mean "verifyToken"?',
      'centralita.yaml:7:5 accounts[0].phoneNumberId: is no id of Meta\'s. Fix: Copy the phone number ID from the app\'s page "WhatsApp > API Setup": digits only, not the phone number.',
      'centralita.yaml:9:5 accounts[0].autoMarkRead: is of another kind. Fix: It must be true or false.',
    ]);
  });

  it.each([
    'appSecret: 0123456789abcdef',
    'appSecret: [0123456789abcdef]',
    'appSecret: { env: APP }\n    verifyToken: 0123456789abcdef',
  ])('refuses a secret that is written out, without repeating it: %s', (line) => {
    const problems = problemsIn(`endpoints:\n  - id: shop\n    ${line}\n`);
    expect(problems.join()).toMatch(/secrets do not belong into this file. Fix: Put it into the environment/);
    expect(problems.join()).not.toContain('0123456789abcdef');
  });

  it.each([
    ['endpoints:\n  - id: shop\n', ':2:5 endpoints[0].appSecret: is missing. Fix: Put the secret'],
    [
      'endpoints:\n  - id: shop\n    appSecret: { env: NONE }\n',
      'the environment has no such variable. Fix: Set NONE',
    ],
    [
      good.replace('endpoint: shop', 'endpoint: shpo'),
      ':7:5 accounts[0].endpoint: names "shpo", and there is no such endpoint. Fix: Did you mean "shop"?',
    ],
    [
      good.replace('deliveries:', 'delivries:'),
      'delivries: is not known here. Fix: Did you mean "deliveries"?',
    ],
    [
      good.replace('timeoutSeconds: 5', 'timeoutSeconds: 500'),
      'deliveries.timeoutSeconds: is too large. Fix: It must be at most 60.',
    ],
    [
      good.replace('prefix: +999', 'prefix: Cuba'),
      'regions.add[0].prefix: is no prefix. Fix: Write the country code',
    ],
    [good.replace('[no gracias]', '["!!"]'), 'consent.keywords:'],
    ...['http://proxy.example.com', 'https://me:secret@proxy.example.com', 'graph.facebook.com'].map(
      (address) => [
        good.replace('name: Shop', `apiBaseUrl: ${address}`),
        'accounts[0].apiBaseUrl: is no address that a token may be sent to. Fix: Write https://',
      ],
    ),
    ['endpoints: [1\n', ' is not YAML: '],
    ['endpoints: []\nendpoints: []\n', ':2:1 is not YAML: '],
    ['- a\n', 'centralita.yaml:1:1 is of another kind. Fix: It must be an object.'],
  ])('explains %j', (text, message) => {
    expect(problemsIn(text).join('\n')).toContain(message);
  });

  it.each([
    ['https://proxy.example.com/meta/', 'https://proxy.example.com/meta'],
    ['http://127.0.0.1:3001/graph', 'http://127.0.0.1:3001/graph'],
  ])('takes another address of the Graph API: %s', (address, expected) => {
    const [account] = parse(good.replace('name: Shop', `apiBaseUrl: ${address}`)).accounts;
    expect(account?.apiBaseUrl).toBe(expected);
  });

  it('lets each endpoint and number stand there once', () => {
    const twice = good.replace(
      'consent:',
      `  - endpoint: shop\n    phoneNumberId: "106540352242922"\n    accessToken: { env: TOKEN }\nconsent:`,
    );
    expect(problemsIn(twice)).toEqual([
      expect.stringMatching(
        /^centralita\.yaml:15:5 accounts\[1\]\.phoneNumberId: is the same as in accounts\[0\]\./,
      ),
    ]);
  });

  it('says which file cannot be read', () => {
    const folder = mkdtempSync(join(tmpdir(), 'centralita-settings-'));
    try {
      expect(() => loadSettings(folder, env)).toThrow(/cannot be read/);
      writeFileSync(join(folder, 'x.yaml'), 'a: 1\n');
      expect(() => loadSettings(join(folder, 'x.yaml'), env)).toThrow(/x\.yaml:1:1 a: is not known here/);
    } finally {
      rmSync(folder, { recursive: true });
    }
  });

  it('does not follow an alias without end', () => {
    const bomb = [
      'a: &a [x, x, x, x, x, x, x, x, x, x]',
      ...'bcdefgh'.split('').map((name, index) => {
        const before = String.fromCharCode(97 + index);
        return `${name}: &${name} [${Array(10).fill(`*${before}`).join(', ')}]`;
      }),
    ].join('\n');
    expect(() => parse(bomb)).toThrow(/is not YAML|not known here/);
  });
});

describe('the console', () => {
  it('hides numbers only where that is said', () => {
    expect(parse('').console).toEqual({ maskPhones: false });
    expect(parse('console: { maskPhones: true }').console).toEqual({ maskPhones: true });
  });

  it('refuses a setting that would hide nothing', () => {
    expect(problemsIn('console: { maskPhone: true }')).toEqual([
      'centralita.yaml:1:12 console.maskPhone: is not known here. Fix: Did you mean "maskPhones"?',
    ]);
    expect(problemsIn('console: { maskPhones: "yes" }')).toHaveLength(1);
  });
});
