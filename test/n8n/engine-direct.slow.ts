import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { accessToken, type Bench, phoneNumberId, startBench, wabaId } from '../../sandbox/src/testing.ts';
import { build } from './support/build.ts';
import { type Engine, startEngine } from './support/engine.ts';
import { action, around } from './support/flow.ts';

// biome-ignore lint/suspicious/noExplicitAny: items of every shape are looked into
type Loose = any;

/** The action node without a hub, in n8n's engine, against the sandbox. */
describe('the node with the Cloud API', () => {
  let engine: Engine;
  let bench: Bench;
  let credentials: Loose;
  let executions = 0;

  beforeAll(async () => {
    [engine, bench] = await Promise.all([startEngine(build()), startBench()]);
    credentials = {
      centralitaWhatsAppApi: {
        accessToken,
        phoneNumberId,
        businessAccountId: wabaId,
        baseUrl: `${bench.base}/graph`,
        version: 'v25.0',
      },
    };
  }, 120_000);
  afterAll(async () => {
    await engine?.stop();
    await bench?.close();
  });
  beforeEach(async () => {
    await bench.control('POST', '/reset');
    await bench.write('34600111222');
  });

  const run = (parameters: Loose, more: Loose = {}, input: readonly Loose[] = [{}], given = credentials) => {
    executions += 1;
    return engine.run(around(action(parameters, more), input, given, 1, String(executions)));
  };
  /** The items that left the node. */
  const items = async (...args: Parameters<typeof run>) => {
    const ran = await run(...args);
    expect(ran.error).toBeUndefined();
    return ran.runs.Centralita?.[0]?.outputs?.[0] ?? [];
  };
  const phone = async () => {
    const { body } = await bench.control('GET', '/customers/34600111222/messages');
    return body.messages.filter((each: Loose) => each.from === 'business');
  };
  const sends = async (): Promise<Loose[]> => {
    const { body } = await bench.control('GET', '/sends');
    return body.sends ?? body.items ?? body;
  };

  it('sends text to each item, by expressions, paired', async () => {
    const to = '+34600111222';
    const found = await items({ to: '={{ $json.to }}', text: '=Hello {{ $json.name }}' }, {}, [
      { to, name: 'Ana' },
      { to, name: 'Luis' },
    ]);
    expect(found.map(({ json, pairedItem }: Loose) => [json.state, pairedItem])).toEqual([
      ['accepted', { item: 0 }],
      ['accepted', { item: 1 }],
    ]);
    expect(found[0].json).toMatchObject({
      id: expect.stringMatching(/^ms_/),
      providerId: expect.stringMatching(/^wamid/),
    });
    expect(await sends()).toHaveLength(2);
  });

  it.each<[string, Loose]>([
    [
      'sendMedia',
      { mediaKind: 'image', mediaSource: 'link', mediaLink: 'https://shop.example/a.jpg', caption: 'A' },
    ],
    ['sendMedia', { mediaKind: 'voice', mediaSource: 'link', mediaLink: 'https://shop.example/a.ogg' }],
    [
      'sendMedia',
      {
        mediaKind: 'document',
        mediaSource: 'link',
        mediaLink: 'https://shop.example/a.pdf',
        fileName: 'Invoice.pdf',
      },
    ],
    [
      'sendButtons',
      {
        text: 'Well?',
        buttons: { values: [{ title: 'Yes' }, { title: 'No', id: 'no' }] },
        options: { footer: 'Shop', header: 'Question' },
      },
    ],
    [
      'sendList',
      {
        text: 'Well?',
        listButton: 'Choose',
        rows: {
          values: [
            { title: 'A', section: 'One' },
            { title: 'B', description: 'b', section: 'Two' },
          ],
        },
      },
    ],
    ['sendLink', { text: 'See', linkText: 'Open', linkUrl: 'https://shop.example/a' }],
    ['sendLocation', { latitude: 40.4, longitude: -3.7, locationName: 'Shop', locationAddress: 'Street 1' }],
    [
      'sendContact',
      {
        contacts: {
          values: [{ name: 'Ana', phone: '+34600111333', email: 'a@shop.example', company: 'Shop' }],
        },
      },
    ],
    ['requestLocation', { text: 'Where are you?' }],
    ['requestContact', { text: 'Your number?' }],
  ])('%s is taken', async (operation, parameters) => {
    const [item] = await items({ operation, to: '+34600111222', ...parameters });
    expect(item.json.state).toBe('accepted');
  });

  it('replies, reacts, marks as read and shows typing', async () => {
    const { body } = await bench.write('34600111222', 'question');
    const messageId = body.id;
    const to = '+34600111222';
    expect((await items({ operation: 'markRead', messageId, typing: true }))[0].json).toEqual({
      messageId,
      read: true,
    });
    expect((await items({ operation: 'reply', to, messageId, text: 'answer' }))[0].json.state).toBe(
      'accepted',
    );
    expect((await items({ operation: 'react', to, messageId, emoji: '👍' }))[0].json.state).toBe('accepted');
    expect(JSON.stringify(await phone())).toContain('answer');
  });

  it('uploads a file of the item, sends it, and downloads one', async () => {
    const png = Buffer.from(
      'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
      'base64',
    );
    const binary = { data: { data: png.toString('base64'), mimeType: 'image/png', fileName: 'dot.png' } };
    const input = [{ json: {}, binary }];
    const [uploaded] = await items(
      { resource: 'media', operation: 'uploadMedia', binaryField: 'data' },
      {},
      input,
    );
    expect(uploaded.json).toMatchObject({ id: expect.any(String), mimeType: 'image/png', size: png.length });
    const [sent] = await items(
      {
        operation: 'sendMedia',
        to: '+34600111222',
        mediaKind: 'image',
        mediaSource: 'binary',
        binaryField: 'data',
      },
      {},
      input,
    );
    expect(sent.json.state).toBe('accepted');
    const [down] = await items({
      resource: 'media',
      operation: 'downloadMedia',
      mediaId: uploaded.json.id,
      binaryField: 'file',
    });
    expect(Buffer.from(down.binary.file.data, 'base64')).toEqual(png);
    expect(down.binary.file.mimeType).toBe('image/png');
  });

  it('sends a template with its variables, and lists and gets templates', async () => {
    const variables = { mappingMode: 'defineBelow', value: { 'body.2': 'A-17', 'body.1': 'Ana' } };
    const template = { __rl: true, mode: 'list', value: 'order_shipped|en_US' };
    const [sent] = await items({ operation: 'sendTemplate', to: '+34600111222', template, variables });
    expect(sent.json.state).toBe('accepted');
    expect(JSON.stringify(await phone())).toContain('Ana');
    const all = await items({
      resource: 'template',
      operation: 'listTemplates',
      returnAll: true,
      status: 'APPROVED',
    });
    expect(all.length).toBeGreaterThan(8);
    const [one] = await items({
      resource: 'template',
      operation: 'getTemplate',
      templateName: 'aviso_envio|es',
    });
    expect(one.json).toMatchObject({ name: 'aviso_envio', language: 'es', status: 'APPROVED' });
  });

  describe('an error on the item says what to do', () => {
    const failure = async (parameters: Loose, given: Loose = credentials, input: readonly Loose[] = [{}]) => {
      const ran = await run({ to: '+34600111222', text: 'hi', ...parameters }, {}, input, given);
      expect(ran.status).toBe('error');
      const told = ran.error as NonNullable<typeof ran.error>;
      expect(told.itemIndex).toBe(0);
      expect(`${told.message} ${told.description}`).not.toContain(accessToken);
      return told;
    };
    const withCredential = (change: Loose) => ({
      centralitaWhatsAppApi: { ...credentials.centralitaWhatsAppApi, ...change },
    });

    it('wrong token', async () => {
      const told = await failure({}, withCredential({ accessToken: 'wrong' }));
      expect(told).toMatchObject({
        name: 'NodeApiError',
        message: expect.stringMatching(/190/),
        description: expect.stringMatching(/token/i),
      });
      expect(told.failure).toEqual({ cause: 'credential-invalid' });
    });
    it('expired token', async () => {
      await bench.control('POST', '/faults', [
        { kind: 'send_error', code: 190, httpStatus: 401, details: 'Session has expired' },
      ]);
      const told = await failure({});
      expect(told.description).toMatch(/expired.*token/is);
    });
    it('wrong number', async () => {
      const told = await failure({}, withCredential({ phoneNumberId: '999' }));
      expect(told.message).toMatch(/WhatsApp error 100/);
      expect(told.description?.length).toBeGreaterThan(20);
    });
    it('nobody to send to', async () => {
      expect((await failure({ to: '={{ "" }}' })).message).toMatch(/Nobody to send to/);
      expect((await failure({ to: 'ct_0123456789abcdef' })).description).toMatch(/Hub/);
    });
    const template = (value: Loose) => ({
      operation: 'sendTemplate',
      template: { __rl: true, mode: 'id', value: 'order_shipped|en_US' },
      variables: { mappingMode: 'defineBelow', value },
    });
    it('a template with a parameter missing, empty or too many', async () => {
      for (const value of [{ 'body.1': 'Ana' }, { 'body.1': 'a', 'body.2': 'b', 'body.3': 'c' }]) {
        const told = await failure(template(value));
        expect(told.message).toMatch(/132000/);
        expect(told.description).toMatch(/variable|parameter/i);
      }
      expect((await failure(template({ 'body.1': 'Ana', 'body.2': '' }))).message).toMatch(/body\.2.*empty/);
      expect(await sends()).toEqual([]);
    });
    it('a template that is none', async () => {
      const told = await failure({
        ...template({}),
        template: { __rl: true, mode: 'id', value: 'nothing|es' },
      });
      expect(told.message).toMatch(/132001/);
      expect(
        (await failure({ ...template({}), template: { __rl: true, mode: 'id', value: '={{ "nothing" }}' } }))
          .description,
      ).toMatch(/order_shipped\|en_US/);
    });
    it('media too large or of the wrong type', async () => {
      const file = (bytes: Buffer, mimeType: string) => [
        { json: {}, binary: { data: { data: bytes.toString('base64'), mimeType, fileName: 'f' } } },
      ];
      const parameters = {
        operation: 'sendMedia',
        mediaKind: 'image',
        mediaSource: 'binary',
        binaryField: 'data',
      };
      expect(
        (await failure(parameters, credentials, file(Buffer.alloc(5_300_000, 1), 'image/jpeg'))).message,
      ).toMatch(/larger than/);
      expect(
        (await failure(parameters, credentials, file(Buffer.from('GIF89a'), 'image/gif'))).description
          ?.length,
      ).toBeGreaterThan(10);
    });
    it('a barred region', async () => {
      const told = await failure({ to: '+5355512345' });
      expect(told.message).toMatch(/region/);
      expect(await sends()).toEqual([]);
    });
    it('nothing answers', async () => {
      const told = await failure({}, withCredential({ baseUrl: 'http://127.0.0.1:9' }));
      expect(told.message).toMatch(/No connection to WhatsApp \(ECONNREFUSED\)/);
      expect(told.description).toMatch(/Nothing was sent/);
    });
    it('a text that is too long, before any call', async () => {
      expect((await failure({ text: 'x'.repeat(5000) })).description).toMatch(/4096/);
    });
  });

  it('goes on with the error on the item, the others sent', async () => {
    const found = await items({ to: '={{ $json.to }}', text: 'hi' }, { onError: 'continueRegularOutput' }, [
      { to: '+34600111222' },
      { to: '+5355512345' },
      { to: '+34600111222' },
    ]);
    expect(found.map(({ json }: Loose) => json.state ?? json.details.code)).toEqual([
      'accepted',
      'region_blocked',
      'accepted',
    ]);
    expect(found[1]).toMatchObject({
      pairedItem: { item: 1 },
      json: { error: expect.any(String), details: { nextStep: expect.any(String) } },
    });
  });

  describe('retry on fail', () => {
    const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
    it('repeats nothing that was accepted', async () => {
      // The second item fails for good; the first was sent in the first try already.
      const ran = await run({ to: '={{ $json.to }}', text: 'hi' }, retrying, [
        { to: '+34600111222' },
        { to: '+5355512345' },
      ]);
      expect(ran.status).toBe('error');
      expect(await sends()).toHaveLength(1);
      expect((await sends())[0].count ?? 1).toBe(1);
    });
    it('repeats nothing of which nobody knows', async () => {
      await bench.control('POST', '/faults', [{ kind: 'reset', accepted: true }]);
      const ran = await run({ to: '+34600111222', text: 'hi' }, retrying);
      expect(ran.status).toBe('error');
      expect(ran.error?.message).toMatch(/Nobody knows/);
      expect(ran.error?.description).toMatch(/Wait for a status/);
      expect(await sends()).toHaveLength(1);
    });
    it('does repeat what was refused', async () => {
      await bench.control('POST', '/faults', [{ kind: 'rate_limited' }]);
      const ran = await run({ to: '+34600111222', text: 'hi' }, retrying);
      expect(ran.error).toBeUndefined();
      expect(await sends()).toHaveLength(1);
    });
  });

  describe('send and wait', () => {
    const wait = (parameters: Loose = {}) => ({
      operation: 'sendAndWait',
      to: '+34600111222',
      message: 'Shall we?',
      ...parameters,
    });
    it('sends native buttons that resume this execution, and waits', async () => {
      const ran = await run(wait(), {}, [{ order: 7 }]);
      expect(ran.status).toBe('waiting');
      const [message] = (await phone()).slice(-1);
      const text = JSON.stringify(message);
      expect(text).toMatch(
        /c:\/webhook-waiting\/\d+\/11111111-2222-4333-8444-555555555555\?approved=true&signature=[0-9a-f]{64}/,
      );
      expect(text).toMatch(/approved=false/);
    });
    it('says on time-out that nobody answered, without touching the items of the node before', async () => {
      const ran = await run(wait({ limitWait: true, waitAmount: 5, waitUnit: 'minutes' }), {}, [
        { order: 7 },
      ]);
      expect(Date.parse(ran.waitTill ?? '')).toBeGreaterThan(Date.now());
      expect(ran.waiting?.[0]?.main[0]?.[0].json).toEqual({ order: 7, data: { answered: false } });
      expect(ran.runs.Start?.[0]?.outputs?.[0]?.[0].json).toEqual({ order: 7 });
    });
    it('offers up to ten choices as a list', async () => {
      const values = ['One', 'Two', 'Three', 'Four'].map((title) => ({ title }));
      const ran = await run(wait({ responseType: 'choice', choices: { values } }));
      expect(ran.status).toBe('waiting');
      expect(JSON.stringify((await phone()).slice(-1))).toMatch(/choice=3&signature=/);
    });
    it('writes a template where the window is closed', async () => {
      const ran = await run(
        wait({
          to: '+34600999888',
          options: { template: 'appointment_reminder|en_US', templateVariables: '3 May\n10:30' },
        }),
      );
      expect(ran.status).toBe('waiting');
      const { body } = await bench.control('GET', '/customers/34600999888/messages');
      expect(JSON.stringify(body)).toContain('3 May');
    });
  });
});
