import type { IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { meta } from '../../../core/src/channels/meta/index.ts';
import type { HubClient } from '../../../core/src/hub-client/types.ts';
import type { OutboundContent } from '../../../core/src/model/content.ts';
import type { MessageId } from '../../../core/src/model/ids.ts';
import { type Connection, connect } from '../../shared/connection.ts';
import { must, refuse } from '../../shared/faults.ts';

interface File {
  readonly bytes: Uint8Array;
  readonly mimeType: string;
  readonly filename?: string;
}

/** Files go up and down slowly. */
const mediaTimeoutMs = 120_000;
const megabyte = 1_048_576;

export const mediaConnection = async (node: IExecuteFunctions, item: number): Promise<Connection> =>
  connect(node, node.getNodeParameter('connection', item) as Connection['kind'], {
    itemIndex: item,
    timeoutMs: mediaTimeoutMs,
    phoneNumberId: node.getNodeParameter('options.phoneNumberId', item, '') as string,
  });

/** The account to send from: the one named, or the hub's only one. */
export const accountOf = async (hub: HubClient, named: string): Promise<string> => {
  if (named) return named;
  const accounts = await hub.accounts();
  const [only] = accounts;
  if (only && accounts.length === 1) return only.id;
  throw refuse(
    'account_unknown',
    `the hub has ${accounts.length} accounts`,
    'Name the account (ca_…) to use: GET /v1/accounts of the hub lists them.',
  );
};

const fileOf = async (node: IExecuteFunctions, item: number): Promise<File> => {
  const field = node.getNodeParameter('binaryField', item) as string;
  const { mimeType, fileName } = node.helpers.assertBinaryData(item, field);
  const bytes = await node.helpers.getBinaryDataBuffer(item, field);
  return { bytes, mimeType, ...(fileName ? { filename: fileName } : {}) };
};

/** Puts the file of a binary field where the account can send it from. */
export const uploadOf = async (
  node: IExecuteFunctions,
  item: number,
  accountId: string,
): Promise<{ id: string; file: File }> => {
  const file = await fileOf(node, item);
  const connection = await mediaConnection(node, item);
  const { id } =
    connection.kind === 'direct'
      ? must(await meta.uploadMedia(file, connection.context))
      : await connection.hub.uploadMedia(await accountOf(connection.hub, accountId), file);
  return { id, file };
};

export const mediaContent = async (node: IExecuteFunctions, item: number): Promise<OutboundContent> => {
  const kind = node.getNodeParameter('mediaKind', item) as string;
  const source = node.getNodeParameter('mediaSource', item) as 'binary' | 'link' | 'id';
  const caption = node.getNodeParameter('caption', item, '') as string;
  const named = node.getNodeParameter('fileName', item, '') as string;
  const account = node.getNodeParameter('options.channelAccountId', item, '') as string;
  const uploaded = source === 'binary' ? await uploadOf(node, item, account) : undefined;
  const ref = uploaded
    ? { id: uploaded.id }
    : source === 'link'
      ? { link: node.getNodeParameter('mediaLink', item) as string }
      : { id: node.getNodeParameter('mediaId', item) as string };
  const filename = named || uploaded?.file.filename;
  switch (kind) {
    case 'voice':
      return { kind: 'audio', voice: true, ...ref };
    case 'audio':
    case 'sticker':
      return { kind, ...ref };
    case 'document':
      return { kind, ...ref, ...(caption ? { caption } : {}), ...(filename ? { filename } : {}) };
    default:
      return { kind: kind as 'image' | 'video', ...ref, ...(caption ? { caption } : {}) };
  }
};

/** The bytes of a file a customer sent: by media id from WhatsApp, by message id from a hub. */
export const fetchFile = async (connection: Connection, id: string, maxBytes: number): Promise<File> => {
  if (connection.kind === 'hub') {
    const file = await connection.hub.media(id as MessageId);
    if (file.bytes.byteLength <= maxBytes) return file;
    throw refuse(
      'payload_too_large',
      `the file has ${file.bytes.byteLength} bytes`,
      'Raise the largest file in the node.',
    );
  }
  const info = must(await meta.mediaInfo(id, connection.context));
  return must(await meta.fetchMedia(info, { ...connection.context, maxBytes }));
};

export const download = async (node: IExecuteFunctions, item: number): Promise<INodeExecutionData> => {
  const id = String(node.getNodeParameter('mediaId', item) ?? '');
  if (!id)
    throw refuse(
      'invalid_request',
      'there is no media ID',
      'Give the ID of the file: the message may have none.',
    );
  const most = (node.getNodeParameter('maxMegabytes', item, 25) as number) * megabyte;
  const field = node.getNodeParameter('binaryField', item) as string;
  const { bytes, mimeType, filename } = await fetchFile(await mediaConnection(node, item), id, most);
  const binary = await node.helpers.prepareBinaryData(Buffer.from(bytes), filename, mimeType);
  const before = node.getInputData()[item];
  return {
    json: {
      ...before?.json,
      media: { id, mimeType, size: bytes.byteLength, ...(filename ? { filename } : {}) },
    },
    binary: { ...before?.binary, [field]: binary },
  };
};
