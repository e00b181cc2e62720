import { expect, it } from '@jest/globals';
import { errorTable } from './error-table.ts';
import { callGraph } from './graph.ts';
import { spanishTitle } from './titles.ts';

it('knows the Spanish of every title of the table', () => {
  for (const { en, es } of errorTable)
    expect([en.title, spanishTitle(en.title)]).toEqual([en.title, es.title]);
});

it.each([
  ['no access token', { accessToken: '' }],
  ['no address', { baseUrl: 'nowhere' }],
])('and of what is said before any call: %s', async (_what, wrong) => {
  const outcome = await callGraph(
    {
      account: { providerId: '1' },
      accessToken: 'token',
      baseUrl: 'https://graph.example',
      version: 'v25.0',
      fetch: () => Promise.reject(new Error('nobody is to be called')),
      signal: AbortSignal.timeout(1_000),
      now: 0,
      ...wrong,
    },
    { method: 'GET', path: ['me'] },
  );
  if (outcome.state !== 'error') throw new Error(`it came to ${outcome.state}`);
  expect(outcome.error).toMatchObject({ class: 'fix-config', pauses: 'account' });
  expect(spanishTitle(outcome.error.message)).toMatch(/^(Falta el token|La dirección)/);
});

it('leaves alone what is no title', () => {
  expect(spanishTitle('Something Meta wrote')).toBeUndefined();
});
