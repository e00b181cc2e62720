import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import {
  channelAccountId,
  derivedEventId,
  digest,
  type IdPrefix,
  newId,
  parseId,
  providerEventId,
  providerMessageId,
} from './ids.ts';

const prefixes: readonly IdPrefix[] = ['ev', 'ms', 'ct', 'cv', 'ca', 'nt', 'us', 'tm', 'key', 'sub', 'cr'];
const prefix = fc.constantFrom(...prefixes);
/** From 1970 to where twelve hex digits end. */
const time = fc.integer({ min: 0, max: 2 ** 48 - 1 });
const random = fc.uint8Array({ minLength: 10, maxLength: 24 });
const parts = fc.array(fc.string({ unit: 'binary', maxLength: 8 }), { maxLength: 5 });
const text = fc.string({ maxLength: 12 });

describe('a new id', () => {
  it('is an id of its prefix and of no other', () => {
    fc.assert(
      fc.property(prefix, time, random, (own, now, bytes) => {
        const id = newId(own, now, bytes);
        return prefixes.every((other) => parseId(other, id) === (other === own ? id : undefined));
      }),
    );
  });

  it('made later sorts later, whatever the chance', () => {
    fc.assert(
      fc.property(time, time, random, random, (one, other, a, b) => {
        fc.pre(one < other);
        return newId('ms', one, a) < newId('ms', other, b);
      }),
    );
  });

  it('tells apart what was made in the same millisecond', () => {
    const ids = Array.from({ length: 10_000 }, (_, i) => {
      const bytes = new Uint8Array(10);
      new DataView(bytes.buffer).setUint32(6, i);
      return newId('ct', 1_790_000_000_000, bytes);
    });
    expect(new Set(ids).size).toBe(ids.length);
    expect(ids).toEqual(ids.toSorted());
  });

  it('takes its ten bytes from where the view begins', () => {
    const pool = Uint8Array.from({ length: 32 }, (_, i) => i);
    expect(newId('ev', 0, pool.subarray(16, 26))).toBe('ev_00000000000010111213141516171819');
  });

  it.each([
    [-1, '000000000000'],
    [0.9, '000000000000'],
    [1_790_000_000_000, '01a0c4506c00'],
    [2 ** 48 - 1, 'ffffffffffff'],
  ])('writes %s ms as %s', (now, digits) => {
    expect(newId('ev', now, new Uint8Array(10))).toBe(`ev_${digits}${'0'.repeat(20)}`);
  });

  it('refuses fewer than ten random bytes', () => {
    expect(() => newId('ev', 0, new Uint8Array(9))).toThrow('at least 10 random bytes');
  });
});

describe('parseId', () => {
  const good = '0123456789abcdef';
  it.each([`ct_${good}`, `ct_${'z'.repeat(64)}`])('takes %s', (id) => {
    expect(parseId('ct', id)).toBe(id);
  });

  it.each([
    undefined,
    null,
    7,
    {},
    [`ct_${good}`],
    '',
    'ct_',
    good,
    `ct${good}`,
    `ct-${good}`,
    `cv_${good}`,
    `CT_${good}`,
    `ct_${good.slice(1)}`,
    `ct_${'z'.repeat(65)}`,
    `ct_${good.toUpperCase()}`,
    `ct_${good}\n`,
    ` ct_${good}`,
    `ct_${good} `,
    `ct_${good}/..`,
    `ct_${good}é`,
    `ct_${good}.1`,
  ])('refuses %j', (given) => {
    expect(parseId('ct', given)).toBeUndefined();
  });

  it('never throws', () => {
    fc.assert(
      fc.property(prefix, fc.anything(), (own, value) => {
        parseId(own, value);
      }),
    );
  });
});

describe('a digest', () => {
  it('is 32 hex digits and the same for the same parts', () => {
    fc.assert(
      fc.property(
        parts,
        (given) => /^[0-9a-f]{32}$/.test(digest(...given)) && digest(...given) === digest(...[...given]),
      ),
    );
  });

  it('does not let a part run into the next', () => {
    expect(digest('ab', 'c')).not.toBe(digest('a', 'bc'));
    expect(digest('ab', '')).not.toBe(digest('ab'));
    expect(digest('', 'ab')).not.toBe(digest('ab', ''));
    expect(digest('1:a', 'b')).not.toBe(digest('1', 'a1:b'));
    expect(digest('a1:b')).not.toBe(digest('a', 'b'));
    expect(digest()).not.toBe(digest(''));
  });

  it('differs wherever the parts differ', () => {
    const same = (one: readonly string[], other: readonly string[]) =>
      one.length === other.length && one.every((part, i) => part === other[i]);
    fc.assert(
      fc.property(parts, parts, (one, other) => (digest(...one) === digest(...other)) === same(one, other)),
    );
    // Cut anew: the same text in other parts.
    fc.assert(
      fc.property(fc.string({ minLength: 1, maxLength: 12 }), fc.nat(), fc.nat(), (whole, a, b) => {
        const [i, j] = [a % (whole.length + 1), b % (whole.length + 1)];
        fc.pre(i !== j);
        const cut = (at: number) => digest(whole.slice(0, at), whole.slice(at));
        return cut(i) !== cut(j);
      }),
    );
  });

  it('tells characters apart that stand beyond 16 bits', () => {
    expect(digest('😀', 'x')).not.toBe(digest('😁', 'x'));
  });

  it('tells halves of characters apart, from each other and from what stands for them', () => {
    const texts = ['\ud800', '\ud801', '\udc00', '\ufffd', '\\ud800', '"1:\ud800"', '😀', '\ude00\ud83d'];
    const all = texts.flatMap((one) => [digest(one), digest(one, 'x'), digest('x', one)]);
    expect(new Set(all).size).toBe(all.length);
    const ill = fc.string({
      unit: fc.constantFrom('\ud800', '\udfff', '\ufffd', '😀', '\\', '"', 'd', '1', ':'),
    });
    fc.assert(fc.property(ill, ill, (one, other) => (digest(one) === digest(other)) === (one === other)));
  });
});

describe('ids made of what a provider says', () => {
  const key = { provider: 'meta', account: '2000000000001', kind: 'message', key: 'wamid.IN001' };

  it('stay as they are: events that are stored have them', () => {
    expect(providerEventId(key)).toBe('ev_a023f07b0ed477bd93d945e6edc6e383');
    expect(providerMessageId('meta', '2000000000001', 'wamid.IN001')).toBe(
      'ms_a023f07b0ed477bd93d945e6edc6e383',
    );
    expect(channelAccountId('meta', '2000000000001')).toBe('ca_92ffabfa85647fe69c0b4fb7679936bd');
    expect(derivedEventId('ev_a023f07b0ed477bd93d945e6edc6e383', 'conversation.opened', 0)).toBe(
      'ev_64768e694a93acfc76ee29bf80a5b797',
    );
  });

  it('are ids, and hold nothing of the provider’s key', () => {
    fc.assert(
      fc.property(text, text, text, text, (provider, account, kind, own) => {
        const event = providerEventId({ provider, account, kind, key: own });
        return parseId('ev', event) === event;
      }),
    );
    expect(providerEventId({ ...key, key: 'wamid.34600111222' })).not.toContain('34600111222');
  });

  it.each(['provider', 'account', 'kind', 'key'] as const)('differ when %s does', (part) => {
    expect(providerEventId({ ...key, [part]: `${key[part]}x` })).not.toBe(providerEventId(key));
  });

  it('of what follows differ by parent, type and ordinal', () => {
    const all = ['ev_a', 'ev_b'].flatMap((parent) =>
      ['consent.changed', 'contact.changed'].flatMap((type) =>
        [0, 1, 10].map((ordinal) => derivedEventId(parent, type, ordinal)),
      ),
    );
    expect(new Set(all).size).toBe(all.length);
    for (const id of all) expect(parseId('ev', id)).toBe(id);
  });
});
