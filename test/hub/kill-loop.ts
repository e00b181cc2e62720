import { expect } from '@jest/globals';
import { startEventReceiver } from '../support/event-receiver.ts';
import {
  accessToken,
  allEvents,
  apiKey,
  call,
  freePort,
  type HubProcess,
  type Loose,
  postWebhook,
  removeFolder,
  run,
  spawnHub,
  startHub,
  tempFolder,
  until,
} from '../support/hub-process.ts';
import { seeded } from '../support/seeded.ts';
import { bodyOf, echo, status, text } from '../support/webhooks.ts';

export interface KillPlan {
  readonly seed: number;
  readonly kills: number;
  /** Webhooks for each life of the hub, and messages sent. */
  readonly webhooksPerLife: number;
  readonly sendsPerLife: number;
  /** Share of deliveries that the subscriber refuses or cuts. */
  readonly refuses: number;
}

const day = 86_400_000;
const pause = (ms: number) => new Promise((wait) => setTimeout(wait, ms));
const secret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`;

/**
 * Kills the hub again and again under load and checks, at the end, everything anybody was promised: webhooks
 * answered 200, events read or delivered, messages taken for sending.
 */
export const killLoop = async (plan: KillPlan): Promise<Record<string, number>> => {
  const random = seeded(plan.seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const folder = tempFolder();
  const [port, platformPort] = [await freePort(), await freePort()];
  const platform = `http://127.0.0.1:${platformPort}`;
  const sandbox = run([
    'test/support/sandbox-server.ts',
    String(platformPort),
    `http://127.0.0.1:${port}/webhooks/meta/main`,
  ]);
  const receiver = await startEventReceiver(secret);
  const options = { folder, port, apiBaseUrl: `${platform}/graph`, env: { LOG_LEVEL: 'warn' } };
  const start = () => startHub(options);
  let hub: HubProcess | undefined;
  try {
    await until('the sandbox is ready', () => sandbox.out().includes('ready'));
    hub = await start();
    await hub.api('PUT', '/v1/subscriptions/kill', { url: receiver.url, secret });
    receiver.answer = () => {
      const dice = random();
      return dice < plan.refuses / 2 ? 500 : dice < plan.refuses ? 'cut' : 204;
    };

    // People whom only the test knows: their webhooks are made, shuffled and repeated here.
    const people = Array.from({ length: 30 }, (_, index) => `3460000${String(index).padStart(4, '0')}`);
    const lastWrote = new Map<string, number>();
    const expected = new Map<string, { kind: string; acknowledged: boolean }>();
    let made = 0;
    const begun = Date.now();
    const makeWebhook = (): string => {
      const values: object[] = [];
      const size = random() < 0.1 ? 20 : 1 + Math.floor(random() * 3);
      for (let i = 0; i < size; i += 1) {
        const id = `K${++made}`;
        const from = pick(people);
        const at = begun - Math.floor(random() * 3_600_000);
        if (random() < 0.75) {
          values.push(text(from, id, at, `message ${id}`));
          lastWrote.set(from, Math.max(lastWrote.get(from) ?? 0, Math.floor(at / 1000) * 1000));
          expected.set(`received wamid.${id}`, { kind: 'message.received', acknowledged: false });
        } else {
          const parts = [
            echo(from, id, at, `answer ${id}`),
            status(id, from, 'delivered', at),
            status(id, from, 'read', at),
          ];
          for (const [index, word] of ['sent', 'delivered', 'read'].entries()) {
            expected.set(`${word} wamid.${id}`, {
              kind: index === 0 ? 'message.sent' : 'message.status',
              acknowledged: false,
            });
          }
          values.push(...(random() < 0.5 ? parts : parts.reverse()));
        }
      }
      return bodyOf(...values);
    };
    const keysOf = (body: string): string[] =>
      JSON.parse(body).entry[0].changes.flatMap(({ value }: Loose) => [
        ...(value.messages ?? []).map((one: Loose) => `received ${one.id}`),
        ...(value.message_echoes ?? []).map((one: Loose) => `sent ${one.id}`),
        ...(value.statuses ?? []).map((one: Loose) => `${one.status} ${one.id}`),
      ]);

    let ending = false;
    let budget = 0;
    let attempts = 0;
    const open: string[] = [];
    const webhook = `http://127.0.0.1:${port}/webhooks/meta/main`;
    /** One connection of the platform: repeats what was not answered 200, and now and then what was. */
    const connection = async (): Promise<void> => {
      while (!ending || open.length > 0) {
        let body =
          open.length > 0 && random() < 0.7
            ? open.splice(Math.floor(random() * open.length), 1)[0]
            : undefined;
        if (body === undefined && budget > 0 && !ending) {
          budget -= 1;
          body = makeWebhook();
        }
        if (body === undefined) {
          await pause(5);
          continue;
        }
        attempts += 1;
        const answer = await postWebhook(webhook, body).catch(() => 0);
        if (answer === 200) {
          for (const key of keysOf(body)) Object.assign(expected.get(key) ?? {}, { acknowledged: true });
          if (random() < 0.15 && !ending) open.push(body);
        } else {
          open.push(body);
          await pause(20);
        }
      }
    };

    // People of the sandbox, whom the hub may write to.
    const friends = Array.from({ length: 10 }, (_, index) => `3461100${String(index).padStart(4, '0')}`);
    for (const friend of friends) {
      await call(`${platform}/sandbox/customers/${friend}/messages`, 'POST', {
        type: 'text',
        text: { body: 'hola' },
      });
    }
    // Some answers come late, so that many a send is under way when the hub dies.
    await call(`${platform}/sandbox/faults`, 'POST', { kind: 'slow', ms: 250, rate: 0.4 });
    const first = hub;
    await until('the friends are known', async () => {
      const { body } = await first.api('GET', '/v1/contacts?limit=200');
      return body.items.length >= friends.length;
    });

    const sent = new Map<string, string>();
    let sendBudget = 0;
    let sendNumber = 0;
    /** A program that sends: repeats with the same key until it has an answer, and sometimes after that. */
    const client = async (): Promise<void> => {
      while (!ending || sendBudget > 0) {
        if (sendBudget === 0) {
          await pause(5);
          continue;
        }
        sendBudget -= 1;
        await pause(random() * 40);
        const key = `send-${++sendNumber}`;
        const body = { to: `+${pick(friends)}`, content: { kind: 'text', text: `number ${key}` } };
        for (let again = random() < 0.3 ? 2 : 1; again > 0; ) {
          const answer = await call(`http://127.0.0.1:${port}/v1/messages`, 'POST', body, {
            authorization: `Bearer ${apiKey}`,
            'idempotency-key': key,
          }).catch(() => undefined);
          if (answer?.status === 202) {
            const known = sent.get(key);
            if (known !== undefined) expect({ key, id: answer.body.id }).toEqual({ key, id: known });
            sent.set(key, answer.body.id);
            again -= 1;
          } else if (answer && answer.status < 500) {
            throw new Error(`${key}: ${answer.status} ${JSON.stringify(answer.body)}`);
          }
          await pause(answer ? 2 : 30);
        }
      }
    };

    // A reader who pulls, and keeps its cursor whatever happens to the hub.
    const pulled: string[] = [];
    let cursor = '0';
    const reader = async (): Promise<void> => {
      while (!ending) {
        const answer = await call(
          `http://127.0.0.1:${port}/v1/events?limit=200&wait=1&after=${cursor}`,
          'GET',
          undefined,
          {
            authorization: `Bearer ${apiKey}`,
          },
        ).catch(() => undefined);
        if (answer?.status === 200) {
          pulled.push(...answer.body.events.map((event: Loose) => event.id));
          cursor = answer.body.cursor;
        } else await pause(20);
      }
    };

    const load = Promise.all([
      ...Array.from({ length: 8 }, connection),
      client(),
      client(),
      client(),
      reader(),
    ]);
    // Awaited at the end; a failure before that must not go unheard.
    let failure: unknown;
    load.catch((error: unknown) => {
      failure = error;
    });

    for (let kill = 0; kill <= plan.kills; kill += 1) {
      budget += plan.webhooksPerLife;
      sendBudget += plan.sendsPerLife;
      if (failure) throw failure;
      if (kill === plan.kills) break;
      await pause(200 + random() * 700);
      await hub.end('SIGKILL');
      if (kill % 4 === 2) {
        // Once more while it is starting.
        const early = spawnHub(options);
        await pause(100 + random() * 600);
        await early.end('SIGKILL');
      }
      hub = await start();
    }
    await until(
      'all webhooks and sends of the last life are made',
      () => budget === 0 && sendBudget === 0,
      60_000,
    );
    ending = true;
    await load;
    const last = hub;

    // What was taken for sending comes to rest.
    const states = new Map<string, string>();
    await until(
      'every message has an outcome',
      async () => {
        for (const id of sent.values()) {
          if (['delivered', 'read', 'uncertain', 'failed'].includes(states.get(id) ?? '')) continue;
          const { status: code, body } = await last.api('GET', `/v1/messages/${id}`);
          expect({ id, code }).toEqual({ id, code: 200 });
          states.set(id, body.state);
        }
        return [...states.values()].every(
          (state) => !['queued', 'sending', 'accepted', 'sent'].includes(state),
        );
      },
      30_000,
    );
    await until(
      'the platform delivered every status',
      async () => {
        const { body } = await call(`${platform}/sandbox/state`, 'GET');
        return body.webhooks.retrying + body.webhooks.sending === 0;
      },
      30_000,
    );

    const events = await allEvents(last);
    const ids = events.map((event) => event.id);
    expect(new Set(ids).size).toBe(ids.length);

    // Every webhook answered 200 is there exactly once.
    const counts = new Map<string, number>();
    for (const event of events) {
      const id = event.data.message?.providerId;
      const word =
        event.type === 'message.received'
          ? 'received'
          : event.type === 'message.sent'
            ? 'sent'
            : event.data.status;
      if (id?.startsWith('wamid.K')) counts.set(`${word} ${id}`, (counts.get(`${word} ${id}`) ?? 0) + 1);
    }
    expect([...expected].filter(([, { acknowledged }]) => !acknowledged)).toEqual([]);
    expect([...expected.keys()].filter((key) => counts.get(key) !== 1)).toEqual([]);
    expect(counts.size).toBe(expected.size);

    // The reader saw the log as it is, without a gap, a repetition or anything that is not there.
    const { body: rest } = await last.api('GET', `/v1/events?limit=200&after=${cursor}`);
    expect([...pulled, ...rest.events.map((event: Loose) => event.id)].slice(0, ids.length)).toEqual(ids);

    // The subscriber has everything; in each conversation the first copies came in the order of the log.
    await until(
      'the subscriber has everything',
      () => new Set(receiver.seen.map((event) => event.id)).size >= ids.length,
      60_000,
    ).catch(() => undefined);
    const seen = new Set<string>();
    const orders = new Map<string, string[]>();
    for (const event of receiver.seen) {
      if (seen.has(event.id)) continue;
      seen.add(event.id);
      const lane = laneOf(event);
      orders.set(lane, [...(orders.get(lane) ?? []), event.id]);
    }
    expect(ids.filter((id) => !seen.has(id))).toEqual([]);
    // What the hub said of itself after the log was read here is in the log too: nobody hears what is not on disk.
    const known = new Set(ids);
    const late = [...seen].filter((id) => !known.has(id));
    const stored = new Map((await allEvents(last)).map((event) => [event.id, event.type]));
    expect(late.filter((id) => !stored.has(id))).toEqual([]);
    if (late.length > 0) process.stdout.write(`late: ${late.map((id) => stored.get(id)).join(', ')}\n`);
    const inLog = new Map<string, string[]>();
    for (const event of events) inLog.set(laneOf(event), [...(inLog.get(laneOf(event)) ?? []), event.id]);
    for (const [lane, order] of inLog) expect(orders.get(lane)?.filter((id) => known.has(id))).toEqual(order);
    expect(receiver.forged).toBe(0);

    // No message reached the platform twice; what is not there is uncertain, and says so.
    const platformSends: Loose[] = (await call(`${platform}/sandbox/sends?limit=100000`, 'GET')).body.sends;
    const arrived = new Map<string, number>();
    for (const send of platformSends) {
      expect(send.count).toBe(1);
      const id = `ms_${String(send.biz_opaque_callback_data).split('.')[1]}`;
      arrived.set(id, (arrived.get(id) ?? 0) + 1);
    }
    expect([...arrived].filter(([, times]) => times !== 1)).toEqual([]);
    expect([...arrived.keys()].filter((id) => ![...sent.values()].includes(id))).toEqual([]);
    for (const [id, state] of states) {
      if (state === 'uncertain') continue;
      expect({ id, state, times: arrived.get(id) }).toEqual({ id, state: 'delivered', times: 1 });
    }
    for (const friend of friends) {
      const { body } = await call(`${platform}/sandbox/customers/${friend}/messages?limit=1000`, 'GET');
      const texts = body.messages
        .filter((one: Loose) => one.from === 'business')
        .map((one: Loose) => one.text.body);
      expect(new Set(texts).size).toBe(texts.length);
    }

    // Counts and windows are what a naive reading of the log gives.
    const unanswered = new Map<string, number>();
    for (const { type, data } of events) {
      const conversation = data.hub?.conversationId;
      if (!conversation) continue;
      if (type === 'message.received') unanswered.set(conversation, (unanswered.get(conversation) ?? 0) + 1);
      if (type === 'message.queued' || (type === 'message.sent' && data.raw)) unanswered.set(conversation, 0);
    }
    const { body: conversations } = await last.api('GET', '/v1/conversations?limit=200');
    expect(conversations.items).toHaveLength(people.length + friends.length);
    for (const conversation of conversations.items) {
      const phone = conversation.contact.identities.find((one: Loose) => one.kind === 'wa_id').value;
      expect({ phone, unanswered: conversation.unanswered }).toEqual({
        phone,
        unanswered: unanswered.get(conversation.id) ?? 0,
      });
      const wrote = lastWrote.get(phone);
      if (wrote) expect({ phone, until: conversation.windowUntil }).toEqual({ phone, until: wrote + day });
      const { body: messages } = await last.api(
        'GET',
        `/v1/conversations/${conversation.id}/messages?limit=200`,
      );
      const listed = events.filter(
        ({ type, data }) =>
          data.hub?.conversationId === conversation.id &&
          (type === 'message.received' || type === 'message.queued' || (type === 'message.sent' && data.raw)),
      );
      expect(messages.items.length).toBe(Math.min(200, listed.length));
    }

    // A stop in good order, and nothing was written that should not be.
    const exit = await hub.end('SIGINT');
    expect(exit).toEqual({ code: 0, signal: null });
    expect(hub.err()).not.toContain(accessToken);
    return {
      events: events.length,
      attempts,
      sends: sent.size,
      uncertain: [...states.values()].filter((state) => state === 'uncertain').length,
      redelivered: receiver.seen.length - seen.size,
    };
  } finally {
    await hub?.end('SIGKILL');
    await sandbox.end('SIGKILL');
    await receiver.close();
    removeFolder(folder);
  }
};

/** What keeps its order: a conversation's events, else the contact's, else the account's. */
const laneOf = ({ data }: Loose): string =>
  data.hub?.conversationId ?? data.hub?.contactId ?? data.hub?.accountId ?? 'none';
