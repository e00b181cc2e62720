import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { localServer } from '../../support/local-server.ts';
import { hubWorld, type Loose, until } from './hub-world.ts';

const png = Buffer.from(
  'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
  'base64',
);
const taken = expect.stringMatching(/^(accepted|sent|delivered)$/);
const file = (bytes: Buffer, mimeType: string) => [
  { json: {}, binary: { data: { data: bytes.toString('base64'), mimeType, fileName: 'dot.png' } } },
];

describe('messages through a hub', () => {
  const world = hubWorld();
  const { items, refused, written, run, sends, to, credentials } = world;
  const shown = async () =>
    (await world.customer().screen()).filter(({ from }) => from === 'business').at(-1);

  it('sends text to a number, a contact and a conversation, and tells what became of it', async () => {
    const { contact, conversation } = await written();
    const sent = await items({ to: '={{ $json.to }}', text: 'hello' }, {}, [
      { to: to() },
      { to: contact.id },
      { to: conversation.id },
    ]);
    expect(sent.map(({ json, pairedItem }) => [json.state, json.conversationId, pairedItem.item])).toEqual([
      [taken, conversation.id, 0],
      [taken, conversation.id, 1],
      [taken, conversation.id, 2],
    ]);
    await until('it was delivered', async () => {
      const [now] = await items({ operation: 'getMessage', messageId: sent[0].json.id });
      return now.json.state === 'delivered';
    });
    expect(await sends()).toHaveLength(3);
  });

  it('sends buttons, a list, a link, a place and contacts, and asks for both', async () => {
    await written();
    const text = 'Well?';
    await items({ operation: 'sendButtons', text, buttons: { values: [{ title: 'Yes' }] } });
    expect(await shown()).toMatchObject({ interactive: { action: { buttons: [{ reply: { id: 'Yes' } }] } } });
    await items({ operation: 'sendList', text, listButton: 'Choose', rows: { values: [{ title: 'A' }] } });
    expect(await shown()).toMatchObject({
      interactive: { action: { sections: [{ rows: [{ title: 'A' }] }] } },
    });
    await items({ operation: 'sendLink', text, linkText: 'Open', linkUrl: 'https://shop.example/a' });
    expect(await shown()).toMatchObject({ interactive: { type: 'cta_url' } });
    await items({ operation: 'sendLocation', latitude: 40.4, longitude: -3.7 });
    expect(await shown()).toMatchObject({ location: { latitude: 40.4 } });
    await items({ operation: 'sendContact', contacts: { values: [{ name: 'Ana', phone: '+34600111333' }] } });
    expect(await shown()).toMatchObject({ contacts: [{ name: { formatted_name: 'Ana' } }] });
    await items({ operation: 'requestLocation', text });
    expect(await shown()).toMatchObject({ interactive: { type: 'location_request_message' } });
    expect((await items({ operation: 'requestContact', text }))[0].json.state).toEqual(taken);
  });

  it('replies, reacts, and marks as read with typing', async () => {
    const { message, conversation } = await written('question');
    const messageId = message.id;
    await items({ operation: 'reply', messageId, text: 'answer' });
    expect(await shown()).toMatchObject({ text: { body: 'answer' }, context: { id: message.providerId } });
    await items({ operation: 'react', messageId, emoji: '👍' });
    const [read] = await items({ operation: 'markRead', messageId, typing: true });
    expect(read.json).toEqual({ messageId, conversationId: conversation.id, read: true });
    const asked = (await world.customer().screen()).find(({ id }) => id === message.providerId);
    expect(asked).toMatchObject({ status: 'read', reactions: [{ from: 'business', emoji: '👍' }] });
    expect(await refused({ operation: 'markRead', messageId: 'wamid.x' })).toMatch(/ms_.*cv_/);
  });

  it('uploads, sends a file of the item and a voice note, and downloads what a customer sent', async () => {
    await written();
    const media = { resource: 'media', operation: 'uploadMedia', binaryField: 'data' };
    const [uploaded] = await items(media, {}, file(png, 'image/png'));
    expect(uploaded.json).toMatchObject({ mimeType: 'image/png', size: png.length });
    const send = { operation: 'sendMedia', mediaKind: 'image' };
    await items({ ...send, mediaSource: 'id', mediaId: uploaded.json.id });
    await items({ ...send, mediaSource: 'binary', binaryField: 'data' }, {}, file(png, 'image/png'));
    expect(await shown()).toMatchObject({ type: 'image' });
    await items({
      ...send,
      mediaKind: 'voice',
      mediaSource: 'link',
      mediaLink: 'https://shop.example/a.ogg',
    });
    expect(await shown()).toMatchObject({ audio: { voice: true } });
    const { message } = await written({
      type: 'image',
      image: { data: png.toString('base64'), mime_type: 'image/png' },
    });
    const down = { resource: 'media', operation: 'downloadMedia', mediaId: message.id, binaryField: 'file' };
    const [{ binary }] = await until('the hub has the file', async () => {
      const ran = await run(down);
      return ran.status === 'success' && items(down);
    });
    expect(Buffer.from(binary.file.data, 'base64')).toEqual(png);
  });

  /** Templates go to those only who agreed to what they are for. */
  const agree = () =>
    items({
      resource: 'contact',
      operation: 'grantConsent',
      contact: to(),
      purposes: ['utility', 'marketing'],
      source: 'form',
    });

  it('sends a template, and lists, finds and gets them', async () => {
    await agree();
    await items({
      operation: 'sendTemplate',
      template: { __rl: true, mode: 'list', value: 'order_shipped|en_US' },
      variables: { mappingMode: 'defineBelow', value: { 'body.1': 'Luis', 'body.2': 'A-17' } },
    });
    expect((await shown())?.rendered?.body).toMatch(/Hello Luis, your order A-17/);
    const found = await world.ask('listSearch', 'searchTemplates', {}, 'envio');
    expect(found.results).toEqual([{ name: 'aviso_envio (es)', value: 'aviso_envio|es' }]);
    const { fields } = await world.ask('resourceMapping', 'templateVariables', {
      template: { __rl: true, mode: 'list', value: 'aviso_envio|es' },
    });
    expect(fields.map(({ id }: Loose) => id)).toEqual(['body.1', 'body.2']);
    const template = { resource: 'template' };
    expect(
      (await items({ ...template, operation: 'listTemplates', returnAll: true })).length,
    ).toBeGreaterThan(8);
    const [one] = await items({ ...template, operation: 'getTemplate', templateName: 'aviso_envio|es' });
    expect(one.json).toMatchObject({ name: 'aviso_envio', status: 'APPROVED' });
  });

  it('asks with native buttons and waits', async () => {
    await written();
    const ran = await run({ operation: 'sendAndWait', to: to(), message: 'Shall we?' }, {}, [{ order: 7 }]);
    expect(ran.status).toBe('waiting');
    expect(JSON.stringify(await shown())).toMatch(
      /c:\/webhook-waiting\/.*approved=true&signature=[0-9a-f]{64}/,
    );
  });

  describe('an error on the item says what to do', () => {
    const template = (value: string, values: Loose, options: Loose = {}) => ({
      operation: 'sendTemplate',
      template: { __rl: true, mode: 'id', value },
      variables: { mappingMode: 'defineBelow', value: values },
      options,
    });
    let limited = '';
    beforeAll(async () => {
      const made = await world.hub().api('POST', '/v1/keys', { name: 'read only', scopes: ['events:read'] });
      limited = made.body.text;
    });

    it('closed window', async () => expect(await refused({})).toMatch(/24-hour window is closed.*template/s));
    it('barred region', async () => {
      expect(await refused({ to: '+5355512345' })).toMatch(/region.*blocked/is);
    });
    it('a text that is too long', async () => {
      await written();
      expect(await refused({ text: 'x'.repeat(5000) })).toMatch(/4096/);
    });
    it('a key without the right, and one the hub does not know', async () => {
      expect(await refused({}, credentials({ apiKey: limited }))).toMatch(/key does not allow.*scope/is);
      expect(await refused({}, credentials({ apiKey: 'ck_wrong' }))).toMatch(/key/i);
    });
    it('an account the hub does not have', async () => {
      await written();
      expect(await refused({ options: { channelAccountId: 'ca_0123456789abcdef' } })).toMatch(/account/i);
    });
    it('a template with a parameter missing or too many, or that is none', async () => {
      await agree();
      for (const values of [{ 'body.1': 'Ana' }, { 'body.1': 'a', 'body.2': 'b', 'body.3': 'c' }])
        expect(await refused(template('order_shipped|en_US', values))).toMatch(/variable|parameter/i);
      expect(await refused(template('nothing|es', {}))).toMatch(/template/i);
    });
    it('media too large or of the wrong type', async () => {
      await written();
      const image = {
        operation: 'sendMedia',
        mediaKind: 'image',
        mediaSource: 'binary',
        binaryField: 'data',
      };
      const large = file(Buffer.alloc(5_300_000, 1), 'image/jpeg');
      expect(await refused(image, undefined, large)).toMatch(/large/i);
      expect(await refused(image, undefined, file(Buffer.from('GIF89a'), 'image/gif'))).toMatch(
        /gif|type|format/i,
      );
    });
    it('somebody who opted out', async () => {
      await written();
      await written('STOP');
      await until('the opt-out is known', async () => {
        const history = await items({ resource: 'contact', operation: 'consentHistory', contact: to() });
        return history.some(({ json }) => json.state === 'withdrawn');
      });
      const values = { 'header.image': 'https://shop.example/a.jpg', 'body.1': 'Luis', 'button.1.url': 'a' };
      expect(await refused(template('summer_offer|en_US', values, { purpose: 'marketing' }))).toMatch(
        /withdrew consent.*Only the person/s,
      );
    });
  });

  describe('a message that is not taken in time says what it waits for', () => {
    const text = { text: 'hi', options: { wait: 1 } };

    it('an account that is paused, since its token expired', async () => {
      await written();
      await world.sandbox().fault({ kind: 'token_expired', on: 'messages' });
      const waiting = {
        code: 'account_paused',
        message: expect.stringMatching(/keeps the message.*paused: The access token .*expired/),
        nextStep: expect.stringMatching(/resume the account/),
      };
      const [first] = await items(text);
      const [second] = await items(text);
      const [unasked] = await items({ text: 'hi', options: { wait: 0 } });
      await world.hub().api('POST', `/v1/accounts/${first.json.channelAccountId}/resume`);
      expect([first.json, second.json]).toEqual([
        expect.objectContaining({ state: 'queued', waiting }),
        expect.objectContaining({ state: 'queued', waiting }),
      ]);
      expect(unasked.json).toMatchObject({ state: 'queued' });
      expect(unasked.json).not.toHaveProperty('waiting');
      await until('all three were sent', async () => (await sends()).length === 3);
    });
    it('WhatsApp, which wants no more just now', async () => {
      await written();
      const customer = world.customer().id;
      await world.sandbox().fault({ kind: 'rate_limited', customer, retryAfterSeconds: 3 });
      const [sent] = await items(text);
      expect(sent.json).toMatchObject({
        state: 'queued',
        waiting: { message: expect.stringMatching(/within 1 s/) },
      });
      await until('it was sent', async () => (await sends()).length === 1);
    });
  });

  describe('retry on fail', () => {
    const retrying = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };
    let gate: Awaited<ReturnType<typeof localServer>>;
    /** Of the next requests: how many reach the hub without their answer coming back. */
    let lost = 0;
    beforeAll(async () => {
      gate = await localServer(async ({ method, url, headers, body }, response) => {
        const { host: _, connection: __, 'content-length': ___, ...rest } = headers;
        const answer = await fetch(world.hub().url + url, {
          method,
          headers: rest as Record<string, string>,
          ...(body.length > 0 ? { body: new Uint8Array(body) } : {}),
        });
        const text = await answer.text();
        if (method === 'POST' && lost > 0) {
          lost -= 1;
          response.destroy();
          return;
        }
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
      });
    });
    afterAll(async () => gate?.stop());

    it('sends once when the answer of the hub was lost', async () => {
      await written();
      lost = 2;
      const ran = await run({ to: to(), text: 'only once' }, retrying, [{}], credentials({ url: gate.url }));
      expect(ran.error).toBeUndefined();
      expect(lost).toBe(0);
      expect((await sends()).map(({ count }) => count)).toEqual([1]);
    });
    it('sends once when nobody knows what WhatsApp did', async () => {
      await written();
      await world.sandbox().fault({ kind: 'reset', accepted: true, customer: world.customer().id } as Loose);
      await run({ to: to(), text: 'only once' }, retrying);
      expect((await sends()).map(({ count }) => count)).toEqual([1]);
    });
    it('says that the hub is down, and sends once when it is back', async () => {
      await written();
      await world.hub().end();
      const ran = await run({ to: to(), text: 'hi' }, retrying);
      await world.hubUp();
      expect(ran.error?.message).toMatch(/hub does not answer \(ECONN/);
      expect(ran.error?.description).toMatch(/Check that the hub is running/);
      await items({ text: 'hi' });
      expect((await sends()).map(({ count }) => count)).toEqual([1]);
    });
  });
});
