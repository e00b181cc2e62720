import { meta } from '@centralita/core/channels/meta';
import { recogniseConsentIn } from '@centralita/core/consent';
import { derivedEventId, type Event, type EventByType } from '@centralita/core/model';
import type { Handler } from '../shared/dispatch.ts';
import type { Fan } from '../shared/fan.ts';
import type { AccountSettings } from './settings.ts';

export interface ReceiverParts {
  readonly settings: AccountSettings;
  readonly fan: Fan;
  readonly now: () => number;
  /** A request that was not genuine, and why. Counted, never repeated in full. */
  readonly onForged: (reason: string) => void;
  readonly onStatus: (event: EventByType<'message.status'>) => void;
}

/** The webhook of the platform: verify, parse, hand over, and only then 200. */
export const createReceiver = ({ settings, fan, now, onForged, onStatus }: ReceiverParts): Handler => {
  const secrets = { appSecrets: settings.appSecrets, verifyToken: settings.verifyToken };
  return async ({ method, headers, query, body }) => {
    const request = { method, headers, query, body };
    if (method === 'GET') {
      const { status, body: text } = meta.handshake(request, secrets);
      return { status, text };
    }
    if (method !== 'POST') return { status: 405, text: 'GET and POST only' };
    const verdict = meta.verify(request, secrets);
    if (!verdict.ok) {
      onForged(verdict.reason);
      return { status: 401, text: 'The signature does not fit' };
    }
    if (fan.size === 0) return { status: 503, text: 'No flow is listening here' };
    for (const event of meta.parse(body, now())) {
      if (event.type === 'message.status') onStatus(event);
      for (const each of withConsent(event)) {
        if (!(await fan.deliver(each))) return { status: 503, text: 'No flow is listening here' };
      }
    }
    return { status: 200, text: 'received' };
  };
};

/** A message that says yes or no is followed by a statement of its own, with the id a hub would give it. */
export const withConsent = (event: Event): readonly Event[] => {
  if (event.type !== 'message.received' || event.data.message.origin === 'standby') return [event];
  const said = recogniseConsentIn(event.data.message.content);
  if (!said) return [event];
  const { content, timestamp } = event.data.message;
  const words = 'text' in content ? content.text : 'title' in content ? content.title : undefined;
  const { provider, account, raw, contact } = event.data;
  const statement: EventByType<'consent.changed'> = {
    id: derivedEventId(event.id, 'consent.changed', 0),
    type: 'consent.changed',
    timestamp: event.timestamp,
    data: {
      provider,
      account,
      raw,
      contact,
      consent: {
        state: said.state,
        purposes: said.purposes,
        actor: 'person',
        source: said.source,
        wording: words ?? said.keyword,
        at: timestamp,
      },
    },
  };
  // The statement first, as it must be known before anything answers.
  return [statement, event];
};
