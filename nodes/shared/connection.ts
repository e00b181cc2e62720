import type { CallContext } from '../../core/src/channels/channel.ts';
import { createHubClient } from '../../core/src/hub-client/index.ts';
import type { HubClient } from '../../core/src/hub-client/types.ts';
import { type Caller, type CredentialType, fetchAs } from './fetch.ts';

export interface WhatsAppCredential {
  readonly accessToken: string;
  readonly phoneNumberId: string;
  readonly businessAccountId?: string;
  readonly appSecret?: string;
  readonly verifyToken?: string;
  readonly appId?: string;
  readonly baseUrl: string;
  readonly version: string;
}

export interface HubCredential {
  readonly url: string;
  readonly apiKey: string;
}

/** How a node reaches its customers: the Cloud API itself, or a hub. */
export type Connection =
  | { readonly kind: 'direct'; readonly credential: WhatsAppCredential; readonly context: CallContext }
  | { readonly kind: 'hub'; readonly credential: HubCredential; readonly hub: HubClient };

export const credentialTypes = {
  direct: 'centralitaWhatsAppApi',
  hub: 'centralitaHubApi',
} as const satisfies Record<Connection['kind'], CredentialType>;

interface ConnectOptions {
  /** Where the credential is chosen by an expression, whose item counts. */
  readonly itemIndex?: number;
  /** Another number of the same token. */
  readonly phoneNumberId?: string;
  readonly timeoutMs?: number;
}

const usualTimeoutMs = 30_000;

/** The connection that the node's `connection` parameter names, with its credential. */
export const connect = async (
  caller: Caller,
  kind: Connection['kind'],
  options: ConnectOptions = {},
): Promise<Connection> => {
  const credential = await caller.getCredentials<WhatsAppCredential & HubCredential>(
    credentialTypes[kind],
    options.itemIndex,
  );
  return connectWith(caller, kind, credential, options);
};

/** The same with a credential that was read before. */
export const connectWith = (
  caller: Caller,
  kind: Connection['kind'],
  credential: WhatsAppCredential & HubCredential,
  { timeoutMs = usualTimeoutMs, phoneNumberId }: ConnectOptions = {},
): Connection => {
  const fetch = fetchAs(caller, credentialTypes[kind], timeoutMs);
  return kind === 'hub'
    ? { kind, credential, hub: createHubClient({ url: credential.url, key: credential.apiKey, fetch }) }
    : { kind, credential, context: contextOf(credential, fetch, phoneNumberId, timeoutMs) };
};

const contextOf = (
  credential: WhatsAppCredential,
  fetch: CallContext['fetch'],
  phoneNumberId: string | undefined,
  timeoutMs: number,
): CallContext => ({
  account: {
    providerId: phoneNumberId || credential.phoneNumberId,
    ...(credential.businessAccountId ? { businessId: credential.businessAccountId } : {}),
  },
  accessToken: credential.accessToken,
  baseUrl: credential.baseUrl,
  version: credential.version,
  fetch,
  signal: AbortSignal.timeout(timeoutMs),
  now: Date.now(),
});
