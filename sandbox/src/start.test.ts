import { afterEach, beforeEach, expect, it } from '@jest/globals';
import { type RunningSandbox, startReceiver, startSandbox } from './testing.ts';

let sandbox: RunningSandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.close());

const sendBody = (body: Record<string, unknown>) => ({
  messaging_product: 'whatsapp',
  to: '+34600111222',
  ...body,
});

it('plays a conversation: write, answer, tap, read', async () => {
  const lucia = await sandbox.customer('+34 600 111 222', { name: 'Lucía' });
  await lucia.write('Hola');
  await sandbox.graph('POST', `/${sandbox.phoneNumberId}/messages`, {
    ...sendBody({ type: 'interactive' }),
    interactive: {
      type: 'button',
      body: { text: '¿Cuándo?' },
      action: { buttons: [{ type: 'reply', reply: { id: 'am', title: 'Por la mañana' } }] },
    },
  });
  const question = await lucia.sees('¿Cuándo?');
  await lucia.tap('Por la mañana');
  await lucia.read();
  await expect(lucia.tap('Por la tarde', 100)).rejects.toThrow('nothing called "Por la tarde"');
  const screen = await lucia.screen();
  expect(screen.at(-1)).toMatchObject({
    interactive: { button_reply: { id: 'am' } },
    context: { id: question.id },
  });
  expect(screen.find(({ id }) => id === question.id)?.ticks).toBe('read');
  expect(await sandbox.sends()).toHaveLength(1);
});

it('moves the clock, breaks things and starts over', async () => {
  const receiver = await startReceiver(sandbox.appSecret, sandbox.verifyToken);
  try {
    await sandbox.graph('POST', `/${sandbox.wabaId}/subscribed_apps`, {
      override_callback_uri: receiver.url,
      verify_token: sandbox.verifyToken,
    });
    const lucia = await sandbox.customer('34600111222');
    await sandbox.fault({ kind: 'duplicate_webhook', copies: 2 });
    await lucia.write('Hola');
    await sandbox.advance('25h');
    await sandbox.graph(
      'POST',
      `/${sandbox.phoneNumberId}/messages`,
      sendBody({ type: 'text', text: { body: 'tarde' } }),
    );
    await sandbox.idle();
    expect(receiver.all('messages')).toHaveLength(2);
    expect(receiver.received.every(({ signed }) => signed)).toBe(true);
    expect(receiver.all('statuses')[0].errors[0].code).toBe(131047);
    await expect(lucia.sees('tarde', 50)).rejects.toThrow('shows no such message');
    await sandbox.reset();
    expect(await sandbox.webhooks()).toEqual([]);
  } finally {
    await receiver.close();
  }
});

it('throws what the platform or the sandbox refuses', async () => {
  await expect(sandbox.graph('GET', '/1')).rejects.toThrow(/400.*does not exist/);
  await expect(sandbox.control('PATCH', '/settings', { weather: 1 })).rejects.toThrow(/no setting/);
});
