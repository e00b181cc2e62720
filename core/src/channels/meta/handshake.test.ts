import { describe, expect, it } from '@jest/globals';
import { handshake } from './handshake.ts';

const ask = (query: Record<string, string | undefined>, verifyToken: string | undefined) =>
  handshake({ method: 'GET', headers: {}, query, body: new Uint8Array() }, { appSecrets: [], verifyToken });

const good = { 'hub.mode': 'subscribe', 'hub.challenge': '1158201444', 'hub.verify_token': 'tok_example' };

describe('handshake', () => {
  it('echoes the challenge and nothing else', () => {
    const answer = { status: 200, body: '1158201444', contentType: 'text/plain' };
    expect(ask(good, 'tok_example')).toEqual(answer);
  });

  it.each([
    ['another token', { ...good, 'hub.verify_token': 'tok_other' }, 'tok_example'],
    ['a prefix of the token', { ...good, 'hub.verify_token': 'tok_' }, 'tok_example'],
    ['no token given', { ...good, 'hub.verify_token': undefined }, 'tok_example'],
    ['an empty token given', { ...good, 'hub.verify_token': '' }, 'tok_example'],
    ['no token configured', good, undefined],
    ['empty on both sides', { ...good, 'hub.verify_token': '' }, ''],
    ['absent on both sides', { ...good, 'hub.verify_token': undefined }, undefined],
    ['blank on both sides', { ...good, 'hub.verify_token': ' ' }, ' '],
    ['another mode', { ...good, 'hub.mode': 'unsubscribe' }, 'tok_example'],
    ['no mode', { ...good, 'hub.mode': undefined }, 'tok_example'],
    ['no challenge', { ...good, 'hub.challenge': undefined }, 'tok_example'],
  ])('answers 403 to %s', (_, query, token) => {
    const answer = ask(query, token);
    expect(answer.status).toBe(403);
    expect(answer.body).not.toContain('1158201444');
    expect(answer.body).not.toContain('tok_');
  });
});
