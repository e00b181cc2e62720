import type { IDataObject, INodeExecutionData, IWebhookFunctions } from 'n8n-workflow';
import type { Event } from '../../core/src/model/events.ts';
import { fetchFile } from '../Centralita/operations/media.ts';
import type { Connection } from '../shared/connection.ts';
import { itemFailure } from '../shared/errors.ts';

interface MediaOptions {
  readonly downloadMedia?: boolean;
  readonly binaryField?: string;
  readonly maxMegabytes?: number;
}

const megabyte = 1_048_576;

/** The file of the message on its item, where that is asked for. What cannot be fetched says so on the item, which goes on. */
export const attachMedia = async (
  node: IWebhookFunctions,
  connection: Connection,
  item: INodeExecutionData,
): Promise<INodeExecutionData> => {
  const {
    downloadMedia,
    binaryField = 'data',
    maxMegabytes = 16,
  } = node.getNodeParameter('options', {}) as MediaOptions;
  const event = item.json as unknown as Event;
  if (!downloadMedia || event.type !== 'message.received') return item;
  const { message, hub } = event.data;
  const id = connection.kind === 'hub' ? hub?.messageId : mediaIdOf(message.content);
  if (!id || !mediaIdOf(message.content)) return item;
  try {
    const { bytes, mimeType, filename } = await fetchFile(connection, id, maxMegabytes * megabyte);
    const binary = await node.helpers.prepareBinaryData(Buffer.from(bytes), filename, mimeType);
    return { ...item, binary: { [binaryField]: binary } };
  } catch (error) {
    const { data, ...head } = item.json;
    return { ...item, json: { ...head, mediaError: { ...itemFailure(error) } as IDataObject, data } };
  }
};

const kinds = new Set(['image', 'video', 'audio', 'document', 'sticker']);

const mediaIdOf = (content: { readonly kind: string; readonly id?: string }): string | undefined =>
  kinds.has(content.kind) ? content.id : undefined;
