import type { App, Receiver } from '@slack/bolt';
import bolt from '@slack/bolt';
import type { EventBody } from './inbox/events.ts';
import type { Remember } from './inbox/remember.ts';

export interface ReceiverOptions {
  readonly signingSecret: string | undefined;
  readonly remember: Remember;
  /** Real time: signatures are refused after five minutes. */
  readonly now: () => number;
  readonly ackWithinMs?: number;
}

/** Slack gives three seconds. */
const ackMs = 2_900;

/**
 * Bolt's door: what Slack delivers is on disk before it is answered. Interactive payloads have somebody waiting and
 * are answered by their listeners.
 */
export class StoringReceiver implements Receiver {
  #app: App | undefined;
  readonly #options: ReceiverOptions;

  constructor(options: ReceiverOptions) {
    this.#options = options;
  }

  init(app: App): void {
    this.#app = app;
  }
  async start(): Promise<void> {}
  async stop(): Promise<void> {}

  /** A request of Slack's. 401 unless its signature fits; 5xx unless it is stored, so that Slack comes again. */
  readonly fetch = async (request: Request): Promise<Response> => {
    if (request.method !== 'POST')
      return new Response('POST only', { status: 405, headers: { allow: 'POST' } });
    const { signingSecret, now } = this.#options;
    if (!signingSecret) return new Response('No signing secret is set', { status: 401 });
    const body = await request.text();
    const genuine = bolt.isValidSlackRequest({
      signingSecret,
      body,
      nowMilliseconds: now(),
      headers: {
        'x-slack-signature': request.headers.get('x-slack-signature') ?? '',
        'x-slack-request-timestamp': Number(request.headers.get('x-slack-request-timestamp') ?? Number.NaN),
      },
    });
    if (!genuine) return new Response('The signature does not fit', { status: 401 });
    const payload = parse(body, request.headers.get('content-type'));
    if (payload === undefined) return new Response('The body cannot be read', { status: 400 });
    if (payload.ssl_check === '1') return new Response();
    if (payload.type === 'url_verification') return Response.json({ challenge: payload.challenge });
    return this.deliver(payload);
  };

  /** The same for what came over a socket, where the connection itself is proof. */
  readonly deliver = async (payload: Readonly<Record<string, unknown>>): Promise<Response> => {
    if (payload.type === 'event_callback') {
      await this.#options.remember(payload as unknown as EventBody);
      return new Response();
    }
    return this.#interactive(payload);
  };

  async #interactive(body: Readonly<Record<string, unknown>>): Promise<Response> {
    const { promise, resolve } = Promise.withResolvers<Response>();
    const late = setTimeout(
      () => resolve(new Response('No listener answered', { status: 504 })),
      this.#options.ackWithinMs ?? ackMs,
    );
    const ack = async (answer?: unknown): Promise<void> =>
      resolve(
        !answer ? new Response() : typeof answer === 'string' ? new Response(answer) : Response.json(answer),
      );
    this.#app
      ?.processEvent({ body, ack })
      .catch(() => resolve(new Response('A listener failed', { status: 500 })));
    try {
      return await promise;
    } finally {
      clearTimeout(late);
    }
  }
}

const parse = (body: string, type: string | null): Record<string, unknown> | undefined => {
  try {
    if (type?.includes('application/json')) return objectOf(JSON.parse(body));
    const form = Object.fromEntries(new URLSearchParams(body));
    return typeof form.payload === 'string' ? objectOf(JSON.parse(form.payload)) : form;
  } catch {
    return undefined;
  }
};

const objectOf = (value: unknown): Record<string, unknown> | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Record<string, unknown>)
    : undefined;
