import { describe, expect, it } from '@jest/globals';
import { metaFixture } from '../../../../../test/fixtures/meta/index.ts';
import { parse } from './index.ts';

const arrival = Date.UTC(2026, 10, 21);
const messageAt = (timestamp: unknown, receivedAt = arrival) => {
  const body = metaFixture('message-text').replace('"1790000000"', JSON.stringify(timestamp) ?? '""');
  const [event] = parse(Buffer.from(body), receivedAt);
  return event?.type === 'message.received' ? event.data.message : undefined;
};

describe('times', () => {
  it.each([
    ['1790000000', '2026-09-21T14:13:20.000Z'],
    [1790000000, '2026-09-21T14:13:20.000Z'],
    [1790000000.5, '2026-09-21T14:13:20.500Z'],
    ['1790000000123', '2026-09-21T14:13:20.123Z'],
    [1790000000123, '2026-09-21T14:13:20.123Z'],
    ['0', '1970-01-01T00:00:00.000Z'],
    [86400, '1970-01-02T00:00:00.000Z'],
    ['253402300799', '9999-12-31T23:59:59.000Z'],
  ])('reads %j', (timestamp, iso) => {
    expect(messageAt(timestamp)).toMatchObject({ timestamp: iso, timestampSource: 'provider' });
  });

  it.each([
    '',
    ' ',
    'ayer',
    '2026-09-21',
    -1,
    '-5',
    null,
    true,
    [],
    {},
    253402300800,
    1e15,
    'Infinity',
    'NaN',
  ])('takes the arrival for %j', (timestamp) => {
    expect(messageAt(timestamp)).toMatchObject({
      timestamp: '2026-11-21T00:00:00.000Z',
      timestampSource: 'received',
    });
  });

  it.each([Number.NaN, -1, Number.POSITIVE_INFINITY, 1e300])('survives an arrival at %d', (receivedAt) => {
    expect(messageAt('ayer', receivedAt)?.timestamp).toBe('1970-01-01T00:00:00.000Z');
  });
});
