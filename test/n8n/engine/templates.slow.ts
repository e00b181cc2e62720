import { beforeEach, describe, expect, it } from '@jest/globals';
import { directWorld, type Loose, to } from './direct-world.ts';

const approved = (name: string, components: Loose[], language = 'en_US') => ({
  name,
  language,
  category: 'MARKETING',
  components,
});
const quick = (text: string) => ({ type: 'QUICK_REPLY', text });
const page = {
  type: 'URL',
  text: 'See',
  url: 'https://shop.example/{{1}}',
  example: ['https://shop.example/a'],
};

const templates = [
  approved('with_document', [
    { type: 'HEADER', format: 'DOCUMENT', example: { header_handle: ['4::x'] } },
    { type: 'BODY', text: 'Hello {{1}}, look', example: { body_text: [['Ana']] } },
    { type: 'BUTTONS', buttons: [quick('Yes'), page, { type: 'COPY_CODE', example: 'SUMMER' }] },
  ]),
  approved('with_cards', [
    { type: 'BODY', text: 'Look, {{1}}, here', example: { body_text: [['Ana']] } },
    {
      type: 'CAROUSEL',
      cards: ['One', 'Two'].map((word) => ({
        components: [
          { type: 'HEADER', format: 'IMAGE', example: { header_handle: ['4::x'] } },
          { type: 'BODY', text: `${word}: {{1}}.`, example: { body_text: [['a']] } },
          { type: 'BUTTONS', buttons: [quick('Yes'), page] },
        ],
      })),
    },
  ]),
];

describe('templates with the Cloud API', () => {
  const { items, failure, phone, ask, bench, credentials } = directWorld();
  const sent = (value: string, values: Loose, more: Loose = {}) =>
    items({
      operation: 'sendTemplate',
      to,
      template: { __rl: true, mode: 'id', value },
      variables: { mappingMode: 'defineBelow', value: values },
      ...more,
    });
  const shown = async () => (await phone()).at(-1)?.rendered;
  const fieldsOf = async (value: string): Promise<Loose[]> =>
    (await ask('resourceMapping', 'templateVariables', { template: { __rl: true, mode: 'list', value } }))
      .fields;

  beforeEach(async () => {
    for (const template of templates) {
      const { status, body } = await bench().control('POST', '/templates', template);
      if (status >= 300) throw new Error(JSON.stringify(body));
    }
  });

  it('sends one with its variables', async () => {
    const [item] = await sent('order_shipped|en_US', { 'body.2': 'A-17', 'body.1': 'Ana' });
    expect(item.json.state).toBe('accepted');
    expect((await shown()).body).toMatch(/Hello Ana, your order A-17/);
  });

  it('sends one that an expression names, with values of the item', async () => {
    await items(
      {
        operation: 'sendTemplate',
        to,
        template: { __rl: true, mode: 'id', value: '={{ $json.name }}|{{ $json.language }}' },
        variables: { mappingMode: 'defineBelow', value: { 'body.1': '={{ $json.who }}', 'body.2': 'A-1' } },
      },
      {},
      [{ name: 'aviso_envio', language: 'es', who: 'Luis' }],
    );
    expect((await shown()).body).toMatch(/Hola Luis/);
  });

  it('asks for header, buttons and codes of the one chosen, and sends them', async () => {
    expect((await fieldsOf('with_document|en_US')).map(({ id }) => id)).toEqual([
      'header.document',
      'body.1',
      'button.0.quick_reply',
      'button.1.url',
      'button.2.copy_code',
    ]);
    await sent('with_document|en_US', {
      'header.document': 'https://shop.example/a.pdf',
      'body.1': 'Ana',
      'button.0.quick_reply': 'yes-7',
      'button.1.url': 'orders/7',
      'button.2.copy_code': 'SAVE20',
    });
    expect(await shown()).toMatchObject({
      header: { format: 'DOCUMENT' },
      body: 'Hello Ana, look',
      buttons: [
        { text: 'Yes', payload: 'yes-7' },
        { text: 'See', url: 'https://shop.example/orders/7' },
        { code: 'SAVE20' },
      ],
    });
  });

  it('asks for the cards of a carousel, and sends them', async () => {
    const ids = (await fieldsOf('with_cards|en_US')).map(({ id }) => id);
    expect(ids).toEqual(expect.arrayContaining(['body.1', 'card.0.header.image', 'card.1.button.1.url']));
    await sent('with_cards|en_US', {
      'body.1': 'Ana',
      'card.0.header.image': 'https://shop.example/1.jpg',
      'card.0.body.1': 'red',
      'card.0.button.0.quick_reply': 'one',
      'card.0.button.1.url': 'red',
      'card.1.header.image': 'https://shop.example/2.jpg',
      'card.1.body.1': 'blue',
      'card.1.button.0.quick_reply': 'two',
      'card.1.button.1.url': 'blue',
    });
    expect(await shown()).toMatchObject({
      body: 'Look, Ana, here',
      cards: [
        { body: 'One: red.', buttons: [{ payload: 'one' }, { url: 'https://shop.example/red' }] },
        { body: 'Two: blue.', buttons: [{ payload: 'two' }, { url: 'https://shop.example/blue' }] },
      ],
    });
  });

  it('lists the approved ones of all pages to choose from, and finds by what is typed', async () => {
    const many = Array.from({ length: 120 }, (_, index) => `page_${String(index).padStart(3, '0')}`);
    for (const name of many)
      await bench().control('POST', '/templates', approved(name, [{ type: 'BODY', text: 'x' }]));
    await bench().control('POST', '/templates/page_007:en_US/status', { event: 'PAUSED' });
    const { results } = await ask('listSearch', 'searchTemplates');
    const names = results.map(({ name }: Loose) => name);
    expect(names).toEqual([...names].sort((one: string, other: string) => one.localeCompare(other)));
    expect(names).toContain('page_119 (en_US)');
    expect(names).not.toContain('page_007 (en_US)');
    expect(names.length).toBeGreaterThan(125);
    const found = await ask('listSearch', 'searchTemplates', {}, 'ENVIO');
    expect(found.results).toEqual([{ name: 'aviso_envio (es)', value: 'aviso_envio|es' }]);
    const all = await items({
      resource: 'template',
      operation: 'listTemplates',
      returnAll: true,
      status: '',
    });
    expect(all.map(({ json }: Loose) => json.name)).toContain('page_007');
    const some = await items({
      resource: 'template',
      operation: 'listTemplates',
      limit: 3,
      status: 'APPROVED',
    });
    expect(some).toHaveLength(3);
    expect(some.map(({ pairedItem }: Loose) => pairedItem)).toEqual([{ item: 0 }, { item: 0 }, { item: 0 }]);
  });

  it('says in the editor why there is no list', async () => {
    const wrong = await ask(
      'listSearch',
      'searchTemplates',
      {},
      undefined,
      credentials({ accessToken: 'x' }),
    );
    expect(wrong.error).toMatchObject({ message: expect.stringMatching(/190/), description: /./ });
    const none = await ask(
      'listSearch',
      'searchTemplates',
      {},
      undefined,
      credentials({ businessAccountId: '' }),
    );
    expect(none.error.description).toMatch(/WhatsApp Manager/);
    expect(await ask('resourceMapping', 'templateVariables', {})).toMatchObject({ fields: [] });
  });

  it('gets one with its parts', async () => {
    const get = { resource: 'template', operation: 'getTemplate' };
    const [one] = await items({ ...get, templateName: 'aviso_envio|es' });
    expect(one.json).toMatchObject({ name: 'aviso_envio', language: 'es', status: 'APPROVED' });
    expect((await failure({ ...get, templateName: 'aviso_envio|fr' })).message).toMatch(/exists in es/);
  });
});
