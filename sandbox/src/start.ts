import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { FaultRule } from './faults/types.ts';
import {
  appId,
  createClock,
  createListener,
  createSandbox,
  defaultNumber,
  type SandboxClock,
  type SandboxOptions,
} from './index.ts';
import { withPhone } from './standalone.ts';
import type {
  Customer,
  CustomerChange,
  PhoneMessage,
  PhoneView,
  Send,
  WebhookEntry,
  WebhookResult,
} from './types.ts';

/** Everything an integration needs to speak to a sandbox of its own. */
export interface RunningSandbox {
  /** `http://127.0.0.1:{port}`; its `/phone` shows what happens. */
  url: string;
  /** What takes the place of `https://graph.facebook.com`. */
  graphUrl: string;
  phoneNumberId: string;
  wabaId: string;
  appId: string;
  appSecret: string;
  verifyToken: string;
  accessToken: string;
  /** For calls about the app itself. */
  appAccessToken: string;
  clock: SandboxClock;
  /** `/graph/v25.0{path}` with the token; throws what is refused. */
  graph<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** `/sandbox{path}`; throws what is refused. */
  control<T = Record<string, unknown>>(method: string, path: string, body?: unknown): Promise<T>;
  /** Somebody with this phone (or user id), made when new. */
  customer(address: string, change?: CustomerChange): Promise<PlayedCustomer>;
  fault(...rules: FaultRule[]): Promise<void>;
  clearFaults(): Promise<void>;
  /** Moves the clock: `'25h'`, `'90m'` or milliseconds. */
  advance(by: string | number): Promise<void>;
  /** Every accepted send so far. */
  sends(): Promise<Send[]>;
  webhooks(): Promise<WebhookEntry[]>;
  /** No status or webhook is under way. */
  idle(): Promise<void>;
  reset(): Promise<void>;
  close(): Promise<void>;
}

/** A customer one plays. */
export interface PlayedCustomer {
  id: string;
  /** Writes a text, or any Cloud API message without its envelope. */
  write(message: string | Record<string, unknown>): Promise<WebhookResult>;
  /** Taps a button or list row of the last message that has one with this label. */
  tap(label: string, withinMs?: number): Promise<WebhookResult>;
  /** What stands on the phone, oldest first. */
  screen(): Promise<PhoneMessage[]>;
  /** Waits until the phone shows a message of the business that fits: a part of its text, or a test. */
  sees(wanted: string | ((message: PhoneMessage) => boolean), withinMs?: number): Promise<PhoneMessage>;
  /** Reads everything that arrived. */
  read(): Promise<void>;
  change(change: CustomerChange): Promise<Customer>;
  stopMarketing(): Promise<WebhookResult>;
  resumeMarketing(): Promise<WebhookResult>;
}

/** A sandbox on a free port of this machine, for tests of any integration. */
export const startSandbox = async (options: Partial<SandboxOptions> = {}): Promise<RunningSandbox> => {
  const clock = options.clock ?? createClock();
  const secrets = { appSecret: 'app-secret', verifyToken: 'verify-token', accessToken: 'access-token' };
  const all = { statusDelaysMs: { sent: 5, delivered: 20 }, ...secrets, ...options, clock };
  const sandbox = createSandbox(all);
  const server = createServer(createListener(withPhone(sandbox)));
  await new Promise<void>((listening) => server.listen(0, '127.0.0.1', listening));
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  const [number = defaultNumber] = options.numbers ?? [];

  const ask = async <T>(method: string, address: string, body: unknown, token?: string): Promise<T> => {
    const json = body !== undefined && !(body instanceof FormData);
    const response = await fetch(address, {
      method,
      headers: {
        ...(token && { authorization: `Bearer ${token}` }),
        ...(json && { 'content-type': 'application/json' }),
      },
      body: json ? JSON.stringify(body) : (body as FormData | undefined),
    });
    const text = await response.text();
    if (!response.ok) throw new Error(`${method} ${new URL(address).pathname}: ${response.status} ${text}`);
    return JSON.parse(text) as T;
  };
  const control: RunningSandbox['control'] = (method, path, body) =>
    ask(method, `${url}/sandbox${path}`, body);

  return {
    url,
    graphUrl: `${url}/graph`,
    phoneNumberId: number.phoneNumberId,
    wabaId: number.wabaId,
    appId,
    appSecret: all.appSecret,
    verifyToken: all.verifyToken,
    accessToken: all.accessToken,
    appAccessToken: `${appId}|${all.appSecret}`,
    clock,
    graph: (method, path, body) => ask(method, `${url}/graph/v25.0${path}`, body, all.accessToken),
    control,
    customer: async (address, change = {}) => {
      const id = address.replace(/^\+|[\s()-]/g, '');
      const { id: found } = await control<Customer>('PUT', `/customers/${id}`, change);
      return play(found, control);
    },
    fault: async (...rules) => void (await control('POST', '/faults', rules)),
    clearFaults: async () => void (await control('DELETE', '/faults')),
    advance: async (by) => void (await control('POST', '/clock', { advance: by })),
    sends: async () => (await control<{ sends: Send[] }>('GET', '/sends?limit=100000')).sends,
    webhooks: async () =>
      (await control<{ webhooks: WebhookEntry[] }>('GET', '/webhooks?limit=100000')).webhooks,
    idle: () => sandbox.idle(),
    reset: async () => void (await control('POST', '/reset', {})),
    close: async () => {
      await sandbox.close();
      server.closeAllConnections();
      await new Promise<void>((closed) => server.close(() => closed()));
    },
  };
};

const play = (id: string, control: RunningSandbox['control']): PlayedCustomer => {
  const at = (rest: string) => `/customers/${encodeURIComponent(id)}${rest}`;
  const screen = async () => (await control<PhoneView>('GET', at('/messages?limit=1000'))).messages;
  const write: PlayedCustomer['write'] = (message) =>
    control(
      'POST',
      at('/messages'),
      typeof message === 'string' ? { type: 'text', text: { body: message } } : message,
    );
  const preference = (value: string) => control<WebhookResult>('POST', at('/preferences'), { value });

  return {
    id,
    write,
    screen,
    tap: async (label, withinMs = 10_000) => {
      for (const end = Date.now() + withinMs; ; ) {
        const shown = (await screen()).filter(({ visible }) => visible);
        for (const message of shown.reverse()) {
          const reply = replyOf(message, label);
          if (reply) return write({ ...reply, context: { id: message.id } });
        }
        if (Date.now() > end)
          throw new Error(`There is nothing called "${label}" to tap on the phone of ${id}.`);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    sees: async (wanted, withinMs = 10_000) => {
      const fits =
        typeof wanted === 'function'
          ? wanted
          : (message: PhoneMessage) => JSON.stringify(message).includes(wanted);
      for (const end = Date.now() + withinMs; ; ) {
        const shown = await screen();
        const found = shown.findLast(
          (message) => message.from === 'business' && message.visible && fits(message),
        );
        if (found) return found;
        if (Date.now() > end)
          throw new Error(
            `The phone of ${id} shows no such message. It shows: ${JSON.stringify(shown.slice(-5))}`,
          );
        await new Promise((wait) => setTimeout(wait, 15));
      }
    },
    read: async () => void (await control('POST', at('/read'), {})),
    change: (change) => control('PUT', at(''), change),
    stopMarketing: () => preference('stop'),
    resumeMarketing: () => preference('resume'),
  };
};

interface Choice {
  id: string;
  title: string;
  description?: string;
}

/** What a tap on this label sends. */
const replyOf = (message: PhoneMessage, label: string): Record<string, unknown> | undefined => {
  const template = message.rendered?.buttons.find(
    ({ text, payload }) => text === label && payload !== undefined,
  );
  if (template) return { type: 'button', button: { payload: template.payload, text: template.text } };
  const action = (message.interactive as { action?: Record<string, unknown> } | undefined)?.action;
  const buttons = ((action?.buttons ?? []) as { reply: Choice }[]).map(({ reply }) => reply);
  const button = buttons.find(({ title }) => title === label);
  if (button) return { type: 'interactive', interactive: { type: 'button_reply', button_reply: button } };
  const rows = ((action?.sections ?? []) as { rows?: Choice[] }[]).flatMap((section) => section.rows ?? []);
  const row = rows.find(({ title }) => title === label);
  return row && { type: 'interactive', interactive: { type: 'list_reply', list_reply: row } };
};
