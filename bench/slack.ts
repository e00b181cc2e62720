import { createHmac } from 'node:crypto';
import { request } from 'node:http';
import type { Call } from '../slack-app/src/testing/double.ts';
import { botToken, startDouble } from '../slack-app/src/testing/double.ts';
import { percentile, print } from './figures.ts';
import { pinLoad, startHub, temporaryFolder } from './servers.ts';
import { appSecret, businessId, phoneNumberId, webhookPath } from './traffic.ts';

/** A customer's message until Slack is called with it: 100 messages a second over 100 channels. */
const channels = 100;
const rate = Number(process.env.BENCH_RATE ?? 100);
const seconds = Number(process.env.BENCH_SECONDS ?? 20);
/** Slack takes its time too; the call counts from when it arrives. */
const slackMs = 20;

pinLoad();
const slack = await startDouble();
const rooms = Array.from({ length: channels }, (_, index) => slack.workspace.channel(`room-${index}`));
const marks = new Map<string, number>();
const waits: number[] = [];
const slowed: number[] = [];
let blocked: string | undefined;
slack.fault = (call: Call) => {
  if (call.method === 'chat.postMessage') {
    const mark = /mensaje (\d+) fin/.exec(String(call.args.text))?.[1];
    const began = mark === undefined ? undefined : marks.get(mark);
    if (blocked !== undefined && call.args.channel === blocked) return { kind: 'rate', seconds: 5 };
    if (began !== undefined && call.args.thread_ts !== undefined) {
      (blocked === undefined ? waits : slowed).push(performance.now() - began);
      marks.delete(mark as string);
    }
  }
  return { kind: 'slow', ms: slackMs };
};

const folder = temporaryFolder();
const server = await startHub(folder.path, [], {
  yaml: `slack:
  mode: http
  botToken: { env: BENCH_SLACK_TOKEN }
  signingSecret: { env: BENCH_SLACK_SECRET }
  apiUrl: ${slack.apiUrl}
  defaultChannel: "#room-0"
teams:
${rooms.map((room, index) => `  t${index}: { name: T${index}, slackChannel: "#${room.name}" }`).join('\n')}
routing:
  rules:
${rooms.map((_, index) => `    - { id: r${index}, when: { text: { words: [sala${index}] } }, to: { team: t${index} } }`).join('\n')}
  otherwise: { team: t0 }
`,
  env: { BENCH_SLACK_TOKEN: botToken, BENCH_SLACK_SECRET: 'secret' },
});

let next = 0;
const webhook = (n: number): Promise<void> => {
  const customer = `34600${String(n % channels).padStart(6, '0')}`;
  const body = JSON.stringify({
    object: 'whatsapp_business_account',
    entry: [
      {
        id: businessId,
        changes: [
          {
            field: 'messages',
            value: {
              messaging_product: 'whatsapp',
              metadata: { display_phone_number: '34910000001', phone_number_id: phoneNumberId },
              contacts: [{ profile: { name: `Customer ${n % channels}` }, wa_id: customer }],
              messages: [
                {
                  from: customer,
                  id: `wamid.SLACK${process.pid}x${n}`,
                  timestamp: String(Math.floor(Date.now() / 1000)),
                  type: 'text',
                  text: { body: `sala${n % channels} mensaje ${n} fin` },
                },
              ],
            },
          },
        ],
      },
    ],
  });
  marks.set(String(n), performance.now());
  return new Promise((resolve, reject) => {
    const sent = request(
      {
        port: server.port,
        path: webhookPath,
        method: 'POST',
        headers: {
          'content-type': 'application/json',
          'x-hub-signature-256': `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`,
        },
      },
      (answer) => answer.resume().once('end', resolve),
    );
    sent.once('error', reject);
    sent.end(body);
  });
};

const run = async (count: number): Promise<void> => {
  const began = performance.now();
  for (let sent = 0; sent < count; sent++) {
    const due = began + (sent * 1000) / rate;
    const early = due - performance.now();
    if (early > 1) await new Promise((resolve) => setTimeout(resolve, early));
    await webhook(next++);
  }
};
const idle = async (most: number): Promise<void> => {
  for (let waited = 0; marks.size > most && waited < 60_000; waited += 50)
    await new Promise((resolve) => setTimeout(resolve, 50));
};

// Every conversation has its thread before it counts, and code is warm.
await run(channels);
await idle(0);
await run(channels * 3);
await idle(0);
waits.length = 0;
await run(rate * seconds);
await idle(0);
const quiet = Float64Array.from(waits).sort();

// One channel at its limit: the others must not feel it.
blocked = rooms[0]?.id;
await run(rate * seconds);
await idle(Math.ceil((rate * seconds) / channels) + 5);
const beside = Float64Array.from(slowed).sort();

print(
  `Slack: customer message to Slack call, ${rate}/s over ${channels} channels, ${quiet.length} and ${beside.length} messages`,
  [
    { name: 'half of them', value: percentile(quiet, 0.5), unit: 'ms', target: { atMost: 30 } },
    { name: '99 %', value: percentile(quiet, 0.99), unit: 'ms', target: { atMost: 150 } },
    {
      name: 'half, while one channel answers 429',
      value: percentile(beside, 0.5),
      unit: 'ms',
      target: { atMost: 30 },
    },
    {
      name: '99 %, while one channel answers 429',
      value: percentile(beside, 0.99),
      unit: 'ms',
      target: { atMost: 150 },
    },
  ],
);
await server.stop();
await slack.stop();
folder.remove();
