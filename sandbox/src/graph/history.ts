import { createHash } from 'node:crypto';
import { appId } from '../account/apps.ts';
import { reportsOf } from '../outbound/ladder.ts';
import type { Message } from '../state.ts';
import type { WebhookState } from '../types.ts';

import { type GraphHandler, numberOf } from './context.ts';
import { badParameter, GraphError } from './error.ts';
import { page } from './pages.ts';

const states: Record<WebhookState, string> = {
  sending: 'PENDING',
  collected: 'PENDING',
  delivered: 'DELIVERED',
  retrying: 'RETRYING',
  dropped: 'FAILED',
  unsubscribed: 'FAILED',
};
const told = ['sent', 'delivered', 'read', 'failed'] as const;

const numberFrom = (words: string) =>
  String(BigInt(`0x${createHash('sha256').update(words).digest('hex').slice(0, 13)}`)).padStart(16, '1');

const entry = (message: Message, fallbackUri?: string) => ({
  id: numberFrom(message.id),
  message_id: message.id,
  events: {
    data: told.flatMap((status) => {
      const at = message.statusTimes[status];
      if (at === undefined) return [];
      const record = reportsOf(message).find((report) => report.status === status)?.records[0];
      return [
        {
          id: numberFrom(`${message.id} ${status}`),
          delivery_status: status.toUpperCase(),
          webhook_update_state: record ? states[record.state] : 'DELIVERED',
          timestamp: Math.floor(at / 1000),
          application: { id: appId },
          ...((record?.url ?? fallbackUri) && { webhook_uri: record?.url ?? fallbackUri }),
          ...(status === 'failed' && message.error && { error_description: message.error.title }),
        },
      ];
    }),
  },
});

/** `GET /{number}/message_history`: what was reported about messages of the business. */
export const messageHistory: GraphHandler = (call) => {
  const { world, url } = call;
  const { phoneNumberId } = numberOf(call);
  const uri = world.targets.app(appId)?.url;
  const one = url.searchParams.get('message_id');
  if (one !== null) {
    const message = world.state.messages.get(one);
    if (message?.from !== 'business' || message.phoneNumberId !== phoneNumberId)
      throw new GraphError(100, undefined, {
        http: 422,
        type: 'GraphMethodException',
        message: 'The requested message_id was not found in the message history',
      });
    return Response.json({ data: [entry(message, uri)] });
  }
  if (Number(url.searchParams.get('limit') ?? 25) > 100)
    throw badParameter('Param limit must be at most 100.');
  const sent = [...world.state.messages.values()].filter(
    (message) => message.from === 'business' && message.phoneNumberId === phoneNumberId,
  );
  const { data, ...rest } = page(sent, url, 'history', 0);
  return Response.json({ data: data.map((message) => entry(message, uri)), ...rest });
};
