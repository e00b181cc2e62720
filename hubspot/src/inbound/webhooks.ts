import type { Effect, ExtensionLog, ExtensionWrite } from '@centralita/core/consumer';
import { digest } from '@centralita/core/model';
import type { HubSpotSettings } from '../settings.ts';
import type { FieldState, Tables } from '../store/tables.ts';
import { propertiesToRead } from '../sync/plan.ts';
import { hashOf } from '../sync/reconcile.ts';
import { isSigned } from './signature.ts';

/** An event of HubSpot's, as far as it is looked at. */
interface HookEvent {
  readonly portalId?: number;
  readonly subscriptionId?: number;
  readonly subscriptionType: string;
  readonly objectId: number;
  readonly occurredAt?: number;
  readonly propertyName?: string;
  readonly propertyValue?: string;
  readonly changeSource?: string;
  readonly sourceId?: string;
  readonly primaryObjectId?: number;
  readonly mergedObjectIds?: readonly number[];
  readonly newObjectId?: number;
}

export interface WebhookCounts {
  accepted: number;
  forged: number;
  echoes: number;
  duplicates: number;
  lastAt?: number;
}

export interface WebhookOptions {
  readonly tables: Tables;
  readonly settings: HubSpotSettings;
  readonly publicUrl?: string;
  readonly now: () => number;
  readonly realNow: () => number;
  readonly log: ExtensionLog;
}

export const recordLane = (recordId: string): string => `record:${recordId}`;
/** HubSpot repeats for a day. */
const memoryMs = 2 * 86_400_000;

const answer = (status: number, text: string): Response => new Response(`${text}\n`, { status });

/** Takes HubSpot's webhooks: signature, store, 200. What they say is only a hint; the record is read later. */
export const createWebhooks = ({ tables, settings, publicUrl, now, realNow, log }: WebhookOptions) => {
  const watched = new Set(propertiesToRead(settings.fields));
  const counts: WebhookCounts = { accepted: 0, forged: 0, echoes: 0, duplicates: 0 };

  const receive = async (request: Request): Promise<Response> => {
    if (request.method !== 'POST') return answer(405, 'POST only');
    const body = new Uint8Array(await request.arrayBuffer());
    const { pathname, search } = new URL(request.url);
    const url = publicUrl ? publicUrl + pathname + search : request.url;
    const signed = {
      method: request.method,
      url,
      body,
      signature: request.headers.get('x-hubspot-signature-v3'),
      timestamp: request.headers.get('x-hubspot-request-timestamp'),
    };
    if (!isSigned(signed, settings.clientSecret, realNow())) {
      counts.forged++;
      log.warn('A HubSpot webhook was refused: its signature is wrong or old', { refused: counts.forged });
      return answer(401, 'the signature does not fit');
    }
    const events = eventsIn(body);
    if (!events) return answer(400, 'not a list of events');
    await accept(events);
    return answer(200, 'ok');
  };

  const accept = async (events: readonly HookEvent[]): Promise<void> => {
    const at = now();
    const known = new Map<string, Linked[]>();
    for (const { objectId } of events) {
      const id = String(objectId);
      if (known.has(id)) continue;
      const links = await tables.linksTo(id);
      known.set(
        id,
        await Promise.all(
          links.map(async ({ contactId }) => ({ contactId, fields: await tables.fields(contactId) })),
        ),
      );
    }
    await tables.store.write((tx) => {
      tx.run('delete from hubspot_hooks where at < $1', at - memoryMs);
      for (const event of events) take(tx, event, known.get(String(event.objectId)) ?? [], at);
    });
    counts.lastAt = at;
  };

  const take = (tx: ExtensionWrite, event: HookEvent, linked: readonly Linked[], at: number): void => {
    const { appId } = settings;
    const own = event.changeSource === 'INTEGRATION' && appId !== undefined && event.sourceId === appId;
    const unmapped = event.propertyName !== undefined && !watched.has(event.propertyName);
    if (own || unmapped || isEcho(event, linked)) {
      counts.echoes++;
      return;
    }
    const key = digest(
      String(event.portalId),
      String(event.subscriptionId),
      event.subscriptionType,
      String(event.objectId),
      String(event.occurredAt),
      event.propertyName ?? '',
      event.propertyValue ?? '',
    );
    if (tx.run('insert or ignore into hubspot_hooks (key, at) values ($1, $2)', key, at) === 0) {
      counts.duplicates++;
      return;
    }
    counts.accepted++;
    // Somebody opted out. What the record says when it is read may have been changed or merged away meanwhile.
    const optOut = event.propertyName === 'wa_opt_in_status' && event.propertyValue === 'opted_out';
    if (optOut && linked.length > 0 && (event.changeSource !== 'INTEGRATION' || appId !== undefined)) {
      const contacts = linked.map(({ contactId }) => contactId);
      const recordId = String(event.objectId);
      tx.effect({
        lane: recordLane(recordId),
        kind: 'opted_out',
        payload: { recordId, contacts, at: Math.min(event.occurredAt ?? at, at) },
      });
    }
    const effect = effectOf(event);
    // Whoever nobody here is linked to is none of our business.
    if (effect && (effect.kind !== 'pull' || linked.length > 0)) tx.effect(effect);
  };

  return { receive, counts: (): Readonly<WebhookCounts> => counts };
};

interface Linked {
  readonly contactId: string;
  readonly fields: ReadonlyMap<string, FieldState>;
}

/** The value that was last in step, come back. */
const isEcho = (event: HookEvent, linked: readonly Linked[]): boolean => {
  const { subscriptionType, propertyName = '', propertyValue = '' } = event;
  if (subscriptionType !== 'contact.propertyChange' || linked.length === 0) return false;
  return linked.every(({ fields }) => {
    const states = [fields.get(propertyName), fields.get(`${propertyName}<`)].filter((state) => !!state);
    return states.length > 0 && states.every((state) => state?.theirs === hashOf(propertyValue));
  });
};

const effectOf = (event: HookEvent): Effect | undefined => {
  const recordId = String(event.objectId);
  const lane = recordLane(recordId);
  switch (event.subscriptionType) {
    case 'contact.creation':
    case 'contact.propertyChange':
    case 'contact.associationChange':
      return { lane, kind: 'pull', payload: { recordId }, key: 'pull' };
    case 'contact.deletion':
      return { lane, kind: 'deleted', payload: { recordId } };
    case 'contact.restore':
      return { lane, kind: 'restored', payload: { recordId } };
    case 'contact.privacyDeletion':
      return { lane, kind: 'privacy', payload: { recordId } };
    case 'contact.merge': {
      const merged = [event.primaryObjectId ?? event.objectId, ...(event.mergedObjectIds ?? [])].map(String);
      const into = String(event.newObjectId ?? event.primaryObjectId ?? event.objectId);
      return { lane: recordLane(into), kind: 'merged', payload: { merged, into } };
    }
    default:
      return undefined;
  }
};

const eventsIn = (body: Uint8Array): HookEvent[] | undefined => {
  try {
    const value: unknown = JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(body));
    if (!Array.isArray(value)) return undefined;
    return value.filter(
      (event): event is HookEvent =>
        typeof event === 'object' &&
        event !== null &&
        typeof (event as HookEvent).subscriptionType === 'string' &&
        Number.isSafeInteger((event as HookEvent).objectId),
    );
  } catch {
    return undefined;
  }
};
