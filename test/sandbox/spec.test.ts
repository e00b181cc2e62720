import { createClock, createSandbox, type Sandbox } from '@centralita/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { differences, refusedByBoth } from './differences.ts';
import { type Loose, type Payload, payloads, published, readSpec } from './published.ts';

if (!published)
  process.stdout.write('Skipped: no published WhatsApp payloads lie beside the repository (../shared).\n');

(published ? describe : describe.skip)('against Meta’s OpenAPI v23.0 and published payloads', () => {
  const spec = published ? readSpec() : undefined;
  const requests = published ? [...payloads('requests'), ...(spec?.examples ?? [])] : [];
  const validate = {
    message: spec?.schema('Message'),
    read: spec?.schema('MarkMessageRequestPayload'),
    answer: spec?.schema('MessageResponsePayload'),
    marked: spec?.schema('MarkMessageResponsePayload'),
    history: spec?.schema('MessageHistoryResponse'),
    error: spec?.schema('GraphAPIError'),
  };
  let sandbox: Sandbox;
  let inbound: string;
  const media: Record<string, string> = {};
  const used = new Set<string>();

  const call = async (method: string, path: string, body?: unknown) => {
    const response = await sandbox.handle(
      new Request(`http://localhost${path}`, {
        method,
        headers: { authorization: 'Bearer token' },
        body: body instanceof FormData ? body : body === undefined ? undefined : JSON.stringify(body),
      }),
    );
    return { status: response.status, body: (await response.json()) as Loose };
  };
  const number = '/graph/v23.0/2000000000001';

  beforeAll(async () => {
    const settings = { throughput: 100_000, pairBurst: 100_000 };
    sandbox = createSandbox({
      clock: createClock(),
      appSecret: 's',
      verifyToken: 'v',
      accessToken: 'token',
      settings,
    });
    const written = { type: 'text', text: { body: 'hola' } };
    inbound = (await call('POST', '/sandbox/customers/34600111222/messages', written)).body.id;
    const types = {
      image: 'image/png',
      audio: 'audio/ogg',
      video: 'video/mp4',
      document: 'application/pdf',
      sticker: 'image/webp',
    };
    for (const [kind, type] of Object.entries(types)) {
      const form = new FormData();
      form.set('messaging_product', 'whatsapp');
      form.set('file', new File(['x'], 'file', { type }));
      media[kind] = (await call('POST', `${number}/media`, form)).body.id;
    }
  });
  afterAll(() => sandbox.close());

  /** Ids and recipients of other accounts replaced by such as this one has; nothing else is changed. */
  const here = (value: Loose, key = ''): Loose => {
    if (Array.isArray(value)) return value.map((item) => here(item, key));
    if (typeof value !== 'object' || value === null) return value;
    const copy: Loose = {};
    for (const [name, item] of Object.entries(value))
      copy[name] = name === 'id' && media[key] ? media[key] : here(item, name);
    if (copy.status === 'read') copy.message_id = inbound;
    if (typeof copy.to === 'string' && copy.to.startsWith('{{')) copy.to = '+16505551234';
    return copy;
  };

  it.each(requests.map((request): [string, Payload] => [request.name, request]))(
    '%s',
    async (_, { body }) => {
      const wanted = here(body);
      const bySchema = Boolean((body.status === 'read' ? validate.read : validate.message)?.(wanted));
      const answer = await call('POST', `${number}/messages`, wanted);
      const bySandbox = answer.status === 200;
      const code = answer.body.error?.code;
      if (bySandbox)
        expect((body.status === 'read' ? validate.marked : validate.answer)?.(answer.body)).toBe(true);
      else expect(validate.error?.(answer.body)).toBe(true);

      const reasons = bySandbox
        ? differences.filter((difference) => difference.sandbox === 'accepts' && difference.applies(wanted))
        : [...(bySchema ? differences : refusedByBoth)].filter(
            (difference) => difference.code === code && difference.applies(wanted),
          );
      const explained = bySchema && bySandbox ? true : reasons.length > 0;
      for (const { reason } of reasons) used.add(reason);
      expect({ explained, bySchema, bySandbox, error: explained ? undefined : answer.body.error }).toEqual({
        explained: true,
        bySchema,
        bySandbox,
        error: undefined,
      });
    },
  );

  it('needs every reason it lists', () => {
    const listed = [...differences, ...refusedByBoth].map(({ reason }) => reason);
    expect(listed.filter((reason) => !used.has(reason))).toEqual([]);
  });

  it('answers with the keys of recorded answers', async () => {
    const recorded = payloads('responses').filter(({ name }) =>
      /ruby_whatsapp_sdk\/messages-send-/.test(name),
    );
    expect(recorded.length).toBeGreaterThan(10);
    const keys = (body: Loose) =>
      [Object.keys(body), Object.keys(body.contacts[0]), Object.keys(body.messages[0])].map((list) =>
        list.sort(),
      );
    const text = { messaging_product: 'whatsapp', to: 34600111222, type: 'text', text: { body: 'x' } };
    const template = {
      ...text,
      type: 'template',
      template: { name: 'hello_world', language: { code: 'en_US' } },
    };
    const [plain, withStatus] = [
      await call('POST', `${number}/messages`, text),
      await call('POST', `${number}/messages`, template),
    ];
    for (const { name, body } of recorded) {
      if (body.messages === undefined) continue;
      const own = body.messages[0].message_status === undefined ? plain : withStatus;
      expect([name, keys(own.body)]).toEqual([name, keys(body)]);
    }
  });

  it('tells the history in the shape of the schema', async () => {
    const { body } = await call('GET', `${number}/message_history?limit=5`);
    expect(body.data).toHaveLength(5);
    expect(validate.history?.(body)).toBe(true);
  });
});
