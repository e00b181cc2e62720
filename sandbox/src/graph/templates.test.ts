import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Bench, type Loose, startBench, wabaId } from '../testing.ts';

let bench: Bench;
beforeAll(async () => {
  bench = await startBench({ settings: { throughput: 1000, pairBurst: 1000, templateReviewMs: 500 } });
});
afterAll(() => bench.close());

const send = (name: string, code: string, components?: unknown[]) =>
  bench.send({ to: '+34600111222', type: 'template', template: { name, language: { code }, components } });
const texts = (...values: string[]) => values.map((text) => ({ type: 'text', text }));
const body = (...values: string[]) => ({ type: 'body', parameters: texts(...values) });
const image = {
  type: 'header',
  parameters: [{ type: 'image', image: { link: 'https://example.com/a.jpg' } }],
};
const url = (index: number | string, text: string) => ({
  type: 'button',
  sub_type: 'url',
  index,
  parameters: texts(text),
});
const named = (...pairs: [string, string][]) => ({
  type: 'body',
  parameters: pairs.map(([parameter_name, text]) => ({ type: 'text', parameter_name, text })),
});

describe('sending', () => {
  const good: [string, string, string, unknown[] | undefined][] = [
    ['without variables', 'hello_world', 'en_US', undefined],
    ['by a language written otherwise', 'hello_world', 'en-us', []],
    ['with positional parameters', 'aviso_envio', 'es', [body('Ana', 'A-17')]],
    [
      'with named parameters in any order',
      'oferta_verano',
      'es',
      [named(['descuento', '5 %'], ['nombre', 'Ana'])],
    ],
    ['with a header and a link', 'summer_offer', 'en_US', [image, body('Ana'), url('1', 'july')]],
    [
      'with quick reply payloads',
      'recordatorio_cita',
      'es',
      [
        body('3', '4'),
        {
          type: 'BUTTON',
          sub_type: 'QUICK_REPLY',
          index: 0,
          parameters: [{ type: 'payload', payload: 'yes' }],
        },
      ],
    ],
    [
      'with a currency',
      'order_shipped',
      'en_US',
      [
        {
          type: 'body',
          parameters: [
            { type: 'TEXT', text: 'a' },
            { type: 'currency', currency: { fallback_value: '5 €', code: 'EUR', amount_1000: 5000 } },
          ],
        },
      ],
    ],
    ['with a code', 'codigo_acceso', 'es', [body('123456'), url(0, '123456')]],
  ];
  it.each(good)('accepts one %s', async (_, name, language, components) => {
    const { status, body } = await send(name, language, components);
    expect([status, body.error]).toEqual([200, undefined]);
    expect(body.messages[0].message_status).toBe('accepted');
  });

  const bad: [string, string, string, unknown[] | undefined, number, number][] = [
    ['an unknown name', 'nothing', 'es', undefined, 404, 132001],
    ['another language', 'aviso_envio', 'pt_BR', [body('Ana', 'A-17')], 404, 132001],
    ['too few parameters', 'aviso_envio', 'es', [body('Ana')], 400, 132000],
    ['too many parameters', 'hello_world', 'en_US', [body('Ana')], 400, 132000],
    ['a parameter without a name', 'oferta_verano', 'es', [body('Ana', '5 %')], 400, 132012],
    ['a wrong name', 'oferta_verano', 'es', [named(['nombre', 'Ana'], ['rebaja', '5 %'])], 400, 132000],
    [
      'a text as image',
      'summer_offer',
      'en_US',
      [{ type: 'header', parameters: texts('x') }, body('Ana'), url(1, 'a')],
      400,
      132012,
    ],
    ['no image', 'summer_offer', 'en_US', [body('Ana'), url(1, 'a')], 400, 132012],
    ['no suffix for the link', 'summer_offer', 'en_US', [image, body('Ana')], 400, 131008],
    [
      'a button of another type',
      'summer_offer',
      'en_US',
      [image, body('Ana'), url(0, 'a'), url(1, 'a')],
      400,
      132012,
    ],
    ['a button that is not there', 'recordatorio_cita', 'es', [body('1', '2'), url(7, 'a')], 400, 132018],
    ['a line break', 'aviso_envio', 'es', [body('Ana\nMaría', 'A-17')], 400, 132018],
    ['a body that gets too long', 'aviso_envio', 'es', [body('A'.repeat(1000), 'A-17')], 400, 132005],
    ['an empty parameter', 'aviso_envio', 'es', [body('', 'A-17')], 400, 131009],
    ['an unknown component', 'aviso_envio', 'es', [{ type: 'sidebar' }], 400, 100],
    [
      'a code that is too long',
      'codigo_acceso',
      'es',
      [body('1234567890123456'), url(0, '1234567890123456')],
      400,
      131009,
    ],
  ];
  it.each(bad)('refuses %s', async (_, name, language, components, status, code) => {
    const answer = await send(name, language, components);
    expect([answer.status, answer.body.error?.code]).toEqual([status, code]);
  });

  it('shows on the phone what was filled in, and what a tap sends', async () => {
    await bench.control('POST', '/reset');
    await send('recordatorio_cita', 'es', [
      body('3 de mayo', '10:30'),
      {
        type: 'button',
        sub_type: 'quick_reply',
        index: 1,
        parameters: [{ type: 'payload', payload: 'move' }],
      },
    ]);
    const { messages } = (await bench.control('GET', '/customers/34600111222/messages')).body;
    expect(messages[0].rendered).toEqual({
      category: 'UTILITY',
      body: 'Tu cita es el 3 de mayo a las 10:30. ¿Podrás venir?',
      buttons: [
        { type: 'QUICK_REPLY', text: 'Confirmar', payload: 'Confirmar' },
        { type: 'QUICK_REPLY', text: 'Cambiarla', payload: 'move' },
      ],
    });
  });

  it('refuses one-time codes to a user id', async () => {
    const { body: answer } = await bench.send({
      recipient: 'ES.200000000000000001',
      type: 'template',
      template: {
        name: 'login_code',
        language: { code: 'en_US' },
        components: [body('123456'), url(0, '123456')],
      },
    });
    expect(answer.error.code).toBe(131062);
  });

  it('sends marketing templates, and only those, through the Marketing Messages API', async () => {
    const post = (name: string, code: string, components?: unknown[]) =>
      bench.graph('POST', '/2000000000001/marketing_messages', {
        messaging_product: 'whatsapp',
        to: '+34600111222',
        type: 'template',
        template: { name, language: { code }, components },
        product_policy: 'STRICT',
      });
    expect((await post('hello_world', 'en_US')).body.error.code).toBe(134100);
    bench.receiver.clear();
    expect((await post('oferta_verano', 'es', [named(['descuento', '5 %'], ['nombre', 'Ana'])])).status).toBe(
      200,
    );
    await bench.sandbox.idle();
    expect(bench.receiver.all('statuses').at(-1).pricing.category).toBe('marketing_lite');
  });
});

describe('definitions', () => {
  const definition = {
    name: 'pedido_listo',
    language: 'es',
    category: 'UTILITY',
    components: [
      { type: 'BODY', text: 'Hola {{1}}, tu pedido está listo.', example: { body_text: [['Ana']] } },
    ],
  };
  const path = `/${wabaId}/message_templates`;

  it('lists with fields, filters and pages, and calls an old cursor stale', async () => {
    const list = await bench.graph('GET', `${path}?fields=name,status&limit=2`);
    expect(list.body.data).toEqual([
      { name: 'hello_world', status: 'APPROVED', id: expect.any(String) },
      { name: 'order_shipped', status: 'APPROVED', id: expect.any(String) },
    ]);
    const { after } = list.body.paging.cursors;
    const next = await bench.graph('GET', `${path}?limit=2&after=${after}`);
    expect(next.body.data.map(({ name }: Loose) => name)).toEqual(['aviso_envio', 'appointment_reminder']);
    expect((await bench.graph('GET', `${path}?status=REJECTED`)).body).toEqual({ data: [] });
    await bench.graph('POST', path, { ...definition, name: 'otra' });
    expect((await bench.graph('GET', `${path}?after=${after}`)).body.error.code).toBe(131059);
  });

  it('creates, reviews, edits once a day, and deletes', async () => {
    const made = await bench.graph('POST', path, definition);
    expect(made.body).toEqual({ id: expect.any(String), status: 'PENDING', category: 'UTILITY' });
    expect((await send('pedido_listo', 'es', [body('Ana')])).body.error.code).toBe(132001);
    await bench.sandbox.idle();
    expect(bench.receiver.received.at(-1)?.json.entry[0]).toMatchObject({
      time: expect.any(Number),
      changes: [
        {
          field: 'message_template_status_update',
          value: { event: 'APPROVED', message_template_name: 'pedido_listo' },
        },
      ],
    });
    expect((await send('pedido_listo', 'es', [body('Ana')])).status).toBe(200);
    const { id } = made.body;
    const edit = { components: [{ type: 'BODY', text: 'Tu pedido está listo.' }] };
    expect((await bench.graph('POST', `/${id}`, edit)).body).toEqual({ success: true });
    await bench.sandbox.idle();
    expect((await bench.graph('POST', `/${id}`, edit)).body.error.code).toBe(100);
    expect((await bench.graph('GET', `/${id}?fields=components`)).body.components).toEqual(edit.components);
    expect((await bench.graph('DELETE', `${path}?name=pedido_listo`)).body).toEqual({ success: true });
    expect((await bench.graph('DELETE', `${path}?name=pedido_listo`)).body.error).toMatchObject({
      code: 100,
      error_subcode: 2593002,
    });
  });

  it('pauses, disables and rejects by hand', async () => {
    const { id } = (await bench.graph('POST', path, { ...definition, name: 'vida' })).body;
    const tell = (event: string, reason?: string) =>
      bench.control('POST', `/templates/${id}/status`, { event, reason });
    expect((await tell('PAUSED')).body.delivered).toBe(true);
    expect((await send('vida', 'es', [body('Ana')])).body.error.code).toBe(132015);
    await tell('DISABLED');
    expect((await send('vida', 'es', [body('Ana')])).body.error.code).toBe(132016);
    await tell('REJECTED', 'INVALID_FORMAT');
    expect((await bench.graph('GET', `/${id}`)).body).toMatchObject({
      status: 'REJECTED',
      rejected_reason: 'INVALID_FORMAT',
    });
    expect((await tell('BOUGHT')).status).toBe(400);
  });

  const wrong: [string, object, number | undefined][] = [
    ['a name in capitals', { name: 'Pedido' }, undefined],
    ['no body', { components: [{ type: 'FOOTER', text: 'x' }] }, undefined],
    ['no example', { components: [{ type: 'BODY', text: 'Hola {{1}}, tu pedido está listo.' }] }, 2388072],
    [
      'a variable at the end',
      { components: [{ type: 'BODY', text: 'Hola {{1}}', example: { body_text: [['a']] } }] },
      2388299,
    ],
    [
      'a long footer',
      {
        components: [
          { type: 'BODY', text: 'Hola' },
          { type: 'FOOTER', text: 'x'.repeat(61) },
        ],
      },
      2388073,
    ],
    [
      'a gap in the variables',
      {
        components: [
          { type: 'BODY', text: 'Hola {{2}}, tu pedido está listo.', example: { body_text: [['a']] } },
        ],
      },
      2388072,
    ],
    [
      'scattered quick replies',
      {
        components: [
          { type: 'BODY', text: 'Hola' },
          {
            type: 'BUTTONS',
            buttons: ['QUICK_REPLY', 'URL', 'QUICK_REPLY'].map((type) => ({ type, text: 'x' })),
          },
        ],
      },
      undefined,
    ],
  ];
  it.each(wrong)('refuses %s', async (_, change, subcode) => {
    const { status, body: answer } = await bench.graph('POST', path, {
      ...definition,
      name: 'mala',
      ...change,
    });
    expect([status, answer.error.error_subcode]).toEqual([400, subcode]);
  });
});
