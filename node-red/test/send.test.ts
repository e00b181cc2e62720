import { mkdtempSync, rmSync, symlinkSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type FlowNode, type Harness, type Loose, load, until } from './harness.ts';

const customer = '34600111222';
const folder = mkdtempSync(join(tmpdir(), 'centralita-node-red-'));
let sandbox: RunningSandbox;
let harness: Harness;
let apiBaseUrl: string | undefined;

const tab: FlowNode = { id: 'tab', type: 'tab', label: 'WhatsApp' };
const helperNode = (id: string): FlowNode => ({ id, type: 'helper', z: 'tab', wires: [] });
const direct = { connection: 'direct', account: 'account', z: 'tab' };
const account = (): FlowNode => ({
  id: 'account',
  type: 'centralita-account',
  phoneNumberId: sandbox.phoneNumberId,
  wabaId: sandbox.wabaId,
  path: 'whatsapp',
  apiBaseUrl: apiBaseUrl ?? sandbox.graphUrl,
});
const send = (more: object = {}): FlowNode => ({
  id: 'send',
  type: 'centralita-send',
  ...direct,
  to: 'topic',
  toType: 'msg',
  wires: [['out'], ['late']],
  ...more,
});
const flow = (more: object = {}): FlowNode[] => [
  tab,
  account(),
  send(more),
  helperNode('out'),
  helperNode('late'),
  helperNode('caught'),
  { id: 'c1', type: 'catch', z: 'tab', scope: null, uncaught: false, wires: [['caught']] },
  { id: 'reply', type: 'centralita-reply-in', ...direct, wires: [['tapped']] },
  helperNode('tapped'),
];
const credentials = () => ({
  account: {
    accessToken: sandbox.accessToken,
    appSecret: sandbox.appSecret,
    verifyToken: sandbox.verifyToken,
  },
});
const start = async (more: object = {}, secrets: Record<string, object> = credentials()) => {
  harness = await load(flow(more), secrets, folder);
  await sandbox.graph('POST', `/${sandbox.phoneNumberId}`, {
    webhook_configuration: {
      override_callback_uri: `${harness.url}/centralita/whatsapp`,
      verify_token: sandbox.verifyToken,
    },
  });
  return harness;
};
const give = (message: object) => harness.node('send').receive(message);
const one = (id: string) => until(`a message at ${id}`, () => harness.inbox(id)[0] as Loose | undefined);

/** In front of the platform: nothing gets there before it is let through. */
const holdBack = async () => {
  let arrive: () => void;
  let letThrough: () => void;
  const arrived = new Promise<void>((resolve) => {
    arrive = resolve;
  });
  const free = new Promise<void>((resolve) => {
    letThrough = resolve;
  });
  const pass = async (request: Request): Promise<Response> => {
    arrive();
    await free;
    return fetch(request);
  };
  const server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const { authorization = '', 'content-type': type = '' } = request.headers;
    const answer = await pass(
      new Request(new URL(request.url ?? '', sandbox.graphUrl), {
        method: request.method ?? 'GET',
        headers: { authorization, 'content-type': type },
        body: Buffer.concat(chunks),
      }),
    );
    response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text());
  });
  await new Promise<void>((done) => server.listen(0, '127.0.0.1', done));
  const front = new URL(sandbox.graphUrl);
  front.port = String((server.address() as AddressInfo).port);
  return {
    url: front.href.replace(/\/$/, ''),
    arrived,
    letThrough: () => letThrough(),
    close: () => {
      server.closeAllConnections();
      return new Promise<void>((done) => server.close(() => done()));
    },
  };
};

beforeAll(async () => {
  sandbox = await startSandbox();
});
beforeEach(async () => {
  await sandbox.reset();
  await (await sandbox.customer(customer)).write('hola');
});
afterEach(async () => {
  await sandbox.clearFaults();
  await harness.close();
});
afterAll(async () => {
  await sandbox.close();
  rmSync(folder, { recursive: true, force: true });
});

describe('send', () => {
  it('sends a text and goes on with the same message', async () => {
    await start();
    give({ topic: customer, payload: 'Sale hoy.', mine: 7 });
    const sent = await one('out');
    expect(sent).toMatchObject({
      topic: customer,
      payload: 'Sale hoy.',
      mine: 7,
      centralita: { sent: { to: customer, state: 'accepted', id: expect.stringMatching(/^ms_/) } },
    });
    await (await sandbox.customer(customer)).sees('Sale hoy.');
  });

  it.each([
    ['a whole message', {}, { payload: { kind: 'location', latitude: 40.4, longitude: -3.7 } }, 'location'],
    ['a number as text', {}, { payload: 42 }, '42'],
    [
      'a question with three choices as buttons',
      { kind: 'choices', text: '¿Qué quiere?', textType: 'str', choices: [{ title: 'Sí' }, { title: 'No' }] },
      {},
      '"title":"No"',
    ],
    [
      'more of them as a list',
      {
        kind: 'choices',
        text: 'Menú',
        textType: 'str',
        button: 'Ver',
        choices: ['a', 'b', 'c', 'd'].map((title) => ({ title })),
      },
      {},
      '"title":"d"',
    ],
    [
      'a template with parameters',
      {
        kind: 'template',
        template: 'aviso_envio',
        language: 'es',
        parameters: [
          { value: 'payload.name', type: 'msg' },
          { value: 'A-17', type: 'str' },
        ],
      },
      { payload: { name: 'Ana' } },
      'A-17',
    ],
    [
      'a buffer as a file of its type',
      {
        kind: 'file',
        file: 'payload',
        fileType: 'msg',
        text: 'Su factura',
        textType: 'str',
        filename: 'f.pdf',
      },
      { payload: Buffer.from('%PDF-1.4\n1 0 obj\n<<>>\nendobj\ntrailer<<>>\n%%EOF') },
      'f.pdf',
    ],
  ])('sends %s', async (_, config, message, seen) => {
    await start(config);
    give({ topic: customer, ...message });
    await Promise.race([
      one('out'),
      one('caught').then(({ error }) => Promise.reject(new Error(error.message))),
    ]);
    await (await sandbox.customer(customer)).sees(seen);
  });

  const circular: Loose = { kind: 'location', latitude: 1, longitude: 2 };
  circular.self = circular;
  it.each([
    ['a list', { topic: customer, payload: ['hola'] }, 'invalid_request'],
    ['an empty list', { topic: customer, payload: [] }, 'invalid_request'],
    ['nothing at all', {}, 'invalid_request'],
    ['null', { topic: customer, payload: null }, 'invalid_request'],
    ['an object with itself inside', { topic: customer, payload: circular }, 'invalid_request'],
    [
      'a number too big for JSON',
      { topic: customer, payload: { kind: 'text', text: 1n } },
      'invalid_request',
    ],
    ['a list as recipient', { topic: [customer], payload: 'hola' }, 'invalid_request'],
    ['a buffer as recipient', { topic: Buffer.from(customer), payload: 'hola' }, 'invalid_request'],
    ['a list as key', { topic: customer, payload: 'hola', idempotencyKey: [1] }, 'invalid_request'],
    [
      'buttons that are none',
      { topic: customer, payload: { kind: 'buttons', body: 'x' } },
      'content_invalid',
    ],
    ['no text', { topic: customer }, 'invalid_request'],
    ['an object that says nothing', { topic: customer, payload: { a: 1 } }, 'invalid_request'],
    ['a buffer as text', { topic: customer, payload: Buffer.from('x') }, 'invalid_request'],
    ['nobody', { payload: 'hola' }, 'recipient_unknown'],
    ['an odd recipient', { topic: 'Ana', payload: 'hola' }, 'recipient_unknown'],
    ['an object as recipient', { topic: {}, payload: 'hola' }, 'invalid_request'],
    ['an unknown kind', { topic: customer, payload: { kind: 'telepathy' } }, 'content_invalid'],
    ['a text that is too long', { topic: customer, payload: 'x'.repeat(5000) }, 'content_invalid'],
  ])('with %s tells Catch the code and what to do, and sends nothing', async (_, message, code) => {
    await start();
    const before = (await sandbox.sends()).length;
    give(message);
    const { error } = await one('caught');
    expect(error).toMatchObject({ code, cause: { nextStep: expect.stringMatching(/\w/) } });
    expect(harness.status('send')).toMatchObject({ fill: 'red', shape: 'ring' });
    expect(await sandbox.sends()).toHaveLength(before);
  });

  it('says which credential is missing, and a wrong one never shows', async () => {
    await start({}, { account: { appSecret: 'x', verifyToken: sandbox.verifyToken } }).catch(() => undefined);
    give({ topic: customer, payload: 'hola' });
    expect((await one('caught')).error).toMatchObject({
      code: 'config_invalid',
      message: expect.stringContaining(''),
    });
    await harness.close();
    await start({}, { account: { ...credentials().account, accessToken: 'wrong-token-7' } });
    give({ topic: customer, payload: 'hola' });
    const caught = await one('caught');
    expect(caught.error).toMatchObject({ code: 'provider_rejected', cause: { providerCode: 190 } });
    expect(JSON.stringify(caught)).not.toContain('wrong-token-7');
  });

  it('repeats what was refused before anything happened, once it may', async () => {
    await sandbox.fault({ kind: 'rate_limited', retryAfterSeconds: 0 } as Loose);
    await start();
    give({ topic: customer, payload: 'poco a poco' });
    await one('out');
    expect((await sandbox.sends()).filter(({ count }) => count > 1)).toEqual([]);
  });

  it('never repeats what nobody knows of; a second try with the key set by then sends nothing', async () => {
    await sandbox.fault({ kind: 'reset', accepted: true } as Loose);
    await start();
    give({ topic: customer, payload: 'una vez' });
    const caught = await one('caught');
    expect(caught.error).toMatchObject({ code: 'send_uncertain', cause: { outcome: 'unknown' } });
    give({ topic: customer, payload: 'una vez', idempotencyKey: caught.idempotencyKey });
    await until(
      'the second',
      () => harness.inbox('caught').length === 2 || harness.inbox('out').length === 1,
    );
    const shown = await (await sandbox.customer(customer)).screen();
    expect(shown.filter((message) => JSON.stringify(message).includes('una vez'))).toHaveLength(1);
  });

  it('with a key sends once and answers the same again; another message with it is refused', async () => {
    await start();
    for (const payload of ['a', 'a', 'b']) give({ topic: customer, payload, idempotencyKey: 'order-7' });
    await until('all', () => harness.inbox('out').length === 2 && harness.inbox('caught').length === 1);
    const [first, second] = harness.inbox('out');
    // While the first is under way the second is told so.
    expect(second.centralita.sent.id).toBe(first.centralita.sent.id);
    expect(harness.inbox('caught')[0].error.code).toBe('idempotency_mismatch');
  });

  it('keeps the order of one person', async () => {
    await start();
    const texts = Array.from({ length: 8 }, (_, index) => `number ${index}`);
    for (const payload of texts) give({ topic: customer, payload });
    await until('all', () => harness.inbox('out').length === texts.length);
    const shown = (await (await sandbox.customer(customer)).screen())
      .map((message) => (message as Loose).text?.body)
      .filter((body) => body?.startsWith('number'));
    expect(shown).toEqual(texts);
  });

  it('says that the disk is full, and sends nothing that it could not write down', async () => {
    await start();
    give({ topic: customer, payload: 'before' });
    await one('out');
    const journal = join(folder, 'centralita', 'outcomes-account.jsonl');
    rmSync(journal);
    symlinkSync('/dev/full', journal);
    try {
      give({ topic: customer, payload: 'after' });
      const { error } = await one('caught');
      expect(error).toMatchObject({
        code: 'store_unavailable',
        cause: { nextStep: expect.stringContaining('space') },
      });
    } finally {
      rmSync(journal);
    }
    const shown = await (await sandbox.customer(customer)).screen();
    expect(JSON.stringify(shown)).not.toContain('"after"');
  });
});

describe('waiting for a tap', () => {
  const question = {
    kind: 'choices',
    text: '¿Confirma la cita?',
    textType: 'str',
    choices: [
      { id: 'appointment.yes', title: 'Sí' },
      { id: 'appointment.no', title: 'No' },
    ],
    wait: true,
    timeout: 1,
    timeoutUnit: 'h',
  };

  it('goes on with the message as it came in, the answer on it, and starts no other flow', async () => {
    await start(question);
    give({ topic: customer, payload: { order: 7 }, kept: { at: new Date(0), bytes: Buffer.from('x') } });
    const person = await sandbox.customer(customer);
    await person.sees('¿Confirma la cita?');
    await until('it waits', () => harness.status('send')?.text?.includes('waiting'));
    await person.tap('Sí');
    const answer = await one('out');
    expect(answer).toMatchObject({
      topic: customer,
      payload: 'Sí',
      reply: { id: 'appointment.yes', title: 'Sí' },
      original: { payload: { order: 7 } },
      centralita: { type: 'message.received' },
    });
    expect(answer.kept.bytes.toString()).toBe('x');
    expect(harness.inbox('tapped')).toEqual([]);
    await person.tap('No');
    await until('the second tap is nobody’s', () => harness.inbox('tapped')[0]);
    expect(harness.inbox('out')).toHaveLength(1);
  });

  it('goes on by the second output when nobody taps in time', async () => {
    await start({ ...question, timeout: 0.05, timeoutUnit: 's' });
    give({ topic: customer, payload: 'kept' });
    expect(await one('late')).toMatchObject({ payload: 'kept', topic: customer });
    expect(harness.inbox('out')).toEqual([]);
  });

  it('outlasts a deploy', async () => {
    await start(question);
    give({ topic: customer, payload: 'kept' });
    const person = await sandbox.customer(customer);
    await person.sees('¿Confirma la cita?');
    await until('it waits', () => harness.status('send')?.text?.includes('waiting'));
    await harness.deploy(flow({ ...question, name: 'anew' }));
    await person.tap('No');
    expect(await one('out')).toMatchObject({ payload: 'No', original: { payload: 'kept' } });
  });

  it.each(['full', 'nodes', 'flows'] as const)('runs out across a %s deploy, once', async (type) => {
    await start({ ...question, timeout: 0.6, timeoutUnit: 's' });
    give({ topic: customer, payload: 'kept' });
    await until('it waits', () => harness.status('send')?.text?.includes('waiting'));
    const anew = { ...question, timeout: 0.6, timeoutUnit: 's', name: 'anew' };
    await harness.deploy(flow(anew), type);
    expect(await one('late')).toMatchObject({ payload: 'kept', topic: customer });
    await harness.deploy(flow({ ...anew, name: 'once more' }), type);
    await (await sandbox.customer(customer)).tap('No');
    await until('the tap is nobody’s', () => harness.inbox('tapped')[0]);
    expect(harness.inbox('late')).toHaveLength(1);
    expect(harness.inbox('out')).toEqual([]);
  });

  it('that ran out while nothing ran goes on by the second output once it does', async () => {
    await start({ ...question, timeout: 0.3, timeoutUnit: 's' });
    give({ topic: customer, payload: 'kept' });
    await until('it waits', () => harness.status('send')?.text?.includes('waiting'));
    await harness.close();
    await new Promise((later) => setTimeout(later, 400));
    await start({ ...question, timeout: 0.3, timeoutUnit: 's' });
    expect(await one('late')).toMatchObject({ payload: 'kept', topic: customer });
  });

  it('ends when the node is removed', async () => {
    await start(question);
    give({ topic: customer, payload: 'kept' });
    const person = await sandbox.customer(customer);
    await person.sees('¿Confirma la cita?');
    await until('it waits', () => harness.status('send')?.text?.includes('waiting'));
    await harness.deploy(flow(question).filter(({ id }) => id !== 'send'));
    await person.tap('No');
    expect(await one('tapped')).toMatchObject({ payload: 'No' });
  });
});

describe('a deploy while a send is under way', () => {
  it.each(['full', 'nodes', 'flows'] as const)('%s: the outcome comes from the new node', async (type) => {
    await start();
    await sandbox.fault({ kind: 'slow', ms: 400 } as Loose);
    give({ topic: customer, payload: `across ${type}` });
    await until('it is sending', () => harness.status('send')?.text?.includes('sending'));
    await harness.deploy(flow({ name: `anew ${type}` }), type);
    expect(await one('out')).toMatchObject({
      payload: `across ${type}`,
      centralita: { sent: { state: 'accepted' } },
    });
    expect(harness.inbox('out')).toHaveLength(1);
  });

  it('a failure then goes to the new Catch node', async () => {
    const unknown = { kind: 'template', template: 'no_such_template', language: 'es' };
    const front = await holdBack();
    apiBaseUrl = front.url;
    try {
      await start(unknown);
      give({ topic: customer });
      await front.arrived;
      const first = harness.node('send');
      await harness.deploy(flow({ ...unknown, name: 'anew' }));
      front.letThrough();
      expect((await one('caught')).error).toMatchObject({
        code: 'provider_rejected',
        cause: { providerCode: 132001 },
        source: { id: 'send', name: 'anew' },
      });
      expect(harness.inbox('caught')).toHaveLength(1);
      expect(harness.node('send')).not.toBe(first);
    } finally {
      apiBaseUrl = undefined;
      await front.close();
    }
  });
});
