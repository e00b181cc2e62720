/// <reference lib="dom" />
import type { CallView, WebhookEntry } from '../types.ts';
import { outcome } from './call-words.client.ts';
import { facts, t } from './dom.client.ts';
import { eventsAbout } from './hub-events.client.ts';
import { type Station, webhooksOf } from './stations.client.ts';
import { current } from './world.client.ts';

/** What came of a call: its webhooks, and what a hub stored. */
export const ofCall = (call: CallView, entries: readonly WebhookEntry[]): Station[] => {
  const events = eventsAbout(call.id);
  const who = t(`journey.call.${call.direction}`, { name: current()?.name ?? '' });
  return [
    { key: 'call', state: 'done', text: `${who} · ${outcome(call)}`, json: call },
    webhooksOf('callWebhooks', entries),
    ...(facts.hub
      ? [
          {
            key: 'event',
            state: events.length > 0 ? 'done' : 'idle',
            text:
              events.length > 0 ? t('journey.event.text', { type: 'call.changed' }) : t('journey.waiting'),
            json: events.length > 0 ? events : undefined,
          } as const,
        ]
      : []),
  ];
};
