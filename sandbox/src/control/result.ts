import type { WebhookResult } from '../types.ts';
import { type WebhookRecord, webhookView } from '../webhooks/record.ts';
import type { World } from '../world.ts';

/** Waits for the first attempt and says how it went. */
export const webhookResult = async (
  world: World,
  records: WebhookRecord[],
  id?: string,
): Promise<WebhookResult> => {
  await world.dispatcher.settled(records);
  world.journal.flush();
  return {
    id,
    delivered: records.length > 0 && records.every(({ state }) => state === 'delivered'),
    webhooks: records.map(webhookView),
  };
};
