/// <reference lib="dom" />
import type { Subscription } from '@centralita/core/hub-client';

/** Whether a consumer of the deliveries is this subscription. */
export const isOf = ({ id, clientKey }: Subscription, consumer: string): boolean =>
  id === consumer || clientKey === consumer || consumer.endsWith(id);
