import { createHmac } from 'node:crypto';

/** An event as HubSpot posts it. */
export interface HookEvent {
  readonly eventId: number;
  readonly subscriptionId: number;
  readonly portalId: number;
  readonly appId: number;
  readonly occurredAt: number;
  readonly subscriptionType: string;
  readonly attemptNumber: number;
  readonly objectId: number;
  readonly propertyName?: string;
  readonly propertyValue?: string;
  readonly changeSource: string;
  readonly sourceId?: string;
  readonly primaryObjectId?: number;
  readonly mergedObjectIds?: readonly number[];
  readonly newObjectId?: number;
}

const unescaped = /%3A|%2F|%3F|%40|%21|%24|%27|%28|%29|%2A|%2C|%3B/gi;

/** The signature of version 3, over the address HubSpot calls. */
export const signV3 = (secret: string, url: string, body: string, timestamp: number): string =>
  createHmac('sha256', secret)
    .update(`POST${url.replace(unescaped, decodeURIComponent)}${body}${timestamp}`)
    .digest('base64');

/** The request HubSpot makes for at most a hundred events. */
export const hookRequest = (
  url: string,
  secret: string,
  events: readonly HookEvent[],
  timestamp: number,
): Request => {
  const body = JSON.stringify(events);
  return new Request(url, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      'x-hubspot-signature-v3': signV3(secret, url, body, timestamp),
      'x-hubspot-request-timestamp': String(timestamp),
    },
    body,
  });
};
