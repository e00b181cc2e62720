import { createHmac } from 'node:crypto';
import { Agent, request } from 'node:http';
import { buildInPlace, startNodeRed } from '../node-red/test/support/node-red.ts';
import { median, print } from './figures.ts';
import { appSecret, businessId, phoneNumberId, Traffic } from './traffic.ts';

/**
 * Messages a second through *message in*, beside what somebody would build by hand: `http in`, a function that checks
 * the signature over the raw bytes and takes the message out, and `http response`. One runtime, alternating rounds.
 */
const rounds = Number(process.env.BENCH_ROUNDS ?? 7);
const requests = Number(process.env.BENCH_REQUESTS ?? 4000);
const lanes = 16;

const byHand = `
const given = Buffer.from(String(msg.req.headers['x-hub-signature-256'] || '').slice(7), 'hex');
const wanted = crypto.createHmac('sha256', ${JSON.stringify(appSecret)}).update(msg.payload).digest();
if (given.length !== wanted.length || !crypto.timingSafeEqual(given, wanted)) {
  msg.statusCode = 401; msg.payload = ''; return [null, msg];
}
const found = [];
for (const entry of JSON.parse(msg.payload.toString()).entry) {
  for (const change of entry.changes) {
    for (const message of change.value.messages || []) {
      found.push({ topic: message.from, payload: message.text && message.text.body, message });
    }
  }
}
return [found, { req: msg.req, res: msg.res, statusCode: 200, payload: 'received' }];
`;
const tab = { id: 'tab', type: 'tab', label: 'bench' };
const count = (id: string) => ({
  id,
  type: 'function',
  z: 'tab',
  name: '',
  func: `const n = (global.get('${id}') || 0) + 1; global.set('${id}', n);`,
  outputs: 0,
  wires: [],
});
const flows = [
  tab,
  {
    id: 'acc',
    type: 'centralita-account',
    phoneNumberId,
    wabaId: businessId,
    path: 'whatsapp',
    credentials: { appSecret, accessToken: 'unused', verifyToken: 'unused' },
  },
  {
    id: 'ours',
    type: 'centralita-message-in',
    z: 'tab',
    connection: 'direct',
    account: 'acc',
    wires: [['oursCount']],
  },
  count('oursCount'),
  {
    id: 'hand',
    type: 'http in',
    z: 'tab',
    name: '',
    url: '/by-hand',
    method: 'post',
    skipBodyParsing: true,
    wires: [['check']],
  },
  {
    id: 'check',
    type: 'function',
    z: 'tab',
    name: '',
    func: byHand,
    outputs: 2,
    libs: [{ var: 'crypto', module: 'crypto' }],
    wires: [['handCount'], ['answer']],
  },
  count('handCount'),
  { id: 'answer', type: 'http response', z: 'tab', name: '', statusCode: '', headers: {}, wires: [] },
];

await buildInPlace();
const red = await startNodeRed({});
const agent = new Agent({ keepAlive: true, maxSockets: lanes });
const traffic = new Traffic({ customers: 500, mix: ['text'] });

const post = (path: string, body: string, signature: string): Promise<number> =>
  new Promise((resolve, reject) => {
    const headers = {
      'content-type': 'application/octet-stream',
      'content-length': Buffer.byteLength(body),
      'x-hub-signature-256': signature,
    };
    const outgoing = request(red.url + path, { method: 'POST', agent, headers }, (answer) => {
      answer.resume();
      answer.on('end', () => resolve(answer.statusCode ?? 0));
    });
    outgoing.on('error', reject);
    outgoing.end(body);
  });

/** Messages a second of one round. */
const round = async (path: string): Promise<number> => {
  const bodies = Array.from({ length: requests }, () => traffic.next());
  const signed = bodies.map(
    (body) => [body, `sha256=${createHmac('sha256', appSecret).update(body).digest('hex')}`] as const,
  );
  let next = 0;
  const start = performance.now();
  await Promise.all(
    Array.from({ length: lanes }, async () => {
      for (let each = signed[next++]; each; each = signed[next++]) {
        const status = await post(path, ...each);
        if (status !== 200) throw new Error(`${path} answered ${status}`);
      }
    }),
  );
  return requests / ((performance.now() - start) / 1000);
};

try {
  await red.deploy(flows as never);
  const rates = { ours: [] as number[], hand: [] as number[] };
  // The first round of each warms up and does not count.
  for (let number = 0; number <= rounds; number += 1) {
    const ours = await round('/centralita/whatsapp');
    const hand = await round('/by-hand');
    if (number === 0) continue;
    rates.ours.push(ours);
    rates.hand.push(hand);
  }
  const counted = async (id: string) => Number((await red.admin('GET', `/context/global/${id}`)).msg);
  const expected = requests * (rounds + 1);
  for (const id of ['oursCount', 'handCount']) {
    const found = await counted(id);
    if (found !== expected) throw new Error(`${id}: ${found} of ${expected} messages came`);
  }
  const ratios = rates.ours.map((rate, index) => rate / (rates.hand[index] ?? Number.NaN));
  print('Node-RED: messages through one runtime', [
    {
      name: 'message in, as a share of http in and a function',
      value: median(ratios),
      unit: 'of hand',
      target: { atLeast: 1 },
    },
    { name: 'message in', value: median(rates.ours), unit: '/s' },
    { name: 'http in and a function', value: median(rates.hand), unit: '/s' },
  ]);
} finally {
  agent.destroy();
  await red.end();
}
