import type { CallContext, Channel } from '@centralita/core/channels';
import { meta } from '@centralita/core/channels/meta';
import type { ProviderId } from '@centralita/core/model';
import { graph } from '../compose/base.ts';
import type { AccountSettings } from '../settings/index.ts';

const channels: Readonly<Record<ProviderId, Channel>> = { meta };

/** What a command calls an account's provider with; ends after some seconds. */
export const callFor = (
  account: AccountSettings,
): { readonly channel: Channel; readonly context: CallContext } => ({
  channel: channels[account.provider],
  context: {
    account: {
      providerId: account.phoneNumberId,
      ...(account.wabaId ? { businessId: account.wabaId } : {}),
    },
    accessToken: account.accessToken,
    baseUrl: account.apiBaseUrl ?? graph.baseUrl,
    version: account.apiVersion ?? graph.version,
    fetch,
    signal: AbortSignal.timeout(15_000),
    now: Date.now(),
  },
});

export const titleOf = (account: AccountSettings): string =>
  `Number ${[account.name, account.displayPhone, account.phoneNumberId].filter(Boolean).join(', ')}`;
