import type { Channel, SendResult } from '@centralita/core/channels';
import { mapGraphError, meta } from '@centralita/core/channels/meta';
import type { Message, MessageId } from '@centralita/core/model';
import { defaultRegions, makeRegionGuard } from '@centralita/core/regions';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { createDirectory } from '../services/team/directory.ts';
import type { Caller } from '../services.ts';
import { messageView } from '../store/views.ts';
import { type Bench, openBench, status, text } from '../testing.ts';
import { createAccept } from './accept.ts';
import { createGuard } from './guards.ts';
import { createPacer } from './pacer.ts';
import { Sender } from './sender.ts';

const customer = '34600111222';
const hour = 3_600_000;
const anyone: Caller = { name: 'test', scopes: new Set(['messages:send']) };

/** A provider whose answers the test decides; it keeps what it was sent, as a customer's phone would. */
const provider = () => {
  const sent: { text: string; correlationId: string; to: unknown }[] = [];
  let answer: (text: string) => SendResult | Promise<SendResult> = (body) => ({
    state: 'accepted',
    providerId: `wamid.out.${body}.${sent.length}`,
  });
  const channel: Channel = {
    ...meta,
    send: async (message, context) => {
      const body = message.content.kind === 'text' ? message.content.text : message.content.kind;
      sent.push({ text: body, correlationId: context.correlationId, to: context.to });
      return answer(body);
    },
  };
  const answers = (next: typeof answer): void => {
    answer = next;
  };
  return { channel, sent, answers };
};

const lost: SendResult = { state: 'unknown', reason: 'HTTP 500' };
const refused = (code: number, http = 400): SendResult => ({
  state: 'rejected',
  error: mapGraphError(http, JSON.stringify({ error: { code, message: 'no' } })),
});

describe('sending', () => {
  let bench: Bench;
  let whatsapp: ReturnType<typeof provider>;
  let accept: ReturnType<typeof createAccept>;
  let sender: Sender;
  let problems: string[];
  const make = async () => {
    const guard = createGuard(makeRegionGuard(defaultRegions));
    accept = createAccept({
      tables: bench.tables,
      channel: () => whatsapp.channel,
      guard,
      now: bench.clock.now,
      directory: createDirectory(() => ({ users: [], teams: [] }), bench.store.db),
      template: async (_account, _name, language) => ({ language, category: 'UTILITY' }),
    });
    sender = new Sender({
      tables: bench.tables,
      channel: () => whatsapp.channel,
      callContext: (account, signal) => ({
        account,
        accessToken: 't',
        baseUrl: 'http://127.0.0.1:1',
        version: 'v25.0',
        fetch,
        signal,
      }),
      guard,
      pacer: createPacer(),
      now: bench.clock.now,
      random: () => 0,
      onProblem: (problem) => problems.push(problem.code),
      onOutcome: () => undefined,
    });
    await sender.start();
  };
  beforeEach(async () => {
    problems = [];
    whatsapp = provider();
    bench = await openBench();
    await make();
  });
  afterEach(async () => {
    await sender.stop(0);
    await bench.close();
  });

  const say = async (body: string, options = {}): Promise<Message> => {
    const { message, conversation } = await accept(
      { to: customer, content: { kind: 'text', text: body } },
      anyone,
      options,
    );
    sender.kick(conversation);
    return message;
  };
  const state = (id: MessageId) => {
    const no = bench.tables.seen.messageOf(id);
    const row = no === undefined ? undefined : bench.tables.messages.byNo(no);
    return row && messageView(bench.tables, row);
  };
  /** Runs until the message is in that state, moving the clock a little at each step. */
  const reach = async (id: MessageId, wanted: string, stepMs = 0) => {
    for (let tries = 0; tries < 400; tries += 1) {
      if (state(id)?.state === wanted) return;
      bench.clock.at += stepMs;
      await new Promise((resolve) => setTimeout(resolve, 5));
      if (stepMs) sender.resume(-1);
    }
    throw new Error(`the message stayed ${state(id)?.state}`);
  };
  /** The events of a type, once what was begun is on disk. */
  const told = async (type: string) => {
    await bench.store.write(() => undefined);
    return bench.events(type);
  };
  const writes = (id: string, body = 'hola') => bench.receive(text(customer, id, bench.clock.at, body));

  it('sends in order, one at a time, to the number the customer wrote from', async () => {
    await writes('A1');
    const messages = await Promise.all(['uno', 'dos', 'tres'].map((body) => say(body)));
    await reach((messages[2] as Message).id, 'accepted', 20);
    expect(whatsapp.sent.map((one) => one.text)).toEqual(['uno', 'dos', 'tres']);
    expect(whatsapp.sent[0]?.to).toEqual({ waId: customer });
    expect(bench.events('message.queued')).toHaveLength(3);
    expect((await told('message.sent')).map((event) => event.data)).toMatchObject(
      ['uno', 'dos', 'tres'].map((body, index) => ({
        message: {
          providerId: state((messages[index] as Message).id)?.providerId,
          direction: 'outbound',
          origin: 'hub',
          content: { kind: 'text', text: body },
        },
        hub: { messageId: (messages[index] as Message).id, status: 'accepted' },
      })),
    );
  });

  it('refuses at once what the window or consent does not allow, and stores nothing', async () => {
    await expect(say('hola')).rejects.toMatchObject({ code: 'window_closed' });
    await writes('B1');
    bench.clock.at += 25 * hour;
    await expect(say('tarde')).rejects.toMatchObject({ code: 'window_closed' });
    await writes('B2', 'STOP');
    await expect(say('no')).rejects.toMatchObject({ code: 'consent_withdrawn' });
    expect(whatsapp.sent).toEqual([]);
    expect(bench.events('message.queued')).toEqual([]);
  });

  it('stops a message that is queued when STOP comes in', async () => {
    await writes('C1');
    whatsapp.answers(() => ({ state: 'not-sent', reason: 'ECONNREFUSED' }));
    const message = await say('espera');
    await reach(message.id, 'queued');
    await writes('C2', 'BAJA');
    whatsapp.answers(() => ({ state: 'accepted', providerId: 'wamid.never' }));
    const before = whatsapp.sent.length;
    await reach(message.id, 'refused', 60_000);
    expect(whatsapp.sent).toHaveLength(before);
    expect(state(message.id)?.error).toMatchObject({ code: 'consent_withdrawn' });
    // Readers see what is on disk: the write that refused it, and so everything before this one.
    await bench.store.write(() => undefined);
    expect(bench.events('message.status').at(-1)?.data).toMatchObject({
      status: 'refused',
      hub: { status: 'refused', failure: { code: 'consent_withdrawn' } },
    });
  });

  it('starts no request when STOP is committed together with the attempt', async () => {
    await writes('D1');
    const { message, conversation } = await accept(
      { to: customer, content: { kind: 'text', text: 'carrera' } },
      anyone,
    );
    // The attempt and the STOP land in one group: the guard in the transaction still says yes, the last one no.
    sender.kick(conversation);
    await Promise.all([writes('D2', 'STOP'), reach(message.id, 'refused')]);
    expect(whatsapp.sent).toEqual([]);
  });

  it('stops a message whose window closes while it is queued', async () => {
    await writes('E1');
    whatsapp.answers(() => ({ state: 'not-sent', reason: 'ECONNREFUSED' }));
    const message = await say('lenta');
    await reach(message.id, 'queued');
    bench.clock.at += 24 * hour;
    whatsapp.answers(() => ({ state: 'accepted', providerId: 'wamid.never' }));
    const before = whatsapp.sent.length;
    await reach(message.id, 'refused', 1_000);
    expect(whatsapp.sent).toHaveLength(before);
    expect(state(message.id)?.error).toMatchObject({ code: 'window_closed' });
  });

  it('never repeats an uncertain send and lets a late status settle it', async () => {
    await writes('F1');
    whatsapp.answers(() => lost);
    const message = await say('¿llegó?');
    await reach(message.id, 'uncertain');
    expect((await told('message.status')).at(-1)?.data.hub).toMatchObject({
      status: 'uncertain',
      failure: { code: 'send_uncertain' },
    });
    whatsapp.answers((body) => ({ state: 'accepted', providerId: `wamid.${body}` }));
    const next = await say('siguiente');
    await reach(next.id, 'accepted', 20);
    bench.clock.at += 10 * hour;
    await new Promise((resolve) => setTimeout(resolve, 600));
    expect(whatsapp.sent.map((one) => one.text)).toEqual(['¿llegó?', 'siguiente']);
    expect(problems).toContain('send_uncertain');
    await bench.receive(
      status('late', 'delivered', bench.clock.at, {
        biz_opaque_callback_data: whatsapp.sent[0]?.correlationId,
      }),
    );
    expect(state(message.id)).toMatchObject({ state: 'delivered', providerId: 'wamid.late' });
  });

  it('treats an attempt that a crash cut off as uncertain', async () => {
    await writes('G1');
    whatsapp.answers(() => new Promise(() => undefined));
    const message = await say('cortado');
    await reach(message.id, 'sending');
    const crashed = sender;
    bench = await bench.reopen();
    await make();
    expect(state(message.id)?.state).toBe('uncertain');
    await new Promise((resolve) => setTimeout(resolve, 400));
    expect(whatsapp.sent).toHaveLength(1);
    await crashed.stop(0);
  });

  it('repeats only what was refused before it was processed', async () => {
    await writes('H1');
    let tries = 0;
    whatsapp.answers((body) => {
      tries += 1;
      return tries < 3 ? refused(130429, 429) : { state: 'accepted', providerId: `wamid.${body}` };
    });
    const message = await say('insiste');
    await reach(message.id, 'accepted', 60_000);
    expect(tries).toBe(3);
    whatsapp.answers(() => refused(131026));
    const bad = await say('sin WhatsApp');
    await reach(bad.id, 'failed', 1_000);
    expect(state(bad.id)?.error).toMatchObject({
      code: 'provider_rejected',
      providerCode: 131026,
      nextStep: expect.any(String),
    });
    const { data } = (await told('message.status')).at(-1) ?? {};
    expect(data).toMatchObject({ status: 'failed', hub: { status: 'failed' } });
    expect(data).not.toHaveProperty('failure');
    expect(data?.hub?.failure).toEqual(state(bad.id)?.error);
  });

  it('opens the breaker in an hour of 5xx instead of losing messages one by one', async () => {
    await writes('I1');
    whatsapp.answers(() => lost);
    const ids: Message[] = [];
    for (let index = 0; index < 40; index += 1) ids.push(await say(`m${index}`));
    for (let minute = 0; minute < 60; minute += 1) {
      bench.clock.at += 60_000;
      await new Promise((resolve) => setTimeout(resolve, 10));
      sender.resume(-1);
    }
    const uncertain = ids.filter((message) => state(message.id)?.state === 'uncertain').length;
    expect(uncertain).toBeLessThan(25);
    expect(uncertain).toBe(whatsapp.sent.length);
    expect(problems).toContain('provider_unavailable');
    whatsapp.answers((body) => ({ state: 'accepted', providerId: `wamid.${body}` }));
    await reach((ids.at(-1) as Message).id, 'accepted', 10_000);
    const order = whatsapp.sent.map((one) => Number(one.text.slice(1)));
    expect(order).toEqual([...order].sort((a, b) => a - b));
    expect(new Set(order).size).toBe(order.length);
  });

  it('pauses an account whose token is not valid and loses nothing', async () => {
    await writes('J1');
    whatsapp.answers(() => refused(190, 401));
    const message = await say('sin permiso');
    for (let tries = 0; tries < 200 && !bench.tables.accounts.byNo(1)?.paused; tries += 1)
      await new Promise((resolve) => setTimeout(resolve, 5));
    expect(bench.tables.accounts.byNo(1)?.paused).toEqual(expect.any(String));
    expect(state(message.id)?.state).toBe('queued');
    await bench.store.write(() => bench.tables.accounts.setPaused(1, undefined));
    whatsapp.answers(() => ({ state: 'accepted', providerId: 'wamid.ok' }));
    expect(whatsapp.sent).toHaveLength(1);
    // No longer than somebody who wrote a moment ago may have to wait for the next message.
    bench.clock.at += 6_000;
    sender.resume(1);
    await reach(message.id, 'accepted');
    expect(whatsapp.sent).toHaveLength(2);
  });

  it('answers the same Idempotency-Key with the same message and refuses another body', async () => {
    await writes('K1');
    const [one, two] = await Promise.all([
      say('una vez', { idempotencyKey: 'k1' }),
      say('una vez', { idempotencyKey: 'k1' }),
    ]);
    expect(two.id).toBe(one.id);
    await reach(one.id, 'accepted');
    expect((await say('una vez', { idempotencyKey: 'k1' })).id).toBe(one.id);
    await expect(say('otra', { idempotencyKey: 'k1' })).rejects.toMatchObject({
      code: 'idempotency_mismatch',
    });
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(whatsapp.sent).toHaveLength(1);
  });

  it('does not count its own send twice when it comes back as an echo', async () => {
    await writes('L1');
    whatsapp.answers(() => ({ state: 'accepted', providerId: 'wamid.mine' }));
    const message = await say('eco');
    await reach(message.id, 'accepted');
    await bench.receive({
      field: 'smb_message_echoes',
      message_echoes: [
        {
          from: '34910000001',
          to: customer,
          id: 'wamid.mine',
          timestamp: '1790000000',
          type: 'text',
          text: { body: 'eco' },
        },
      ],
    });
    expect(bench.events('message.sent')).toHaveLength(1);
  });
});
