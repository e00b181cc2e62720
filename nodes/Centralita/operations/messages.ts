import type { IDataObject, IExecuteFunctions } from 'n8n-workflow';
import { meta } from '../../../core/src/channels/meta/index.ts';
import type { ReactionContent } from '../../../core/src/model/content.ts';
import { type MessageId, parseId } from '../../../core/src/model/ids.ts';
import { type Connection, connect } from '../../shared/connection.ts';
import { must, refuse } from '../../shared/faults.ts';
import { hubOf } from './contacts.ts';
import { contentOf, reader } from './content.ts';
import { sendMessage } from './send.ts';

/** Sends what the operation's parameters say. */
export const send = async (
  node: IExecuteFunctions,
  item: number,
  operation: string,
): Promise<IDataObject> => {
  const read = reader(node, item);
  const content = await contentOf(node, item, operation);
  const quoted =
    operation === 'reply' ? read<string>('messageId') : read<{ replyTo?: string }>('options', {}).replyTo;
  const to = String(read('to') ?? '');
  return sendMessage(node, item, {
    to,
    content: content.kind === 'reaction' ? await ofPlatform(node, item, content) : content,
    ...(quoted ? { replyTo: quoted } : {}),
  });
};

/** A reaction names its message as the platform does; a hub's id is looked up. */
const ofPlatform = async (
  node: IExecuteFunctions,
  item: number,
  content: ReactionContent,
): Promise<ReactionContent> => {
  const id = parseId('ms', content.messageId);
  if (!id || reader(node, item)('connection') !== 'hub') return content;
  const { providerId } = await (await hubOf(node, item)).message(id);
  return { ...content, messageId: providerId ?? content.messageId };
};

export const markRead = async (node: IExecuteFunctions, item: number): Promise<IDataObject> => {
  const read = reader(node, item);
  const messageId = String(read('messageId') ?? '').trim();
  const typing = read('typing', false);
  const connection = await connect(node, read<Connection['kind']>('connection'), { itemIndex: item });
  if (connection.kind === 'direct') {
    must(await meta.markRead(messageId, { ...connection.context, typing }));
    return { messageId, read: true };
  }
  const conversationId = parseId('cv', messageId) ?? (await conversationOf(connection.hub, messageId));
  await connection.hub.markRead(conversationId, typing ? { typing } : {});
  return { messageId, conversationId, read: true };
};

const conversationOf = async (hub: Extract<Connection, { kind: 'hub' }>['hub'], messageId: string) => {
  if (!parseId('ms', messageId))
    throw refuse(
      'invalid_request',
      'the message ID is not one of the hub',
      'Give the ID (ms_…) of the message, data.hub.messageId of the trigger, or the conversation (cv_…).',
    );
  return (await hub.message(messageId as MessageId)).conversationId;
};

/** A message as the hub keeps it: where it stands, and why it failed. */
export const getMessage = async (node: IExecuteFunctions, item: number): Promise<IDataObject> => {
  const id = parseId('ms', String(reader(node, item)('messageId') ?? '').trim());
  if (!id)
    throw refuse(
      'invalid_request',
      'the message ID is not one of the hub',
      'Give the ID (ms_…) that sending gave.',
    );
  return (await (await hubOf(node, item)).message(id)) as unknown as IDataObject;
};
