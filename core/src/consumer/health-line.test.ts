import { expect, it } from '@jest/globals';
import { healthLine, saidWith } from './health-line.ts';

it('a line is in English, with the Spanish of what differs beside it', () => {
  const action = { id: 'retry', label: { en: 'Retry', es: 'Reintentar' } };
  expect(
    healthLine({
      name: '#support',
      ok: false,
      detail: { en: 'archived', es: 'archivado' },
      nextStep: { en: 'Unarchive it.', es: 'Desarchívelo.' },
      action,
    }),
  ).toEqual({
    name: '#support',
    ok: false,
    detail: 'archived',
    nextStep: 'Unarchive it.',
    es: { detail: 'archivado', nextStep: 'Desarchívelo.' },
    action,
  });
});

it('what reads the same in both languages has no Spanish of its own', () => {
  expect(healthLine({ name: { en: 'Slack', es: 'Slack' }, ok: true, detail: 'invalid_auth' })).toEqual({
    name: 'Slack',
    ok: true,
    detail: 'invalid_auth',
  });
});

it('a sentence around a text takes its language', () => {
  const around = { en: (why: string) => `paused: ${why}`, es: (why: string) => `en pausa: ${why}` };
  expect(saidWith([{ en: 'no token', es: 'sin token' }], around)).toEqual({
    en: 'paused: no token',
    es: 'en pausa: sin token',
  });
  expect(saidWith(['HTTP 500'], around)).toEqual({ en: 'paused: HTTP 500', es: 'en pausa: HTTP 500' });
});
