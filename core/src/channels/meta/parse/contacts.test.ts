import { describe, expect, it } from '@jest/globals';
import { parse } from './index.ts';

const people = (contacts: unknown, ...senders: object[]) => {
  const messages = senders.map((sender, at) => ({
    ...sender,
    id: `wamid.${at}`,
    type: 'text',
    text: { body: 'x' },
  }));
  const value = { metadata: { phone_number_id: '2000000000001' }, contacts, messages };
  const body = JSON.stringify({ entry: [{ id: '1', changes: [{ field: 'messages', value }] }] });
  return parse(Buffer.from(body), 0).map((event) =>
    event.type === 'message.received' ? event.data.contact : event,
  );
};
const card = (name: string, ids: object) => ({ profile: { name }, ...ids });

describe('who wrote', () => {
  it('is found by user id before wa_id, wherever it stands', () => {
    const contacts = [
      card('Otra', { wa_id: '34600111222' }),
      card('Luis', { wa_id: '34600333444' }),
      card('Ana', { user_id: 'ES.1', wa_id: '34600999888' }),
    ];
    expect(people(contacts, { from: '34600111222', from_user_id: 'ES.1' }, { from: '34600333444' })).toEqual([
      { userId: 'ES.1', waId: '34600111222', name: 'Ana' },
      { waId: '34600333444', name: 'Luis' },
    ]);
  });

  it('is found by place as a last resort', () => {
    const contacts = [card('Ana', { wa_id: '34600111222' }), card('Luis', { user_id: 'ES.2' })];
    expect(people(contacts, { from_user_id: 'ES.1' }, { from: '34600333444' })).toEqual([
      { userId: 'ES.1', waId: '34600111222', name: 'Ana' },
      { userId: 'ES.2', waId: '34600333444', name: 'Luis' },
    ]);
    expect(people([card('Ana', {})], { from: '34600111222' })).toEqual([
      { waId: '34600111222', name: 'Ana' },
    ]);
  });

  it('is a neighbour whose number is written in the other way of its country', () => {
    const contacts = [card('Rita', { wa_id: '551187654321' })];
    expect(people(contacts, { from: '5511987654321' })).toEqual([{ waId: '5511987654321', name: 'Rita' }]);
  });

  it('is never a neighbour with another id', () => {
    expect(people([card('Otra', { wa_id: '34600000000' })], { from: '34600111222' })).toEqual([
      { waId: '34600111222' },
    ]);
    expect(people([card('Otra', { user_id: 'ES.9' })], { from_user_id: 'ES.1' })).toEqual([
      { userId: 'ES.1' },
    ]);
    expect(people([card('Otra', {}), card('Ana', {})], { from: '34600111222' })).toEqual([
      { waId: '34600111222' },
    ]);
  });

  it.each([
    ['ES.100000000000000001', { userId: 'ES.100000000000000001' }],
    ['ES.ENT.9', { userId: 'ES.ENT.9' }],
    ['34600111222', { waId: '34600111222' }],
    ['5215512345678', { waId: '5215512345678' }],
    [' +34 600 ', { waId: ' +34 600 ' }],
    ['user.0a1b2c', { waId: 'user.0a1b2c' }],
    [34600111222, { waId: '34600111222' }],
    ['', {}],
    [null, {}],
  ])('reads %j in from', (from, contact) => {
    expect(people(undefined, { from })).toEqual([contact]);
  });

  it('treats empty ids as absent and takes the @ off a username', () => {
    const contacts = [
      { profile: { name: '', username: '@ana' }, wa_id: '', user_id: 'ES.1', parent_user_id: '' },
    ];
    expect(people(contacts, { from: '', from_user_id: 'ES.1' })).toEqual([
      { userId: 'ES.1', username: 'ana' },
    ]);
  });

  it.each([null, {}, 'x', [null, 7, 'x', []]])('does without contacts of %j', (contacts) => {
    expect(people(contacts, { from: '34600111222' })).toEqual([{ waId: '34600111222' }]);
  });

  it('keeps the original of a message with its own person only', () => {
    const contacts = [card('Ana', { wa_id: '34600111222' }), card('Luis', { wa_id: '34600333444' })];
    const messages = ['34600333444', '34600111222', '34600000000'].map((from) => ({
      from,
      id: from,
      type: 'x',
    }));
    const value = { contacts, messages, conversation_context: { kept: true } };
    const body = JSON.stringify({ entry: [{ id: '1', changes: [{ field: 'messages', value }] }] });
    expect(parse(Buffer.from(body), 0).map((event) => event.data.raw.value)).toEqual([
      { conversation_context: { kept: true }, contacts: [contacts[1]], messages: [messages[0]] },
      { conversation_context: { kept: true }, contacts: [contacts[0]], messages: [messages[1]] },
      { conversation_context: { kept: true }, contacts: [], messages: [messages[2]] },
    ]);
  });

  it('is found among thousands in linear time', () => {
    const ids = Array.from({ length: 20_000 }, (_, at) => `34${600_000_000 + at}`);
    const contacts = ids.map((wa_id) => card(wa_id, { wa_id }));
    const found = people(contacts, ...ids.toReversed().map((from) => ({ from })));
    expect(found.every((contact) => 'name' in contact && contact.name === contact.waId)).toBe(true);
  });
});
