import { join } from 'node:path';
import { expect, it } from '@jest/globals';
import {
  botToken,
  type Call,
  type Fault,
  signingSecret,
  startDouble,
} from '../../slack-app/src/testing/double.ts';
import type { DoubleChannel, DoubleMessage } from '../../slack-app/src/testing/workspace.ts';
import {
  call,
  freePort,
  type HubProcess,
  type Loose,
  removeFolder,
  run,
  startHub,
  tempFolder,
  until,
} from '../support/hub-process.ts';
import { seeded } from '../support/seeded.ts';
import { checkFiles, checkReplies, checkSecrets, checkThreads, readLog } from './day/check.ts';
import type { Customer, Day } from './day/day.ts';
import { rest } from './day/rest.ts';
import type { Kit } from './kit.ts';

const seed = Number(process.env.KILL_SEED ?? 7);
const kills = 12;
const people = 16;

/** Where the process dies: at a call of Slack’s, before it is done, done and unanswered, or a moment after its answer. */
interface Death {
  readonly method: string;
  readonly root?: boolean;
  readonly when: 'before' | 'unanswered' | 'after';
}
const deaths: readonly Death[] = [
  { method: 'chat.postMessage', root: true, when: 'unanswered' },
  { method: 'chat.postMessage', when: 'unanswered' },
  { method: 'event', when: 'after' },
  { method: 'chat.postMessage', when: 'after' },
  { method: 'files.completeUploadExternal', when: 'unanswered' },
  { method: 'event', when: 'after' },
  { method: 'chat.postMessage', when: 'before' },
  { method: 'chat.postMessage', root: true, when: 'after' },
  { method: 'send', when: 'after' },
];

const pause = (ms: number) => new Promise<void>((resolve) => setTimeout(resolve, ms));

it(`a hub killed ${kills} times between what it does and what it writes down loses and repeats nothing, seed ${seed}`, async () => {
  const random = seeded(seed);
  const pick = <T>(list: readonly T[]): T => list[Math.floor(random() * list.length)] as T;
  const slack = await startDouble();
  slack.methodContext.sharesAfter = 1;
  const channels = ['general', 'uno', 'dos', 'tres'].map((name) => slack.workspace.channel(name));
  const ana = slack.workspace.user('Ana', { email: 'ana@example.com' });
  const folder = tempFolder();
  const [port, platformPort] = [await freePort(), await freePort()];
  const platform = `http://127.0.0.1:${platformPort}`;
  const sandbox = run([
    'test/support/sandbox-server.ts',
    String(platformPort),
    `http://127.0.0.1:${port}/webhooks/meta/main`,
  ]);
  const options = {
    folder,
    port,
    apiBaseUrl: `${platform}/graph`,
    env: { LOG_LEVEL: 'error', SLACK_BOT: botToken, SLACK_SECRET: signingSecret },
    settings: `
slack:
  mode: http
  botToken: { env: SLACK_BOT }
  signingSecret: { env: SLACK_SECRET }
  apiUrl: ${slack.apiUrl}
  defaultChannel: "#general"
users:
  ana: { name: Ana, role: agent, email: ana@example.com }
teams:
  general: { name: General, members: [ana] }
${channels
  .slice(1)
  .map(({ name }) => `  ${name}: { name: ${name}, members: [ana], slackChannel: "#${name}" }`)
  .join('\n')}
routing:
  rules:
${channels
  .slice(1)
  .map(({ name }) => `    - { id: ${name}, when: { text: { words: [${name}] } }, to: { team: ${name} } }`)
  .join('\n')}
  otherwise: { team: general }
`,
  };
  let hub: HubProcess | undefined;
  let dead: (() => void) | undefined;
  const late = new Set<string>();
  const background = new Set<Promise<unknown>>();
  const inBackground = (work: Promise<unknown>) => {
    const running = work.catch(() => undefined).finally(() => background.delete(running));
    background.add(running);
  };

  let armed: { readonly death: Death; left: number } | undefined;
  const happened: string[] = [];
  /** The process ends here and now; what was open to it breaks off. */
  const kill = (what: Death) => {
    happened.push(`${what.method}${what.root ? ' of a root' : ''} ${what.when}`);
    process.kill(hub?.pid as number, 'SIGKILL');
    dead?.();
  };
  const isItsTurn = (method: string, isRoot: boolean): Death | undefined => {
    if (armed?.death.method !== method || (armed.death.root !== undefined && armed.death.root !== isRoot))
      return undefined;
    armed.left--;
    if (armed.left >= 0) return undefined;
    const { death } = armed;
    armed = undefined;
    return death;
  };
  slack.fault = ({ method, args }: Call): Fault | undefined => {
    const death = isItsTurn(method, args.thread_ts === undefined);
    if (!death) return undefined;
    if (death.when === 'after') {
      inBackground(pause(random() * 12).then(() => kill(death)));
      return undefined;
    }
    kill(death);
    return { kind: 'reset', after: death.when === 'unanswered' };
  };
  /** Slack tries three more times and then gives up: what is missed then is in the thread. */
  slack.deliver = async (request) => {
    const body = await request.text();
    const { event } = JSON.parse(body);
    inBackground(
      (async () => {
        for (let attempt = 0; attempt < 4; attempt++) {
          const answer = await fetch(`http://127.0.0.1:${port}/ext/slack/events`, {
            method: 'POST',
            body,
            headers: request.headers,
          }).catch(() => undefined);
          if (answer?.ok) {
            const death = isItsTurn('event', false);
            if (death) inBackground(pause(random() * 15).then(() => kill(death)));
            const sending = isItsTurn('send', false);
            if (sending) inBackground(pause(15 + random() * 60).then(() => kill(sending)));
            return;
          }
          late.add(event.ts);
          await pause(200 + attempt * 300);
        }
      })(),
    );
    return new Response();
  };

  const say = async (method: string, path: string, body?: unknown): Promise<Loose> => {
    const { status, body: answer } = path.startsWith('/sandbox')
      ? await call(`${platform}${path}`, method, body)
      : await (hub as HubProcess).api(method, path, body);
    if (status >= 400) throw new Error(`${method} ${path}: ${status} ${JSON.stringify(answer)}`);
    return answer;
  };
  const kit: Pick<Kit, 'slack' | 'ask' | 'writes' | 'phone'> = {
    slack,
    ask: say as Kit['ask'],
    writes: async (from, said, name) => {
      await say('PUT', `/sandbox/customers/${from}`, { name });
      return say('POST', `/sandbox/customers/${from}/messages`, said);
    },
    phone: async (customer) =>
      (await say('GET', `/sandbox/customers/${customer}/messages`)).messages.filter(
        ({ from }: Loose) => from === 'business',
      ),
  };
  const customers = Array.from({ length: people }, (_, index): Customer => {
    const number = 100 + index;
    const home = channels[index % channels.length] as DoubleChannel;
    return {
      number,
      phone: `34611${String(number).padStart(6, '0')}`,
      name: `Cliente ${number}`,
      home,
      moves: [],
      roots: [],
      threads: 1,
      sent: [],
    };
  });
  const day: Day = {
    kit: kit as Kit,
    weather: { late },
    customers,
    wrote: [],
    programs: [],
    secrets: [],
  };
  let count = 0;
  const token = (letter: string, { number }: Customer) => `${letter}${number}x${++count}z`;
  const customerSays = async (customer: Customer) => {
    const word = token('c', customer);
    const team = customer.home === channels[0] ? '' : ` ${customer.home.name}`;
    const body =
      customer.sent.length > 0 && random() < 0.25
        ? { type: 'image', image: { caption: word } }
        : { type: 'text', text: { body: `${word}${team}` } };
    const { id } = await kit.writes(customer.phone, body, customer.name);
    customer.sent.push({ token: word, id });
  };
  const rootOf = ({ home, name }: Customer): DoubleMessage | undefined =>
    slack.roots(home).find(({ text }) => text.startsWith(`${name} · `));
  const teamSays = async (customer: Customer) => {
    const root = rootOf(customer);
    if (!root) return;
    const isNote = random() < 0.2;
    const text = isNote ? token('n', customer) : `${token('r', customer)} hecho`;
    if (isNote) day.secrets.push(text);
    const message = await slack.say(ana, customer.home, root.ts, { text: isNote ? `nota: ${text}` : text });
    day.wrote.push({
      person: customer,
      by: ana,
      channel: customer.home,
      root,
      message,
      kind: isNote ? 'note' : 'reply',
      texts: [text],
    });
  };

  try {
    await until('the sandbox is ready', () => sandbox.out().includes('ready'));
    await say('POST', '/sandbox/faults', { kind: 'slow', ms: 60, rate: 0.4 });
    hub = await startHub(options);
    let next = 0;
    for (let number = 0; number < kills; number++) {
      const died = new Promise<void>((resolve) => {
        dead = resolve;
      });
      const death = deaths[number % deaths.length] as Death;
      armed = { death, left: death.root || death.method.startsWith('files') ? 0 : Math.floor(random() * 3) };
      let over = false;
      void died.then(() => {
        over = true;
      });
      for (let turn = 0; !over && turn < 40; turn++) {
        // Those who never wrote come in one after the other, so that every life opens threads.
        if (next < customers.length && (turn % 4 === 0 || next < 2))
          await customerSays(customers[next++] as Customer);
        else if (random() < 0.5) await customerSays(pick(customers.slice(0, next)));
        else await teamSays(pick(customers.slice(0, next)));
        await Promise.race([died, pause(30 + random() * 60)]);
      }
      // It did not come to that: it dies all the same.
      if (!over) {
        armed = undefined;
        kill({ method: 'nothing in particular', when: 'after' });
      }
      await hub.exited;
      // People go on writing while nobody is there.
      await customerSays(pick(customers.slice(0, next)));
      await teamSays(pick(customers.slice(0, next)));
      await pause(random() * 600);
      hub = await startHub(options);
    }
    for (const customer of customers.slice(next)) await customerSays(customer);
    while (background.size > 0) await Promise.all(background);
    await until(
      'the platform delivered every webhook',
      async () => {
        const { webhooks } = await say('GET', '/sandbox/state');
        return webhooks.retrying + webhooks.sending === 0;
      },
      60_000,
    );
    await rest(join(folder, 'data', 'hub.db'), 150_000);
    // Now that everybody has a thread, everybody gets an answer.
    for (const customer of customers) await teamSays(customer);
    while (background.size > 0) await Promise.all(background);
    await rest(join(folder, 'data', 'hub.db'), 150_000);
    const log = await readLog(day);
    const threads = checkThreads(day, log);
    const files = checkFiles(day, log);
    const replies = await checkReplies(day);
    const notes = await checkSecrets(day);
    expect(slack.violations).toEqual([]);
    process.stdout.write(
      `${JSON.stringify({ ...threads, files, ...replies, notes, late: late.size })}\n${happened.join('\n')}\n`,
    );
    expect(happened.length).toBe(kills);
    expect(happened.filter((what) => !what.startsWith('nothing')).length).toBeGreaterThanOrEqual(10);
    expect(new Set(happened).size).toBeGreaterThan(5);
    expect(threads.conversations).toBe(people);
    expect(replies.reached).toBeGreaterThan(kills);
  } finally {
    slack.fault = () => undefined;
    await hub?.end('SIGKILL');
    await sandbox.end('SIGKILL');
    await slack.stop();
    removeFolder(folder);
  }
}, 420_000);
