import { describe, expect, it } from '@jest/globals';
import { richText } from '../testing/double.ts';
import { problemsOfBlocks } from '../testing/limits.ts';
import { readWhatsApp, toRichText } from './from-whatsapp.ts';
import { splitText } from './split.ts';
import { mentionsOf, type Names, toWhatsApp } from './to-whatsapp.ts';

const names: Names = {
  user: (id) => ({ U1: 'Ana', U2: 'Bea' })[id],
  channel: (id) => ({ C1: 'sales' })[id],
  group: (id) => ({ S1: 'support' })[id],
};
const section = (...elements: object[]) => ({
  blocks: [{ type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] }],
});
const spans = (text: string) => readWhatsApp(text).flatMap((passage) => passage.spans);

describe('WhatsApp text in Slack', () => {
  it.each<[string, object[]]>([
    ['a *bold* word', [{ text: 'a ' }, { text: 'bold', bold: true }, { text: ' word' }]],
    ['_it_ ~no~', [{ text: 'it', italic: true }, { text: ' ' }, { text: 'no', strike: true }]],
    ['*_both_*', [{ text: 'both', bold: true, italic: true }]],
    ['`*raw*`', [{ text: '*raw*', code: true }]],
    ['2*3*4 and snake_case_name', [{ text: '2*3*4 and snake_case_name' }]],
    ['* not bold *', [{ text: '* not bold *' }]],
    [
      'see https://a.example/x?y=1.',
      [{ text: 'see ' }, { text: 'https://a.example/x?y=1', url: 'https://a.example/x?y=1' }, { text: '.' }],
    ],
    ['<!channel> & <@U1>', [{ text: '<!channel> & <@U1>' }]],
  ])('%s', (text, expected) => {
    expect(spans(text)).toEqual(expected);
  });

  it('keeps quotations and preformatted text apart, and an open fence as text', () => {
    expect(readWhatsApp('> said\nanswer\n```a  b```').map(({ kind }) => kind)).toEqual([
      'quote',
      'text',
      'preformatted',
    ]);
    expect(
      spans('a ``` b')
        .map(({ text }) => text)
        .join(''),
    ).toBe('a ``` b');
  });

  it.each(['', ' ', '\n', '***', '> ', '```\n```', '🏳️‍🌈 مرحبا', '*a\nb*', '<!here>', 'x'.repeat(3500)])(
    'makes blocks Slack takes of %j',
    (text) => {
      expect(problemsOfBlocks([toRichText(text)] as never)).toEqual([]);
    },
  );

  it('calls nobody: what looks like a mention stays text', () => {
    const json = JSON.stringify(toRichText('<!channel> <@U1> @here :smile:'));
    expect(json).not.toMatch(/"type":"(user|broadcast|emoji|usergroup)"/);
  });

  it('reads 40,000 characters of markers in no time', () => {
    const begin = performance.now();
    for (const text of ['*a '.repeat(13_000), '*_~`'.repeat(10_000), '*a* '.repeat(10_000)])
      readWhatsApp(text);
    expect(performance.now() - begin).toBeLessThan(5_000);
  });
});

describe('Slack text in WhatsApp', () => {
  it.each<[string, object, string]>([
    [
      'styles',
      section(
        { type: 'text', text: 'now ', style: { bold: true } },
        { type: 'text', text: 'or never', style: { italic: true, strike: true } },
      ),
      '*now* _~or never~_',
    ],
    [
      'a mention',
      section({ type: 'user', user_id: 'U1' }, { type: 'text', text: ' calls you' }),
      '@Ana calls you',
    ],
    ['a stranger', section({ type: 'user', user_id: 'U9' }), '@…'],
    [
      'channels and groups',
      section(
        { type: 'channel', channel_id: 'C1' },
        { type: 'text', text: ' ' },
        { type: 'usergroup', usergroup_id: 'S1' },
      ),
      '#sales @support',
    ],
    [
      'links',
      section(
        { type: 'link', url: 'https://a.example', text: 'here' },
        { type: 'text', text: ' ' },
        { type: 'link', url: 'mailto:a@b.example' },
      ),
      'here (https://a.example) a@b.example',
    ],
    [
      'emoji',
      section({ type: 'emoji', name: 'wave', unicode: '1f44b-1f3fd' }, { type: 'emoji', name: 'our-logo' }),
      '👋🏽:our-logo:',
    ],
    ['code over lines', section({ type: 'text', text: 'a\nb', style: { code: true } }), '`a`\n`b`'],
    [
      'lists, quotations, code',
      {
        blocks: [
          {
            type: 'rich_text',
            elements: [
              {
                type: 'rich_text_list',
                style: 'ordered',
                elements: [
                  { type: 'rich_text_section', elements: [{ type: 'text', text: 'one' }] },
                  { type: 'rich_text_section', elements: [{ type: 'text', text: 'two' }] },
                ],
              },
              { type: 'rich_text_quote', elements: [{ type: 'text', text: 'said' }] },
              { type: 'rich_text_preformatted', elements: [{ type: 'text', text: 'x = 1' }] },
            ],
          },
        ],
      },
      '1. one\n2. two\n\n> said\n\n```x = 1```',
    ],
    [
      'text without blocks',
      {
        text: '*hi* &lt;3 <@U2> <https://a.example|here> <#C1|sales> <!here> &amp; <mailto:a@b.example|a@b.example>',
      },
      '*hi* <3 @Bea here (https://a.example) #sales @here & a@b.example',
    ],
  ])('%s', (_, written, expected) => {
    expect(toWhatsApp(written, names)).toBe(expected);
  });

  it('knows who is mentioned and who comes first', () => {
    expect(mentionsOf({ blocks: richText('<@U1> and <@U2>') })).toEqual({ all: ['U1', 'U2'], first: 'U1' });
    expect(mentionsOf({ blocks: richText('Hi <@U2>') })).toEqual({ all: ['U2'] });
  });
});

describe('splitting', () => {
  it.each([100, 1000, 4096])('loses nothing and keeps to %i characters', (most) => {
    const text = Array.from(
      { length: 900 },
      (_, index) => `Sentence number ${index}.${index % 7 === 0 ? '\n\n' : ' '}`,
    ).join('');
    const parts = splitText(text, most);
    expect(Math.max(...parts.map((part) => part.length))).toBeLessThanOrEqual(most);
    expect(parts.join(' ').replace(/\s+/g, ' ').trim()).toBe(text.replace(/\s+/g, ' ').trim());
  });

  it('cuts no character in two', () => {
    const parts = splitText('😀'.repeat(5_000), 4095);
    expect(parts.every((part) => part.isWellFormed())).toBe(true);
    expect(parts.join('')).toBe('😀'.repeat(5_000));
  });
});
