import { afterAll, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import {
  allEvents,
  freePort,
  type HubProcess,
  type Loose,
  removeFolder,
  startHub,
  tempFolder,
  until,
} from '../support/hub-process.ts';

/** The demonstration as anybody starts it; the emulated platform breaks what a test asks it to. */
describe('sending from the demonstration', () => {
  const folder = tempFolder();
  let hub: HubProcess;
  let next = 0;
  beforeAll(async () => {
    hub = await startHub({ folder, port: await freePort(), demo: true });
  }, 30_000);
  afterAll(async () => {
    await hub?.end('SIGKILL');
    removeFolder(folder);
  });
  beforeEach(async () => {
    await hub.api('DELETE', '/sandbox/faults');
  });

  const newPhone = (prefix = '346') => `${prefix}${String(61_000_000 + ++next).slice(0, 8)}`;
  const writes = async (phone: string, body = 'hola') => {
    const { status } = await hub.api('POST', `/sandbox/customers/${phone}/messages`, {
      type: 'text',
      text: { body },
    });
    expect(status).toBe(201);
  };
  const fault = async (...rules: object[]) => {
    const { status, body } = await hub.api('POST', '/sandbox/faults', rules);
    expect([status, body.error]).toEqual([201, undefined]);
  };
  /** The last fault has done its work. */
  const acted = () =>
    until('the fault acts', async () => {
      const { body } = await hub.api('GET', '/sandbox/faults');
      return body.faults.length === 0 || body.faults.at(-1).used > 0;
    });
  const advance = (by: string) => hub.api('POST', '/sandbox/clock', { advance: by });
  const post = (body: object, headers: Record<string, string> = {}) =>
    hub.api('POST', '/v1/messages', body, headers);
  const send = async (phone: string, body: string): Promise<string> => {
    const answer = await post({ to: `+${phone}`, content: { kind: 'text', text: body } });
    expect([answer.status, answer.body.code]).toEqual([202, undefined]);
    return answer.body.id;
  };
  const message = async (id: string): Promise<Loose> => (await hub.api('GET', `/v1/messages/${id}`)).body;
  const reaches = (id: string, ...states: string[]) =>
    until(`message ${states.join(' or ')}`, async () => {
      const found = await message(id);
      return states.includes(found.state) && found;
    });
  /** What the customer's phone shows of the business. */
  const phoneShows = async (phone: string): Promise<string[]> => {
    const { body } = await hub.api('GET', `/sandbox/customers/${phone}/messages`);
    return body.messages
      .filter((one: Loose) => one.from === 'business' && one.visible)
      .map((one: Loose) => one.text?.body ?? one.rendered?.body);
  };
  const statusesOf = async (id: string): Promise<string[]> =>
    (await allEvents(hub, '&types=message.status'))
      .filter((event) => event.data.hub.messageId === id)
      .map((event) => event.data.status);
  const contactOf = async (phone: string): Promise<Loose> =>
    (await hub.api('GET', `/v1/contacts?phone=${phone}`)).body.items[0];

  it('STOP while queued: it does not go out, and whoever wrote it is told', async () => {
    const phone = newPhone();
    await writes(phone);
    await fault({ kind: 'rate_limited', customer: phone, retryAfterSeconds: 2 });
    const id = await send(phone, 'a last offer');
    await acted();
    await writes(phone, 'BAJA');
    await advance('5s');
    const refused = await reaches(id, 'refused');
    expect(refused.error).toMatchObject({ code: 'consent_withdrawn', nextStep: expect.any(String) });
    expect(await statusesOf(id)).toEqual(['refused']);
    expect(await phoneShows(phone)).not.toContain('a last offer');
    const again = await post({ to: `+${phone}`, content: { kind: 'text', text: 'really' } });
    expect(again.body).toMatchObject({
      status: 422,
      code: 'consent_withdrawn',
      nextStep: expect.any(String),
    });
  });

  it('window closes while queued: it does not go out as something that needs a window', async () => {
    const phone = newPhone();
    await writes(phone);
    await fault({ kind: 'rate_limited', customer: phone, retryAfterSeconds: 90_000 });
    const id = await send(phone, 'too late');
    await acted();
    await advance('26h');
    expect((await reaches(id, 'refused')).error).toMatchObject({ code: 'window_closed' });
    expect(await phoneShows(phone)).toEqual([]);
    const again = await post({ to: `+${phone}`, content: { kind: 'text', text: 'hello?' } });
    expect(again.body).toMatchObject({ status: 422, code: 'window_closed' });
  });

  it('an hour of 5xx: few are in doubt, the rest waits in its order and arrives once', async () => {
    const phones = Array.from({ length: 6 }, () => newPhone());
    for (const phone of phones) await writes(phone);
    await fault({ kind: 'server_error', rate: 1 });
    const ids = new Map<string, string>();
    for (let i = 0; i < 4; i += 1)
      for (const phone of phones) ids.set(await send(phone, `${phone} ${i}`), `${phone} ${i}`);
    for (let minute = 0; minute < 60; minute += 4) {
      await advance('4m');
      await new Promise((wait) => setTimeout(wait, 120));
    }
    const states = async () => Promise.all([...ids.keys()].map(async (id) => (await message(id)).state));
    const held = (await states()).filter((state) => state === 'queued').length;
    const uncertain = (await states()).filter((state) => state === 'uncertain').length;
    expect(held + uncertain).toBe(24);
    expect(uncertain).toBeLessThan(20);
    expect(held).toBeGreaterThan(0);
    await hub.api('DELETE', '/sandbox/faults');
    await until(
      'what waited has arrived',
      async () => {
        await advance('30s');
        return (await states()).every((state) => ['uncertain', 'delivered'].includes(state));
      },
      20_000,
    );
    const problems = (await allEvents(hub, '&types=problem')).map((event) => event.data.problem.code);
    expect(problems).toContain('provider_unavailable');
    for (const phone of phones) {
      const shown = await phoneShows(phone);
      expect(shown).toEqual([...new Set(shown)].sort());
      for (const [id, body] of ids)
        if (body.startsWith(phone) && (await message(id)).state === 'delivered')
          expect(shown).toContain(body);
    }
  }, 40_000);

  it('uncertain send, status comes late: it is settled, and the customer has it once', async () => {
    const phone = newPhone();
    await writes(phone);
    await fault(
      { kind: 'timeout_after_accept', ms: 100, customer: phone },
      { kind: 'delay_webhook', ms: 800, times: 3, holding: 'statuses', customer: phone },
    );
    const id = await send(phone, 'in doubt');
    const doubt = await reaches(id, 'uncertain');
    expect(doubt.error).toMatchObject({ code: 'send_uncertain', nextStep: expect.any(String) });
    const settled = await reaches(id, 'delivered');
    expect(settled.providerId).toMatch(/^wamid\./);
    expect(await phoneShows(phone)).toEqual(['in doubt']);
    expect((await statusesOf(id))[0]).toBe('uncertain');
    // What is certain now carries no doubt any more.
    expect(settled.error).toBeUndefined();
  });

  it.each([
    ['reset after it was taken', { kind: 'reset', accepted: true }, 'delivered', 1],
    ['5xx after it was taken', { kind: 'server_error', accepted: true }, 'delivered', 1],
    ['reset before it was taken', { kind: 'reset' }, 'uncertain', 0],
    ['no answer and not taken', { kind: 'timeout_before_accept', ms: 50 }, 'uncertain', 0],
  ])('%s: never sent again by itself', async (_, rule, state, arrived) => {
    const phone = newPhone();
    await writes(phone);
    await fault({ ...rule, customer: phone });
    const id = await send(phone, 'once');
    const after = await send(phone, 'the next');
    await reaches(id, state);
    // Uncertain never blocks a lane.
    await reaches(after, 'delivered');
    expect((await phoneShows(phone)).filter((body) => body === 'once')).toHaveLength(arrived);
    const { body } = await hub.api('GET', '/sandbox/sends?limit=100000');
    expect(body.sends.every((one: Loose) => one.count === 1)).toBe(true);
    if (state !== 'uncertain') return;
    await advance('2m');
    await until('a person is asked', async () => {
      const problems = await allEvents(hub, '&types=problem');
      return problems.some(
        ({ data }) => data.problem.code === 'send_uncertain' && data.problem.detail === id,
      );
    });
    expect((await message(id)).state).toBe('uncertain');
  });

  it('429: waits as long as it was told, then sends once', async () => {
    const phone = newPhone();
    await writes(phone);
    await fault({ kind: 'rate_limited', customer: phone, retryAfterSeconds: 600 });
    const id = await send(phone, 'patience');
    await acted();
    await advance('9m');
    await new Promise((wait) => setTimeout(wait, 600));
    expect((await message(id)).state).toBe('queued');
    await advance('2m');
    await reaches(id, 'delivered');
    expect(await phoneShows(phone)).toEqual(['patience']);
  });

  it('too many to one person: they wait for each other and arrive in their order', async () => {
    await hub.api('PATCH', '/sandbox/settings', { pairBurst: 2, pairIntervalMs: 6000 });
    const phone = newPhone();
    await writes(phone);
    const ids: string[] = [];
    for (let i = 0; i < 6; i += 1) ids.push(await send(phone, `part ${i}`));
    await until(
      'all arrived',
      async () => {
        await advance('10s');
        return (await phoneShows(phone)).length === 6;
      },
      20_000,
    );
    expect(await phoneShows(phone)).toEqual([0, 1, 2, 3, 4, 5].map((i) => `part ${i}`));
    await hub.api('PATCH', '/sandbox/settings', { pairBurst: 45 });
  }, 30_000);

  it('one Idempotency-Key is one message, however many ask at once', async () => {
    const phone = newPhone();
    await writes(phone);
    const body = { to: `+${phone}`, content: { kind: 'text', text: 'only one' } };
    const answers = await Promise.all(
      Array.from({ length: 25 }, () => post(body, { 'idempotency-key': `k-${phone}` })),
    );
    expect(answers.map(({ status }) => status).filter((status) => status !== 202 && status !== 409)).toEqual(
      [],
    );
    const ids = new Set(answers.filter(({ status }) => status === 202).map((answer) => answer.body.id));
    expect(ids.size).toBe(1);
    const [id] = ids;
    await reaches(id as string, 'delivered');
    const reordered = { content: { text: 'only one', kind: 'text' }, to: `+${phone}` };
    expect((await post(reordered, { 'idempotency-key': `k-${phone}` })).body.id).toBe(id);
    const other = { ...body, content: { kind: 'text', text: 'another' } };
    expect((await post(other, { 'idempotency-key': `k-${phone}` })).body).toMatchObject({
      status: 422,
      code: 'idempotency_mismatch',
    });
    expect(await phoneShows(phone)).toEqual(['only one']);
    // Refused, it leaves nothing: the same key may be used again when it may go out.
    const silent = newPhone();
    const early = { to: `+${silent}`, content: { kind: 'text', text: 'first' } };
    expect((await post(early, { 'idempotency-key': `k-${silent}` })).body.code).toBe('window_closed');
    expect(await contactOf(silent)).toBeUndefined();
    await writes(silent);
    expect((await post(early, { 'idempotency-key': `k-${silent}` })).status).toBe(202);
  });

  it('Prefer: wait answers with the outcome, or with where it stands', async () => {
    const phone = newPhone();
    await writes(phone);
    const body = { to: `+${phone}`, content: { kind: 'text', text: 'now' } };
    const known = await post(body, { prefer: 'wait=10' });
    expect([known.status, known.headers.get('preference-applied')]).toEqual([200, 'wait=10']);
    expect(['accepted', 'sent', 'delivered']).toContain(known.body.state);
    await fault({ kind: 'rate_limited', retryAfterSeconds: 60, customer: phone });
    const started = performance.now();
    const unknown = await post(body, { prefer: 'wait=1' });
    expect(performance.now() - started).toBeLessThan(2_000);
    expect([unknown.status, unknown.body.state]).toEqual([202, 'queued']);
    await advance('2m');
    await reaches(unknown.body.id, 'delivered');
    await fault({ kind: 'send_error', code: 131026, customer: phone });
    const refused = await post(body, { prefer: 'wait=10' });
    expect([refused.status, refused.body.state]).toEqual([200, 'failed']);
    expect(refused.body.error).toMatchObject({ providerCode: 131026, nextStep: expect.any(String) });
  }, 15_000);

  it('an opt-out is confirmed once, in the customer’s language, and by nothing else', async () => {
    const spanish = newPhone();
    const german = newPhone('4917');
    await fault({ kind: 'duplicate_webhook', copies: 3, times: 50 });
    // Twice within one second, and again later.
    await Promise.all([writes(spanish, 'BAJA'), writes(german, 'STOP')]);
    await writes(spanish, 'BAJA');
    await until('both are confirmed', async () =>
      (await Promise.all([phoneShows(spanish), phoneShows(german)])).every((shown) => shown.length > 0),
    );
    await advance('1h');
    await writes(spanish, 'baja');
    await new Promise((wait) => setTimeout(wait, 1_000));
    const [one, ...more] = await phoneShows(spanish);
    expect(one).toMatch(/no le escribiremos más/);
    expect(more).toEqual([]);
    expect((await phoneShows(german)).join()).toMatch(/Wir schreiben Ihnen nicht mehr/);
    expect((await phoneShows(german)).length).toBe(1);
    // Who comes back is told so once, and may be written to again.
    await advance('1m');
    await writes(spanish, 'ALTA');
    await until('she is welcomed', async () => (await phoneShows(spanish)).length === 2);
    await reaches(await send(spanish, 'good to see you'), 'delivered');
    await advance('1m');
    await writes(spanish, 'BAJA');
    await until('it is confirmed anew', async () => (await phoneShows(spanish)).length === 4);
  }, 20_000);

  const template = (name: string, language: string, ...words: string[]) => ({
    kind: 'template',
    name,
    language,
    body: words.map((text) => ({ type: 'text', text })),
  });
  const grants = async (phone: string, purposes: string[]) => {
    const { status } = await hub.api('POST', '/v1/consents', { to: `+${phone}`, state: 'granted', purposes });
    expect(status).toBe(201);
  };

  it('outside the window a template goes to whom it may, and marketing only to whom agreed to it', async () => {
    const phone = newPhone();
    await writes(phone);
    await advance('25h');
    const utility = template('aviso_envio', 'es', 'Ana', 'A-1');
    const marketing = {
      kind: 'template',
      name: 'oferta_verano',
      language: 'es',
      header: undefined,
      body: [
        { type: 'text', text: 'Ana', name: 'nombre' },
        { type: 'text', text: '20 %', name: 'descuento' },
      ],
    };
    const to = `+${phone}`;
    expect((await post({ to, content: { kind: 'text', text: 'x' } })).body.code).toBe('window_closed');
    expect((await post({ to, content: utility })).body.code).toBe('consent_missing');
    await grants(phone, ['utility']);
    const sent = await post({ to, content: utility }, { prefer: 'wait=10' });
    expect([sent.status, sent.body.code]).toEqual([200, undefined]);
    await reaches(sent.body.id, 'delivered');
    expect((await phoneShows(phone)).at(-1)).toContain('A-1');
    // What a template is, the platform says; a request cannot call it something else.
    expect((await post({ to, content: marketing })).body.code).toBe('consent_missing');
    expect((await post({ to, content: marketing, purpose: 'utility' })).body.code).toBe('consent_missing');
    await grants(phone, ['marketing']);
    await reaches((await post({ to, content: marketing })).body.id, 'delivered');
    // Stopped in WhatsApp itself: no recorded consent outranks it.
    const stop = await hub.api('POST', `/sandbox/customers/${phone}/preferences`, { value: 'stop' });
    expect(stop.status).toBe(201);
    await until(
      'it is known',
      async () => (await post({ to, content: marketing })).body.code === 'consent_withdrawn',
    );
    await grants(phone, ['marketing']);
    expect((await post({ to, content: marketing })).body.code).toBe('consent_withdrawn');
  }, 20_000);

  it('a template that the platform holds back says so until it is released', async () => {
    const phone = newPhone();
    await grants(phone, ['utility']);
    await fault({ kind: 'hold_template', ms: 700, customer: phone });
    const content = template('aviso_envio', 'es', 'Ana', 'H-1');
    const { body } = await post({ to: `+${phone}`, content });
    await reaches(body.id, 'held');
    expect(await phoneShows(phone)).toEqual([]);
    await reaches(body.id, 'delivered');
    await fault({ kind: 'held_dropped', ms: 300, customer: phone });
    const dropped = await post({ to: `+${phone}`, content });
    expect((await reaches(dropped.body.id, 'failed')).error).toMatchObject({ providerCode: 132015 });
  });

  it('what fails on the way says why and what to do, in a status of its own', async () => {
    const phone = newPhone();
    await writes(phone);
    for (const code of [131026, 131047, 131049]) {
      await writes(phone);
      await fault({ kind: 'status_failed', code, customer: phone });
      const failed = await reaches(await send(phone, `fails ${code}`), 'failed');
      expect(failed.error).toMatchObject({ providerCode: code, nextStep: expect.any(String) });
    }
  });
});
