import { readFileSync } from 'node:fs';
import { describe, expect, it } from '@jest/globals';
import { commands } from './commands.ts';
import { explain } from './explain.ts';
import { untilStopped } from './stop.ts';
import { runAlone, runHere } from './testing.ts';

describe('centralita', () => {
  it.each([['help'], ['--help'], ['-h']])('%s says what there is', async (arg) => {
    const { code, out } = await runHere([arg]);
    expect(code).toBe(0);
    for (const { name } of commands) expect(out).toContain(`  ${name}`);
  });

  it('without a command says what there is, and that none was given', async () => {
    expect(await runHere([])).toMatchObject({
      code: 2,
      out: expect.stringContaining('Usage: centralita COMMAND'),
    });
  });

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync(new URL('../../package.json', import.meta.url), 'utf8'));
    expect(await runHere(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' });
  });

  it.each(commands.map(({ name }) => name))('%s --help says what it takes', async (name) => {
    const { code, out } = await runHere([name, '--help']);
    expect([code, out]).toEqual([0, expect.stringContaining(`Usage: centralita ${name}`)]);
    expect((await runHere(['help', name])).out).toBe(out);
  });

  it.each([
    [['strat'], 'There is no command "strat". Did you mean "start"?'],
    [['xyz'], 'There is no command "xyz".\n'],
    [['help', 'pase'], 'There is no command "pase". Did you mean "parse"?'],
    [['start', '--dmo'], 'There is no option --dmo. Did you mean "--demo"?'],
    [['start', '--port'], '--port needs a value.'],
    [['start', '--demo=yes'], '--demo takes no value.'],
    [['parse'], 'Name the files to read'],
    [['keys', 'crate'], 'There is no "keys crate". Did you mean "create"?'],
    [['keys', 'create'], 'Give --name and --scopes.'],
    [
      ['keys', 'create', '--name', 'x', '--scopes', 'event:read'],
      'There is no scope "event:read". Did you mean "events:read"?',
    ],
    [['keys', 'create', '--name', 'x', '--scopes', 'admin', '--accounts', '1'], 'cannot be limited'],
    [['keys', 'revoke'], 'Name one key to revoke'],
    [['deliveries', 'redrive'], 'Name the delivery to redrive'],
    [['deliveries', 'redrive', 'dl_1', '--all', 'x'], 'Name the delivery to redrive'],
    [['deliveries', 'list', '--state', 'ded'], 'There is no state "ded". Did you mean "dead"?'],
    [['deliveries', 'lst'], 'Did you mean "list"?'],
  ])('refuses %j with what was meant', async (args, message) => {
    const { code, out, err } = await runHere(args);
    expect([code, out]).toEqual([2, '']);
    expect(err).toContain(message);
  });

  it('prints the description of the API whole', async () => {
    const { code, out } = await runAlone(['openapi']);
    expect(code).toBe(0);
    expect(JSON.parse(out)).toMatchObject({ openapi: '3.1.0', paths: { '/v1/messages': expect.anything() } });
  });
});

describe('starting', () => {
  it('names what is missing and how to mend it', async () => {
    const { code, err } = await runHere(['start'], { PORT: 'x' });
    expect(code).toBe(1);
    expect(err).toMatch(
      /^The configuration is not valid:\n {2}PORT: "x" is no port\..*\n {2}CENTRALITA_KEY: is missing; .*openssl/,
    );
  });

  it('takes nothing it does not know', async () => {
    expect(await runHere(['start', 'now'])).toMatchObject({
      code: 1,
      err: expect.stringContaining('takes no "now"'),
    });
  });
});

describe('an error', () => {
  it.each([
    [
      Object.assign(new Error('x'), { code: 'EADDRINUSE', port: 3000 }),
      /^Port 3000 is in use.*PORT or --port/,
    ],
    [Object.assign(new Error('x'), { code: 'EACCES', port: 80 }), /port 80\. .*PORT/],
    [
      Object.assign(new Error('x'), { code: 'EADDRNOTAVAIL', address: '9.9.9.9' }),
      /no address 9\.9\.9\.9.*HOST/,
    ],
    [new TypeError('a bug'), /TypeError: a bug\n {4}at /],
    ['text', /^text$/],
  ])('is told with what to do', (error, words) => {
    expect(explain(error)).toMatch(words);
  });
});

describe('stopping', () => {
  it('counts a second signal within a second once, and obeys a later one', async () => {
    const listeners: (() => void)[] = [];
    const exits: number[] = [];
    let now = 0;
    const signals = {
      on: (_: string, listener: () => void) => listeners.push(listener),
      exit: (code: number) => void exits.push(code),
    };
    const terminal = { env: {}, out: () => undefined, err: () => undefined };
    const stopped = untilStopped(signals, terminal, () => now);
    listeners[0]?.();
    await stopped;
    now = 900;
    listeners[1]?.();
    expect(exits).toEqual([]);
    now = 1100;
    listeners[0]?.();
    expect(exits).toEqual([130]);
  });
});
