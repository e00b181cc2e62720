import { describe, expect, it } from '@jest/globals';
import { messages } from '../../../../../test/expected/meta/messages.ts';
import type { Expected } from '../../../../../test/expected/meta/shapes.ts';
import { updates } from '../../../../../test/expected/meta/updates.ts';
import { metaFixture, metaFixtures } from '../../../../../test/fixtures/meta/index.ts';
import { eventTypes } from '../../../model/events.ts';
import { parse } from './index.ts';

const arrival = Date.UTC(2026, 10, 21);
const read = (name: string) => parse(Buffer.from(metaFixture(name)), arrival);

const expected: Expected = { ...messages, ...updates };

describe('parse', () => {
  it.each(metaFixtures.map(([name]) => name))('reads %s', (name) => {
    expect(read(name)).toMatchObject((expected[name] ?? []).map(([type, data]) => ({ type, data })));
  });

  it('has an expectation for every fixture and a fixture for every expectation', () => {
    expect(metaFixtures.map(([name]) => name)).toEqual(Object.keys(expected).sort());
  });

  it('finds every type of event that a provider tells of', () => {
    const hubOnly = [
      'message.queued',
      'note.added',
      'contact.merged',
      'contact.unmerged',
      'contact.erased',
      'event.erased',
      'account.unrecognised',
    ];
    const types = new Set(metaFixtures.flatMap(([name]) => read(name).map(({ type }) => type)));
    const told = eventTypes.filter((type) => !hubOnly.includes(type) && !type.startsWith('conversation.'));
    expect([...types].sort()).toEqual(told.sort());
  });

  it('keeps nothing that is absent as a key', () => {
    for (const [name] of metaFixtures)
      expect(read(name)).toStrictEqual(JSON.parse(JSON.stringify(read(name))));
  });

  it.each([
    ['reaction-removed', 'emoji'],
    ['reaction-removed-empty', 'emoji'],
    ['system-user-id-only-in-body', 'previous'],
    ['message-form-reply-broken', '"response"'],
    ['status-group', '"contact":{'],
    ['template-status-approved', '"reason":"NONE","'],
  ])('leaves out of %s: %s', (name, word) => {
    const data = read(name).map(({ data }) => ({ ...data, raw: null }));
    expect(JSON.stringify(data)).not.toContain(word);
  });

  it('takes the time of the update, the entry or the arrival, in this order', () => {
    expect(read('message-text')[0]?.timestamp).toBe('2026-09-21T14:13:20.000Z');
    expect(read('template-category')[0]?.timestamp).toBe('2026-09-21T14:14:50.000Z');
    expect(read('template-quality')[0]?.timestamp).toBe('2026-09-21T14:15:00.000Z');
    expect(read('errors')[0]?.timestamp).toBe('2026-11-21T00:00:00.000Z');
  });
});
