import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { meta } from '../channels/meta/index.ts';
import type { Content } from '../model/content.ts';
import { readMenuAnswer, readReplyId, renderMenu, replyIdOf } from './index.ts';
import type { Menu } from './types.ts';

const whatsapp = meta.capabilities;
const plain = { maxButtons: 0, maxRows: 0 };
const options = (count: number, title = 'Option') =>
  Array.from({ length: count }, (_, index) => ({ id: `o${index + 1}`, title: `${title} ${index + 1}` }));
const menu = (count: number, more: Partial<Menu> = {}): Menu => ({
  text: '¿En qué podemos ayudarle?',
  options: options(count),
  language: 'es_MX',
  ...more,
});
const fieldOf = (given: Menu, capabilities = whatsapp): string | undefined => {
  try {
    renderMenu(given, capabilities);
  } catch (error) {
    return (error as { field?: string }).field;
  }
  throw new Error('nothing was wrong');
};

describe('renderMenu', () => {
  it.each([
    [1, whatsapp, 'buttons'],
    [3, whatsapp, 'buttons'],
    [4, whatsapp, 'list'],
    [10, whatsapp, 'list'],
    [11, whatsapp, 'text'],
    [2, plain, 'text'],
    [3, { maxButtons: 0, maxRows: 10 }, 'list'],
    [3, { maxButtons: 3, maxRows: 0 }, 'buttons'],
    [4, { maxButtons: 3, maxRows: 0 }, 'text'],
  ] as const)('%d options on %j are %s', (count, capabilities, as) => {
    expect(renderMenu(menu(count), capabilities).as).toBe(as);
  });

  it('carries the context in every id', () => {
    const { content } = renderMenu(menu(2, { context: 'step::2' }), whatsapp);
    expect(content).toEqual({
      kind: 'buttons',
      body: '¿En qué podemos ayudarle?',
      buttons: [
        { id: 'o1::step::2', title: 'Option 1' },
        { id: 'o2::step::2', title: 'Option 2' },
      ],
    });
  });

  it('takes a list where buttons would lose something, with the whole title below a short one', () => {
    const long = menu(2, {
      options: [
        { id: 'a', title: 'Problema con mi pedido anterior' },
        { id: 'b', title: 'Otra cosa', description: 'Lo que sea' },
      ],
      header: 'Tienda',
      footer: 'Gracias',
    });
    expect(renderMenu(long, whatsapp).content).toEqual({
      kind: 'list',
      header: { type: 'text', text: 'Tienda' },
      body: '¿En qué podemos ayudarle?',
      footer: 'Gracias',
      button: 'Opciones',
      sections: [
        {
          rows: [
            { id: 'a', title: 'Problema con mi pedido…', description: 'Problema con mi pedido anterior' },
            { id: 'b', title: 'Otra cosa', description: 'Lo que sea' },
          ],
        },
      ],
    });
  });

  it('numbers the options where there is neither', () => {
    const given = menu(2, {
      header: 'Tienda',
      footer: 'Gracias',
      options: [
        { id: 'a', title: 'Ventas', description: 'Precios' },
        { id: 'b', title: 'Soporte' },
      ],
    });
    expect(renderMenu(given, plain).content).toEqual({
      kind: 'text',
      text: 'Tienda\n\n¿En qué podemos ayudarle?\n\n1. Ventas: Precios\n2. Soporte\n\nResponda con el número.\n\nGracias',
    });
    expect(renderMenu({ ...given, language: 'en' }, plain).content).toMatchObject({
      text: expect.stringContaining('Answer with the number.'),
    });
  });

  it('shortens without cutting a sign in two or making two titles one', () => {
    const family = '👨‍👩‍👧‍👦';
    const given = menu(2, {
      options: [
        { id: 'a', title: `Una familia grande ${family}` },
        { id: 'b', title: `Una familia grande ${family}${family}` },
      ],
    });
    const { content } = renderMenu(given, { maxButtons: 3, maxRows: 0 });
    expect(content).toMatchObject({
      buttons: [{ title: 'Una familia grande…' }, { title: 'Una familia grand… 2' }],
    });
  });

  it.each<[string, Menu]>([
    ['text', menu(1, { text: ' ' })],
    ['options', menu(0)],
    ['header', menu(1, { header: 'x'.repeat(61) })],
    ['footer', menu(1, { footer: 'x'.repeat(61) })],
    [
      'options[1].id',
      menu(0, {
        options: [
          { id: 'a', title: 'A' },
          { id: 'a', title: 'B' },
        ],
      }),
    ],
    [
      'options[1].title',
      menu(0, {
        options: [
          { id: 'a', title: 'Sí' },
          { id: 'b', title: 'si ' },
        ],
      }),
    ],
    ['options[0].id', menu(0, { options: [{ id: '', title: 'A' }] })],
    ['options[0].id', menu(0, { options: [{ id: 'a::b', title: 'A' }] })],
    ['options[0].id', menu(0, { options: [{ id: 'a'.repeat(150), title: 'A' }], context: 'c'.repeat(50) })],
    ['options[0].title', menu(0, { options: [{ id: 'a', title: ' ' }] })],
    ['options', menu(0, { options: options(200, 'A very long title of an option') })],
  ])('refuses a menu and names %s', (field, given) => {
    expect(fieldOf(given)).toBe(field);
  });

  const text = (max: number) =>
    fc.string({ unit: 'grapheme', minLength: 1, maxLength: max }).filter((value) => value.trim() !== '');
  const anyMenu: fc.Arbitrary<Menu> = fc.record(
    {
      text: text(200),
      options: fc.uniqueArray(
        fc.record(
          {
            id: fc.stringMatching(/^[a-z0-9:_-]{1,40}$/).filter((id) => !`${id}:`.includes('::')),
            title: text(60),
            description: text(100),
          },
          { requiredKeys: ['id', 'title'] },
        ),
        { minLength: 1, maxLength: 14, selector: ({ id }) => id },
      ),
      context: fc.string({ maxLength: 60 }),
      language: fc.constantFrom('es', 'en', 'xx'),
    },
    { requiredKeys: ['text', 'options'] },
  );

  it('makes what the platform takes, and every answer leads back to its option with the context', () => {
    fc.assert(
      fc.property(anyMenu, fc.constantFrom(whatsapp, plain), (given, capabilities) => {
        let rendered: ReturnType<typeof renderMenu>;
        try {
          rendered = renderMenu(given, capabilities);
        } catch (error) {
          // Two titles that people cannot tell apart.
          return /options\[\d+\]\.title/.test((error as { field?: string }).field ?? '');
        }
        const { content } = rendered;
        if (meta.check({ content }).length > 0) return false;
        const context = given.context || undefined;
        return given.options.every((option, index) => {
          const replies: (Content | string)[] =
            content.kind === 'buttons'
              ? [{ kind: 'button_reply', ...(content.buttons[index] as { id: string; title: string }) }]
              : content.kind === 'list'
                ? [
                    {
                      kind: 'list_reply',
                      ...(content.sections[0]?.rows[index] as { id: string; title: string }),
                    },
                  ]
                : [`${index + 1}.`, { kind: 'text', text: `opción ${index + 1}` }];
          return replies.every((reply) => {
            const answer = readMenuAnswer(given, reply);
            // A title wins over a number, also one in other signs, such as 🄄 for "3,".
            const numberIsTitle =
              content.kind === 'text' &&
              given.options.some(({ title }) => /\p{N}/u.test(title.normalize('NFKC')));
            return numberIsTitle || (answer?.option.id === option.id && answer.context === context);
          });
        });
      }),
      { numRuns: 150 },
    );
  });
});

describe('readMenuAnswer', () => {
  const shop: Menu = {
    text: 'x',
    options: [
      { id: 'sales', title: 'Ventas' },
      { id: 'support', title: 'Soporte técnico' },
      { id: 'other', title: 'Otra cosa 🙂' },
    ],
    context: 'welcome',
  };
  const chosen = (text: string, language?: string) => readMenuAnswer(shop, text, language)?.option.id;

  it.each([
    ['2', 'support'],
    [' 2. ', 'support'],
    ['2)', 'support'],
    ['(2)', 'support'],
    ['#2', 'support'],
    ['２', 'support'],
    ['2️⃣', 'support'],
    ['Nº 2', 'support'],
    ['n° 2', 'support'],
    ['opción 2', 'support'],
    ['La opción 2, por favor', 'support'],
    ['dos', 'support'],
    ['La segunda', 'support'],
    ['segunda opción', 'support'],
    ['the second one', 'support'],
    ['Option two please', 'support'],
    ['one', 'sales'],
    ['soporte tecnico', 'support'],
    ['¡SOPORTE TÉCNICO!', 'support'],
    ['otra cosa', 'other'],
    ['4', undefined],
    ['0', undefined],
    ['2 3', undefined],
    ['2 personas', undefined],
    ['no 2', undefined],
    ['somos dos', undefined],
    ['soporte', undefined],
    ['hola', undefined],
    ['?', undefined],
    ['', undefined],
    ['2'.repeat(500), undefined],
  ])('%j is %s', (text, id) => {
    expect(chosen(text)).toBe(id);
  });

  it('reads number words in the customer’s language', () => {
    expect(chosen('três', 'pt_BR')).toBe('other');
    expect(chosen('dos', 'en')).toBeUndefined();
    const eleven = { ...shop, options: options(11) };
    expect(readMenuAnswer(eleven, 'once', 'es')?.option.id).toBe('o11');
    expect(readMenuAnswer(eleven, 'once', 'en')).toBeUndefined();
  });

  it('gives the context of the menu that was answered, also of an older one', () => {
    expect(readMenuAnswer(shop, 'dos')).toEqual({ option: shop.options[1], context: 'welcome' });
    const reply: Content = { kind: 'button_reply', id: 'sales::goodbye', title: 'Ventas' };
    expect(readMenuAnswer(shop, reply)).toEqual({ option: shop.options[0], context: 'goodbye' });
    expect(readMenuAnswer(undefined, reply)).toEqual({
      option: { id: 'sales', title: 'Ventas' },
      context: 'goodbye',
    });
    expect(readMenuAnswer(shop, { ...reply, id: 'unknown' })).toBeUndefined();
    expect(readMenuAnswer(undefined, { kind: 'button', payload: 'p', text: 'P' })).toEqual({
      option: { id: 'p', title: 'P' },
    });
    expect(readMenuAnswer(undefined, '2')).toBeUndefined();
    expect(readMenuAnswer(shop, { kind: 'image', id: '1' })).toBeUndefined();
  });

  it('prefers a title that is a number to the place of that number', () => {
    const years: Menu = {
      text: 'x',
      options: [
        { id: 'a', title: '2' },
        { id: 'b', title: '1' },
      ],
    };
    expect(readMenuAnswer(years, '1')?.option.id).toBe('b');
  });
});

describe('reply ids', () => {
  it('keep what they are made of', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1 }).filter((id) => !id.includes('::') && !id.endsWith(':')),
        fc.string({ minLength: 1 }),
        (id, context) => {
          const read = readReplyId(replyIdOf(id, context));
          return read.id === id && read.context === context;
        },
      ),
    );
    expect(readReplyId('::x')).toEqual({ id: '::x' });
    expect(readReplyId('plain')).toEqual({ id: 'plain' });
  });
});
