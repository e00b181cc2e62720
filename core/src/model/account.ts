import type { ChannelAccountId } from './ids.ts';

/** The provider whose API and webhooks an account speaks. More are added as folders of `channels/`. */
export type ProviderId = 'meta';

/** The account an update belongs to, in the provider's own ids; in direct mode there is nothing else to know. */
export interface AccountRef {
  /** The account's id at the provider: for WhatsApp the `phone_number_id`. Absent on updates about a whole business account. */
  readonly providerId?: string;
  /** The business account's id at the provider: for WhatsApp the WABA id (`entry[].id`). */
  readonly businessId?: string;
  /** The number as the provider shows it; formatting varies. */
  readonly displayPhone?: string;
}

/** A number or page of the business on one provider, as a hub knows it. */
export interface ChannelAccount {
  readonly id: ChannelAccountId;
  readonly provider: ProviderId;
  readonly providerId: string;
  readonly businessId?: string;
  readonly displayPhone?: string;
  /** The name a team gives it. */
  readonly name?: string;
}
