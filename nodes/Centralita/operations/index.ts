import type { IDataObject, IExecuteFunctions, INodeExecutionData } from 'n8n-workflow';
import { consentHistory, getContact, recordConsent, setAttributes } from './contacts.ts';
import { conversationOperation, listConversations } from './conversations.ts';
import { download, uploadOf } from './media.ts';
import { getMessage, markRead, send } from './messages.ts';
import { getTemplate, listTemplates } from './templates.ts';

/** What becomes of one item: a new one, several, or the item with more on it. */
export type Result = IDataObject | IDataObject[] | INodeExecutionData;

type Operation = (node: IExecuteFunctions, item: number, name: string) => Promise<Result>;

const upload: Operation = async (node, item) => {
  const { id, file } = await uploadOf(
    node,
    item,
    node.getNodeParameter('channelAccountId', item, '') as string,
  );
  return { id, mimeType: file.mimeType, size: file.bytes.byteLength };
};

/** By the value of the parameter `operation`, which is unique over all resources. */
export const operations: Readonly<Record<string, Operation>> = {
  getMessage,
  markRead,
  react: send,
  reply: send,
  requestContact: send,
  requestLocation: send,
  sendButtons: send,
  sendContact: send,
  sendLink: send,
  sendList: send,
  sendLocation: send,
  sendMedia: send,
  sendTemplate: send,
  sendText: send,
  downloadMedia: download,
  uploadMedia: upload,
  getTemplate,
  listTemplates,
  getContact,
  setAttributes,
  consentHistory,
  grantConsent: (node, item) => recordConsent(node, item, 'granted'),
  withdrawConsent: (node, item) => recordConsent(node, item, 'withdrawn'),
  addNote: conversationOperation,
  assign: conversationOperation,
  close: conversationOperation,
  getConversation: conversationOperation,
  snooze: conversationOperation,
  tag: conversationOperation,
  listConversations,
};
