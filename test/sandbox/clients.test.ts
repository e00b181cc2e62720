import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { type PlayedCustomer, type RunningSandbox, startSandbox } from '@centralita/sandbox/testing';
import { createMemoryState } from '@chat-adapter/state-memory';
import { createWhatsAppAdapter } from '@chat-adapter/whatsapp';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { WhatsAppClient } from '@kapso/whatsapp-cloud-api';
import { normalizeWebhook, verifySignature } from '@kapso/whatsapp-cloud-api/server';
import { Chat, ConsoleLogger } from 'chat';
import { WhatsAppAPI } from 'whatsapp-api-js';
import {
  ActionButtons,
  ActionList,
  Body,
  BodyComponent,
  BodyParameter,
  Button,
  Image,
  Interactive,
  ListSection,
  Location,
  Reaction,
  Row,
  Template,
  Text,
} from 'whatsapp-api-js/messages';

/** Clients that others wrote, against the sandbox over HTTP: what they send is accepted, what it sends they understand. */

type Handler = (request: Request) => Promise<Response>;

let sandbox: RunningSandbox;
let lucia: PlayedCustomer;
let server: Server;
let handler: Handler;
let callback: string;

beforeEach(async () => {
  sandbox = await startSandbox();
  lucia = await sandbox.customer('34600111222', { name: 'Lucía Ortega' });
  server = createServer(async (request, response) => {
    const chunks: Buffer[] = [];
    for await (const chunk of request) chunks.push(chunk as Buffer);
    const answer = await handler(
      new Request(new URL(request.url ?? '/', callback), {
        method: request.method,
        headers: request.headers as Record<string, string>,
        ...(request.method === 'POST' && { body: Buffer.concat(chunks) }),
      }),
    );
    response.statusCode = answer.status;
    response.end(await answer.text());
  });
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  callback = `http://127.0.0.1:${(server.address() as AddressInfo).port}/webhook`;
});
afterEach(async () => {
  await sandbox.close();
  server.closeAllConnections();
  server.close();
});

/** Registers the address the way an app does: with the app's token, after a handshake. */
const register = async () => {
  const response = await fetch(`${sandbox.graphUrl}/v25.0/${sandbox.appId}/subscriptions`, {
    method: 'POST',
    headers: { authorization: `Bearer ${sandbox.appAccessToken}`, 'content-type': 'application/json' },
    body: JSON.stringify({
      object: 'whatsapp_business_account',
      callback_url: callback,
      verify_token: sandbox.verifyToken,
      fields: 'messages',
    }),
  });
  expect(await response.json()).toEqual({ success: true });
};

const jpeg = new Uint8Array([0xff, 0xd8, 0xff, 0xe0, 1, 2, 3, 4]);

describe('whatsapp-api-js', () => {
  it('sends, and reads messages and statuses', async () => {
    const api = new WhatsAppAPI({
      token: sandbox.accessToken,
      appSecret: sandbox.appSecret,
      webhookVerifyToken: sandbox.verifyToken,
      v: 'v25.0',
      // Its address is fixed, so that the way there is given instead.
      ponyfill: {
        fetch: (url, init) =>
          fetch(String(url).replace('https://graph.facebook.com', sandbox.graphUrl), init),
      },
    });
    const heard: unknown[] = [];
    const statuses: string[] = [];
    api.on.message = ({ message, name, from }) => void heard.push([from, name, message]);
    api.on.status = ({ status, id }) => void statuses.push(`${status} ${id}`);
    handler = async (request) => {
      if (request.method === 'GET')
        return new Response(api.get(Object.fromEntries(new URL(request.url).searchParams) as never));
      const text = await request.text();
      await api.post(JSON.parse(text), text, request.headers.get('x-hub-signature-256') ?? '');
      return new Response();
    };
    await register();
    await lucia.write('Hola');
    await lucia.write({ type: 'location', location: { latitude: 40.4, longitude: -3.7, name: 'Atocha' } });
    expect(heard).toMatchObject([
      ['34600111222', 'Lucía Ortega', { type: 'text', text: { body: 'Hola' } }],
      ['34600111222', 'Lucía Ortega', { type: 'location', location: { name: 'Atocha' } }],
    ]);

    const to = { phone: lucia.id, bsuid: '' };
    const form = new FormData();
    form.set('file', new Blob([jpeg], { type: 'image/jpeg' }), 'foto.jpg');
    form.set('messaging_product', 'whatsapp');
    const uploaded = (await api.uploadMedia(sandbox.phoneNumberId, form)) as { id: string };
    const list = new ActionList(
      'Elegir',
      new ListSection('Horas', new Row('am', 'Mañana'), new Row('pm', 'Tarde')),
    );
    const sent: string[] = [];
    for (const message of [
      new Text('Buenas'),
      new Interactive(new ActionButtons(new Button('si', 'Sí'), new Button('no', 'No')), new Body('¿Vale?')),
      new Interactive(list, new Body('¿Cuándo?')),
      new Image(uploaded.id, true, 'La gorra'),
      new Location(-3.69, 40.4, 'Tienda', 'Calle Mayor 1'),
      new Template(
        'aviso_envio',
        'es',
        new BodyComponent(new BodyParameter('Lucía'), new BodyParameter('A-17')),
      ),
    ]) {
      const answer = await api.sendMessage(sandbox.phoneNumberId, to, message);
      if (!('messages' in answer)) throw new Error(JSON.stringify(answer));
      sent.push(answer.messages[0].id);
    }
    const reacted = await api.sendMessage(sandbox.phoneNumberId, to, new Reaction(String(sent[0]), '👍'));
    expect(reacted).toHaveProperty('messages');
    await lucia.tap('Tarde');
    await sandbox.idle();
    for (const id of sent)
      expect(statuses).toEqual(expect.arrayContaining([`sent ${id}`, `delivered ${id}`]));
    expect(heard.at(-1)).toMatchObject([
      lucia.id,
      'Lucía Ortega',
      { interactive: { list_reply: { id: 'pm' } }, context: { id: sent[2] } },
    ]);
    expect(await api.blockUser(sandbox.phoneNumberId, to)).toMatchObject({
      block_users: { added_users: [{ wa_id: lucia.id }] },
    });
    const refused = await api.sendMessage(sandbox.phoneNumberId, to, new Text('x'));
    expect(refused).toMatchObject({ error: { code: 130403 } });
  });

  it('speaks with somebody whose phone is withheld', async () => {
    const api = new WhatsAppAPI({
      token: sandbox.accessToken,
      appSecret: sandbox.appSecret,
      v: 'v25.0',
      ponyfill: {
        fetch: (url, init) =>
          fetch(String(url).replace('https://graph.facebook.com', sandbox.graphUrl), init),
      },
    });
    const iris = await sandbox.customer('ES.100000000000000001', { name: 'Iris', username: 'iris.lee' });
    await iris.write('Hola');
    const answer = await api.sendMessage(sandbox.phoneNumberId, { bsuid: iris.id }, new Text('Buenas, Iris'));
    expect(answer).toMatchObject({ contacts: [{ user_id: iris.id }] });
    await iris.sees('Buenas, Iris');
  });
});

describe('@kapso/whatsapp-cloud-api', () => {
  it('sends, handles files and templates, and reads webhooks', async () => {
    const client = new WhatsAppClient({
      accessToken: sandbox.accessToken,
      baseUrl: sandbox.graphUrl,
      graphVersion: 'v25.0',
    });
    const { phoneNumberId, wabaId: businessAccountId } = sandbox;
    const seen: ReturnType<typeof normalizeWebhook>[] = [];
    handler = async (request) => {
      const url = new URL(request.url);
      if (request.method === 'GET') return new Response(url.searchParams.get('hub.challenge'));
      const rawBody = await request.text();
      const signatureHeader = request.headers.get('x-hub-signature-256') ?? undefined;
      expect(verifySignature({ appSecret: sandbox.appSecret, rawBody, signatureHeader })).toBe(true);
      seen.push(normalizeWebhook(JSON.parse(rawBody)));
      return new Response();
    };
    await register();
    const { id: first } = await lucia.write('¿Tenéis gorras? 🧢');
    await lucia.write({
      type: 'image',
      image: { caption: 'Como esta', data: Buffer.from(jpeg).toString('base64'), mime_type: 'image/jpeg' },
    });
    const messages = seen.flatMap((webhook) => webhook.messages);
    expect(messages).toMatchObject([
      { id: first, type: 'text', text: { body: '¿Tenéis gorras? 🧢' } },
      { type: 'image', image: { caption: 'Como esta' } },
    ]);
    const mediaId = String(messages[1]?.image?.id);
    const file = await client.media.download({ mediaId, phoneNumberId, as: 'arrayBuffer', auth: 'always' });
    expect(Buffer.from(file as ArrayBuffer).equals(jpeg)).toBe(true);

    const to = '+34600111222';
    await client.messages.markRead({
      phoneNumberId,
      messageId: String(first),
      typingIndicator: { type: 'text' },
    });
    const text = await client.messages.sendText({ phoneNumberId, to, body: 'Claro' });
    await client.messages.sendInteractiveButtons({
      phoneNumberId,
      to,
      bodyText: '¿De qué color?',
      buttons: [
        { id: 'azul', title: 'Azul' },
        { id: 'rojo', title: 'Rojo' },
      ],
    });
    const uploaded = await client.media.upload({
      phoneNumberId,
      type: 'image',
      file: new Blob([jpeg], { type: 'image/jpeg' }),
      fileName: 'gorra.jpg',
    });
    await client.messages.sendImage({ phoneNumberId, to, image: { id: uploaded.id, caption: 'Azul' } });
    await client.messages.sendTemplate({
      phoneNumberId,
      to,
      template: {
        name: 'aviso_envio',
        language: { code: 'es' },
        components: [
          {
            type: 'body',
            parameters: [
              { type: 'text', text: 'Lucía' },
              { type: 'text', text: 'A-17' },
            ],
          },
        ],
      },
    });
    await sandbox.idle();
    const statuses = seen
      .flatMap((webhook) => webhook.statuses)
      .filter(({ id }) => id === text.messages[0]?.id);
    expect(statuses.map(({ status }) => status)).toEqual(['sent', 'delivered']);
    await lucia.sees('Lucía');
    const screen = await lucia.screen();
    expect(screen.find(({ id }) => id === first)?.ticks).toBe('read');

    const { data } = await client.templates.list({ businessAccountId, limit: 100 });
    expect(data.map(({ name }) => name)).toContain('aviso_envio');
    const made = await client.templates.create({
      businessAccountId,
      name: 'gorras_nuevas',
      language: 'es',
      category: 'MARKETING',
      components: [{ type: 'BODY', text: 'Han llegado las gorras' }],
    });
    expect(made.status).toBe('PENDING');
    await expect(client.messages.sendText({ phoneNumberId, to, body: 'x'.repeat(4097) })).rejects.toThrow();
    const profile = await client.phoneNumbers.businessProfile.get({ phoneNumberId });
    expect(profile.data[0]).toHaveProperty('about');
  });
});

describe('@chat-adapter/whatsapp', () => {
  it('answers the handshake, messages and taps', async () => {
    const bot = new Chat({
      userName: 'tienda',
      state: createMemoryState(),
      logger: new ConsoleLogger('silent'),
      adapters: {
        whatsapp: createWhatsAppAdapter({
          accessToken: sandbox.accessToken,
          appSecret: sandbox.appSecret,
          phoneNumberId: sandbox.phoneNumberId,
          verifyToken: sandbox.verifyToken,
          apiUrl: sandbox.graphUrl,
          logger: new ConsoleLogger('silent'),
        }),
      },
    });
    const actions: unknown[] = [];
    bot.onDirectMessage(async (thread, message) => {
      await thread.post(`Has dicho: ${message.text}`);
    });
    bot.onAction(async (event) => void actions.push([event.actionId, event.value]));
    bot.onReaction(async (event) => void actions.push(event.rawEmoji));
    const work: Promise<unknown>[] = [];
    handler = (request) => bot.webhooks.whatsapp(request, { waitUntil: (task) => void work.push(task) });
    await register();
    try {
      await lucia.write('Hola, ¿hay gorras?');
      const answer = await lucia.sees('Has dicho: Hola, ¿hay gorras?');
      await lucia.write({ type: 'reaction', reaction: { message_id: answer.id, emoji: '🎉' } });
      await sandbox.graph('POST', `/${sandbox.phoneNumberId}/messages`, {
        messaging_product: 'whatsapp',
        to: '+34600111222',
        type: 'interactive',
        interactive: {
          type: 'button',
          body: { text: '¿Azul?' },
          action: { buttons: [{ type: 'reply', reply: { id: 'si', title: 'Sí' } }] },
        },
      });
      await lucia.sees('¿Azul?');
      await lucia.tap('Sí');
      await Promise.all(work);
      expect(actions).toEqual(['🎉', ['si', expect.anything()]]);
      // A forged webhook gets nowhere.
      const forged = (await sandbox.control('POST', '/webhooks/raw', {
        field: 'messages',
        value: { messages: [] },
        signature: 'bad',
      })) as { delivered: boolean };
      expect(forged.delivered).toBe(false);
    } finally {
      await bot.shutdown();
    }
  });
});
