import type { CallContext } from '@centralita/core/channels';

export interface AccountSettings {
  readonly phoneNumberId: string;
  readonly wabaId: string;
  readonly accessToken: string;
  /** Several while one replaces another, with commas or spaces between them. */
  readonly appSecrets: readonly string[];
  readonly verifyToken: string;
  readonly baseUrl: string;
  readonly version: string;
}

export const defaultBaseUrl = 'https://graph.facebook.com';
export const defaultVersion = 'v25.0';

/** What was typed, or came from `${ENV}`, as it is used. */
export const settingsOf = (
  typed: Readonly<Record<string, unknown>>,
  secrets: Readonly<Record<string, unknown>> = {},
): AccountSettings => {
  const text = (value: unknown): string => (typeof value === 'string' ? value.trim() : '');
  return {
    phoneNumberId: text(typed.phoneNumberId),
    wabaId: text(typed.wabaId),
    accessToken: text(secrets.accessToken),
    appSecrets: text(secrets.appSecret)
      .split(/[\s,]+/)
      .filter(Boolean),
    verifyToken: text(secrets.verifyToken),
    baseUrl: text(typed.apiBaseUrl) || defaultBaseUrl,
    version: text(typed.apiVersion) || defaultVersion,
  };
};

export const callContext = (
  settings: AccountSettings,
  fetcher: typeof fetch,
  now: number,
  timeoutMs: number,
): CallContext => ({
  account: {
    providerId: settings.phoneNumberId,
    ...(settings.wabaId ? { businessId: settings.wabaId } : {}),
  },
  accessToken: settings.accessToken,
  baseUrl: settings.baseUrl,
  version: settings.version,
  fetch: fetcher,
  signal: AbortSignal.timeout(timeoutMs),
  now,
});
