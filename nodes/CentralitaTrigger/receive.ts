import type { INodeExecutionData, IWebhookFunctions, IWebhookResponseData } from 'n8n-workflow';
import { meta } from '../../core/src/channels/meta/index.ts';
import type { ContactRef } from '../../core/src/model/contact.ts';
import type { Event } from '../../core/src/model/events.ts';
import { challengeAnswer, verifySignature } from '../../core/src/signing/index.ts';
import { createBoundedMap } from '../shared/bounded-map.ts';
import { type Connection, connect } from '../shared/connection.ts';
import { hoursOf } from '../shared/hours-fields.ts';
import { resumePathOf } from '../shared/tap.ts';
import { connectReceiver } from './credential.ts';
import { type Selected, select } from './events.ts';
import { createFilter } from './filters.ts';
import { subscriptionSecret } from './hub.ts';
import { itemOf } from './item.ts';
import { attachMedia } from './media.ts';
import { filtersOf, wantedOf } from './parameters.ts';
import { resume } from './resume.ts';

const day = 86_400_000;
/** Ids this process started executions for. The platform repeats a webhook within minutes; only a hub knows for longer. */
const times = createBoundedMap<number>(20_000, day);

type Node = IWebhookFunctions;

const answer = (node: Node, status: number, body: string): IWebhookResponseData => {
  node.getResponseObject().status(status).type('text/plain').send(body);
  return { noWebhookResponse: true };
};

interface Incoming {
  /** Read by n8n where the request says that it is JSON, XML, a form or text. */
  readonly rawBody?: Buffer;
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
}

const headersOf = ({ headers }: Incoming): Record<string, string | undefined> =>
  Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name, Array.isArray(value) ? value.join(', ') : value]),
  );

/** The GET with which the platform checks a new address. */
export const handshake = async (node: Node): Promise<IWebhookResponseData> => {
  if (node.getNodeParameter('connection') === 'hub') return answer(node, 405, 'A hub posts.');
  const connection = await connect(node, 'direct');
  if (connection.kind !== 'direct') return answer(node, 405, 'A hub posts.');
  const { appSecret = '', verifyToken } = connection.credential;
  const query = node.getQueryData() as Record<string, string>;
  const request = { method: 'GET', headers: {}, query, body: new Uint8Array() };
  const { status, body } = meta.handshake(request, { appSecrets: [appSecret], verifyToken });
  if (status !== 200)
    node.logger.warn('Centralita: a webhook check with a wrong verify token was answered 403');
  return answer(node, status, body);
};

/** Every webhook: who sent it, what is in it, and what of it starts an execution. */
export const receive = async (node: Node): Promise<IWebhookResponseData> => {
  const request = node.getRequestObject() as unknown as Incoming;
  const bytes = request.rawBody ?? Buffer.alloc(0);
  const kind = node.getNodeParameter('connection') as Connection['kind'];
  let connection = await connectReceiver(node, kind, false);
  let refused = refusalOf(node, connection, request, bytes);
  if (refused) {
    // The secret may have been changed a moment ago.
    connection = await connectReceiver(node, kind, true);
    refused = refusalOf(node, connection, request, bytes);
  }
  if (refused) {
    const about = refused === 'no_secret' ? ': the credential has no app secret' : '';
    node.logger.warn(`Centralita: a webhook was refused with 401 (${refused})${about}`);
    return answer(node, 401, 'The signature does not fit.');
  }
  if (connection.kind === 'hub') {
    const challenge = challengeAnswer(bytes);
    if (challenge !== undefined) return answer(node, 200, challenge);
  }
  return start(node, connection, eventsIn(connection, bytes));
};

const refusalOf = (
  node: Node,
  connection: Connection,
  request: Incoming,
  body: Buffer,
): string | undefined => {
  const { credential, kind } = connection;
  const now = Date.now();
  const verdict =
    kind === 'hub'
      ? verifySignature({
          headers: request.headers,
          body,
          secrets: [subscriptionSecret(node, connection.credential.apiKey)],
          now,
        })
      : meta.verify(
          { method: 'POST', headers: headersOf(request), query: {}, body },
          { appSecrets: ['appSecret' in credential ? (credential.appSecret ?? '') : ''] },
        );
  return verdict.ok ? undefined : verdict.reason;
};

const eventsIn = (connection: Connection, body: Buffer): readonly Event[] => {
  if (connection.kind === 'direct') return meta.parse(body, Date.now());
  return [JSON.parse(body.toString()) as Event];
};

const start = async (
  node: Node,
  connection: Connection,
  events: readonly Event[],
): Promise<IWebhookResponseData> => {
  const read = (name: string, fallback?: unknown) => node.getNodeParameter(name, fallback as object);
  const wanted = wantedOf(read);
  const passes = createFilter(filtersOf(read), hoursOf(read, node.getTimezone()));
  const now = Date.now();
  const chosen: Selected[] = [];
  for (const event of events) {
    if (await handedOver(node, event)) continue;
    const selected = select(event, wanted);
    if (selected && passes(event, now) && isNew(node, selected, now)) chosen.push(selected);
  }
  if (chosen.length === 0) return { webhookResponse: 'ok' };
  const each = read('outputs', 'one') === 'each';
  const outputs: INodeExecutionData[][] = each ? wanted.events.map(() => []) : [[]];
  for (const { as, event } of chosen) {
    const place = each ? wanted.events.indexOf(as) : 0;
    outputs[place]?.push(await attachMedia(node, connection, itemOf(event)));
  }
  return { webhookResponse: 'ok', workflowData: outputs };
};

/** A tap that answers a waiting execution goes there and starts nothing. */
const handedOver = async (node: Node, event: Event): Promise<boolean> => {
  if (event.type !== 'message.received') return false;
  const path = resumePathOf(event.data.message.content);
  if (!path || !first(node, `tap:${event.id}`, Date.now())) return path !== undefined;
  const { waId, phone, userId, name }: ContactRef = event.data.contact;
  return resume(node, path, { waId, phone, userId, name });
};

const isNew = (node: Node, { event, as }: Selected, now: number): boolean => {
  const { dedupeMinutes = 60 } = node.getNodeParameter('options', {}) as { dedupeMinutes?: number };
  if (dedupeMinutes <= 0 || (event.data as { hub?: { redriven?: true } }).hub?.redriven) return true;
  return first(node, `${as}:${event.id}`, now, dedupeMinutes * 60_000);
};

/** Whether a key was not met within the time. Asked and remembered in one step, so that two requests at once do not both pass. */
const first = (node: Node, key: string, now: number, within = day): boolean => {
  const scope = [node.getWorkflow().id, node.getNode().id, node.getMode(), key].join(':');
  const before = times.get(scope, now);
  if (before !== undefined && now - before <= within) return false;
  times.set(scope, now, now);
  return true;
};
