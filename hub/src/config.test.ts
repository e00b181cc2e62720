import { resolve } from 'node:path';
import { describe, expect, it } from '@jest/globals';
import { isLoopback, readConfig, readRemoteConfig } from './config.ts';

const key = 'k'.repeat(32);
const detailOf = (read: () => unknown): string => {
  try {
    read();
  } catch (error) {
    return (error as { detail: string }).detail;
  }
  throw new Error('nothing was wrong');
};

describe('the environment', () => {
  it('needs the key alone', () => {
    expect(readConfig({ CENTRALITA_KEY: key })).toEqual({
      demo: false,
      host: '127.0.0.1',
      port: 3000,
      dataFolder: resolve('data'),
      key,
      configFile: resolve('centralita.yaml'),
      logLevel: 'info',
      allowPrivateAddresses: false,
    });
  });

  it('needs nothing for a demonstration, which keeps its data apart', () => {
    expect(readConfig({}, { demo: true })).toMatchObject({
      demo: true,
      dataFolder: resolve('data/demo'),
      allowPrivateAddresses: true,
      logLevel: 'warn',
    });
  });

  it('takes what is set', () => {
    const env = {
      PORT: ' 8080 ',
      HOST: '::',
      CENTRALITA_DATA: '/srv/centralita',
      CENTRALITA_KEY: key,
      CENTRALITA_CONFIG: '/etc/centralita.yaml',
      PUBLIC_URL: 'https://hub.example/',
      LOG_LEVEL: 'DEBUG',
      ALLOW_PRIVATE_ADDRESSES: 'true',
    };
    expect(readConfig(env)).toEqual({
      demo: false,
      host: '::',
      port: 8080,
      dataFolder: resolve('/srv/centralita'),
      key,
      configFile: resolve('/etc/centralita.yaml'),
      publicUrl: 'https://hub.example',
      logLevel: 'debug',
      allowPrivateAddresses: true,
    });
    expect(readConfig(env, { port: '0' }).port).toBe(0);
  });

  it.each([
    [{}, 'CENTRALITA_KEY: is missing'],
    [{ CENTRALITA_KEY: 'short' }, 'CENTRALITA_KEY: has 5 characters and needs at least 32'],
    [{ CENTRALITA_KEY: key, PORT: '70000' }, 'PORT: "70000" is no port'],
    [{ CENTRALITA_KEY: key, PORT: '3000x' }, 'PORT: "3000x" is no port'],
    [{ CENTRALITA_KEY: key, HOST: '127.0.0.1:3000' }, 'HOST: "127.0.0.1:3000" is no host'],
    [{ CENTRALITA_KEY: key, HOST: 'http://x' }, 'HOST:'],
    [{ CENTRALITA_KEY: key, PUBLIC_URL: 'hub.example' }, 'PUBLIC_URL: give an address'],
    [{ CENTRALITA_KEY: key, PUBLIC_URL: 'https://a:b@hub.example' }, 'PUBLIC_URL: give an address'],
    [{ CENTRALITA_KEY: key, LOG_LEVEL: 'loud' }, 'LOG_LEVEL: "loud" is none of'],
    [{ CENTRALITA_KEY: key, ALLOW_PRIVATE_ADDRESSES: 'perhaps' }, 'ALLOW_PRIVATE_ADDRESSES: "perhaps"'],
  ])('names what is wrong with %j', (env, message) => {
    expect(detailOf(() => readConfig(env))).toContain(message);
  });

  it('names everything that is wrong at once, and no secret', () => {
    const detail = detailOf(() => readConfig({ PORT: 'x', CENTRALITA_KEY: 'tooshort', LOG_LEVEL: 'x' }));
    expect(detail.split('\n')).toHaveLength(3);
    expect(detail).not.toContain('tooshort');
  });

  it('lets nobody else into a demonstration', () => {
    expect(detailOf(() => readConfig({ HOST: '0.0.0.0' }, { demo: true }))).toContain('without --demo');
    expect(readConfig({ HOST: 'localhost' }, { demo: true }).host).toBe('localhost');
  });

  it('tells commands where to look', () => {
    expect(readRemoteConfig({})).toEqual({ dataFolders: [resolve('data'), resolve('data/demo')] });
    expect(
      readRemoteConfig({ CENTRALITA_DATA: 'x', CENTRALITA_URL: 'http://h:1/', CENTRALITA_API_KEY: 'ctl_a' }),
    ).toEqual({ dataFolders: [resolve('x')], url: 'http://h:1', apiKey: 'ctl_a' });
  });
});

it.each([
  ['localhost', true],
  ['LOCALHOST.', true],
  ['[::1]', true],
  ['127.9.9.9', true],
  ['a.localhost', true],
  ['127.0.0.1.nip.io', false],
  ['0.0.0.0', false],
  ['localhost.example', false],
  ['::', false],
])('knows whether %s is this machine', (host, expected) => {
  expect(isLoopback(host)).toBe(expected);
});
