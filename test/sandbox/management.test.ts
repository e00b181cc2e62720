import { createClock, createSandbox, type Sandbox } from '@centralita/sandbox';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Loose, type Payload, payloads, published, readSpec, type Spec } from './published.ts';

/** Published requests of everything but messages: taken exactly when Meta's description takes them, or with a reason. */

const number = '2000000000001';
const account = '1000000000001';

/** Where the requests whose name begins so go, in the description and here. */
const edges: readonly (readonly [RegExp, string, string])[] = [
  [/^post-block-users/, '/{Version}/{Phone-Number-ID}/block_users', `${number}/block_users`],
  [/^post-calls/, '/{Version}/{Phone-Number-ID}/calls', `${number}/calls`],
  [
    /^post-conversational/,
    '/{Version}/{Phone-Number-ID}/conversational_automation',
    `${number}/conversational_automation`,
  ],
  [/^post-message-qrdls/, '/{Version}/{Phone-Number-ID}/message_qrdls', `${number}/message_qrdls`],
  [/^post-register|^waba-tests/, '/{Version}/{Phone-Number-ID}/register', `${number}/register`],
  [/^post-request-code/, '/{Version}/{Phone-Number-ID}/request_code', `${number}/request_code`],
  [/^post-verify-code/, '/{Version}/{Phone-Number-ID}/verify_code', `${number}/verify_code`],
  [/^post-settings/, '/{Version}/{Phone-Number-ID}/settings', `${number}/settings`],
  [/^post-subscribed-apps/, '/{Version}/{WABA-ID}/subscribed_apps', `${account}/subscribed_apps`],
  [
    /^post-whatsapp-business-profile/,
    '/{Version}/{Phone-Number-ID}/whatsapp_business_profile',
    `${number}/whatsapp_business_profile`,
  ],
  [/^post-message-templates/, '/{Version}/{WABA-ID}/message_templates', `${account}/message_templates`],
  [/^post-node-(configure|set-user|update-(conn|disp|sec)|compre)/, '/{Version}/{Phone-Number-ID}', number],
  [/^post-node-edit-template/, '/{Version}/{TEMPLATE_ID}', 'template'],
];

/** Why a published request goes nowhere here. */
const notPlayed: readonly (readonly [RegExp, string])[] = [
  [/^post-messages-encrypted/, 'encrypted messages are not played'],
  [/^post-phone-numbers/, 'numbers are added by PUT /sandbox/numbers: no code reaches anybody'],
  [/^post-node-(complete|minimal)-update/, 'the profile is changed on its edge of the number'],
  [/^post-node-update-(name|timezone)/, 'an account has no settings here'],
  [/^post-node-example/, 'a piece of a schema, not a request'],
  [/^post-media/, 'names a file of another machine in place of its bytes'],
  [/^index-/, 'a part of a message, sent whole by spec.test.ts'],
];

const differences: readonly { name: RegExp; sandbox: 'accepts' | 'refuses'; reason: string }[] = [
  {
    name: /^post-calls-(accept|reject)/,
    sandbox: 'refuses',
    reason: 'names no call to accept or reject: the description asks for call_id in its text only',
  },
  { name: /^post-calls-connect/, sandbox: 'refuses', reason: 'nobody has allowed the call (138006)' },
  { name: /^post-calls-terminate/, sandbox: 'refuses', reason: 'a call of another account (138003)' },
  {
    name: /^waba-tests/,
    sandbox: 'refuses',
    reason: 'another PIN than the one the number was registered with before (133005)',
  },
  { name: /update-existing-qr/, sandbox: 'refuses', reason: 'a QR code of another account' },
  {
    name: /create-qr-code-no-image/,
    sandbox: 'accepts',
    reason: 'both forms of the request fit what the description calls exactly one of them',
  },
  {
    name: /settings-enable-calling-with-video|settings-enable-sip/,
    sandbox: 'accepts',
    reason: 'an example of the description that its own schema lacks the keys of',
  },
];

const run = published ? describe : describe.skip;
if (!published) process.stdout.write('Skipped: ../shared is not on this machine.\n');

run('published requests beside messages', () => {
  let sandbox: Sandbox;
  let template: string;
  const spec: Spec | undefined = published ? readSpec() : undefined;
  const used = new Set<string>();

  const post = async (path: string, body: unknown) => {
    const request = new Request(`http://localhost/graph/v23.0/${path}`, {
      method: 'POST',
      headers: { authorization: 'Bearer token', 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    const response = await sandbox.handle(request);
    return { status: response.status, body: (await response.json()) as Loose };
  };
  beforeAll(async () => {
    sandbox = createSandbox({
      clock: createClock(),
      appSecret: 's',
      verifyToken: 'v',
      accessToken: 'token',
      settings: { templateReviewMs: 0 },
      // Every address on the web answers the handshake.
      fetch: async (url) => new Response(new URL(String(url)).searchParams.get('hub.challenge')),
    });
    const control = (method: string, path: string, body: unknown) =>
      sandbox.handle(new Request(`http://localhost/sandbox${path}`, { method, body: JSON.stringify(body) }));
    await control('POST', '/customers/16505551234/messages', { type: 'text', text: { body: 'Hi' } });
    const added = await control('POST', '/templates', {
      name: 'seasonal',
      language: 'en_US',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Hello' }],
    });
    template = ((await added.json()) as Loose).id;
  });
  afterAll(() => sandbox.close());

  const all = published ? [...payloads('requests-other'), ...payloads('templates')] : [];
  const fileOf = ({ name }: Payload) => (name.split('/').at(-1) ?? '').replace(/\.json$/, '');

  it('are there, each with a place to go to or a reason not to', () => {
    expect(all.length).toBeGreaterThan(50);
    for (const payload of all) {
      const file = fileOf(payload);
      const places = edges.filter(([name]) => name.test(file)).length;
      const reasons = notPlayed.filter(([name]) => name.test(file)).length;
      expect([file, places + reasons]).toEqual([file, 1]);
    }
    for (const [name] of notPlayed) expect(all.some((payload) => name.test(fileOf(payload)))).toBe(true);
  });

  const sent = all.flatMap((payload): [string, string, string, Loose][] => {
    const edge = edges.find(([name]) => name.test(fileOf(payload)));
    return edge ? [[fileOf(payload), edge[1], edge[2], payload.body]] : [];
  });
  it.each(sent)('%s', async (file, path, here, body) => {
    const bySchema = Boolean(spec?.requestBody(path)(body));
    const answer = await post(here === 'template' ? template : here, body);
    const bySandbox = answer.status === 200;
    if (!bySandbox)
      expect(answer.body.error).toMatchObject({ code: expect.any(Number), fbtrace_id: expect.any(String) });
    const reasons = differences.filter(
      ({ name, sandbox: does }) => name.test(file) && bySandbox === (does === 'accepts'),
    );
    for (const { reason } of reasons) used.add(reason);
    expect({
      file,
      explained: bySchema === bySandbox || reasons.length > 0,
      bySchema,
      bySandbox,
      error: bySchema === bySandbox || reasons.length > 0 ? undefined : answer.body.error,
    }).toEqual({ file, explained: true, bySchema, bySandbox, error: undefined });
  });

  it('needs every reason it lists', () => {
    expect(differences.filter(({ reason }) => !used.has(reason))).toEqual([]);
  });
});
