import type {
  IExecuteFunctions,
  IHookFunctions,
  IHttpRequestMethods,
  ILoadOptionsFunctions,
  IWebhookFunctions,
} from 'n8n-workflow';

/** Where n8n calls a node from: a run, a list in the editor, activation, or an incoming request. */
export type Caller = IExecuteFunctions | ILoadOptionsFunctions | IHookFunctions | IWebhookFunctions;

export type CredentialType = 'centralitaWhatsAppApi' | 'centralitaHubApi';

/** Statuses whose answers have no body, as `Response` insists. */
const bodiless = new Set([204, 205, 304]);

interface FullResponse {
  readonly body: Buffer;
  readonly headers: Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly statusCode: number;
}

type Options = Parameters<Caller['helpers']['httpRequest']>[0];

/**
 * A `fetch` over n8n's own requests, so that its proxy, its protection of private addresses and the credential
 * apply. Follows no redirect. What fails rejects with the error of the network, not with n8n's words for it: those
 * no longer tell whether anything was sent.
 */
export const fetchAs = (caller: Caller, credentialType: CredentialType, timeoutMs: number): typeof fetch =>
  // The credential puts its own authorization.
  fetchOver(timeoutMs, ['authorization'], (options) =>
    caller.helpers.httpRequestWithAuthentication.call(caller, credentialType, options),
  );

/** The same for calls that bring their own authorization, such as those of an app in place of a person. */
export const fetchPlain = (caller: Caller, timeoutMs: number): typeof fetch =>
  fetchOver(timeoutMs, [], (options) => caller.helpers.httpRequest(options));

const fetchOver =
  (
    timeoutMs: number,
    leaveOut: readonly string[],
    request: (options: Options) => Promise<unknown>,
  ): typeof fetch =>
  async (input, init = {}) => {
    const headers = new Headers(init.headers);
    for (const name of leaveOut) headers.delete(name);
    let answer: FullResponse;
    try {
      answer = (await request({
        method: (init.method ?? 'GET') as IHttpRequestMethods,
        url: String(input),
        headers: Object.fromEntries(headers),
        ...(init.body ? { body: bodyOf(init.body) } : {}),
        encoding: 'arraybuffer',
        returnFullResponse: true,
        ignoreHttpStatusErrors: true,
        disableFollowRedirect: true,
        timeout: timeoutMs,
      })) as FullResponse;
    } catch (error) {
      const cause = (error as Error).cause ?? error;
      throw cause;
    }
    const { statusCode, body } = answer;
    return new Response(bodiless.has(statusCode) ? null : new Uint8Array(body), {
      status: statusCode,
      headers: plain(answer.headers),
    });
  };

const bodyOf = (body: unknown): FormData | Buffer => {
  if (body instanceof FormData) return body;
  return typeof body === 'string' ? Buffer.from(body) : Buffer.from(body as Uint8Array);
};

const plain = (headers: FullResponse['headers']): Record<string, string> =>
  Object.fromEntries(
    Object.entries(headers).flatMap(([name, value]) =>
      value === undefined ? [] : [[name, typeof value === 'string' ? value : value.join(', ')]],
    ),
  );
