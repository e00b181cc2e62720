import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import type { Recipient, SendResult } from '../../../core/src/channels/channel.ts';
import { meta } from '../../../core/src/channels/meta/index.ts';
import type { SendMessageRequest } from '../../../core/src/hub-client/types.ts';
import type { Purpose } from '../../../core/src/model/consent.ts';
import type { OutboundContent } from '../../../core/src/model/content.ts';
import { digest, parseId, providerMessageId, type UserId } from '../../../core/src/model/ids.ts';
import { regionOf } from '../../../core/src/regions/index.ts';
import { createBoundedMap } from '../../shared/bounded-map.ts';
import { type Connection, connect } from '../../shared/connection.ts';
import { ChannelFault, Refusal, refuse } from '../../shared/faults.ts';
import { outcomeOf } from './outcome.ts';

export interface Outgoing {
  readonly to: string;
  readonly content: OutboundContent;
  readonly replyTo?: string;
}

interface SendOptions {
  readonly phoneNumberId?: string;
  readonly channelAccountId?: string;
  readonly callbackData?: string;
  readonly purpose?: Purpose;
  readonly authorId?: string;
  /** Seconds. */
  readonly wait?: number;
}

const usualWait = 10;
/** A hub is given the wait and then some; the Cloud API half a minute. */
const timeoutOf = (wait: number): number => (wait + 20) * 1000;

/**
 * What this process sent, by execution, node, run and item. n8n's retry-on-fail runs a node again with the same
 * ones: what was accepted, or may have been, is not sent a second time. A day and ten thousand are plenty for that.
 */
const outcomes = createBoundedMap<Extract<SendResult, { state: 'accepted' | 'unknown' }>>(10_000, 86_400_000);

/** One message of one item of one run. As a tool a node is called several times with the same ones, each with other words. */
const keyOf = (node: IExecuteFunctions, item: number, outgoing: Outgoing): string => {
  const run = node.getWorkflowDataProxy(item).$runIndex;
  const base = [node.getWorkflow().id, node.getExecutionId(), node.getNode().id, run, item].join(':');
  return node.isToolExecution() ? `${base}:${digest(JSON.stringify(outgoing))}` : base;
};

export const sendMessage = async (
  node: IExecuteFunctions,
  item: number,
  outgoing: Outgoing,
): Promise<IDataObject> => {
  const options = node.getNodeParameter('options', item, {}) as SendOptions;
  const wait = options.wait ?? usualWait;
  const kind = node.getNodeParameter('connection', item) as Connection['kind'];
  const { phoneNumberId } = options;
  const connection = await connect(node, kind, {
    itemIndex: item,
    phoneNumberId,
    timeoutMs: timeoutOf(wait),
  });
  if (!outgoing.to.trim())
    throw refuse('recipient_unknown', 'the field To is empty', 'Give a phone number with its country code.');
  return connection.kind === 'direct'
    ? sendDirect(node, item, connection, outgoing, options)
    : sendThroughHub(node, item, connection, outgoing, options);
};

const sendDirect = async (
  node: IExecuteFunctions,
  item: number,
  { context }: Extract<Connection, { kind: 'direct' }>,
  outgoing: Outgoing,
  { callbackData }: SendOptions,
): Promise<IDataObject> => {
  const to = recipientOf(outgoing.to);
  const barred = regionOf(outgoing.to);
  if (barred?.action === 'block')
    throw refuse('region_blocked', barred.country ? `the number is of ${barred.country}` : undefined);
  const key = `${context.account.providerId}:${keyOf(node, item, outgoing)}`;
  const known = outcomes.get(key, Date.now());
  const correlationId = callbackData || `n8n.${node.getExecutionId()}.${item}`;
  const { content, replyTo } = outgoing;
  const result =
    known ??
    (await meta.send({ content, ...(replyTo ? { replyTo } : {}) }, { ...context, to, correlationId }));
  if (result.state === 'accepted' || result.state === 'unknown') outcomes.set(key, result, Date.now());
  return told(result, context.account.providerId, known !== undefined);
};

const recipientOf = (given: string): Recipient => {
  const to = given.trim();
  if (/^(ct|cv|ms)_/.test(to))
    throw refuse(
      'recipient_unknown',
      'IDs of a hub work with the hub only',
      'Choose Centralita Hub as the connection, or give the phone number.',
    );
  return { waId: to };
};

const told = (result: SendResult, account: string, again: boolean): IDataObject => {
  switch (result.state) {
    case 'accepted':
      return {
        id: providerMessageId('meta', account, result.providerId),
        providerId: result.providerId,
        state: result.held ? 'held' : 'accepted',
        to: {
          ...(result.waId ? { waId: result.waId } : {}),
          ...(result.userId ? { userId: result.userId } : {}),
        },
        ...(again ? { repeated: true } : {}),
      };
    case 'rejected':
      throw new ChannelFault(result.error);
    case 'not-sent':
      throw new Refusal(
        result.reason,
        'provider_unavailable',
        'Nothing was sent. Check the base URL in the credential and the way to the Internet, then run it again.',
      );
    case 'unknown':
      throw refuse('send_uncertain', result.reason);
  }
};

const sendThroughHub = async (
  node: IExecuteFunctions,
  item: number,
  { hub }: Extract<Connection, { kind: 'hub' }>,
  outgoing: Outgoing,
  options: SendOptions,
): Promise<IDataObject> => {
  const { content, replyTo } = outgoing;
  const to = outgoing.to.trim();
  const conversationId = parseId('cv', to);
  const { channelAccountId, purpose, authorId, wait = usualWait } = options;
  const request: SendMessageRequest = {
    ...(conversationId ? { conversationId } : { to }),
    content,
    ...(channelAccountId ? { channelAccountId } : {}),
    ...(replyTo ? { replyTo } : {}),
    ...(purpose ? { purpose } : {}),
    ...(authorId ? { authorId: authorId as UserId } : {}),
  };
  const idempotencyKey = `n8n:${digest(node.getInstanceId(), keyOf(node, item, outgoing))}`;
  const message = await hub.send(request, { idempotencyKey, ...(wait > 0 ? { wait } : {}) });
  return outcomeOf(hub, message, wait);
};
