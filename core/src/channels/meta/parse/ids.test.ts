import { describe, expect, it } from '@jest/globals';
import { metaFixture, metaFixtures } from '../../../../../test/fixtures/meta/index.ts';
import { wrap } from '../../../../../test/fixtures/meta/wrap.ts';
import { providerEventId } from '../../../model/ids.ts';
import { parse } from './index.ts';

const read = (body: string) => parse(Buffer.from(body), 1_795_000_000_000);
const ids = (name: string) => read(metaFixture(name)).map(({ id }) => id);
const id = (kind: string, key: string) =>
  providerEventId({ provider: 'meta', account: '2000000000001', kind, key });
const value = (more: object) => ({ metadata: { phone_number_id: '2000000000001' }, ...more });
const body = (more: object, field = 'messages') =>
  JSON.stringify({ entry: [{ id: '1000000000001', changes: [{ field, value: value(more) }] }] });

describe('ids', () => {
  it.each(metaFixtures)('%s: every event alone is the same event', (_, text) => {
    for (const event of read(text)) expect(read(wrap(event.data.raw))).toStrictEqual([event]);
  });

  it('differ between all fixtures, except for the file of a placeholder and its message', () => {
    const all = metaFixtures.flatMap(([, text]) => read(text).map((event) => event.id));
    expect(new Set(all).size).toBe(all.length);
  });

  it('are made of the provider’s own keys', () => {
    expect(ids('message-text')).toEqual([id('message', 'wamid.IN001')]);
    expect(ids('edit')).toEqual([id('message', 'wamid.IN039')]);
    expect(ids('status-sent')).toEqual([id('status', '["wamid.OUT010","sent",""]')]);
    expect(ids('status-new-word')).toEqual([id('status', '["wamid.OUT010","deleted",""]')]);
    expect(ids('status-group')).toEqual([id('status', '["wamid.OUT010","read","34600111222"]')]);
    expect(ids('call-connect')).toEqual([id('calls', '["wacid.A1","connect"]')]);
    expect(ids('call-status')).toEqual([id('calls', '["wacid.A2","RINGING"]')]);
    expect(ids('preference-stop')).toEqual([
      id('user_preferences', '["ES.100000000000000001","stop","1790000000"]'),
    ]);
    expect(ids('history')[2]).toEqual(id('history', '["wamid.H003","media_placeholder"]'));
    expect(ids('history-late-media')).toEqual([id('history', '["wamid.H003","image"]')]);
  });

  it('of an echo and of a message we sent are the same', () => {
    const echo = { to: '34600111222', id: 'wamid.OUT1', type: 'text', text: { body: 'x' } };
    expect(read(body({ message_echoes: [echo] }, 'smb_message_echoes'))[0]?.id).toBe(
      id('message', 'wamid.OUT1'),
    );
  });

  it('of a message without an id come from all it says', () => {
    const one = { from: '34600111222', type: 'text', text: { body: 'uno' } };
    const two = { ...one, text: { body: 'dos' } };
    const events = read(body({ messages: [one, two, one] }));
    expect(events[0]?.id).toBe(events[2]?.id);
    expect(events[0]?.id).not.toBe(events[1]?.id);
  });

  it('do not depend on what came along', () => {
    const error = { code: 131035, title: 'Dropped' };
    const message = { from: '34600111222', id: 'wamid.1', type: 'text', text: { body: 'x' } };
    const together = read(body({ messages: [message], errors: [error, { code: 1 }] }));
    expect(read(body({ errors: [error] }))[0]?.id).toBe(together[1]?.id);
    expect(read(body({ messages: [message] }))[0]?.id).toBe(together[0]?.id);
  });

  it('stay apart between accounts', () => {
    const text = metaFixture('message-text');
    const other = read(text.replace('2000000000001', '2000000000002'));
    expect(other[0]?.id).not.toBe(read(text)[0]?.id);
  });

  it('hold no provider id', () => {
    for (const [, text] of metaFixtures)
      for (const event of read(text)) expect(event.id).toMatch(/^ev_[0-9a-f]{32}$/);
  });
});
