import { createHmac } from 'node:crypto';
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import { WhatsAppAPI } from 'whatsapp-api-js';
import { parse } from '../core/src/channels/meta/parse/index.ts';
import { verify } from '../core/src/channels/meta/verify.ts';
import { median, print } from './figures.ts';

/**
 * Signature check and parsing of one webhook, beside the two npm libraries that do the same. All run in one
 * process in alternating rounds over the same bodies, which all differ; the figure is the median round.
 */
const secret = '5f4dcc3b5aa765d61d8327deb882cf99';
const bodiesPerRound = 512;
const passes = 16;
const warmUp = 5;
const rounds = Number(process.env.BENCH_ROUNDS ?? 41);

interface Sample {
  readonly body: Buffer;
  readonly header: string;
}

const envelope = (value: string): string =>
  `{"object":"whatsapp_business_account","entry":[{"id":"102290129340398","changes":[{"value":{"messaging_product":"whatsapp","metadata":{"display_phone_number":"15550783881","phone_number_id":"106540352242922"},${value}},"field":"messages"}]}]}`;

const text = (n: number): string =>
  envelope(
    `"contacts":[{"profile":{"name":"Sheena Nelson"},"wa_id":"16505551234","user_id":"US.13491208655302741918"}],"messages":[{"from":"16505551234","from_user_id":"US.13491208655302741918","id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgASGBQzQTRBNjU5OUFFRTAzODEw${n}","timestamp":"${1790000000 + n}","text":{"body":"Does it come in another color? ${n}"},"type":"text"}]`,
  );

const status = (n: number): string =>
  envelope(
    `"statuses":[{"id":"wamid.HBgLMTY1MDM4Nzk0MzkVAgARGBJCQjJEMDg1NzA2${n}","status":"delivered","timestamp":"${1790000000 + n}","recipient_id":"16505551234","conversation":{"id":"6ceb9d929c9bdc4f90967a32f8639b4${n}","origin":{"type":"service"}},"pricing":{"billable":false,"pricing_model":"PMP","type":"regular","category":"service"}}]`,
  );

const samples = (body: (n: number) => string): Sample[] =>
  Array.from({ length: bodiesPerRound }, (_, n) => {
    const bytes = Buffer.from(body(n));
    return { body: bytes, header: `sha256=${createHmac('sha256', secret).update(bytes).digest('hex')}` };
  });

const secrets = { appSecrets: [secret] };
const centralita = ({ body, header }: Sample): void => {
  const verdict = verify(
    { method: 'POST', headers: { 'x-hub-signature-256': header }, query: {}, body },
    secrets,
  );
  if (!verdict.ok || parse(body, 1_790_000_000_000).length !== 1) throw new Error('centralita');
};

const kapso = ({ body, header }: Sample): void => {
  if (!verifySignature({ appSecret: secret, rawBody: body, signatureHeader: header }))
    throw new Error('kapso');
  const result = normalizeWebhook(JSON.parse(body.toString()));
  if (result.messages.length + result.statuses.length !== 1) throw new Error('kapso');
};

const api = new WhatsAppAPI({ token: 'token', appSecret: secret, v: 'v25.0', secure: true });
let heard = 0;
api.on.message = () => void heard++;
api.on.status = () => void heard++;
const whatsappApiJs = async ({ body, header }: Sample): Promise<void> => {
  const raw = body.toString();
  await api.post(JSON.parse(raw), raw, header);
};

/** Microseconds of one webhook. Promises are awaited only where there are some. */
const timeOf = async (all: readonly Sample[], run: (sample: Sample) => unknown): Promise<number> => {
  const isAsync = run === whatsappApiJs;
  const times = isAsync ? 4 : passes;
  const started = performance.now();
  for (let pass = 0; pass < times; pass++)
    for (const sample of all) {
      if (isAsync) await run(sample);
      else run(sample);
    }
  return ((performance.now() - started) * 1000) / (times * all.length);
};

const runners = { centralita, kapso, 'whatsapp-api-js': whatsappApiJs };

for (const [kind, body] of [
  ['text', text],
  ['status', status],
] as const) {
  const all = samples(body);
  const times = { centralita: [] as number[], kapso: [] as number[], 'whatsapp-api-js': [] as number[] };
  for (let round = -warmUp; round < rounds; round++)
    for (const name of Object.keys(runners) as (keyof typeof runners)[]) {
      const taken = await timeOf(all, runners[name]);
      if (round >= 0) times[name].push(taken);
    }
  const ratios = times.centralita.map(
    (ours, round) => ours / Math.min(times.kapso[round] as number, times['whatsapp-api-js'][round] as number),
  );
  print(`Core: verify and parse one ${kind} webhook, median of ${rounds} rounds`, [
    { name: 'Centralita', value: median(times.centralita), unit: 'µs' },
    { name: '@kapso/whatsapp-cloud-api', value: median(times.kapso), unit: 'µs' },
    { name: 'whatsapp-api-js', value: median(times['whatsapp-api-js']), unit: 'µs' },
    {
      name: 'Centralita to the quickest of the others',
      value: median(ratios),
      unit: '×',
      target: { atMost: 0.8 },
    },
  ]);
}
