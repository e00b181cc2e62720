import { describe, expect, it } from '@jest/globals';
import { checkUrl, guardedLookup, isPublicAddress, refusedAddressCode } from './address.ts';

describe('addresses', () => {
  it.each([
    '127.0.0.1',
    '127.255.255.254',
    '0.0.0.0',
    '10.0.0.1',
    '172.16.0.1',
    '172.31.255.255',
    '192.168.1.1',
    '169.254.169.254',
    '100.64.0.1',
    '100.100.100.200',
    '168.63.129.16',
    '192.0.0.192',
    '192.0.2.1',
    '198.18.0.1',
    '198.51.100.1',
    '203.0.113.1',
    '224.0.0.1',
    '240.0.0.1',
    '255.255.255.255',
    '::',
    '::1',
    '::ffff:127.0.0.1',
    '::ffff:10.0.0.1',
    '::ffff:8.8.8.8',
    '::127.0.0.1',
    '64:ff9b::7f00:1',
    '64:ff9b::a9fe:a9fe',
    '64:ff9b:1::1',
    'fc00::1',
    'fd00:ec2::254',
    'fe80::1',
    'fe80::1%eth0',
    'fec0::1',
    'ff02::1',
    '100::1',
    '2001::1',
    '2001:db8::1',
    '2002:7f00:1::1',
    '2002:c0a8:101::1',
    '3fff::1',
    '5f00::1',
    'localhost',
    '',
    '127.1',
    '0x7f000001',
  ])('%s is not public', (address) => expect(isPublicAddress(address)).toBe(false));

  it.each([
    '8.8.8.8',
    '1.1.1.1',
    '100.63.255.255',
    '100.128.0.1',
    '172.32.0.1',
    '2606:4700:4700::1111',
    '64:ff9b::808:808',
  ])('%s is public', (address) => expect(isPublicAddress(address)).toBe(true));
});

describe('URLs', () => {
  it.each([
    'https://127.0.0.1/',
    'https://127.1/',
    'https://0x7f.1/',
    'https://2130706433/',
    'https://017700000001/',
    'https://[::1]/',
    'https://[::ffff:127.0.0.1]/',
    'https://[64:ff9b::a00:1]/',
    'https://169.254.169.254/latest/meta-data/',
    'https://１２７.0.0.1/',
    'http://hooks.example.com/',
    'ftp://hooks.example.com/',
    'file:///etc/passwd',
    'https://user:secret@hooks.example.com/',
  ])('%s is refused', (url) => {
    expect(() => checkUrl(url, false)).toThrow(expect.objectContaining({ code: 'url_refused' }));
  });

  it.each(['', 'hooks.example.com', '/path', `https://hooks.example.com/${'x'.repeat(3000)}`])(
    '"%s" is no address',
    (url) => {
      expect(() => checkUrl(url, true)).toThrow(expect.objectContaining({ code: 'invalid_request' }));
    },
  );

  it('tells nobody the password of an address it refuses', () => {
    try {
      checkUrl('https://user:secret@hooks.example.com/', false);
    } catch (error) {
      expect(String(error)).not.toContain('secret');
    }
    expect.assertions(1);
  });

  it('lets private addresses and plain http through where they are allowed', () => {
    expect(checkUrl('http://127.0.0.1:5678/hook', true).port).toBe('5678');
    expect(checkUrl('https://hooks.example.com/a?b=c', false).pathname).toBe('/a');
  });
});

describe('names', () => {
  const look = (addresses: { address: string; family: number }[], allowPrivate = false) =>
    new Promise<unknown>((resolve) => {
      let asked = 0;
      const resolver = ((_name: string, _options: object, done: (error: null, found: object[]) => void) => {
        asked++;
        done(null, addresses);
      }) as never;
      guardedLookup(allowPrivate, resolver)('hooks.example.com', { all: true }, (error, found) =>
        resolve({ code: (error as { code?: string } | null)?.code, found, asked }),
      );
    });

  it('are looked up once and connected to as answered', async () => {
    const addresses = [{ address: '8.8.8.8', family: 4 }];
    expect(await look(addresses)).toEqual({ code: undefined, found: addresses, asked: 1 });
  });

  it.each(['10.0.0.1', '::1', '169.254.169.254'])(
    'that lead to %s, even among others, are refused',
    async (address) => {
      const addresses = [
        { address: '8.8.8.8', family: 4 },
        { address, family: address.includes(':') ? 6 : 4 },
      ];
      expect(await look(addresses)).toMatchObject({ code: refusedAddressCode });
      expect(await look(addresses, true)).toMatchObject({ code: undefined });
    },
  );
});
