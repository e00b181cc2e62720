import { describe, expect, it } from '@jest/globals';
import { metaFixture } from '../../../../test/fixtures/meta/index.ts';
import { createMasker } from './masker.ts';

const contacts = new Set(['34600111222', '5511987654321', '34600333444']);
const { text, value, restore } = createMasker((digits) => contacts.has(digits));

describe('numbers of contacts in a text', () => {
  it.each([
    ['34600111222', '34…22'],
    ['+34600111222', '+34…22'],
    ['0034600111222', '00…22'],
    ['+34 600 111 222', '+34…22'],
    ['+34 (600) 11-12.22', '+34…22'],
    ['my number is +34\u00a0600\u00a0111\u00a0222.', 'my number is +34…22.'],
    ['https://wa.me/34600111222?text=x', 'https://wa.me/34…22?text=x'],
    ['tel:+34600111222', 'tel:+34…22'],
    ['?phone=%2B34600111222', '?phone=%2B34…22'],
    ['34600111222 17', '34…22 17'],
    ['at 17 34600111222', 'at 17 34…22'],
    ['2026-12-01 34600111222 34600333444', '2026-12-01 34…22 34…44'],
  ])('%j', (written, shown) => {
    expect(text(written)).toBe(shown);
  });

  it.each(['34600111223', '134600111222', '346001112220', 'order 8842-1', '2026-12-01 10:00', '', '…'])(
    '%j is none',
    (written) => {
      expect(text(written)).toBe(written);
    },
  );

  it('are hidden in the ids of messages too, which hold them in base64', () => {
    const id = `wamid.${Buffer.from(`\x1c\x18\x0b34600111222\x15\x02\x00\x12\x18\x143A1F0000B2C4D6E8F0A1\x00`).toString('base64')}`;
    const shown = text(`to ${id}, and wamid.SHORT`);
    expect(shown).toMatch(/^to wamid\.…[\w+/]{6}, and wamid\.…$/);
    expect(Buffer.from(id.slice(6), 'base64').toString('latin1')).toContain('34600111222');
  });
});

describe('a value', () => {
  it('hides a number wherever it stands, also as a name, a key or a JSON number', () => {
    const contact = {
      name: '+34 600 111 222',
      identities: [
        { kind: 'wa_id', value: '34600111222', since: 1_790_000_000_000 },
        { kind: 'phone', value: '+34999888777', since: 1_790_000_000_000 },
        { kind: 'username', value: 'ana.34' },
      ],
      attributes: { crm: 'https://crm.example/?p=34600111222', other: 34600333444, 5511987654321: 'x' },
    };
    expect(value(contact)).toEqual({
      name: '+34…22',
      identities: [
        { kind: 'wa_id', value: '34…22', since: 1_790_000_000_000 },
        { kind: 'phone', value: '+34…77', since: 1_790_000_000_000 },
        { kind: 'username', value: 'ana.34' },
      ],
      attributes: { crm: 'https://crm.example/?p=34…22', other: '34…44', '55…21': 'x' },
    });
  });

  it('hides who stands in a field for numbers although nobody knows them, and in the text beside it', () => {
    expect(
      value({ contact: { waId: '34611000111' }, text: 'From +34 611 000 111', at: '2026-12-01' }),
    ).toEqual({
      contact: { waId: '34…11' },
      text: 'From +34…11',
      at: '2026-12-01',
    });
  });

  it('leaves what is no number: ids, times, accounts, numbers of people nobody knows in what was written', () => {
    const harmless = {
      id: 'ms_34600111222a',
      providerId: '106540352242922',
      timestamp: 1_790_000_000_000,
      from: '2026-12-01',
      detail: { from: 1_790_000_000_000, to: 1_790_000_000_001 },
      text: 'Call my wife: 611 000 999',
      windows: { ca_5d41402abc4b2a76b9719d911017c592: 1_790_000_000_000 },
      none: null,
      yes: true,
    };
    expect(value(harmless)).toEqual({ ...harmless, id: 'ms_34…22a' });
  });

  const originals = ['message-text', 'status-sent', 'system-number', 'history', 'address-book'] as const;
  it.each([
    ...originals,
    'status-group',
    'standby',
    'user-actions',
    'call-terminate',
    'group-participants',
  ] as const)('leaves no number in the original of %s, also where no field is known', (name) => {
    const body = JSON.parse(metaFixture(name)) as { entry: { id: string; changes: { value: object }[] }[] };
    const raw = { entry: body.entry[0]?.id, value: body.entry[0]?.changes[0]?.value };
    const masked = JSON.stringify(createMasker(() => false).value({ data: { raw } }));
    const digits = ['34600111222', '34600333444', '34600999888'].filter((number) =>
      JSON.stringify(raw).includes(number),
    );
    expect(digits.length > 0 || name === 'user-actions').toBe(true);
    for (const number of digits) expect(masked).not.toContain(number);
    expect(masked).not.toMatch(/wamid\.[A-Za-z0-9]/);
    expect(masked).toContain(`"entry":"${raw.entry}"`);
  });

  it('keeps times and ids of the platform in an original, and hides what nobody knows', () => {
    const metadata = { display_phone_number: '34910000001', phone_number_id: '2000000000001' };
    const raw = { value: { metadata, timestamp: '1790000000', new_field: '34611000111' } };
    expect(value({ raw })).toEqual({
      raw: { value: { metadata, timestamp: '1790000000', new_field: '34…11' } },
    });
  });

  it('hides all digits of an original that could not be read', () => {
    expect(value({ raw: { text: '{"x":"34611000111", oops' } })).toEqual({
      raw: { text: '{"x":"34…11", oops' },
    });
  });
});

it('looks for so many numbers and no more: whoever writes thousands of digits has them hidden', () => {
  let asked = 0;
  const busy = createMasker((digits) => {
    asked += 1;
    return contacts.has(digits);
  });
  let seed = 1;
  const digit = () => {
    seed = (seed * 48_271) % 2_147_483_647;
    return seed % 10;
  };
  const written = Array.from({ length: 2_000 }, digit).join(' ');
  const shown = busy.value([`34600111222, ${written}`, '34611000111', written]) as string[];
  expect(asked).toBeLessThanOrEqual(10_000);
  expect(shown[0]?.startsWith('34…22, ')).toBe(true);
  expect(shown[1]).toBe('34…11');
  asked = 0;
  busy.text(written);
  expect(asked).toBeLessThanOrEqual(10_000);
});

describe('what comes back from somebody who was shown it so', () => {
  const original = {
    name: '+34 600 111 222',
    attributes: { phone: '+34600333444', number: 34600111222, note: 'a 34600111222 b 34600333444' },
    tags: ['vip', '34600111222'],
  };

  it('is whole again', () => {
    expect(restore(value(original), original)).toEqual(original);
  });

  it('keeps what they changed', () => {
    const shown = value(original) as typeof original;
    expect(
      restore(
        {
          name: 'Ana',
          attributes: { ...shown.attributes, note: 'b 34…44', more: 'x' },
          tags: ['34…22', 'new'],
        },
        original,
      ),
    ).toEqual({
      name: 'Ana',
      attributes: { ...original.attributes, note: 'b 34600333444', more: 'x' },
      tags: ['34600111222', 'new'],
    });
  });
});
